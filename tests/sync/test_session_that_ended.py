"""A session that ended refuses a push and says why; what was unsent goes, once, after signing in again."""

from __future__ import annotations

from typing import Any

import pytest

from app.kit.clock import FixedClock
from tests.cast import DAY, PASSWORD, Pair, another_browser, check_in


def waiting(pair: Pair, made: str) -> list[dict[str, Any]]:
    """Two writes that Alice made while she was offline, with words in them."""
    done = check_in(made, pair.alice.id, body={"note": "Long, and quiet."})
    return [
        pair.alice.mutation(pair.space, "check_in", "put", *done),
        pair.alice.mutation(pair.space, "practice", "patch", made, {"body": {"title": "A longer hug"}}),
    ]


@pytest.mark.failure(21)
@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_what_was_unsent_goes_once_after_signing_in_again(pair: Pair, clock: FixedClock, how: str) -> None:
    made = pair.adopt()
    unsent = waiting(pair, made)
    if how == "expired":
        clock.advance(days=91)
    else:
        tablet = another_browser(pair.app)
        tablet.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD})
        assert tablet.delete(f"/api/v1/sessions/{pair.alice.session}").status_code == 204
    for _ in range(2):
        answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox(*unsent))
        assert (answer.status_code, answer.json()["code"]) == (401, f"session_{how}")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
    pair.bob.sign_in()
    assert pair.bob.browser.get(pair.at("check-ins")).json()["items"] == []
    pair.alice.sign_in()
    first, again = pair.alice.push(*unsent), pair.alice.push(*unsent)
    assert [result["outcome"] for result in first] == ["applied", "applied"]
    assert first == again
    (row,) = pair.bob.browser.get(pair.at("check-ins")).json()["items"]
    assert (row["fields"]["label"], row["body"]) == (DAY, {"note": "Long, and quiet."})
    assert pair.bob.records(pair.space)[made]["body"]["title"] == "A longer hug"


@pytest.mark.failure(18)
def test_another_member_in_the_same_browser_sends_nothing_of_hers(pair: Pair) -> None:
    made = pair.adopt()
    unsent = waiting(pair, made)
    body = pair.alice.outbox(*unsent)
    answer = pair.bob.browser.post("/api/v1/sync/push", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "account_mismatch")
    assert pair.bob.browser.get(pair.at("check-ins")).json()["items"] == []
    assert [result["outcome"] for result in pair.alice.push(*unsent)] == ["applied", "applied"]
