"""What the document promises, and that nothing private leaks beside it."""

import json
import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.auth.test_sign_in import sign_in
from tests.conftest import PASSWORD, Person

OPERATIONS = {
    "create_account": ("post", "/api/v1/accounts"),
    "recover_account": ("put", "/api/v1/accounts/recovery"),
    "reset_account": ("put", "/api/v1/accounts/reset"),
    "get_me": ("get", "/api/v1/me"),
    "patch_me": ("patch", "/api/v1/me"),
    "change_password": ("put", "/api/v1/me/password"),
    "renew_recovery": ("put", "/api/v1/me/recovery"),
    "confirm_session": ("put", "/api/v1/sessions/current/confirmation"),
    "create_session": ("post", "/api/v1/sessions"),
    "end_session": ("delete", "/api/v1/sessions/current"),
    "list_sessions": ("get", "/api/v1/sessions"),
    "revoke_session": ("delete", "/api/v1/sessions/{session_id}"),
    "revoke_other_sessions": ("delete", "/api/v1/sessions/others"),
}
OPEN_TO_ALL = {"create_account", "recover_account", "reset_account", "create_session"}


def test_every_operation_has_a_name_a_summary_and_its_refusals(app: FastAPI) -> None:
    found = {}
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            found[operation["operationId"]] = (method, path)
            refusals = {status for status in operation["responses"] if status >= "400"}
            assert operation["summary"]
            assert method == "get" or "403" in refusals
            assert ("requestBody" in operation) == ("415" in refusals)
    assert found == OPERATIONS


def test_every_operation_but_four_is_closed_to_nobody(app: FastAPI, client: Person) -> None:
    bodies: dict[str, dict[str, object]] = {
        "patch_me": {"name": "x"},
        "change_password": {"current": "x", "new": "x"},
        "confirm_session": {"password": "x"},
    }
    for name, (method, path) in OPERATIONS.items():
        secured = "security" in app.openapi()["paths"][path][method]
        assert secured == (name not in OPEN_TO_ALL)
        if secured:
            answer = client("nobody").request(method, path, json=bodies.get(name))
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), name


@pytest.mark.parametrize("odd", ["\0", "\ud800", "a\0b", "x" * 300])
def test_odd_text_is_a_plain_refusal_on_both_databases(alice: TestClient, odd: str) -> None:
    def status(path: str, **body: str) -> int:
        method = "post" if path in {"accounts", "sessions"} else "put"
        headers = {"content-type": "application/json"}
        answer = alice.request(method, f"/api/v1/{path}", content=json.dumps(body), headers=headers)
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code

    assert status("sessions", login=odd, password=PASSWORD) in {401, 422}
    assert status("sessions", login="alice", password=odd) in {401, 422}
    assert status("sessions", login="alice", password=PASSWORD, device=odd) == 422
    assert status("accounts", login="bob", name=odd, password=PASSWORD) == 422
    assert status("accounts/recovery", login=odd, proof="0" * 64, password=PASSWORD) in {401, 422}
    assert status("accounts/reset", code=odd, password=PASSWORD) in {404, 422}
    assert status("sessions/current/confirmation", password=odd) in {403, 422}


@pytest.mark.parametrize("odd", ["%00", "%ED%A0%80", "a%00b", "x" * 300])
def test_an_odd_address_is_not_found(alice: TestClient, odd: str) -> None:
    assert alice.delete(f"/api/v1/sessions/{odd}").status_code == 404


def test_a_refusal_repeats_nothing_that_was_typed(client: Person) -> None:
    body = {"login": "Zelda Zonk", "name": "Zelda\nZonk", "password": ["Zelda"], "Zelda": "Zonk"}
    answer = client("zelda").post("/api/v1/accounts", json={**body, "device": {"Zonk": 1}})
    assert answer.status_code == 422
    assert "Zonk" not in answer.text


def test_the_log_names_nobody(client: Person, alice: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    sign_in(client("zelda"), "zelda", "zeldas secret password")
    sign_in(client("alice's tablet"))
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "/api/v1/sessions" in said, "the test client itself tells of each request"
    assert not any(word in said.lower() for word in ("zelda", "alice", "testclient", PASSWORD))
