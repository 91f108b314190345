"""Days that goals are meant for, in a calendar: whole days, while they are on, in the words of its owner at most."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cast import Fields, Someone, new_id
from tests.portability.conftest import Program, make, program
from tests.reminders.conftest import House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEUTRAL = "Something small for today"
SOON = date(2026, 12, 31)


def aim(house: House, who: Someone, space: str, **fields: Any) -> str:
    made = new_id()
    goal: Fields = {"target_day": SOON.isoformat(), "body": {"title": "Around the lake"}, **fields}
    house.write(who, "goal", made, goal, space)
    return made


def change(house: House, who: Someone, goal: str, **fields: Any) -> None:
    assert who.write(house.pair.space, "goal", "patch", goal, fields, base_seq=2**53)["outcome"] == "applied"


def shown(calendar: Program) -> list[tuple[Any, str]]:
    return [(event.dtstart.value, event.summary.value) for event in calendar.events()]


def test_a_goal_is_a_whole_day_that_does_not_ring_and_says_nothing(house: House, alices: Program) -> None:
    aim(house, house.pair.alice, house.pair.space)
    [event] = alices.events()
    assert (event.dtstart.value, event.dtend.value) == (SOON, date(2027, 1, 1))
    assert (event.summary.value, event.transp.value) == (NEUTRAL, "TRANSPARENT")
    assert not hasattr(event, "valarm")
    assert "lake" not in alices.text()


def test_it_keeps_its_name_from_one_reading_to_the_next(house: House, alices: Program) -> None:
    goal = aim(house, house.pair.alice, house.pair.space)
    [before] = alices.events()
    change(house, house.pair.bob, goal, target_day="2027-01-15")
    [after] = alices.events()
    assert (after.uid.value, after.dtstart.value) == (before.uid.value, date(2027, 1, 15))
    assert goal not in alices.text()


def test_own_words_are_those_of_ones_own_goals_and_never_a_partners(house: House) -> None:
    """Also where Alice wrote last, and kept the title that Bob had given."""
    alice, bob = house.pair.alice, house.pair.bob
    aim(house, alice, alice.own)
    ours = aim(house, bob, house.pair.space, body={"title": "In Bob's words"})
    calendar = program(house, make(alice, "own")["address"])
    assert sorted(shown(calendar)) == [(SOON, "Around the lake"), (SOON, NEUTRAL)]
    change(house, alice, ours, body={"title": "In Bob's words", "why": "And in mine."})
    assert sorted(shown(calendar)) == [(SOON, "Around the lake"), (SOON, NEUTRAL)]


@pytest.mark.parametrize(
    ("fields", "there"),
    [
        ({"state": "set_back"}, True),
        ({"state": "reached", "state_on": "2026-11-23"}, False),
        ({"state": "let_go"}, False),
        ({"target_day": None}, False),
        ({"target_day": "2026-11-23"}, True),
        ({"target_day": "2026-11-22"}, False),
        ({"target_day": "2028-01-01"}, False),
    ],
)
def test_it_is_there_while_it_is_on_and_to_come(house: House, alices: Program, fields: Fields, there: bool) -> None:
    change(house, house.pair.bob, aim(house, house.pair.alice, house.pair.space), **fields)
    assert bool(alices.events()) == there


def test_a_partners_own_goals_are_in_no_calendar_but_theirs(house: House, alices: Program) -> None:
    aim(house, house.pair.bob, house.pair.bob.own)
    assert alices.events() == []


def test_leaving_the_couple_takes_its_days_out(house: House, alices: Program) -> None:
    aim(house, house.pair.alice, house.pair.space)
    house.pair.alice.browser.delete(f"/api/v1/couples/{house.pair.space}/members/me")
    assert alices.events() == []
