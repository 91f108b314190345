"""What the screen says without being asked: that something is held up, and that a tab is not the app."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import HUG, Couple, date_now, days_of

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"


@pytest.mark.failure(16)
def test_what_waits_for_five_minutes_with_a_network_is_seen_on_today(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    alice.context.clock.install()
    alice.sign_in(garden.alice.name)
    alice.has_arrived()
    alice.context.route("**/api/v1/sync/push", lambda route: route.fulfill(status=503, json={"code": "busy"}))
    with alice.page.expect_response("**/api/v1/sync/push"):
        alice.check_in(HUG)
    alice.context.clock.fast_forward(10_000)
    alice.sees("Saved on this phone. On its way.")
    held = alice.page.get_by_text("The server has not taken it yet; Tend keeps trying.")
    alice.context.clock.fast_forward("04:00")
    expect(held).to_have_count(0)
    alice.context.clock.fast_forward("01:30")
    expect(held).to_be_visible()
    alice.shoot("stuck")
    alice.context.unroute("**/api/v1/sync/push")
    alice.context.clock.fast_forward("06:00")
    alice.has_arrived()
    expect(held).to_have_count(0)
    assert days_of(garden, HUG) == {date_now("UTC").isoformat()}


@pytest.mark.failure(14)
@pytest.mark.parametrize("door", ["sign-up", "sign-in", "invitation"])
def test_a_tab_on_an_iphone_leads_to_the_home_screen_before_the_first_entry(
    phone: PhoneOf, garden: Couple, door: str
) -> None:
    """The app there has a storage of its own: what was entered in the tab would stay behind."""
    erin = phone("erin", user_agent=IPHONE)
    if door == "sign-in":
        erin.open("/sign-in")
        erin.write("Login name", garden.bob.name)
        erin.write("Password", PASSWORD)
        erin.tap("Sign in")
    else:
        if door == "invitation":
            made = garden.alice.browser.post(f"/api/v1/couples/{garden.space}/invites", json={"kind": "link"})
            erin.open(f"/join#{made.json()['code']}")
            erin.tap("Make an account")
        else:
            erin.open("/sign-up")
        erin.sign_up("Erin", f"erin-{door}-{garden.alice.name}"[:32])
    erin.is_at("Put Tend on your home screen", seconds=15)
    erin.sees("Open Tend from there and sign in once.")
    erin.shoot("iphone")
    if door == "invitation":
        erin.sees("If you came here by an invitation, copy its code first")
    erin.tap("Go on")
    erin.is_at("Join a couple" if door == "invitation" else re.compile("^Good "))
