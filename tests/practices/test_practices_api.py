"""What check-ins add up to, over HTTP: on the right day, for each who looks, and nothing to lose in affection."""

from __future__ import annotations

from typing import Any

from tests.cast import DAY, Pair, check_in

WALK: dict[str, Any] = {"area": "quality-time", "requires": "each"}


def today(pair: Pair, made: str, who: str = "alice", label: str = DAY) -> dict[str, Any]:
    """One practice as this person sees it today."""
    answer = getattr(pair, who).browser.get(pair.at("today"), params={"label": label})
    assert answer.status_code == 200, answer.text
    return next(one for one in answer.json()["practices"] if one["practice_id"] == made)


def do(pair: Pair, who: str, made: str, label: str = DAY) -> None:
    someone = getattr(pair, who)
    assert someone.write(pair.space, "check_in", "put", *check_in(made, someone.id, label))["outcome"] == "applied"


def test_each_closes_their_half(pair: Pair) -> None:
    made = pair.adopt(**WALK)
    assert (today(pair, made)["state"], today(pair, made)["done_by"]) == ("open", [])
    do(pair, "alice", made)
    seen = today(pair, made, "bob")
    assert (seen["progress"], seen["done_by"], seen["my_left"]) == ({"need": 2, "have": 1}, [pair.alice.id], 1)
    do(pair, "bob", made)
    assert today(pair, made)["state"] == today(pair, made, "bob")["state"] == "done"


def test_taking_a_check_in_back_opens_it_again(pair: Pair) -> None:
    made = pair.adopt(**WALK)
    do(pair, "alice", made)
    do(pair, "bob", made)
    id_, _ = check_in(made, pair.alice.id)
    pair.alice.write(pair.space, "check_in", "patch", id_, {"withdrawn": True}, base_seq=2**53)
    assert today(pair, made)["state"] == "open"


def test_affection_has_a_total_and_nothing_that_falls(pair: Pair) -> None:
    made = pair.adopt(area="affection")
    do(pair, "alice", made)
    do(pair, "bob", made)
    (streak,) = pair.bob.browser.get(pair.at("streaks"), params={"label": DAY}).json()["streaks"]
    assert streak["total"] == 1
    assert [streak[name] for name in ("run", "best", "strength", "left", "my_left")] == [None] * 5


def test_a_pause_for_us_asks_nothing_of_anybody(pair: Pair) -> None:
    made = pair.adopt(**WALK)
    pause = {"practice_id": None, "member_id": None, "first": DAY}
    pair.bob.write(pair.space, "pause", "put", "4a1b6f5e-6f0c-4f5e-9a53-0d6d3c1f2b11", pause)
    assert today(pair, made)["state"] == "paused"


def test_what_has_ended_is_not_asked_today_and_stays_in_the_streaks(pair: Pair) -> None:
    made = pair.adopt(**WALK, ended="2026-11-22")
    found = pair.alice.browser.get(pair.at("today"), params={"label": DAY}).json()
    assert found["practices"] == []
    (streak,) = pair.alice.browser.get(pair.at("streaks"), params={"label": DAY}).json()["streaks"]
    assert (streak["practice_id"], streak["state"]) == (made, "ended")


def test_days_together_count_days_and_not_acts(pair: Pair) -> None:
    made = pair.adopt(**WALK)
    for who, label in (("alice", DAY), ("bob", DAY), ("bob", "2026-11-21")):
        do(pair, who, made, label)
    assert pair.bob.browser.get(pair.at("today"), params={"label": DAY}).json()["days_together"] == 2


def test_a_day_that_is_none_is_refused(pair: Pair) -> None:
    for name in ("today", "streaks"):
        answer = pair.alice.browser.get(pair.at(name), params={"label": "2026-02-30"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_the_catalogue_is_for_everybody_and_sent_once(pair: Pair) -> None:
    first = pair.alice.browser.get("/api/v1/catalogue")
    assert len(first.json()["areas"]) == 10
    again = pair.alice.browser.get("/api/v1/catalogue", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
