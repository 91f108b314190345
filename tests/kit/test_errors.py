"""Every refusal leaves as problem+json with a stable code, and none repeats what was typed."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

from app.kit import errors
from app.kit.errors import NotFound, Refusal, documented


class InTheWay(Refusal):
    status = 409
    code = "in_the_way"
    title = "Something is in the way"
    detail = "Move it."


class Wish(BaseModel):
    words: str = Field(max_length=3)


@pytest.fixture
def browser() -> TestClient:
    app = FastAPI()
    errors.install(app)

    @app.get("/refused")
    def refused() -> None:
        raise InTheWay(headers={"Retry-After": "3"})

    @app.post("/wish")
    def wish(wanted: Wish) -> None:
        """Takes three letters."""

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret in an exception")

    return TestClient(app, raise_server_exceptions=False)


def test_a_refusal_is_a_problem_with_a_code(browser: TestClient) -> None:
    answer = browser.get("/refused")
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.headers["retry-after"] == "3"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Something is in the way",
        "status": 409,
        "code": "in_the_way",
        "detail": "Move it.",
        "errors": [],
    }


@pytest.mark.parametrize("sent", [{"words": "a secret wish"}, {"words": ["a secret wish"]}, {"a secret wish": 1}])
def test_what_was_typed_is_never_repeated(browser: TestClient, sent: dict[str, object]) -> None:
    answer = browser.post("/wish", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["field"].startswith("words")
    assert "a secret wish" not in answer.text


@pytest.mark.parametrize("sent", [b'{"words": "a secret', b"\xff\xfe secret", b""])
def test_broken_json_is_a_problem_too(browser: TestClient, sent: bytes) -> None:
    answer = browser.post("/wish", content=sent, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "secret" not in answer.text


def test_an_unknown_address_and_method_are_problems(browser: TestClient) -> None:
    for answer, code in ((browser.get("/nowhere"), "not_found"), (browser.put("/wish"), "method_not_allowed")):
        assert (answer.json()["code"], answer.headers["content-type"]) == (code, "application/problem+json")


def test_what_breaks_says_nothing_about_itself(browser: TestClient) -> None:
    answer = browser.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


def test_a_route_documents_each_status_once_with_its_codes() -> None:
    class AlsoGone(NotFound):
        code = "also_gone"

    found = documented(NotFound, AlsoGone, InTheWay)
    assert set(found) == {404, 409}
    assert set(found[404]["content"][errors.MEDIA_TYPE]["examples"]) == {"not_found", "also_gone"}
