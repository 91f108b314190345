"""Q7 to Q9 through the engine: only when it is needed, fewer when nobody answers, never many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.kit.ids import derived
from tests.cast import DAILY, Fields, Someone, sign_up
from tests.reminders.conftest import House, Rung

TODAY = "2026-11-23"


def evening(house: House, label: str = TODAY) -> list[Rung]:
    """What rings at eight in the evening in Berlin."""
    return house.at(f"{label}T19:00Z")


def pause(house: House, who: Someone, **fields: object) -> None:
    made: Fields = {"practice_id": None, "member_id": None, "first": TODAY, "last": TODAY, **fields}
    house.write(who, "pause", house.ctx.ids.uuid7(), made, house.pair.space)


def test_q7_what_is_done_is_not_asked_for(house: House) -> None:
    practice = house.adopt()
    house.remind(house.pair.alice, practice)
    house.look()
    house.did(house.pair.alice, practice, TODAY)
    assert evening(house) == []


@pytest.mark.parametrize("area", ["quality-time", "affection"])
def test_q7_what_a_partner_did_for_both_is_not_asked_for_either(house: House, area: str) -> None:
    practice = house.adopt(area=area, requires="either")
    house.remind(house.pair.alice, practice)
    house.look()
    house.did(house.pair.bob, practice, TODAY)
    assert evening(house) == []


@pytest.mark.parametrize("area", ["quality-time", "affection"])
def test_q7_a_partners_own_part_changes_nothing_for_me(house: House, area: str) -> None:
    practice = house.adopt(area=area, requires="each")
    ring = house.remind(house.pair.alice, practice)
    house.look()
    house.did(house.pair.bob, practice, TODAY)
    assert evening(house) == [(ring, TODAY, 0)]


def test_q7_a_week_that_is_kept_asks_no_more_but_affection_knows_no_quota(house: House) -> None:
    weekly = [{"from": "2026-11-02", "kind": "weekly", "times": 1}]
    talk = house.adopt(requires="either", cadences=weekly, start="2026-11-02")
    hug = house.adopt(area="affection", requires="either", cadences=weekly, start="2026-11-02")
    house.remind(house.pair.alice, talk)
    ring = house.remind(house.pair.alice, hug)
    house.did(house.pair.alice, talk, TODAY)
    house.did(house.pair.alice, hug, TODAY)
    house.look()
    assert evening(house) == []
    assert evening(house, "2026-11-24") == [(ring, "2026-11-24", 0)]


def test_q7_affection_is_not_asked_for_twice_a_day(house: House) -> None:
    hug = house.adopt(area="affection", requires="each")
    house.remind(house.pair.alice, hug)
    house.look()
    house.did(house.pair.alice, hug, TODAY)
    assert evening(house) == []


@pytest.mark.parametrize("area", ["quality-time", "affection"])
def test_who_is_not_asked_is_not_rung(house: House, area: str) -> None:
    house.remind(house.pair.alice, house.adopt(area=area, requires=f"one:{house.pair.bob.id}"))
    house.look()
    assert evening(house) == []


@pytest.mark.parametrize("area", ["quality-time", "affection"])
def test_we_paused_silences_both(house: House, area: str) -> None:
    practice = house.adopt(area=area)
    rings = sorted((house.remind(who, practice), "2026-11-24", 0) for who in (house.pair.alice, house.pair.bob))
    pause(house, house.pair.bob)
    house.look()
    assert evening(house) == []
    assert evening(house, "2026-11-24") == rings


@pytest.mark.parametrize(
    ("area", "requires", "rings"),
    [
        ("affection", "either", False),
        ("affection", "each", False),
        ("quality-time", "together", False),
        ("quality-time", "each", False),
        ("quality-time", "either", True),
        ("self-care", "one:alice", True),
    ],
)
def test_a_partners_pause_silences_what_takes_both_and_all_affection(
    house: House, area: str, requires: str, rings: bool
) -> None:
    requires = requires.replace("alice", house.pair.alice.id)
    house.remind(house.pair.alice, house.adopt(area=area, requires=requires))
    pause(house, house.pair.bob, member_id=house.pair.bob.id)
    house.look()
    assert bool(evening(house)) is rings


def test_a_pause_of_another_practice_silences_nothing(house: House) -> None:
    house.remind(house.pair.alice, house.adopt())
    pause(house, house.pair.bob, practice_id=house.adopt())
    house.look()
    assert len(evening(house)) == 1


@pytest.mark.parametrize("area", ["quality-time", "affection"])
def test_a_day_of_rest_is_silent(house: House, area: str) -> None:
    practice = house.adopt(area=area)
    house.remind(house.pair.alice, practice)
    rest = derived("rest", practice, TODAY)
    house.write(house.pair.bob, "rest", rest, {"practice_id": practice, "label": TODAY}, house.pair.space)
    house.look()
    assert evening(house) == []


@pytest.mark.parametrize("area", ["quality-time", "affection"])
def test_what_has_ended_or_was_deleted_is_silent(house: House, area: str) -> None:
    alice, space = house.pair.alice, house.pair.space
    over, gone = house.adopt(area=area), house.adopt(area=area)
    for practice in (over, gone):
        house.remind(alice, practice)
    house.look()
    assert alice.write(space, "practice", "patch", over, {"ended": TODAY}, base_seq=2**53)["outcome"] == "applied"
    assert alice.write(space, "practice", "delete", gone, {}, base_seq=2**53)["outcome"] == "applied"
    assert evening(house) == []


@pytest.mark.parametrize("area", ["quality-time", "affection"])
def test_after_a_break_up_nothing_rings_for_anybody(house: House, area: str) -> None:
    practice = house.adopt(area=area, requires="either")
    for who in (house.pair.alice, house.pair.bob):
        house.remind(who, practice)
    house.look()
    left = house.pair.bob.browser.delete(f"/api/v1/couples/{house.pair.space}/members/me")
    assert left.status_code == 204
    assert evening(house) == []
    assert evening(house, "2026-11-24") == []


def test_ones_own_practice_needs_nobody_else(house: House) -> None:
    alice = house.pair.alice
    body = {"title": "Ten quiet minutes"}
    own = house.ctx.ids.uuid7()
    fields = {"area": "self-care", "requires": "each", "cadences": DAILY, "start": "2026-11-01", "body": body}
    house.write(alice, "practice", own, fields)
    ring = house.remind(alice, own, ref_space=alice.own)
    house.look()
    assert evening(house) == [(ring, TODAY, 0)]


def test_a_reminder_that_is_off_or_deleted_is_silent_and_takes_back_what_waits(house: House) -> None:
    alice, bob = house.pair.alice, house.pair.bob
    off, gone = house.remind(alice, house.adopt()), house.remind(bob, house.adopt())
    house.look()
    assert len(evening(house)) == 2
    assert alice.write(alice.own, "reminder", "patch", off, {"active": False}, base_seq=2**53)["outcome"] == "applied"
    assert bob.write(bob.own, "reminder", "delete", gone, {}, base_seq=2**53)["outcome"] == "applied"
    assert house.waiting() == []
    assert evening(house, "2026-11-24") == []


def test_nothing_rings_until_somebody_said_where_they_are(house: House) -> None:
    erin = sign_up(house.pair.app, "erin")
    house.phone(erin)
    own = house.ctx.ids.uuid7()
    body = {"title": "A walk"}
    fields = {"area": "self-care", "requires": "each", "cadences": DAILY, "start": "2026-11-01", "body": body}
    house.write(erin, "practice", own, fields)
    ring = house.remind(erin, own, ref_space=erin.own)
    house.look()
    assert evening(house) == []
    house.prefer(erin, "Europe/Berlin")
    house.look()
    assert evening(house, "2026-11-24") == [(ring, "2026-11-24", 0)]


def test_q8_who_does_not_answer_is_asked_less_and_less(house: House) -> None:
    ring = house.remind(house.pair.alice, house.adopt())
    house.look()
    first = date.fromisoformat(TODAY)
    rung = [n for n in range(60) if evening(house, str(first + timedelta(days=n)))]
    assert rung == [0, 1, 2, 4, 6, 8, 15, 22, 29]
    house.reply(house.pair.alice, ring, str(first + timedelta(days=29)), "opened")
    assert evening(house, str(first + timedelta(days=60))) == [(ring, str(first + timedelta(days=60)), 0)]


def test_q8_doing_it_is_an_answer_too(house: House) -> None:
    practice = house.adopt(requires="either")
    house.remind(house.pair.alice, practice)
    house.look()
    labels = [str(date.fromisoformat(TODAY) + timedelta(days=n)) for n in range(10)]
    rung = []
    for label in labels:
        rung += [label for _ in evening(house, label)]
        house.did(house.pair.alice, practice, label)
    assert rung == labels


def test_q9_three_a_day_and_the_more_important_ones(house: House) -> None:
    alice = house.pair.alice
    rings = [house.remind(alice, house.adopt(), priority=priority) for priority in (0, 5, 1, 3)]
    house.look()
    assert [ring for ring, _, _ in evening(house)] == sorted(rings[1:])


def test_q9_a_later_one_that_matters_more_keeps_its_place(house: House) -> None:
    alice = house.pair.alice
    early = [house.remind(alice, house.adopt(), "19:30", priority=priority) for priority in (0, 1, 2)]
    late = house.remind(alice, house.adopt(), "20:30", priority=9)
    house.look()
    assert [ring for ring, _, _ in house.at("2026-11-23T18:30Z")] == sorted(early[1:])
    assert house.at("2026-11-23T19:30Z") == [(late, TODAY, 0)]


def test_q9_a_later_one_that_is_not_needed_keeps_no_place(house: House) -> None:
    alice, done = house.pair.alice, house.adopt()
    early = [house.remind(alice, house.adopt(), "19:30") for _ in range(3)]
    house.remind(alice, done, "20:30", priority=9)
    house.did(alice, done, TODAY)
    house.look()
    assert [ring for ring, _, _ in house.at("2026-11-23T18:30Z")] == sorted(early)


def test_q9_one_for_each_practice(house: House) -> None:
    alice, practice = house.pair.alice, house.adopt()
    first = house.remind(alice, practice, "19:30")
    house.remind(alice, practice, "20:30")
    house.look()
    assert house.at("2026-11-23T18:30Z") == [(first, TODAY, 0)]
    assert house.at("2026-11-23T19:30Z") == []


def test_without_a_phone_nothing_rings_and_nothing_counts_as_ignored(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt())
    assert alice.browser.delete("/api/v1/push/subscription").status_code == 204
    house.look()
    first = date.fromisoformat(TODAY)
    assert not any(evening(house, str(first + timedelta(days=n))) for n in range(12))
    house.phone(alice)
    assert evening(house, "2026-12-06") == [(ring, "2026-12-06", 0)]


def test_preferences_can_not_be_deleted(house: House) -> None:
    alice = house.pair.alice
    refused = alice.write(alice.own, "preferences", "delete", derived("preferences", alice.own), {}, base_seq=2**53)
    assert (refused["outcome"], refused["code"]) == ("rejected", "kept")


def test_q9_a_day_that_is_lived_twice_rings_no_more_than_one(house: House) -> None:
    alice = house.pair.alice
    house.prefer(alice, "Pacific/Auckland", None)
    for time in ("10:00", "11:00", "12:00"):
        house.remind(alice, house.adopt(area="affection"), time)
    house.remind(alice, house.adopt(area="affection"), "23:00", days=[1], priority=-1)
    house.look()
    hours = ("2026-11-23T21:00Z", "2026-11-23T22:00Z", "2026-11-23T23:00Z")
    assert sum(len(house.at(hour)) for hour in hours) == 3
    assert house.at("2026-11-24T10:00Z") == []
    assert [label for _, label, _ in house.at("2026-11-24T21:00Z")] == ["2026-11-25"]
    house.prefer(alice, "America/Los_Angeles", None)
    assert house.look() == []
    assert house.at("2026-11-25T07:00Z") == []
