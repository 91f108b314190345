from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.kit.clock import zone
from app.kit.days import label_of, label_of_wall, unlived, zone_at

VECTORS = yaml.safe_load((Path(__file__).parents[1] / "vectors" / "streaks.yaml").read_text("utf-8"))
BERLIN, NEW_YORK = zone("Europe/Berlin"), zone("America/New_York")
LOS_ANGELES, AUCKLAND = zone("America/Los_Angeles"), zone("Pacific/Auckland")
NEAR_ZONES = [zone(name) for name in ("Europe/Berlin", "Europe/Lisbon", "Africa/Casablanca", "Asia/Kolkata")]
SIX_YEARS = 6 * 365 * 24 * 60
instants = st.integers(0, SIX_YEARS).map(lambda m: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=m))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def named(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", VECTORS["labels"], ids=named)
def test_the_label_is_the_one_of_the_vector(vector: dict[str, Any]) -> None:
    shown = label_of(at(vector["instant"]), zone(vector["tz"]), vector.get("rollover", 4))
    assert shown == vector["label"]


@pytest.mark.parametrize("vector", VECTORS["unlived"], ids=named)
def test_the_unlived_days_are_those_of_the_vector(vector: dict[str, Any]) -> None:
    zones = [(at(since), zone(name)) for since, name in vector["zones"]]
    assert unlived(zones, at(vector["until"])) == vector["expect"]


def test_half_past_midnight_belongs_to_the_evening_before() -> None:
    assert label_of_wall(at("2026-06-02T00:30")) == date(2026, 6, 1)
    assert label_of_wall(at("2026-06-02T04:00")) == date(2026, 6, 2)


def test_a_zone_holds_until_the_next_and_the_first_also_before() -> None:
    zones = [(at("2026-06-01T00:00Z"), BERLIN), (at("2026-06-02T00:00Z"), NEW_YORK)]
    assert zone_at(zones, at("2026-01-01T00:00Z")) is BERLIN
    assert zone_at(zones, at("2026-06-01T23:59Z")) is BERLIN
    assert zone_at(zones, at("2026-06-02T00:00Z")) is NEW_YORK


def test_a_day_shown_in_two_pieces_of_six_and_seven_hours_was_lived() -> None:
    there, back = at("2026-05-02T17:00Z"), at("2026-05-03T04:00Z")  # 6 h of 2 May before, 7 after
    zones = [(at("2026-04-01T00:00Z"), LOS_ANGELES), (there, AUCKLAND), (back, LOS_ANGELES)]
    assert unlived(zones, at("2026-05-06T00:00Z")) == []


def test_a_history_that_begins_on_the_day_of_the_flight_still_knows_the_day_that_was_jumped_over() -> None:
    zones = [(at("2026-05-02T17:00Z"), LOS_ANGELES), (at("2026-05-02T18:00Z"), AUCKLAND)]
    assert unlived(zones, at("2026-05-02T19:00Z")) == [date(2026, 5, 2)]


def test_today_is_never_called_unlived_however_little_of_it_is_over() -> None:
    assert unlived([(at("2026-05-02T10:00Z"), BERLIN)], at("2026-05-02T10:01Z")) == []


def test_a_country_that_left_out_a_day_left_it_out_for_its_people() -> None:
    samoa = [(at("2011-12-20T00:00Z"), zone("Pacific/Apia"))]
    assert unlived(samoa, at("2012-01-05T00:00Z")) == [date(2011, 12, 30)]


@given(instant=instants, hours=st.integers(0, 24 * 400), place=st.sampled_from(NEAR_ZONES))
def test_who_stays_at_home_lives_every_day(instant: datetime, hours: int, place: Any) -> None:
    assert unlived([(instant, place)], instant + timedelta(hours=hours)) == []


@given(
    start=instants,
    stays=st.lists(st.tuples(st.integers(30, 200), st.sampled_from(NEAR_ZONES)), min_size=1, max_size=6),
)
def test_journeys_that_stay_on_one_side_of_the_date_line_lose_no_day(
    start: datetime, stays: list[tuple[int, Any]]
) -> None:
    zones = []
    for hours, place in stays:
        zones.append((start, place))
        start += timedelta(hours=hours)
    assert unlived(zones, start) == []


@given(instant=instants, rollover=st.integers(0, 12), place=st.sampled_from(NEAR_ZONES))
def test_the_label_is_the_wall_date_or_the_day_before(instant: datetime, rollover: int, place: Any) -> None:
    wall = instant.astimezone(place)
    early = wall.hour < rollover
    assert label_of(instant, place, rollover) == wall.date() - timedelta(days=early)
