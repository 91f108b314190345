"""The story that Tend is for: two people, two phones, one habit of touch and one of quality time."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PhoneOf
from tests.e2e.phones import Phone
from tests.push.service import PushService

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
HUG, AWAY = "A long hug", "Phones away"
WORD = "Somewhere over the sea, and thinking of your arms."
ROLLOVER = timedelta(hours=4)


def test_two_people_keep_a_habit_over_two_zones_a_flight_and_a_lock_screen(
    phone: PhoneOf, push: PushService, request: pytest.FixtureRequest
) -> None:
    alice = phone("alice", timezone_id=BERLIN, push=push)
    bob = phone("bob", timezone_id=NEW_YORK, push=push)
    alice_makes_a_couple(alice)
    bob_joins(bob, alice)
    bob_shows_where_his_days_begin(bob)

    wants_no_quiet_hours(alice)
    alice_plants(alice, "Maintain physical affection", HUG, rings_at=in_a_minute(BERLIN))
    alice_plants(alice, "Create quality time", AWAY, rings_at=in_six_hours(BERLIN))
    bob_wants_a_reminder_too(bob, HUG, in_six_hours(NEW_YORK))

    worker = alice.worker()
    alice.put_away()
    the_push_says_nothing(push, alice)
    alice.deliver(push.messages[0].plaintext)
    shown = alice.notifications(worker)
    assert [(each["title"], each["body"]) for each in shown] == [("Tend", "Something small for today")]
    assert [each["title"] for each in shown[0]["actions"]] == ["Done", "Later"]
    alice.answer(worker, "done")
    expect(bob.ring(f"{HUG}. Alice has")).to_be_attached()

    bob_checks_in_above_the_clouds(bob)
    alice.open_anew()
    expect(alice.ring(f"{HUG}. Done by you")).to_be_checked()
    landed = time.monotonic()
    bob.online()
    expect(alice.ring(f"{HUG}. Done by you and Bob")).to_be_attached(timeout=5000)
    request.node.user_properties.append(("seconds_from_landing", round(time.monotonic() - landed, 2)))
    alice.sees("One leaf grew today")
    bob.has_arrived()
    each_act_is_on_its_own_day(alice, bob)
    alice_reads_the_word(alice)


def alice_makes_a_couple(alice: Phone) -> None:
    alice.open("/")
    alice.tap("Make an account")
    alice.sign_up("Alice")
    alice.is_at("Put Tend on your home screen")
    alice.tap("Go on")
    alice.is_at(re.compile("^Good .*, Alice$"))
    alice.tap("Invite your partner")
    alice.tap("Make it and invite")


def bob_joins(bob: Phone, alice: Phone) -> None:
    picture = alice.page.get_by_role("img", name="QR code of your invitation")
    picture.wait_for()
    bob.open(alice.read_code(picture.screenshot()))
    bob.tap("Make an account")
    bob.sign_up("Bob")
    bob.is_at("Join a couple")
    bob.tap("Knock")
    bob.sees("Alice can see that you are here")
    alice.is_at("Invite your partner")
    alice.sees("Bob is here", seconds=15)
    alice.tap("Let Bob in")
    alice.sees("You and Bob have a space together")
    bob.sees("You have a space together", seconds=15)


def bob_shows_where_his_days_begin(bob: Phone) -> None:
    bob.go("Us")
    bob.tap("Edit: Your card here")
    bob.page.get_by_label("Where your days begin and end").select_option(NEW_YORK)
    bob.tap("Save")
    bob.sees("At home in New York")


def wants_no_quiet_hours(alice: Phone) -> None:
    """So that the story can be told at any hour."""
    alice.go("Me")
    alice.tap(re.compile("^Reminders"))
    alice.is_at("Reminders")
    alice.page.get_by_label("No reminders at night").set_checked(False)
    alice.go("Today")


def alice_plants(alice: Phone, area: str, title: str, *, rings_at: str) -> None:
    alice.go("Explore")
    alice.tap(re.compile(f"^{area}"))
    alice.tap(re.compile(f"^{title}"))
    alice.is_at(title)
    alice.tap("Plant it")
    alice.page.locator("label.chip", has_text="after dinner").tap()
    expect(alice.page.locator(".practice-plan")).to_contain_text("After dinner")
    alice.tap("Plant it", within="dialog")
    alice.sees("Would a reminder help?")
    rings(alice, rings_at)
    alice.is_at(re.compile("^Good "))
    alice.ring(title).wait_for(state="attached")


def bob_wants_a_reminder_too(bob: Phone, title: str, at: str) -> None:
    bob.go("Today")
    bob.tap(re.compile(f"^{title}"), role="link")
    bob.is_at(title)
    bob.tap("Remind me")
    rings(bob, at)
    bob.sees(f"Every day at {at}")
    bob.go("Today")


def rings(phone: Phone, at: str) -> None:
    phone.page.locator("label.segment", has_text="At a time").tap()
    phone.write("Time", at)
    phone.tap("Set the reminder")
    phone.sees("The reminder is set")


def the_push_says_nothing(push: PushService, alice: Phone) -> None:
    """Neither to the push service nor to whoever sees the lock screen."""
    (message,) = push.wait_for(1, seconds=100)
    assert alice.subscription is not None
    assert message.subscription == alice.subscription["endpoint"]
    for private in (HUG, AWAY, "hug", "affection", "Bob", "Alice", "dinner"):
        assert private.encode() not in message.plaintext
    assert message.headers["ttl"] != "0"


def bob_checks_in_above_the_clouds(bob: Phone) -> None:
    bob.offline()
    bob.open_anew()
    bob.check_in(HUG)
    expect(bob.ring(f"{HUG}. Done by you and Alice")).to_be_checked()
    bob.tap(f"Add a word: {HUG}")
    bob.write("What would you like to keep of it?", WORD)
    bob.tap("Save")
    expect(bob.page.get_by_role("dialog")).to_have_count(0)
    bob.control(f"Your word: {HUG}").wait_for()
    bob.sees(re.compile("No network|Saved on this phone"))


def each_act_is_on_its_own_day(alice: Phone, bob: Phone) -> None:
    """The day of each act is the one where its author was; what both did on one day counts as kept."""
    hers, his = today_in(BERLIN), today_in(NEW_YORK)
    (couple,) = [space for space in alice.get("/spaces")["spaces"] if space["kind"] == "couple"]
    acts = alice.get(f"/spaces/{couple['id']}/check-ins")["items"]
    assert sorted(each["fields"]["label"] for each in acts) == sorted([hers, his])
    for who, today in ((alice, hers), (bob, his)):
        rhythms = who.get(f"/spaces/{couple['id']}/streaks?label={today}")["streaks"]
        assert {each["title"]: each["total"] for each in rhythms} == {HUG: int(hers == his), AWAY: 0}


def alice_reads_the_word(alice: Phone) -> None:
    alice.tap(re.compile(f"^{HUG}"), role="link")
    alice.sees(WORD)


def in_a_minute(zone: str) -> str:
    return local(zone, timedelta(minutes=1))


def in_six_hours(zone: str) -> str:
    return local(zone, timedelta(hours=6))


def local(zone: str, later: timedelta) -> str:
    return (datetime.now(ZoneInfo(zone)) + later).strftime("%H:%M")


def today_in(zone: str) -> str:
    return (datetime.now(ZoneInfo(zone)).replace(tzinfo=None) - ROLLOVER).date().isoformat()
