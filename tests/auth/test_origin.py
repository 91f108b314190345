import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.conftest import ORIGIN, PASSWORD

RENAME = {"name": "Alicia"}


@pytest.fixture
def bare(app: FastAPI, alice: TestClient) -> TestClient:
    """Alice's cookie in a browser that sends only the headers a test gives it."""
    browser = TestClient(app, base_url=ORIGIN)
    browser.cookies.set("sid", alice.cookies["sid"])
    return browser


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"origin": ORIGIN}, {"sec-fetch-site": "same-origin", "origin": ORIGIN}],
)
def test_our_own_pages_may_change_things(bare: TestClient, headers: dict[str, str]) -> None:
    assert bare.patch("/api/v1/me", json=RENAME, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": ORIGIN},
        {"sec-fetch-site": "none"},
        {"origin": "http://localhost:9000"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "null"},
        {"referer": ORIGIN},
    ],
)
def test_another_site_changes_nothing(bare: TestClient, alice: TestClient, headers: dict[str, str]) -> None:
    answer = bare.patch("/api/v1/me", json=RENAME, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert answer.headers["content-type"] == "application/problem+json"
    assert alice.get("/api/v1/me").json()["member"]["name"] == "Alice"


def test_a_bearer_header_does_not_smuggle_a_cookie_past_the_guard(bare: TestClient) -> None:
    answer = bare.patch("/api/v1/me", json=RENAME, headers={"authorization": "Bearer x"})
    assert answer.json()["code"] == "cross_site"


def test_another_site_cannot_sign_a_visitor_in(app: FastAPI, alice: TestClient) -> None:
    visitor = TestClient(app, base_url=ORIGIN, headers={"sec-fetch-site": "cross-site"})
    answer = visitor.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_reading_needs_no_origin(bare: TestClient) -> None:
    assert bare.get("/api/v1/me", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_a_form_could_send_is_refused(alice: TestClient, kind: str) -> None:
    answer = alice.patch("/api/v1/me", content=b'{"name": "Alicia"}', headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_json_may_name_its_charset(alice: TestClient) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    assert alice.patch("/api/v1/me", content=b'{"name": "Alicia"}', headers=headers).status_code == 200
