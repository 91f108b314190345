"""Reminders in the hand: what a partner suggests, what has passed and is still wanted, and where it rings."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from app.kit.ids import derived
from tests.cast import Someone, new_id
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import HUG, TEA, Couple
from tests.e2e.phones import Phone
from tests.e2e.server import Server
from tests.e2e.test_screens import LOOKS, Eye
from tests.push.service import Answer, PushService

NEVER = {"quiet_from": None, "quiet_to": None, "streaks_hidden": False}


def at_noon() -> str:
    """A zone in which it is about noon now: no day turns over while a test looks, and nobody sleeps."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}" if ahead else "Etc/GMT"


def earlier_and_later(zone: str) -> tuple[str, str]:
    from zoneinfo import ZoneInfo

    now = datetime.now(ZoneInfo(zone))
    return (now - timedelta(minutes=30)).strftime("%H:%M"), (now + timedelta(hours=3)).strftime("%H:%M")


def write(who: Someone, kind: str, id_: str, fields: dict[str, Any], space: str | None = None) -> None:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    result = who.write(space or who.own, kind, "put", id_, fields, at=at, base_seq=2**53)
    assert result["outcome"] == "applied", result


def remind(ours: Couple, who: Someone, title: str, time: str, **more: Any) -> str:
    made = new_id()
    about = {"ref_space": ours.space, "ref_id": ours.practices[title], "time": time, "days": [*range(7)]}
    write(who, "reminder", made, {**about, **more})
    return made


def wakeful(who: Someone, zone: str) -> None:
    write(who, "preferences", derived("preferences", who.own), {"zone": zone, **NEVER})


def suggest(ours: Couple, who: Someone, title: str, words: str = "Only if you like.") -> str:
    made = new_id()
    fields = {"practice_id": ours.practices[title], "time": "20:00", "days": [4], "body": {"words": words}}
    write(who, "proposal", made, fields, ours.space)
    return made


def a_couple(server: Server, name: str) -> Couple:
    ours = gardens.two_people(server, f"{name}-a", f"{name}-b")
    yesterday = (gardens.date_now() - timedelta(days=2)).isoformat()
    daily = [{"from": yesterday, "kind": "daily"}]
    gardens.plant(ours, HUG, start=yesterday, cadences=daily)
    gardens.plant(ours, TEA, area="quality-time", start=yesterday, cadences=daily, position=1)
    return ours


def test_a_suggestion_is_taken_changed_and_who_made_it_sees_nothing_of_that(
    phone: PhoneOf, server: Server, push: PushService
) -> None:
    ours = a_couple(server, "suggested")
    page = f"/practice/{ours.space}/{ours.practices[HUG]}"
    alice, bob = phone("alice"), phone("bob", push=push)
    alice.sign_in(ours.alice.name)
    alice.open(page)
    alice.tap(re.compile("^Suggest a reminder to "))
    alice.write("Time", "20:15")
    alice.page.locator("label.chip", has_text="Fri").tap()
    alice.write("A line with it, if you like", "Only if you like.")
    alice.tap("Suggest it")
    alice.sees("It lies here for them")
    alice.sees(re.compile("^Suggested by you: Fri at"))
    alice.open_anew("/")
    alice.has_arrived()
    before = ours.alice.records(ours.space)

    bob.sign_in(ours.bob.name)
    bob.open("/me/reminders")
    bob.sees(re.compile(f"suggests a reminder for {HUG}$"))
    bob.sees("Only if you like.")
    bob.tap("Make it mine")
    expect(bob.page.get_by_label("Time", exact=True)).to_have_value("20:15")
    bob.write("Time", "21:00")
    bob.tap("Set the reminder")
    bob.sees("The reminder is set")
    bob.page.get_by_role("heading", name=re.compile("suggests a reminder")).wait_for(state="detached")
    bob.sees(re.compile("^Fri at .*21:00|^Fri at 9:00"))
    bob.open("/")
    bob.has_arrived()
    kinds = {row["type"] for row in ours.bob.records(ours.bob.own).values()}
    assert {"reminder", "proposal_answer"} <= kinds
    assert ours.alice.records(ours.space) == before, "Bob's answer is nowhere in the couple's space"
    alice.open_anew(page)
    alice.sees(re.compile("^Suggested by you: Fri at"))


def test_what_has_passed_today_and_is_still_wanted_is_said_once_until_it_is_put_away_or_done(
    phone: PhoneOf, server: Server
) -> None:
    ours, zone = a_couple(server, "passed"), at_noon()
    before, after = earlier_and_later(zone)
    wakeful(ours.alice, zone)
    remind(ours, ours.alice, HUG, before)
    remind(ours, ours.alice, TEA, after)
    alice = phone("alice", timezone_id=zone)
    alice.sign_in(ours.alice.name)
    alice.open("/")
    alice.sees(f"While you were away: {HUG}")
    alice.tap("Look")
    alice.is_at("Reminders")
    still = alice.page.locator("section.part", has=alice.page.get_by_role("heading", name="Still for today"))
    expect(still.get_by_role("link")).to_have_count(1)
    alice.tap(f"Not today: {HUG}")
    expect(still).to_have_count(0)
    alice.open_anew("/")
    alice.has_arrived()
    expect(alice.page.get_by_text("While you were away")).to_have_count(0)
    alice.page.evaluate("localStorage.removeItem('tend.put-away')")
    alice.open_anew("/")
    alice.sees(f"While you were away: {HUG}")
    alice.offline()
    alice.check_in(HUG)
    expect(alice.page.get_by_text("While you were away")).to_have_count(0)
    alice.online()


def test_a_test_says_whether_it_came_and_what_to_do_if_not(phone: PhoneOf, server: Server, push: PushService) -> None:
    ours = a_couple(server, "tried")
    alice = phone("alice", push=push)
    alice.sign_in(ours.alice.name)
    alice.worker()
    alice.open("/me/reminders")
    alice.tap("Turn reminders on")
    alice.tap("Send a test")
    alice.sees(re.compile("^The push service took it, and nothing came within ten seconds"), seconds=15)
    alice.tap("Send a test")
    push.wait_for(2)
    alice.deliver(push.messages[-1].plaintext)
    alice.sees(re.compile("^It is here"), seconds=12)
    push.answers.append(Answer(410))
    alice.tap("Send a test")
    alice.sees("This device is not known to its push service any more. Turn reminders off and on again.")
    alice.tap("Send a test")
    alice.sees("Reminders are off on this device. Turn them on first.")


def test_a_device_is_silenced_from_another_one_and_stays_so(phone: PhoneOf, server: Server, push: PushService) -> None:
    ours = a_couple(server, "silenced")
    tablet, alice = phone("tablet", push=push), phone("alice")
    tablet.sign_in(ours.alice.name)
    tablet.worker()
    tablet.open("/me/reminders")
    tablet.tap("Turn reminders on")
    tablet.sees("This device gets your reminders.")
    alice.sign_in(ours.alice.name)
    alice.open("/me/reminders")
    alice.tap(re.compile("^No more reminders on "))
    alice.sees("No other device of yours rings.")
    tablet.open_anew("/")
    tablet.has_arrived()
    tablet.open_anew("/me/reminders")
    tablet.sees("This device gets no reminders.")


def test_the_lock_screen_is_drawn_in_the_words_that_it_would_show(phone: PhoneOf, server: Server) -> None:
    ours = a_couple(server, "drawn")
    remind(ours, ours.alice, TEA, "19:00")
    alice = phone("alice")
    alice.sign_in(ours.alice.name)
    alice.open("/me/reminders")
    picture = alice.page.get_by_role("img", name=re.compile("^How it looks on your lock screen"))
    expect(picture).to_have_accessible_name("How it looks on your lock screen: Tend, Something small for today")
    alice.page.get_by_label("Name the practice on this device").set_checked(True)
    expect(picture).to_have_accessible_name(f"How it looks on your lock screen: {TEA}")


def test_a_reminder_is_switched_off_by_a_tap(phone: PhoneOf, server: Server) -> None:
    ours = a_couple(server, "switched")
    made = remind(ours, ours.alice, TEA, "19:00")
    alice = phone("alice")
    alice.sign_in(ours.alice.name)
    alice.open("/me/reminders")
    alice.page.get_by_label(re.compile(f"^Ring for {TEA}")).set_checked(False)
    alice.go("Today")
    alice.has_arrived()
    assert ours.alice.records(ours.alice.own)[made]["fields"]["active"] is False
    alice.open_anew("/me/reminders")
    expect(alice.page.get_by_label(re.compile(f"^Ring for {TEA}"))).not_to_be_checked()


def test_the_icon_counts_what_is_open_for_oneself_today_and_nothing_once_signed_out(
    phone: PhoneOf, server: Server
) -> None:
    ours = a_couple(server, "counted")
    alice = phone("alice", timezone_id=at_noon())
    alice.context.add_init_script(
        """
        Navigator.prototype.setAppBadge = async (count) => void localStorage.setItem("test.badge", count);
        Navigator.prototype.clearAppBadge = async () => void localStorage.setItem("test.badge", "cleared");
        """
    )
    alice.sign_in(ours.alice.name)
    alice.open_anew("/")
    shows(alice, "2")
    alice.check_in(HUG)
    shows(alice, "1")
    alice.go("Me")
    alice.tap("Sign out")
    alice.tap("Sign out", within="dialog")
    alice.is_at("Closeness grows from small things")
    shows(alice, "cleared")


def shows(phone: Phone, badge: str) -> None:
    """What the home screen was told last. A headless browser has none."""
    phone.page.wait_for_function("badge => localStorage.getItem('test.badge') === badge", arg=badge)


@pytest.fixture(params=list(LOOKS))
def eye(request: pytest.FixtureRequest, phone: PhoneOf, server: Server) -> Eye:
    """Where it is noon, as for whoever the reminders are."""
    server.let_tries_be_forgotten()
    look = request.param
    options = {"bypass_csp": True, "reduced_motion": "reduce", "timezone_id": at_noon(), **LOOKS[look]}
    return Eye(phone(look, **options), look)


def test_nobody_is_kept_out_of_reminders(eye: Eye, server: Server) -> None:
    ours, zone = a_couple(server, f"seen-{eye.look}"), at_noon()
    before, after = earlier_and_later(zone)
    wakeful(ours.alice, zone)
    remind(ours, ours.alice, HUG, before)
    remind(ours, ours.alice, TEA, after, active=False)
    suggest(ours, ours.bob, TEA)
    suggest(ours, ours.alice, HUG)
    alice = eye.phone
    alice.sign_in(ours.alice.name)
    alice.open("/")
    alice.sees(f"While you were away: {HUG}")
    eye.looks("today-away")
    alice.open("/me/reminders")
    alice.sees("Still for today")
    alice.sees("No other device of yours rings.")
    eye.looks("reminders-full")
    alice.open(f"/practice/{ours.space}/{ours.practices[TEA]}")
    alice.sees("Only if you like.")
    eye.looks("practice-suggested")
    alice.tap(re.compile("^Suggest a reminder to "))
    alice.sees("A line with it, if you like")
    eye.looks("suggest")
