"""A mend closes the gap that was offered, and no other (R11): by REST and by push, now and long after it was made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.kit.clock import FixedClock
from app.kit.ids import derived
from tests.cast import DAY, Fields, Pair, Someone, check_in, new_id, sign_up

WALK: Fields = {
    "area": "quality-time",
    "requires": "either",
    "cadences": [{"from": "2026-11-01", "kind": "daily"}],
    "start": "2026-11-01",
    "rest": 0,
}
BEFORE, GAP, SINCE = ("2026-11-15", "2026-11-16", "2026-11-17"), ("2026-11-18", "2026-11-19"), (20, 21, 22)
DONE = (*BEFORE, *(f"2026-11-{day}" for day in SINCE))
"""Three days, a gap of two, and three days again: on the 23rd the gap is offered."""
MADE = "2026-11-23T18:00:00.000Z"
Step = Callable[[Pair, str], None]


def walked(pair: Pair, labels: tuple[str, ...] = DONE, **fields: Any) -> str:
    """A practice of theirs, and what Alice did of it."""
    made = pair.adopt(**{**WALK, "start": "2026-11-15", **fields})
    do(pair.alice, pair.space, made, *labels)
    return made


def do(who: Someone, space: str, made: str, *labels: str) -> None:
    results = who.push(*(who.mutation(space, "check_in", "put", *check_in(made, who.id, day)) for day in labels))
    assert {result["outcome"] for result in results} <= {"applied"}


def a_mend(made: str, *periods: str, on: str = DAY) -> tuple[str, Fields]:
    """The id and the fields of one."""
    gap = periods or GAP
    return derived("mend", made, gap[0]), {"practice_id": made, "periods": list(gap), "made_on": on}


def pushed(who: Someone, space: str, made: str, *periods: str, on: str = DAY, **more: Any) -> tuple[str, str | None]:
    result = who.write(space, "mend", "put", *a_mend(made, *periods, on=on), **more)
    return result["outcome"], result["code"]


def put(pair: Pair, made: str, *periods: str, on: str = DAY) -> tuple[int, Fields]:
    id_, fields = a_mend(made, *periods, on=on)
    answer = pair.alice.browser.put(pair.at("mends", id_), json={"fields": fields})
    return answer.status_code, answer.json()


def streak(pair: Pair, made: str, who: str = "alice") -> Fields:
    answer = getattr(pair, who).browser.get(pair.at("streaks"), params={"label": DAY})
    found: Fields = next(one for one in answer.json()["streaks"] if one["practice_id"] == made)
    return found


def test_the_offer_is_taken_and_the_partner_sees_it(pair: Pair) -> None:
    made = walked(pair)
    assert (streak(pair, made)["mend_offer"], streak(pair, made)["run"]) == (list(GAP), 3)
    status, answer = put(pair, made, *streak(pair, made)["mend_offer"])
    assert (status, answer["fields"]["withdrawn"]) == (201, False)
    assert (streak(pair, made, "bob")["run"], streak(pair, made, "bob")["mend_offer"]) == (6, [])
    assert pair.bob.records(pair.space)[answer["id"]]["fields"]["periods"] == list(GAP)


def test_push_takes_it_too_and_a_replay_is_one(pair: Pair) -> None:
    made = walked(pair)
    once = pair.alice.mutation(pair.space, "mend", "put", *a_mend(made))
    first, again = pair.alice.push(once)[0], pair.alice.push(once)[0]
    assert (first["outcome"], first["seq"]) == (again["outcome"], again["seq"])
    key = {"Idempotency-Key": new_id()}
    id_, fields = a_mend(made)
    for _ in range(2):
        answer = pair.alice.browser.put(pair.at("mends", id_), json={"fields": fields}, headers=key)
        assert answer.status_code == 200
    assert len(pair.bob.browser.get(pair.at("mends")).json()["items"]) == 1


def test_a_stranger_finds_nothing_to_mend(pair: Pair) -> None:
    made, erin = walked(pair), sign_up(pair.app, "erin")
    id_, fields = a_mend(made)
    answer = erin.browser.put(pair.at("mends", id_), json={"fields": fields})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert pushed(erin, pair.space, made) == ("rejected", "space_gone")
    assert streak(pair, made)["run"] == 3


NOT_OFFERED: dict[str, tuple[Fields, tuple[str, ...], tuple[str, ...]]] = {
    "nothing is missing": ({}, (*DONE, *GAP), GAP),
    "four days are missing": ({"start": "2026-11-13"}, tuple(f"2026-11-{d}" for d in (13, 14, 15, 20, 21, 22)), (
        "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19")),
    "it has not gone on for three days": ({}, DONE[:-1], GAP),
    "the run before it was two": ({"start": "2026-11-16"}, DONE[1:], GAP),
    "a part of the gap": ({}, DONE, GAP[:1]),
    "more than the gap": ({}, DONE, (*GAP, "2026-11-20")),
    "another order": ({}, DONE, GAP[::-1]),
    "days before it began": ({}, DONE, ("2026-11-01",)),
    "the rest of the week has closed it": ({"rest": 2}, DONE, GAP),
    "affection has nothing to mend": ({"area": "affection"}, DONE, GAP),
    "it has ended": ({"ended": "2026-11-23"}, DONE, GAP),
    "another rhythm": ({"cadences": [{"from": "2026-11-01", "kind": "weekly", "times": 2}]}, DONE, GAP),
}  # fmt: skip


@pytest.mark.parametrize("why", NOT_OFFERED)
def test_what_was_not_offered_is_refused_by_both_doors(pair: Pair, why: str) -> None:
    fields, labels, periods = NOT_OFFERED[why]
    made = walked(pair, labels, **fields)
    assert pushed(pair.alice, pair.space, made, *periods) == ("rejected", "mend_not_offered")
    status, problem = put(pair, made, *periods)
    assert (status, problem["code"], problem["status"]) == (409, "mend_not_offered", 409)
    assert problem["detail"]
    assert pair.bob.browser.get(pair.at("mends")).json()["items"] == []


def test_a_day_that_has_not_come_mends_nothing(pair: Pair) -> None:
    made = walked(pair)
    assert pushed(pair.alice, pair.space, made, on="2199-12-31") == ("rejected", "mend_not_offered")
    assert put(pair, made, on="2026-11-26")[1]["code"] == "mend_not_offered"


@pytest.mark.parametrize("off", ["2026-11-22", "2026-11-24"])
def test_a_clock_off_by_a_day_mends_what_it_was_offered(pair: Pair, off: str) -> None:
    made = walked(pair, tuple(day for day in DONE if day <= off))
    if off == "2026-11-24":
        do(pair.alice, pair.space, made, DAY)
    assert pushed(pair.alice, pair.space, made, on=off, at=f"{off}T18:00:00.000Z") == ("applied", None)


def test_one_gap_is_mended_in_thirty_days(pair: Pair) -> None:
    twice = (*(f"2026-11-{day:02}" for day in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)), *DONE)
    made = walked(pair, twice, start="2026-11-01")
    assert pushed(pair.alice, pair.space, made, "2026-11-04", on="2026-11-08") == ("applied", None)
    assert pushed(pair.alice, pair.space, made) == ("rejected", "mend_not_offered")
    assert put(pair, made)[1]["code"] == "mend_not_offered"
    taken_back = pair.alice.write(pair.space, "mend", "patch", a_mend(made, "2026-11-04")[0], {"withdrawn": True})
    assert taken_back["outcome"] == "applied"
    assert pushed(pair.alice, pair.space, made) == ("applied", None)


def test_late_check_ins_that_come_before_it_in_the_same_push_count(pair: Pair) -> None:
    for late, mend_first, outcome in ((DONE, False, "applied"), (DONE, True, "rejected"), (BEFORE, False, "rejected")):
        made, alice = pair.adopt(**{**WALK, "start": "2026-11-15"}), pair.alice
        sent = [alice.mutation(pair.space, "check_in", "put", *check_in(made, alice.id, day)) for day in late]
        mend = alice.mutation(pair.space, "mend", "put", *a_mend(made))
        results = alice.push(*([mend, *sent] if mend_first else [*sent, mend]))
        assert results[0 if mend_first else -1]["outcome"] == outcome


def test_the_practice_may_come_in_the_same_push(pair: Pair) -> None:
    made, alice = new_id(), pair.alice
    practice = {**WALK, "start": "2026-11-15", "body": {"title": "A walk"}}
    done = [alice.mutation(pair.space, "check_in", "put", *check_in(made, alice.id, day)) for day in DONE]
    results = alice.push(
        alice.mutation(pair.space, "practice", "put", made, practice),
        *done,
        alice.mutation(pair.space, "mend", "put", *a_mend(made)),
    )
    assert {result["outcome"] for result in results} == {"applied"}
    assert streak(pair, made, "bob")["run"] == 6


def test_what_was_undone_before_it_in_the_same_push_does_not_count(pair: Pair) -> None:
    made, alice = walked(pair), pair.alice
    id_, _ = check_in(made, alice.id, DONE[-1])
    results = alice.push(
        alice.mutation(pair.space, "check_in", "patch", id_, {"withdrawn": True}, base_seq=2**53),
        alice.mutation(pair.space, "mend", "put", *a_mend(made)),
    )
    assert [result["outcome"] for result in results] == ["applied", "rejected"]


# --- made offline, and heard of later


def bob_filled_the_gap(pair: Pair, made: str) -> None:
    do(pair.bob, pair.space, made, *GAP)


def bob_filled_a_part_of_it(pair: Pair, made: str) -> None:
    do(pair.bob, pair.space, made, GAP[0])


def bob_paused_us_in_it(pair: Pair, made: str) -> None:
    pause = {"practice_id": None, "member_id": None, "first": GAP[0], "last": GAP[1]}
    assert pair.bob.write(pair.space, "pause", "put", new_id(), pause)["outcome"] == "applied"


def bob_ended_it(pair: Pair, made: str) -> None:
    ended = pair.bob.write(pair.space, "practice", "patch", made, {"ended": DAY}, base_seq=2**53)
    assert ended["outcome"] == "applied"


LEARNED = [bob_filled_the_gap, bob_filled_a_part_of_it, bob_paused_us_in_it, bob_ended_it]


@pytest.mark.parametrize("said", [True, False], ids=["how far it had read", "only its time"])
@pytest.mark.parametrize("then", LEARNED, ids=lambda step: step.__name__)
def test_what_the_server_learned_later_is_not_held_against_it(
    pair: Pair, clock: FixedClock, then: Step, said: bool
) -> None:
    made = walked(pair)
    read = max(record["seq"] for record in pair.alice.records(pair.space).values())
    clock.advance(hours=1)
    then(pair, made)
    clock.advance(days=9)
    assert pushed(pair.alice, pair.space, made, at=MADE, base_seq=read if said else 0) == ("applied", None)


@pytest.mark.parametrize("then", LEARNED, ids=lambda step: step.__name__)
def test_what_was_known_when_it_was_made_is(pair: Pair, clock: FixedClock, then: Step) -> None:
    made = walked(pair)
    clock.advance(hours=1)
    then(pair, made)
    read = max(record["seq"] for record in pair.alice.records(pair.space).values())
    assert pushed(pair.alice, pair.space, made, at=MADE, base_seq=read) == ("rejected", "mend_not_offered")
    later = "2026-11-23T19:00:00.000Z"
    assert pushed(pair.alice, pair.space, made, at=later) == ("rejected", "mend_not_offered")
    assert put(pair, made)[1]["code"] == "mend_not_offered"


def test_what_somebody_undid_since_counted_when_it_was_made(pair: Pair, clock: FixedClock) -> None:
    made = walked(pair, DONE[:-1])
    do(pair.bob, pair.space, made, DONE[-1])
    clock.advance(hours=1)
    id_, _ = check_in(made, pair.bob.id, DONE[-1])
    pair.bob.write(pair.space, "check_in", "patch", id_, {"withdrawn": True}, base_seq=2**53)
    assert pushed(pair.alice, pair.space, made, at="2026-11-23T19:00:00.000Z")[0] == "rejected"
    assert pushed(pair.alice, pair.space, made, at=MADE) == ("applied", None)


def test_a_mend_of_the_other_that_was_not_heard_of_yet_does_not_refuse_mine(pair: Pair, clock: FixedClock) -> None:
    twice = (*(f"2026-11-{day:02}" for day in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)), *DONE)
    made = walked(pair, twice, start="2026-11-01")
    clock.advance(hours=1)
    assert pushed(pair.bob, pair.space, made, "2026-11-04", on="2026-11-08") == ("applied", None)
    assert pushed(pair.alice, pair.space, made, at="2026-11-23T19:00:00.000Z")[0] == "rejected"
    assert pushed(pair.alice, pair.space, made, at=MADE) == ("applied", None)


def test_both_phones_accept_the_same_offer(pair: Pair, clock: FixedClock) -> None:
    made = walked(pair)
    assert pushed(pair.bob, pair.space, made) == ("applied", None)
    clock.advance(hours=1)
    assert pushed(pair.alice, pair.space, made)[0] in ("applied", "merged", "superseded")
    assert len(pair.alice.browser.get(pair.at("mends")).json()["items"]) == 1
    assert streak(pair, made)["run"] == 6


def test_it_is_taken_back_at_any_time_and_judged_when_it_is_made_again(pair: Pair) -> None:
    made = walked(pair)
    id_, _ = a_mend(made)
    assert put(pair, made)[0] == 201
    back = pair.bob.browser.patch(pair.at("mends", id_), json={"fields": {"withdrawn": True}})
    assert back.status_code == 200
    assert streak(pair, made)["run"] == 3
    again = {"made_on": DAY, "withdrawn": False}
    done, _ = check_in(made, pair.alice.id, DONE[-1])
    for undone, status in ((True, 409), (False, 200)):
        pair.alice.write(pair.space, "check_in", "patch", done, {"withdrawn": undone}, base_seq=2**53)
        answer = pair.bob.browser.patch(pair.at("mends", id_), json={"fields": again})
        assert answer.status_code == status
    assert streak(pair, made, "bob")["run"] == 6


def test_each_mends_what_both_missed_and_together_goes_by_the_one_day(pair: Pair) -> None:
    both = walked(pair, requires="each")
    assert pushed(pair.alice, pair.space, both)[0] == "rejected"
    do(pair.bob, pair.space, both, *DONE)
    assert pushed(pair.alice, pair.space, both) == ("applied", None)
    us = walked(pair, requires="together")
    assert pushed(pair.bob, pair.space, us, base_seq=2**53) == ("applied", None)
    hers = walked(pair, requires=f"one:{pair.alice.id}")
    assert put(pair, hers)[0] == 201
