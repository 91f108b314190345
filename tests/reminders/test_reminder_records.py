"""Reminders, replies and preferences as records: whose they are, what fits, and that a replay is one."""

from __future__ import annotations

from typing import Any

import pytest

from app.kit.ids import derived
from tests.cast import Fields, Someone, new_id
from tests.reminders.conftest import WEEK, House

LABEL = "2026-11-23"


def cue(house: House, **more: Any) -> Fields:
    return {"ref_space": house.pair.space, "ref_id": new_id(), "time": "20:00", "days": WEEK, **more}


def outcome(who: Someone, kind: str, id_: str, fields: Fields, space: str | None = None) -> str:
    result = who.write(space or who.own, kind, "put", id_, fields, base_seq=2**53)
    return str(result["code"] or result["outcome"])


def test_a_partner_and_a_stranger_see_none_of_it(house: House) -> None:
    alice, bob = house.pair.alice, house.pair.bob
    made = house.remind(alice, house.adopt())
    for plural in ("reminders", "reminder-replies", "preferences"):
        assert alice.browser.get(f"/api/v1/spaces/{alice.own}/{plural}").status_code == 200
        assert bob.browser.get(f"/api/v1/spaces/{alice.own}/{plural}").status_code == 404
    assert bob.browser.get(f"/api/v1/spaces/{alice.own}/reminders/{made}").status_code == 404
    assert outcome(bob, "reminder", new_id(), cue(house), alice.own) == "space_gone"


def test_a_reminder_is_nowhere_but_in_the_own_space(house: House) -> None:
    assert outcome(house.pair.alice, "reminder", new_id(), cue(house), house.pair.space) == "not_here"


def test_a_replay_is_one(house: House) -> None:
    alice, made = house.pair.alice, new_id()
    mutation = alice.mutation(alice.own, "reminder", "put", made, cue(house), at=house.ctx.stamp())
    first, second = alice.push(mutation)[0], alice.push(mutation)[0]
    assert first == second
    listed = alice.browser.get(f"/api/v1/spaces/{alice.own}/reminders").json()["items"]
    assert [record["id"] for record in listed] == [made]


@pytest.mark.parametrize(
    "wrong",
    [
        {"time": "24:00"},
        {"time": "8:00"},
        {"days": []},
        {"days": [0, 0]},
        {"days": [7]},
        {"zone_mode": "mine"},
        {"window_start": "18:00"},
        {"window_start": "20:00", "window_end": "18:00"},
        {"window_start": "01:00", "window_end": "23:00"},
        {"priority": 101},
        {"on": True},
    ],
)
def test_what_does_not_fit_a_reminder_is_refused(house: House, wrong: Fields) -> None:
    assert outcome(house.pair.alice, "reminder", new_id(), cue(house, **wrong)) == "invalid"


def test_a_window_may_end_after_midnight(house: House) -> None:
    window = {"window_start": "22:00", "window_end": "01:30"}
    assert outcome(house.pair.alice, "reminder", new_id(), cue(house, **window)) == "applied"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reply": "later", "n": 0, "minutes": 30},
        {"reply": "later", "n": 1, "minutes": None},
        {"reply": "later", "n": 1, "minutes": 4},
        {"reply": "later", "n": 4, "minutes": 30},
        {"reply": "done", "n": 1, "minutes": None},
        {"reply": "done", "n": 0, "minutes": 30},
        {"reply": "no", "n": 0, "minutes": None},
    ],
)
def test_what_does_not_fit_a_reply_is_refused(house: House, wrong: Fields) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt())
    id_ = derived("reminder_reply", ring, LABEL, wrong["reply"], str(wrong["n"]))
    assert outcome(alice, "reminder_reply", id_, {"reminder_id": ring, "label": LABEL, **wrong}) == "invalid"


def test_a_reply_has_one_id_and_waits_for_its_reminder(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt())
    fields = {"label": LABEL, "reply": "done", "n": 0, "minutes": None}
    assert outcome(alice, "reminder_reply", new_id(), {"reminder_id": ring, **fields}) == "wrong_id"
    unknown = new_id()
    id_ = derived("reminder_reply", unknown, LABEL, "done", "0")
    assert outcome(alice, "reminder_reply", id_, {"reminder_id": unknown, **fields}) == "not_here_yet"


@pytest.mark.parametrize("wrong", [{"zone": "Europe/Atlantis"}, {"quiet_from": "22:00"}, {"quiet_from": "x"}])
def test_preferences_name_a_real_zone_and_a_whole_night(house: House, wrong: Fields) -> None:
    alice = house.pair.alice
    changed = alice.write(
        alice.own, "preferences", "patch", derived("preferences", alice.own),
        {"quiet_from": None, "quiet_to": None, **wrong}, base_seq=2**53,
    )  # fmt: skip
    assert changed["code"] == "invalid"


def test_a_reply_to_another_day_changes_nothing(house: House) -> None:
    alice = house.pair.alice
    ring = house.remind(alice, house.adopt())
    house.look()
    house.at("2026-11-23T19:00Z")
    house.reply(alice, ring, "2026-11-22", "done")
    house.reply(alice, ring, "2026-11-22", "later", 1)
    assert len(house.waiting()) == 1
    assert house.at("2026-11-23T19:30Z") == []
