import zoneinfo
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import pytest

from app.kit.clock import Clock, FixedClock, SystemClock, UnknownZone, tzdata_version, zone

EVENING = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)


def test_the_system_clock_is_aware_and_in_utc() -> None:
    clock: Clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(EVENING)
    assert clock.now() == clock.now() == EVENING
    assert clock.advance(minutes=5) == clock.now() == EVENING + timedelta(minutes=5)
    assert clock.advance(timedelta(hours=1), seconds=1) == EVENING + timedelta(hours=1, minutes=5, seconds=1)
    assert clock.monotonic() == 3901.0


def test_putting_the_hands_back_does_not_turn_durations_back() -> None:
    clock = FixedClock(EVENING)
    clock.advance(minutes=1)
    clock.set(EVENING - timedelta(days=1))
    assert clock.now() == EVENING - timedelta(days=1)
    assert clock.monotonic() == 60.0


def test_a_fixed_clock_speaks_utc_whatever_zone_it_was_given() -> None:
    clock = FixedClock(EVENING.astimezone(timezone(timedelta(hours=2))))
    assert clock.now() == EVENING
    assert clock.now().tzinfo is UTC


def test_time_only_passes_forwards() -> None:
    with pytest.raises(ValueError, match="set"):
        FixedClock(EVENING).advance(minutes=-1)


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(EVENING.replace(tzinfo=None))


def test_zone_rules_come_from_the_package_and_never_from_the_machine() -> None:
    assert zoneinfo.TZPATH == ()
    shipped = {name for name in files("tzdata").joinpath("zones").read_text().split() if name}
    assert {"Europe/Berlin", "Asia/Kathmandu"} <= zoneinfo.available_timezones() <= shipped


def test_the_rules_are_new_enough_for_morocco_and_vancouver_in_december_2026() -> None:
    winter = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    assert tzdata_version() >= "2026f"
    assert winter.astimezone(zone("Africa/Casablanca")).hour == 12
    assert winter.astimezone(zone("America/Vancouver")).hour == 5


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Olympus", "europe/berlin", "America", "../../etc/passwd", str(Path("/etc/localtime")), "a\0b"],
)
def test_an_unknown_zone_is_named_with_what_to_send_instead(name: str) -> None:
    with pytest.raises(UnknownZone, match="Send an IANA name such as Europe/Berlin"):
        zone(name)


def test_a_very_long_name_is_not_echoed_whole() -> None:
    with pytest.raises(UnknownZone) as refused:
        zone("x" * 10_000)
    assert len(str(refused.value)) < 200
