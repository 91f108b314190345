"""The story that Tend is for: two people, two phones, one habit of touch and one of quality time."""

from __future__ import annotations

import re

from tests.e2e.conftest import PhoneOf
from tests.e2e.phones import Phone
from tests.push.service import PushService


def test_two_people_keep_a_habit_over_two_zones_a_flight_and_a_lock_screen(phone: PhoneOf, push: PushService) -> None:
    alice = phone("alice", timezone_id="Europe/Berlin", push=push)
    bob = phone("bob", timezone_id="America/New_York", push=push)
    alice_makes_a_couple(alice)
    bob_joins(bob, alice)


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
    alice.sees("Bob is here")
    alice.tap("Let Bob in")
    alice.sees("You and Bob have a space together")
    bob.sees("You have a space together", seconds=15)
