"""Any instants come out of their pattern as they went in, and a clock's turns are those of the zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.clock import zone
from app.portability.rules import Repeat, repeating, turns
from app.reminders.when import resolve

ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "Asia/Kolkata"]
TIMES = [time(0, 30), time(2, 30), time(3), time(20), time(23, 59)]
DAYS = st.dates(date(2026, 3, 1), date(2027, 12, 1))


def told(found: Repeat, name: str) -> list[datetime]:
    """The instants that a calendar program makes of it."""
    days = (found.first.date() + timedelta(n) for n in range((found.last - found.first).days + 1))
    walls = (datetime.combine(day, found.first.time()) for day in days if day.weekday() in found.weekdays)
    kept = [resolve(wall.date(), wall.time(), zone(name)).instant for wall in walls if wall not in found.without]
    return sorted([*kept, *found.besides])


@given(st.sampled_from(ZONES), st.sets(st.tuples(DAYS, st.sampled_from(TIMES)), min_size=1, max_size=40))
def test_what_goes_in_comes_out(name: str, asked: set[tuple[date, time]]) -> None:
    instants = {resolve(day, at, zone(name)).instant for day, at in asked}
    found = repeating(instants, zone(name))
    assert found is not None
    assert told(found, name) == sorted(instants)


def test_nothing_has_no_pattern() -> None:
    assert repeating([], zone("Europe/Berlin")) is None


def test_no_part_of_a_pattern_is_a_time_that_does_not_exist() -> None:
    berlin = zone("Europe/Berlin")
    instants = [resolve(date(2027, 3, 20) + timedelta(n), time(2, 30), berlin).instant for n in range(15)]
    found = repeating(instants, berlin)
    assert found is not None
    assert [wall.isoformat() for wall in found.without] == ["2027-03-28T02:30:00"]
    assert found.besides == (datetime(2027, 3, 28, 1, 30, tzinfo=UTC),)


@pytest.mark.parametrize("name", ZONES)
def test_the_turns_of_a_clock_are_those_of_its_zone(name: str) -> None:
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    found = turns(zone(name), since, until)
    assert found[0].before == found[0].after
    starts = [turn.wall.replace(tzinfo=UTC) - turn.before for turn in found]
    assert starts[0] == since
    for hour in range(2 * 365 * 24):
        at = since + timedelta(hours=hour, minutes=1)
        stand = [turn for turn, start in zip(found, starts, strict=True) if start <= at][-1]
        assert at.astimezone(zone(name)).utcoffset() == stand.after


def test_a_turn_is_written_by_the_clock_that_ends() -> None:
    """RFC 5545, 3.6.5: the onset of summer in Berlin is 02:00 by winter's clock."""
    found = turns(zone("Europe/Berlin"), datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    assert [(turn.wall.isoformat(), turn.name, turn.summer) for turn in found] == [
        ("2027-01-01T01:00:00", "CET", False),
        ("2027-03-28T02:00:00", "CEST", True),
        ("2027-10-31T03:00:00", "CET", False),
    ]
