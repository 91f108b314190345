"""Days of goals in a calendar: whole days, that ring for nobody, and are gone with the goal's end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import Fields, new_id
from tests.portability.conftest import Program, make, program
from tests.reminders.conftest import House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEUTRAL = "Something small for today"


def aim(house: House, space: str, title: str, day: str, **fields: Any) -> tuple[str, Fields]:
    """A goal of Alice's with that day, as it was written."""
    made, wanted = new_id(), {"target_day": day, "body": {"title": title}, **fields}
    house.write(house.pair.alice, "goal", made, wanted, space)
    return made, wanted


def days(calendar: Program) -> dict[date, str]:
    return {event.dtstart.value: event.summary.value for event in calendar.events()}


def test_5_1_a_goal_has_a_whole_day_that_rings_for_nobody(house: House, alices: Program) -> None:
    aim(house, house.pair.space, "A secret trip", "2027-01-05")
    [event] = alices.events()
    assert event.dtstart.value == date(2027, 1, 5)
    assert event.duration.value == timedelta(days=1)
    assert event.summary.value == NEUTRAL
    assert event.transp.value == "TRANSPARENT"
    assert not hasattr(event, "valarm")
    assert "secret" not in alices.text()


def test_own_words_are_those_of_ones_own_goals_alone(house: House) -> None:
    aim(house, house.pair.alice.own, "Learn to whistle", "2027-01-05")
    aim(house, house.pair.space, "A secret trip", "2027-01-06")
    calendar = program(house, make(house.pair.alice, "own")["address"])
    assert days(calendar) == {date(2027, 1, 5): "Learn to whistle", date(2027, 1, 6): NEUTRAL}


def test_a_partner_has_the_day_of_what_is_shared_and_nothing_of_what_is_not(house: House) -> None:
    aim(house, house.pair.space, "A trip", "2027-01-06")
    aim(house, house.pair.alice.own, "Learn to whistle", "2027-01-05")
    bobs = program(house, make(house.pair.bob, "own")["address"])
    assert days(bobs) == {date(2027, 1, 6): NEUTRAL}


def test_what_is_over_reached_or_let_go_is_not_in_it(house: House, alices: Program) -> None:
    aim(house, house.pair.space, "Gone by", "2026-11-22")
    aim(house, house.pair.space, "Far away", "2028-11-22")
    aim(house, house.pair.space, "Reached", "2027-01-05", state="reached", state_on="2026-11-20")
    made, wanted = aim(house, house.pair.space, "Let go", "2027-01-06", state="set_back", state_on="2026-11-20")
    assert list(days(alices)) == [date(2027, 1, 6)]
    house.write(house.pair.bob, "goal", made, {**wanted, "state": "let_go", "state_on": "2026-11-23"}, house.pair.space)
    assert alices.events() == []
