"""A log line says which route, how it went and how long it took; never who, what or where exactly."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.cast import PASSWORD, Pair, another_browser, practice


def test_no_content_no_name_and_no_id_is_logged(pair: Pair) -> None:
    with capture_logs() as lines:
        made = pair.adopt(title="A secret hug")
        pair.alice.browser.get(pair.at("practices", made), params={"cursor": "secret"})
        pair.alice.browser.put(pair.at("practices", "no-id"), json=practice("A secret hug"))
        another_browser(pair.app).post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD})
    text = str(lines)
    for secret in ("secret", made, pair.space, pair.alice.id, "alice", PASSWORD, pair.alice.browser.cookies["sid"]):
        assert secret not in text
    assert [line["route"] for line in lines] == [
        "/api/v1/sync/push",
        "/api/v1/spaces/{space_id}/practices/{record_id}",
        "/api/v1/spaces/{space_id}/practices/{record_id}",
        "/api/v1/sessions",
    ]
    assert all(set(line) == {"event", "log_level", "method", "route", "status", "ms", "request"} for line in lines)


def test_what_breaks_is_logged_by_its_kind_and_place_alone(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret in an exception")

    monkeypatch.setattr("app.kit.records.rest.to_json", broken)
    made = pair.adopt()
    with capture_logs() as lines:
        answer = pair.alice.browser.get(pair.at("practices", made))
    assert answer.status_code == 500
    assert [line["event"] for line in lines] == ["request_broke", "request"]
    assert lines[0]["error"] == "RuntimeError"
    assert "secret" not in str(lines)
