"""A calendar program shows what would ring: a year of it, over both changes of the clock, in many zones.

The program is `vobject`: it reads the text, makes the zones from the calendar's own VTIMEZONE, and expands the
rules. What it must find is asked of `app.reminders.when`, from the rules as they were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from app.kit.clock import zone
from app.reminders import when
from tests.portability.conftest import Program, expanded, make, program
from tests.reminders.conftest import WEEK, House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOME = "Europe/Berlin"
ZONES = [
    *("Europe/Berlin", "America/New_York", "America/St_Johns", "America/Santiago", "Africa/Cairo", "Asia/Beirut"),
    *("Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Auckland", "Pacific/Kiritimati", "UTC"),
]
NIGHTS = [None, ("22:00", "07:00"), ("01:00", "03:00"), ("03:00", "03:30")]
RULES: list[dict[str, Any]] = [
    {"time": "20:00"},
    {"time": "02:30"},
    {"time": "01:45", "days": [5, 6]},
    {"time": "00:30", "days": [3, 4, 5]},
    {"time": "03:30", "days": [6]},
    {"time": "06:15", "days": [0]},
    {"time": "23:30", "days": [1, 2, 4]},
    {"time": "19:00", "window_start": "18:30", "window_end": "21:00"},
    {"time": "20:30", "zone_mode": "fixed"},
    {"time": "02:30", "zone_mode": "fixed", "days": [5, 6]},
]


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: "no night" if night is None else "-".join(night))
@pytest.mark.parametrize("name", ZONES)
def test_a_year_of_alarms_is_a_year_of_rings(
    house: House, alices: Program, name: str, night: tuple[str, str] | None
) -> None:
    house.prefer(house.pair.alice, name, night)
    practice = house.adopt()
    for rule in RULES:
        house.remind(house.pair.alice, practice, **rule)
    wanted = sorted(instant for rule in RULES for instant in rings(house.ctx.now(), rule, name, night))
    found = alices.rings()
    assert [(f"{one:%F %H:%M}", n) for one, n in differing(found, wanted)] == []
    assert len(wanted) > 700


def differing(found: list[datetime], wanted: list[datetime]) -> list[tuple[datetime, int]]:
    """The instants that one has more often than the other, and how much more often it was found than wanted."""
    counts = Counter(found)
    counts.subtract(wanted)
    return sorted((one, n) for one, n in counts.items() if n)


def rings(now: datetime, rule: dict[str, Any], name: str, night: tuple[str, str] | None) -> Iterator[datetime]:
    """What rings in a year from the beginning of today on, by the engine's own rules."""
    fixed = rule.get("zone_mode") == "fixed"
    quiet = None if night is None else when.Quiet(*map(time.fromisoformat, night))
    at = time.fromisoformat(rule.get("window_start", rule["time"]))
    asked = when.Rule(at, frozenset(rule.get("days", WEEK)), when.Mode.FIXED if fixed else when.Mode.FLOATING)
    where = when.Whereabouts([(now, zone(name))], quiet, zone(HOME) if fixed else None)
    after, last = start_of_today(now, HOME if fixed else name), None
    until = after + timedelta(days=365)
    while (found := when.next_occurrence(asked, where, after=after, last_label=last)) and found.instant <= until:
        yield found.instant
        after, last = found.instant, found.label


def start_of_today(now: datetime, name: str) -> datetime:
    """The last moment of yesterday's label, by the clock that tells the series."""
    local = now.astimezone(zone(name))
    day = local.date() if local.hour >= 4 else local.date() - timedelta(days=1)
    return datetime.combine(day, time(4), tzinfo=zone(name)).astimezone(UTC) - timedelta(seconds=1)


def test_by_hand_in_berlin(house: House, alices: Program) -> None:
    """02:30 in Berlin: on 28 March it does not exist and is 03:30 (Q1), on 31 October the first of two (Q2)."""
    house.prefer(house.pair.alice, "Europe/Berlin", None)
    house.remind(house.pair.alice, house.adopt(), time="02:30")
    found = {instant.date().isoformat(): instant.strftime("%H:%M") for instant in alices.rings()}
    assert found["2027-03-27"] == "01:30"
    assert found["2027-03-28"] == "01:30"  # the clocks show 03:30 there
    assert found["2027-03-29"] == "00:30"
    assert found["2027-10-31"] == "00:30"
    assert found["2027-11-01"] == "01:30"


def test_quiet_hours_move_an_alarm_to_their_end(house: House, alices: Program) -> None:
    house.remind(house.pair.alice, house.adopt(), time="06:00")
    house.remind(house.pair.alice, house.adopt(), time="23:00")  # the end of the night is another day: let go
    assert {instant.strftime("%H:%M") for instant in alices.rings()} == {"06:00", "05:00"}  # 07:00 in Berlin


def test_a_shared_moment_is_not_shown_to_who_sleeps(house: House, alices: Program) -> None:
    """19:30 in Berlin is 05:30 in Sydney in winter and 03:30 in summer there; for some weeks it is 04:30."""
    house.prefer(house.pair.alice, "Australia/Sydney", ("22:00", "05:00"))
    house.remind(house.pair.alice, house.adopt(), time="19:30", zone_mode="fixed")
    sydney = [instant.astimezone(zone("Australia/Sydney")).strftime("%H:%M") for instant in alices.rings()]
    assert set(sydney) == {"05:30"}
    assert 100 < len(sydney) < 200


def test_who_moves_finds_the_alarms_on_the_new_clock(house: House, alices: Program) -> None:
    house.remind(house.pair.alice, house.adopt(), time="20:00")
    assert alices.rings()[0].hour == 19
    house.prefer(house.pair.alice, "America/New_York")
    assert alices.rings()[0].hour == 1  # of the next day in UTC


def test_a_habit_that_stands_needs_no_alarm(house: House, alices: Program) -> None:
    practice = house.adopt(area="self-care", start="2025-01-01", cadences=[{"from": "2025-01-01", "kind": "daily"}])
    window = {"time": "19:00", "window_start": "18:30", "window_end": "21:00"}
    house.remind(house.pair.alice, practice, **window)
    assert {instant.astimezone(zone(HOME)).strftime("%H:%M") for instant in alices.rings()} == {"18:30"}
    first = datetime(2026, 11, 23, tzinfo=UTC)
    for who in (house.pair.alice, house.pair.bob):
        for back in range(60):
            house.did(who, practice, (first - timedelta(days=back)).date().isoformat())
    assert alices.rings() == []


def test_a_uid_stays_and_a_new_address_has_others(house: House, alices: Program) -> None:
    made = house.remind(house.pair.alice, house.adopt())
    [event] = alices.events()
    house.clock.advance(days=1, hours=3)
    house.prefer(house.pair.alice, "Asia/Tokyo")
    [later] = alices.events()
    assert event.uid.value == later.uid.value
    assert made not in alices.text()
    house.pair.alice.sign_in()
    [other] = program(house, make(house.pair.alice)["address"]).events()
    assert other.uid.value != event.uid.value


def test_what_no_pattern_holds_stands_beside_it(house: House, alices: Program) -> None:
    """In Cairo the clock jumps from 00:00 to 01:00 on the last Friday of April. 00:30 is 01:30 in that night, and
    quiet until three: one alarm stands alone."""
    house.prefer(house.pair.alice, "Africa/Cairo", ("01:00", "03:00"))
    house.remind(house.pair.alice, house.adopt(), time="00:30")
    daily, alone = sorted(alices.events(), key=lambda event: hasattr(event, "exdate_list"), reverse=True)
    assert [at.astimezone(zone("Africa/Cairo")).isoformat() for at in expanded(alone)] == ["2027-04-30T03:00:00+03:00"]
    assert alone.uid.value != daily.uid.value
    assert len(expanded(daily)) == 364
