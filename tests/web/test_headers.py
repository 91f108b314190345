"""The headers of every answer, and the name of every request."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.web.headers import content_security_policy
from tests.web.serving import make_app

EVERYWHERE = ["/", "/assets/main-AAAA.js", "/api/v1/nothing", "/sw.js"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_carries_the_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]


def test_the_policy_is_the_one_that_was_decided() -> None:
    assert content_security_policy("'sha256-x'") == (
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-x'; img-src 'self' blob: data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "media-src 'self' blob:; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app sw"
    )


def test_only_https_asks_to_stay_https(app: FastAPI, dist: Path) -> None:
    name = "strict-transport-security"
    assert name not in TestClient(app, base_url="http://localhost").get("/").headers
    assert TestClient(app, base_url="https://tend.example").get("/").headers[name] == "max-age=31536000"
    assert name in TestClient(make_app(dist, secure=True), base_url="http://inside").get("/").headers


def test_nothing_of_the_api_is_stored(client: TestClient) -> None:
    assert client.post("/api/v1/notes").headers["cache-control"] == "no-store"
    assert client.get("/api/v1/nothing").headers["cache-control"] == "no-store"
    assert client.get("/nothing").headers["cache-control"] == "no-store"


def test_a_request_has_a_name(client: TestClient) -> None:
    made = client.post("/api/v1/notes")
    assert re.fullmatch(r"[0-9a-f]{16}", made.headers["x-request-id"])
    assert made.json()["request_id"] == made.headers["x-request-id"]


def test_a_caller_may_name_it_but_not_write_into_the_log(client: TestClient) -> None:
    given = client.post("/api/v1/notes", headers={"X-Request-Id": "phone-0001"})
    assert given.headers["x-request-id"] == "phone-0001"
    forged = client.post("/api/v1/notes", headers={"X-Request-Id": "a b: c\tDELETE"})
    assert re.fullmatch(r"[0-9a-f]{16}", forged.headers["x-request-id"])


def test_an_answer_to_a_bug_carries_the_headers_and_says_nothing_about_it(app: FastAPI) -> None:
    answer = TestClient(app, raise_server_exceptions=False).get("/api/v1/bug")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "expected" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers
    assert "x-request-id" in answer.headers


def test_a_bug_still_reaches_the_log(client: TestClient) -> None:
    with pytest.raises(RuntimeError, match="nobody expected"):
        client.get("/api/v1/bug")
