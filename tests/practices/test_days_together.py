"""Days together never fall but by taking something back oneself."""

from __future__ import annotations

from tests.cast import DAY, Pair, check_in


def test_nobody_takes_a_day_from_the_others_memory(pair: Pair) -> None:
    hug = pair.adopt()
    done, about = check_in(hug, pair.bob.id, DAY)
    pair.bob.write(pair.space, "check_in", "put", done, about)
    assert pair.alice.write(pair.space, "practice", "delete", hug, {})["code"] == "held_in_common"
    assert pair.bob.browser.get(pair.at("today")).json()["days_together"] == 1
    pair.bob.write(pair.space, "check_in", "patch", done, {"withdrawn": True}, base_seq=2**53)
    assert pair.bob.browser.get(pair.at("today")).json()["days_together"] == 0
