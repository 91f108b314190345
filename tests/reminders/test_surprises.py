"""Small surprises: few, by day, at times that nobody foresees, and nothing of them is seen by anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.kit.clock import zone
from app.kit.db import EVERYWHERE
from app.kit.ids import derived
from app.push.encoder import BODY_SIZES, OVERHEAD
from app.push.models import Delivery
from app.push.payload import reminder_payload
from app.reminders import surprises
from app.reminders.models import ReminderDue
from tests.cast import Someone, new_id, replaced
from tests.reminders.conftest import House

BERLIN = zone("Europe/Berlin")
HALF_A_YEAR = timedelta(days=182)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def chance(house: House) -> Iterator[None]:
    """The same chance in every run."""
    with replaced(house.ctx, "randbytes", Random(20261130).randbytes):
        yield


def want(house: House, who: Someone, times: int, quiet: tuple[str, str] | None = ("22:00", "07:00")) -> None:
    night = dict(zip(("quiet_from", "quiet_to"), quiet or (None, None), strict=True))
    fields = {"zone": "Europe/Berlin", **night, "surprises": times}
    house.write(who, "preferences", derived("preferences", who.own), fields)


def row_of(house: House, who: Someone) -> ReminderDue:
    with house.ctx.db.read(EVERYWHERE) as session:
        return session.exec(
            select(ReminderDue).where(ReminderDue.space_id == who.own, ReminderDue.ref_id == "surprise")
        ).one()


def lived(house: House, span: timedelta) -> Iterator[tuple[str, str]]:
    """`(member, label)` of each surprise that rings in this time, at the clock's present instant."""
    end, people = house.ctx.now() + span, (house.pair.alice, house.pair.bob)
    surprise = {derived("surprise", who.own): who.name for who in people}
    house.look()
    while True:
        with house.ctx.db.read(EVERYWHERE) as session:
            due = session.exec(select(col(ReminderDue.next_due_at)).where(col(ReminderDue.next_due_at).is_not(None)))
            following = datetime.fromisoformat(min(str(at) for at in due))
        if following > end:
            return
        house.clock.set(max(following, house.ctx.now()))
        for who in people:
            who.browser.get("/api/v1/me")  # they open the app now and then: a session that nobody uses ends
        for reminder, label, _ in house.look():
            if reminder in surprise:
                yield surprise[reminder], label


@SQLITE
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("quiet", [None, ("22:00", "07:00"), ("13:00", "15:00"), ("08:00", "18:30")])
def test_half_a_year_of_surprises_is_few_and_by_day(house: House, times: int, quiet: tuple[str, str] | None) -> None:
    want(house, house.pair.alice, times, quiet)
    days, walls = [], []
    for who, label in lived(house, HALF_A_YEAR):
        assert who == "alice"
        days.append(date.fromisoformat(label))
        walls.append(house.ctx.now().astimezone(BERLIN).strftime("%H:%M"))
    assert len(days) == len(set(days))
    for first in days:
        assert sum(first <= day < first + timedelta(7) for day in days) <= times
    assert {1: 182 // 10 - 2, 2: 182 // 6}[times] <= len(days) <= 26 * times
    assert all("10:00" <= wall < "20:00" for wall in walls)
    if quiet is not None and quiet[0] < quiet[1]:
        assert not any(quiet[0] <= wall < quiet[1] for wall in walls)
    assert len(set(walls)) > min(len(walls), 18) / 2  # the longest quiet leaves 18 times of day
    assert len({(second - first).days for first, second in pairwise(days)}) > 2


@SQLITE
def test_two_members_are_not_surprised_together(house: House) -> None:
    for who in (house.pair.alice, house.pair.bob):
        want(house, who, 2)
    found: dict[str, set[str]] = {"alice": set(), "bob": set()}
    for who, label in lived(house, HALF_A_YEAR):
        found[who].add(label)
    assert found["alice"] != found["bob"]
    assert len(found["alice"] & found["bob"]) < len(found["alice"]) / 2


@SQLITE
def test_nothing_rings_for_who_did_not_ask(house: House) -> None:
    house.remind(house.pair.alice, house.adopt())
    assert list(lived(house, timedelta(days=30))) == []


@SQLITE
def test_no_day_at_all_is_left_by_quiet_hours_that_cover_it(house: House) -> None:
    want(house, house.pair.alice, 2, ("09:00", "21:00"))
    assert list(lived(house, timedelta(days=30))) == []
    want(house, house.pair.alice, 2)
    assert len(list(lived(house, timedelta(days=30)))) > 4


def test_who_wants_no_more_is_silent_at_once_and_asking_anew_begins_a_week_later(house: House) -> None:
    want(house, house.pair.alice, 2)
    rang = next(lived(house, HALF_A_YEAR))[1]
    assert [row.label for row in house.waiting()] == [rang]
    want(house, house.pair.alice, 0)
    assert house.waiting() == []
    assert row_of(house, house.pair.alice).next_due_at is None
    want(house, house.pair.alice, 2)
    again = next(lived(house, HALF_A_YEAR))[1]
    assert date.fromisoformat(again) >= date.fromisoformat(rang) + timedelta(7)


def test_after_a_farewell_nobody_is_told_to_surprise_anybody(house: House) -> None:
    want(house, house.pair.alice, 2)
    assert next(lived(house, HALF_A_YEAR))[0] == "alice"
    gone = house.pair.bob.browser.delete(f"/api/v1/couples/{house.pair.space}/members/me")
    assert gone.status_code == 204
    assert list(lived(house, timedelta(days=60))) == []


def test_while_they_pause_it_is_let_go_and_afterwards_it_goes_on(house: House) -> None:
    alice, bob = house.pair.alice, house.pair.bob
    want(house, alice, 2)
    today = house.ctx.now().date()
    pause = {"member_id": bob.id, "first": str(today), "last": str(today + timedelta(40))}
    house.write(bob, "pause", new_id(), pause, house.pair.space)
    rang = [date.fromisoformat(label) for _, label in lived(house, timedelta(days=80))]
    assert min(rang) > today + timedelta(40)
    assert len(rang) > 3


@SQLITE
def test_another_clock_keeps_the_plan(house: House) -> None:
    want(house, house.pair.alice, 2)
    house.look()
    before = row_of(house, house.pair.alice)
    house.prefer(house.pair.alice, "Asia/Tokyo")
    house.look()
    after = row_of(house, house.pair.alice)
    assert (before.rule, before.label) == (after.rule, after.label)
    assert str(after.next_due_at) < str(before.next_due_at)


@SQLITE
def test_it_counts_among_the_three_of_a_day(house: House) -> None:
    alice = house.pair.alice
    want(house, alice, 2)
    house.look()
    plan = row_of(house, alice).rule or {}
    for time in ("09:00", "09:05", "09:10"):
        house.remind(alice, house.adopt(), time=time)
    rung = []
    house.clock.set(datetime.fromisoformat(plan["on"]).replace(tzinfo=BERLIN) + timedelta(hours=8))
    for _ in range(60):
        house.clock.advance(minutes=15)
        rung += [reminder for reminder, label, _ in house.look() if label == plan["on"]]
    assert len(rung) == 3
    assert derived("surprise", alice.own) not in rung


@SQLITE
def test_after_a_night_without_a_server_it_is_let_go(house: House) -> None:
    want(house, house.pair.alice, 2)
    house.look()
    planned = datetime.fromisoformat(str(row_of(house, house.pair.alice).next_due_at))
    house.clock.set(planned + timedelta(hours=1, minutes=1))
    assert house.look() == []
    assert str(row_of(house, house.pair.alice).next_due_at) > planned.isoformat()


def test_on_the_lock_screen_it_is_a_reminder_like_any_other(house: House) -> None:
    """The same words, actions and length: only ids differ, and those are ids of no meaning."""
    own, label = UUID(house.pair.alice.own), "2026-11-25"
    ids = UUID(derived("surprise", house.pair.alice.own)), UUID(new_id())
    surprise, reminder = (
        reminder_payload(origin="http://localhost", space=own, reminder=one, label=label) for one in ids
    )
    assert len(surprise) == len(reminder) <= min(BODY_SIZES) - OVERHEAD
    assert b"surprise" not in surprise


@SQLITE
def test_the_partner_reads_the_same_bytes_with_and_without(house: House) -> None:
    bob = house.pair.bob
    house.adopt()

    def read() -> list[str]:
        names = ("today", "streaks", "changes", "practices", "check-ins", "pauses", "cards")
        answers = [bob.browser.get(house.pair.at(name)).text for name in names]
        answers += [bob.browser.get(path).text for path in ("/api/v1/spaces", "/api/v1/me", "/api/v1/me/calendar")]
        page = bob.pull({"id": house.pair.space}, {"id": bob.own})
        return [*answers, str(page)]

    before = read()
    want(house, house.pair.alice, 2)
    assert next(lived(house, timedelta(days=14)))[0] == "alice"
    rang = house.ctx.now()
    house.clock.set(datetime.fromisoformat("2026-11-23T18:00:00+00:00"))
    assert read() == before
    with house.ctx.db.read(EVERYWHERE) as session:
        assert {row.member_id for row in session.exec(select(Delivery))} == {house.pair.alice.id}
    assert rang > house.ctx.now()


@SQLITE
def test_a_calendar_knows_nothing_of_it(house: House) -> None:
    want(house, house.pair.alice, 2)
    house.look()
    made = house.pair.alice.browser.put("/api/v1/me/calendar", json={"words": "own"}).json()["address"]
    text = house.pair.alice.browser.get(made.removeprefix("http://localhost")).text
    assert text.startswith("BEGIN:VCALENDAR")
    assert "VEVENT" not in text


def test_only_whole_surprises_are_asked_for(house: House) -> None:
    alice = house.pair.alice
    fields = {"zone": "Europe/Berlin", "surprises": 3}
    result = alice.write(alice.own, "preferences", "put", derived("preferences", alice.own), fields, base_seq=2**53)
    assert result["outcome"] == "rejected"
    assert surprises.LONGEST.keys() == {1, 2}
