"""Q1 to Q6 and Q10 through the engine: when something rings."""

from __future__ import annotations

import pytest

from app.kit.ids import derived
from app.reminders import stale
from tests.reminders.conftest import House


def starting(text: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("clock", [text], indirect=True)


def test_it_rings_once_for_each_day_at_its_wall_time(house: House) -> None:
    ring = house.remind(house.pair.alice, house.adopt())
    assert house.look() == []
    assert house.at("2026-11-23T18:59:59.999Z") == []
    assert house.at("2026-11-23T19:00Z") == [(ring, "2026-11-23", 0)]
    assert house.at("2026-11-23T19:00:01Z") == []
    assert house.at("2026-11-24T18:59Z") == []
    assert house.at("2026-11-24T19:00Z") == [(ring, "2026-11-24", 0)]


def test_only_its_owner_is_rung(house: House) -> None:
    house.remind(house.pair.alice, house.adopt())
    house.look()
    house.at("2026-11-23T19:00Z")
    assert {row.member_id for row in house.waiting()} == {house.pair.alice.id}


def test_only_on_its_days(house: House) -> None:
    ring = house.remind(house.pair.alice, house.adopt(), days=[2])
    house.look()
    assert house.at("2026-11-23T19:00Z") == []
    assert house.at("2026-11-25T19:00Z") == [(ring, "2026-11-25", 0)]


@starting("2027-03-27T12:00:00+00:00")
def test_q1_a_time_that_does_not_exist_rings_an_hour_later(house: House) -> None:
    house.prefer(house.pair.alice, "Europe/Berlin", None)
    ring = house.remind(house.pair.alice, house.adopt(), "02:30")
    house.look()
    assert house.at("2027-03-28T01:29Z") == []
    assert house.at("2027-03-28T01:30Z") == [(ring, "2027-03-27", 0)]


@starting("2027-10-30T12:00:00+00:00")
def test_q2_a_time_that_exists_twice_rings_once(house: House) -> None:
    house.prefer(house.pair.alice, "Europe/Berlin", None)
    ring = house.remind(house.pair.alice, house.adopt(), "02:30")
    house.look()
    assert house.at("2027-10-31T00:30Z") == [(ring, "2027-10-30", 0)]
    assert house.at("2027-10-31T01:30Z") == []


def test_q3_half_past_midnight_belongs_to_the_evening_before(house: House) -> None:
    house.prefer(house.pair.alice, "Europe/Berlin", None)
    ring = house.remind(house.pair.alice, house.adopt(), "00:30", days=[0])
    house.look()
    assert house.at("2026-11-23T23:30Z") == [(ring, "2026-11-23", 0)]


def test_q4_what_a_journey_jumped_over_rings_on_landing_up_to_two_hours_late(house: House) -> None:
    house.prefer(house.pair.alice, "America/New_York")
    ring = house.remind(house.pair.alice, house.adopt(), "20:00")
    house.look()
    house.clock.advance(hours=2, minutes=30)
    house.prefer(house.pair.alice, "Europe/Berlin")
    assert house.look() == [(ring, "2026-11-23", 0)]


def test_q4_later_than_that_it_is_skipped(house: House) -> None:
    house.prefer(house.pair.alice, "America/New_York", None)
    ring = house.remind(house.pair.alice, house.adopt(), "20:00")
    house.look()
    house.clock.advance(hours=3, minutes=30)
    house.prefer(house.pair.alice, "Europe/Berlin", None)
    assert house.look() == []
    assert house.at("2026-11-24T01:00Z") == []
    assert house.at("2026-11-24T19:00Z") == [(ring, "2026-11-24", 0)]


def test_q4_who_flies_into_a_day_again_is_not_asked_twice(house: House) -> None:
    ring = house.remind(house.pair.alice, house.adopt(), "20:00")
    house.look()
    assert house.at("2026-11-23T19:00Z") == [(ring, "2026-11-23", 0)]
    house.clock.advance(hours=1)
    house.prefer(house.pair.alice, "America/Los_Angeles")
    assert house.look() == []
    assert house.at("2026-11-24T04:00Z") == []
    assert house.at("2026-11-25T04:00Z") == [(ring, "2026-11-24", 0)]


def test_q5_what_falls_into_the_night_waits_for_the_morning_of_its_day_or_is_let_go(house: House) -> None:
    early = house.remind(house.pair.alice, house.adopt(), "06:00")
    house.remind(house.pair.bob, house.adopt(), "23:00")
    house.look()
    assert house.at("2026-11-23T22:00Z") == []
    assert house.at("2026-11-24T05:00Z") == []
    assert house.at("2026-11-24T06:00Z") == [(early, "2026-11-24", 0)]


def test_q5_a_shared_moment_is_not_moved_for_who_sleeps(house: House) -> None:
    together = house.adopt(requires="together")
    here = house.remind(house.pair.alice, together, "20:00", zone_mode="fixed")
    house.prefer(house.pair.bob, "Australia/Sydney")
    house.remind(house.pair.bob, together, "20:00", zone_mode="fixed")
    house.look()
    assert house.at("2026-11-23T19:00Z") == [(here, "2026-11-23", 0)]
    assert house.at("2026-11-23T20:00Z") == []


def test_q5_a_ring_is_let_go_when_the_next_night_begins(house: House) -> None:
    house.remind(house.pair.alice, house.adopt(), "20:00")
    house.look()
    house.at("2026-11-23T19:00Z")
    assert [row.expires_at for row in house.waiting()] == ["2026-11-23T21:00:00.000Z"]


def test_q6_later_rings_again_in_so_many_minutes_at_most_three_times(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt(), "19:30")
    house.look()
    assert house.at("2026-11-23T18:30Z") == [(ring, "2026-11-23", 0)]
    for n, minute in ((1, "19:00"), (2, "19:30"), (3, "20:00")):
        house.reply(alice, ring, "2026-11-23", "later", n)
        assert house.look() == []
        assert house.at(f"2026-11-23T{minute}Z") == [(ring, "2026-11-23", n)]
    assert (
        alice.write(
            alice.own,
            "reminder_reply",
            "put",
            ring,
            {"reminder_id": ring, "label": "2026-11-23", "reply": "later", "n": 4},
        )["outcome"]
        == "rejected"
    )


def test_q6_later_never_rings_at_night(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt(), "21:50")
    house.look()
    assert house.at("2026-11-23T20:50Z") == [(ring, "2026-11-23", 0)]
    house.reply(alice, ring, "2026-11-23", "later", 1)
    assert house.at("2026-11-23T21:20Z") == []
    assert house.at("2026-11-24T06:00Z") == []


def test_q6_later_never_rings_over_into_another_day(house: House) -> None:
    alice = house.pair.alice
    house.prefer(alice, "Europe/Berlin", None)
    ring = house.remind(alice, house.adopt(), "03:45")
    house.look()
    assert house.at("2026-11-24T02:45Z") == [(ring, "2026-11-23", 0)]
    house.reply(alice, ring, "2026-11-23", "later", 1)
    assert house.at("2026-11-24T03:15Z") == []


def test_q6_done_in_the_meantime_ends_the_waiting(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt(), "20:00")
    house.look()
    house.at("2026-11-23T19:00Z")
    house.reply(alice, ring, "2026-11-23", "later", 1)
    house.reply(alice, ring, "2026-11-23", "done")
    assert house.waiting() == []
    assert house.at("2026-11-23T19:30Z") == []


def test_q10_a_cue_moves_to_the_end_of_its_window_and_then_falls_silent(house: House) -> None:
    alice, window = house.pair.alice, {"window_start": "18:00", "window_end": "20:30"}
    new = house.adopt(requires="either")
    growing = house.adopt(requires="either")
    standing = house.adopt(requires="either", start="2026-08-01", cadences=[{"from": "2026-08-01", "kind": "daily"}])
    for day in range(13, 23):
        house.did(alice, growing, f"2026-11-{day}")
    for month in (9, 10, 11):
        for day in range(1, 31 if month < 11 else 23):
            house.did(alice, standing, f"2026-{month:02}-{day:02}")
    house.clock.set(house.clock.now().replace(hour=12))
    start, end, _ = (house.remind(alice, one, **window) for one in (new, growing, standing))
    house.look()
    assert house.at("2026-11-23T17:00Z") == [(start, "2026-11-23", 0)]
    assert house.at("2026-11-23T19:30Z") == [(end, "2026-11-23", 0)]


def test_another_time_holds_from_the_change_on(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt(), "20:00")
    house.look()
    changed = {"time": "18:00"}
    assert alice.write(alice.own, "reminder", "patch", ring, changed, base_seq=2**53)["outcome"] == "applied"
    assert house.at("2026-11-23T19:00Z") == []
    assert house.at("2026-11-24T17:00Z") == [(ring, "2026-11-24", 0)]


def test_after_a_downtime_only_the_latest_rings_and_only_while_it_is_of_use(house: House) -> None:
    ring = house.remind(house.pair.alice, house.adopt(), "20:00")
    house.look()
    assert house.at("2026-11-26T20:30Z") == [(ring, "2026-11-26", 0)]
    assert house.at("2026-11-28T02:00Z") == []
    assert house.at("2026-11-28T19:00Z") == [(ring, "2026-11-28", 0)]


def test_a_couple_that_moves_takes_its_shared_moments_along(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt(requires="together"), "20:00", zone_mode="fixed")
    house.look()
    agreed = {"home_zones": [{"from": "2026-11-01", "zone": "Europe/Lisbon"}]}
    moved = alice.write(
        house.pair.space, "couple", "patch", derived("couple", house.pair.space), agreed, base_seq=2**53
    )
    assert moved["outcome"] == "applied"
    house.look()
    assert house.at("2026-11-23T19:00Z") == []
    assert house.at("2026-11-23T20:00Z") == [(ring, "2026-11-23", 0)]


def test_newer_zone_rules_are_reckoned_with_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.clock.advance(seconds=1)
    house.remind(house.pair.alice, house.adopt(), "20:00")
    house.look()
    assert stale.refresh(house.ctx) == 0
    monkeypatch.setattr(stale, "tzdata_version", lambda: "2099z")
    assert stale.refresh(house.ctx) == 1
    assert house.at("2026-11-23T19:00Z") != []


def test_who_looked_before_looks_again_only_where_a_couple_agreed_on_something(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = house.pair.alice
    house.remind(alice, house.adopt(requires="together"), "20:00", zone_mode="fixed")
    house.look()
    house.clock.advance(minutes=10)
    looked = house.ctx.now()
    monkeypatch.setattr(stale, "tzdata_version", lambda: "2099z")
    assert stale.refresh(house.ctx, looked) == 0, "a process keeps the zone rules that it began with"
    house.clock.advance(minutes=1)
    agreed = {"home_zones": [{"from": "2026-11-01", "zone": "Europe/Lisbon"}]}
    alice.write(house.pair.space, "couple", "patch", derived("couple", house.pair.space), agreed, base_seq=2**53)
    house.clock.advance(minutes=10)
    assert stale.refresh(house.ctx, house.ctx.now()) == 0, "that was said long before"
    assert stale.refresh(house.ctx, looked) == 1


def test_a_second_move_keeps_where_one_came_from(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt(), "20:00")
    for zone in ("Asia/Tokyo", "America/New_York"):
        house.prefer(alice, zone)
        assert house.look() == []
    assert house.at("2026-11-24T01:00Z") == [(ring, "2026-11-23", 0)]
