"""Ids are made by clients. A reminder of somebody else's under the same id is another reminder."""

from __future__ import annotations

from tests.reminders.conftest import House


def test_nobody_silences_a_partner_by_a_reminder_of_the_same_id(house: House) -> None:
    practice = house.adopt()
    hers = house.remind(house.pair.alice, practice, "20:00")
    house.at("2026-11-23T19:00:00+00:00")
    assert [row.member_id for row in house.waiting()] == [house.pair.alice.id]
    about = {"ref_space": house.pair.space, "ref_id": practice, "time": "20:00", "days": [0], "active": False}
    house.write(house.pair.bob, "reminder", hers, about)
    assert [row.member_id for row in house.waiting()] == [house.pair.alice.id]
