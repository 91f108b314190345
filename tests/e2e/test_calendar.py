"""Reminders in a calendar, from the screen where the address is made to a program that reads it."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
import vobject
from playwright.sync_api import expect

from tests.cast import PASSWORD, new_id
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.phones import Phone
from tests.e2e.server import Server
from tests.e2e.test_screens import LOOKS, Eye

ADDRESS = re.compile(r"http://localhost:\d+/calendar/[\w-]{43}\.ics")


@pytest.fixture(params=list(LOOKS))
def eye(request: pytest.FixtureRequest, phone: PhoneOf, server: Server) -> Eye:
    server.let_tries_be_forgotten()
    look = request.param
    return Eye(phone(look, bypass_csp=True, reduced_motion="reduce", **LOOKS[look]), look)


def said(address: str) -> list[str]:
    """What the events at an address say, to a program without any session."""
    answer = httpx.get(address)
    assert answer.status_code == 200, answer.text
    found: Any = vobject.readOne(answer.text)
    return [event.summary.value for event in getattr(found, "vevent_list", [])]


def confirm(alice: Phone, button: str) -> None:
    alice.page.get_by_role("dialog").get_by_label("Password", exact=True).fill(PASSWORD)
    alice.tap(button, within="dialog")
    expect(alice.page.get_by_role("dialog")).to_be_hidden()


def test_an_address_is_made_read_changed_and_ended(eye: Eye, server: Server) -> None:
    ours = gardens.two_people(server, f"{eye.look}-cal-a", f"{eye.look}-cal-b")
    practice = gardens.plant(ours, gardens.HUG)
    alice = eye.phone
    alice.sign_in(ours.alice.name)
    alice.has_arrived()
    about = {"ref_space": ours.space, "ref_id": practice, "time": "20:00", "days": [0, 1, 2, 3, 4, 5, 6]}
    assert ours.alice.write(ours.alice.own, "reminder", "put", new_id(), about)["outcome"] == "applied"
    alice.open("/me")
    alice.tap(re.compile("^In your calendar"))
    alice.is_at("In your calendar")
    alice.sees("Nothing that your partners wrote is in it.")
    eye.looks("calendar-none")

    alice.tap("Make an address")
    expect(alice.page.get_by_role("dialog")).to_be_visible()
    eye.looks("sheet-calendar")
    confirm(alice, "Make an address")
    shown = alice.page.get_by_text(ADDRESS)
    expect(shown).to_be_visible()
    address = shown.inner_text()
    eye.looks("calendar-made")
    assert said(address) == ["Something small for today"]

    alice.open("/me/calendar")
    alice.sees(re.compile("A calendar last asked for it on"))
    expect(alice.page.get_by_text(ADDRESS)).to_have_count(0)
    alice.page.get_by_label("Say what each one is").click()
    confirm(alice, "Say what each one is")
    expect(alice.page.get_by_label("Say what each one is")).to_be_checked()
    eye.looks("calendar-own")
    assert said(address) == [gardens.HUG]
    alice.page.get_by_label("Say what each one is").click()
    expect(alice.page.get_by_label("Say what each one is")).not_to_be_checked()
    assert said(address) == ["Something small for today"]

    alice.worker()
    alice.page.evaluate("() => navigator.serviceWorker.controller || location.reload()")
    read = alice.page.evaluate("(address) => fetch(address).then((answer) => answer.text())", address)
    assert read.startswith("BEGIN:VCALENDAR")
    alice.tap("End this address")
    alice.sees("The address has ended")
    alice.tap("Make an address")
    assert httpx.get(address).status_code == 404


def test_the_address_opens_no_page_of_the_app(phone: PhoneOf, server: Server) -> None:
    """A navigation, with the worker in charge, goes to the server: an unknown address is 404 there, no screen here."""
    ours = gardens.two_people(server, "nav-a", "nav-b")
    alice = phone("alice")
    alice.sign_in(ours.alice.name)
    alice.worker()
    alice.open_anew("/me")
    answer = alice.page.goto(f"/calendar/{'x' * 43}.ics")
    assert answer is not None
    assert answer.status == 404
    assert not answer.from_service_worker


def test_without_network_the_screen_says_what_it_needs(phone: PhoneOf, server: Server) -> None:
    ours = gardens.two_people(server, "off-a", "off-b")
    alice = phone("alice")
    alice.sign_in(ours.alice.name)
    alice.worker()
    alice.has_arrived()
    alice.open("/me/calendar")
    alice.offline()
    alice.open_anew("/me/calendar")
    alice.is_at("In your calendar")
    alice.sees(re.compile("needs|network", re.IGNORECASE))
    alice.online()
    alice.tap("Try again")
    alice.sees("Make an address")
