"""A pull names each space once: many times the same page would fill the server's memory for nothing."""

from __future__ import annotations

from tests.cast import Pair


def test_a_space_that_is_named_twice_is_refused(pair: Pair) -> None:
    twice = {
        "account": pair.alice.id,
        "device": pair.alice.device,
        "schema": 1,
        "spaces": [{"id": pair.space}, {"id": pair.space}],
    }
    answer = pair.alice.browser.post("/api/v1/sync/pull", json=twice)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "spaces")
