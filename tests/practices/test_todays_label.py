"""A device says which day it is there; no clock on earth is years ahead of the server's."""

from __future__ import annotations

import pytest

from tests.cast import Pair


@pytest.mark.parametrize("what", ["today", "streaks"])
@pytest.mark.parametrize(("label", "status"), [("2020-02-29", 200), ("2026-11-25", 200), ("2026-11-26", 422)])
def test_a_label_is_at_most_a_clock_that_is_a_day_off_ahead(pair: Pair, what: str, label: str, status: int) -> None:
    pair.adopt()
    answer = pair.alice.browser.get(pair.at(what), params={"label": label})
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["field"] == "label"
