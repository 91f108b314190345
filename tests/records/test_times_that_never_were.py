"""The time of a change is reckoned with later, so it has to exist; how wrong the clock is does not matter."""

from __future__ import annotations

import pytest

from tests.cast import Pair, new_id, practice


@pytest.mark.parametrize("at", ["2026-02-31T10:00:00.000Z", "2026-02-01T24:61:00.000Z", "0000-01-01T00:00:00.000Z"])
def test_a_time_that_no_clock_shows_is_refused(pair: Pair, at: str) -> None:
    change = pair.alice.mutation(pair.space, "practice", "put", new_id(), practice(), at=at)
    answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox(change))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "mutations.0.at")


@pytest.mark.failure(20)
@pytest.mark.parametrize("at", ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "2024-02-29T10:00:00.000Z"])
def test_a_clock_that_is_centuries_off_is_no_reason_to_refuse(pair: Pair, at: str) -> None:
    result = pair.alice.write(pair.space, "practice", "put", new_id(), practice(), at=at)
    assert result["outcome"] == "applied"
