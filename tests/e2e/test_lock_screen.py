"""A reminder on a lock screen with no page of the app open: answered there, put off, opened, and without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Worker, expect

from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import HUG, Couple, days_of
from tests.e2e.phones import Phone
from tests.e2e.server import Server
from tests.push.service import PushService

NOON_IS = datetime.now(UTC).hour - 12
ZONE = f"Etc/GMT{NOON_IS:+d}"
"""Where it is about noon, whenever this runs: no night, and no turn of the day, comes in between."""


class OnTheTable:
    """A phone that was put away, with a reminder for the hug on its lock screen."""

    def __init__(self, phone: Phone, garden: Couple, server: Server, push: PushService) -> None:
        self.phone, self.garden, self.server, self.push = phone, garden, server, push
        self.path = f"/practice/{garden.space}/{garden.practices[HUG]}"
        phone.sign_in(garden.alice.name)
        phone.has_arrived()
        phone.open(self.path)
        phone.tap("Remind me")
        phone.page.locator("label.segment", has_text="At a time").tap()
        phone.write("Time", _an_hour_ago())
        phone.tap("Set the reminder")
        phone.sees("The reminder is set")
        phone.go("Today")
        phone.has_arrived()
        self.worker: Worker = phone.worker()
        phone.put_away()
        server.let_ring(garden.alice.id)
        self.rings(1)

    def rings(self, times: int) -> list[dict[str, Any]]:
        """The push has come, for so many times in all, and lies on the lock screen."""
        messages = self.push.wait_for(times, seconds=20)
        assert len(messages) == times
        self.phone.deliver(messages[-1].plaintext)
        shown = self.phone.notifications(self.worker)
        assert [each["title"] for each in shown] == ["Tend"]
        return shown

    def tap(self, action: str = "") -> None:
        self.phone.answer(self.worker, action)


@pytest.fixture
def table(phone: PhoneOf, garden: Couple, server: Server, push: PushService) -> OnTheTable:
    server.let_tries_be_forgotten()
    return OnTheTable(phone("alice", timezone_id=ZONE, push=push), garden, server, push)


def test_done_on_the_lock_screen_is_a_check_in_on_the_server(table: OnTheTable) -> None:
    assert days_of(table.garden, HUG) == set()
    table.tap("done")
    assert days_of(table.garden, HUG) == {_label()}
    table.phone.open_anew()
    expect(table.phone.ring(f"{HUG}. Done by you")).to_be_checked()


def test_done_without_a_network_waits_in_the_outbox_and_travels(table: OnTheTable) -> None:
    table.phone.offline()
    table.tap("done")
    assert days_of(table.garden, HUG) == set()
    table.phone.online()
    table.phone.open_anew()
    expect(table.phone.ring(f"{HUG}. Done by you")).to_be_checked()
    table.phone.has_arrived()
    assert days_of(table.garden, HUG) == {_label()}


def test_later_comes_back_three_times_and_then_no_more(table: OnTheTable) -> None:
    tags = set()
    for times in (2, 3, 4):
        table.tap("later")
        assert days_of(table.garden, HUG) == set()
        table.server.let_the_half_hour_pass(table.garden.alice.id)
        (shown,) = table.rings(times)
        tags.add(shown["tag"])
    assert len(tags) == 1, "each time it takes the place of the one before"
    table.tap("later")
    with pytest.raises(AssertionError, match="nobody said later"):
        table.server.let_the_half_hour_pass(table.garden.alice.id, seconds=3)


def test_a_tap_opens_the_practice_with_both_answers(table: OnTheTable) -> None:
    """The one step that a script may not do is the window: the address that is asked for is opened by hand."""
    address = _asked_for(table)
    table.phone.open(address)
    table.phone.is_at(HUG)
    expect(table.phone.control("Later", within=".practice-answer")).to_be_visible()
    table.phone.tap("Done", within=".practice-answer")
    table.phone.sees("Noted")
    table.phone.go("Today")
    table.phone.has_arrived()
    assert days_of(table.garden, HUG) == {_label()}


def test_where_there_are_no_buttons_a_page_has_both(table: OnTheTable) -> None:
    """What a declarative push opens without any worker: the address in the message itself."""
    (shown,) = table.phone.notifications(table.worker)
    table.phone.open(shown["data"]["navigate"])
    table.phone.is_at(HUG)
    table.phone.tap("Later", within=".practice-answer")
    table.phone.sees("In half an hour, then")
    table.server.let_the_half_hour_pass(table.garden.alice.id)
    table.rings(2)


def _asked_for(table: OnTheTable) -> str:
    table.worker.evaluate("() => { self.clients.openWindow = async (url) => { self.asked = url; return null; }; }")
    table.tap()
    asked: str = table.worker.evaluate("() => self.asked")
    assert table.path in asked
    return asked.removeprefix(table.server.url)


def _an_hour_ago() -> str:
    return (datetime.now(UTC) - timedelta(hours=NOON_IS + 1)).strftime("%H:%M")


def _label() -> str:
    return (datetime.now(UTC) - timedelta(hours=NOON_IS)).date().isoformat()
