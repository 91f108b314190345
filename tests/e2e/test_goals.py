"""A goal of two people on two phones, one of them offline in between; support that is asked for; nobody is kept out."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import Couple
from tests.e2e.phones import Phone
from tests.e2e.server import Server
from tests.e2e.test_screens import Eye, eye

__all__ = ["eye"]

GOAL, LIGHTHOUSE, NOTE = "Walk the coast path", "The lighthouse", "With the wind behind us"


def test_5_1_and_5_4_a_goal_is_reached_by_two_and_kept_as_a_memory(phone: PhoneOf, garden: Couple) -> None:
    alice, bob = phone("alice"), phone("bob", reduced_motion="reduce")
    alice.sign_in(garden.alice.name)
    bob.sign_in(garden.bob.name)
    alice_sets_a_goal(alice)
    bob.go("Us")
    bob.tap("Goals")
    bob.tap(re.compile(f"^{GOAL}"))
    bob.is_at(GOAL)

    bob.offline()
    bob.tap("I did something for it")
    bob.write("How much (km)", "2,5")
    bob.write("A word about it, if you like", NOTE)
    bob.tap("Add it", within="dialog")
    bob.sees("2.5 of 10 km.")
    bob.page.wait_for_function("() => !document.querySelector('dialog[open]')")
    expect(alice.page.get_by_text(NOTE)).to_have_count(0)
    bob.online()
    alice.sees(NOTE, seconds=15)
    alice.sees("2.5 of 10 km.")

    alice.tap("Cheer")
    alice.write("Your own words, if you like", "I saw you come in, wet and smiling")
    alice.tap("Leave it there", within="dialog")
    bob.sees(re.compile("wet and smiling"), seconds=15)

    bob.tap(f"Reached: {LIGHTHOUSE}")
    bob.sees("You got there")
    bob.tap("Just enjoy it")
    for each in (alice, bob):
        each.open(f"/memories/{garden.space}")
        each.is_at("Memories")
        each.sees(LIGHTHOUSE, seconds=15)
        each.sees(re.compile(GOAL))


def alice_sets_a_goal(alice: Phone) -> None:
    alice.go("Us")
    alice.tap("Goals")
    alice.is_at("Goals")
    alice.tap("A new goal")
    alice.write("What do you want to reach?", GOAL)
    alice.write("How much, if it can be counted", "10")
    alice.write("Of what", "km")
    alice.page.reload()
    expect(alice.page.get_by_label("What do you want to reach?")).to_have_value(GOAL)
    alice.tap("Save")
    alice.is_at(GOAL)
    alice.write("A place on the way", LIGHTHOUSE)
    alice.tap("Add it")
    alice.sees(LIGHTHOUSE)


def test_5_3_and_5_2_who_asks_says_which_support_and_the_other_sees_how(phone: PhoneOf, garden: Couple) -> None:
    alice, bob = phone("alice"), phone("bob")
    alice.sign_in(garden.alice.name)
    bob.sign_in(garden.bob.name)
    alice.open(f"/support/{garden.space}")
    alice.tap(re.compile("^Celebrate with me"))
    alice.write("What it is about, if you like", "They took my picture for the show")
    alice.tap("Ask", within="dialog")
    bob.go("Us")
    bob.tap(re.compile("^Support"))
    bob.sees("They took my picture for the show", seconds=15)
    expect(bob.page.locator(".starters li")).to_have_count(3)
    bob.sees("What was the moment when you knew?")
    expect(bob.page.get_by_role("button", name=re.compile("It is good now"))).to_have_count(0)
    alice.tap(re.compile("^It is good now"))
    expect(bob.page.get_by_text("They took my picture for the show")).to_have_count(0, timeout=15_000)


def test_nobody_is_kept_out_of_the_screens_of_goals(eye: Eye, server: Server) -> None:
    ours = gardens.two_people(server, f"{eye.look}-goal-a", f"{eye.look}-goal-b")
    tea = gardens.plant(ours, gardens.TEA)
    goal = gardens.aim(ours, tea)
    alice = eye.phone
    alice.sign_in(ours.alice.name)
    space = ours.space
    for name, path, heading in (
        ("goals", f"/goals/{space}", "Goals"),
        ("goal", f"/goal/{space}/{goal}", GOAL),
        ("goal-edit", f"/goal/{space}/{goal}/edit", "Edit the goal"),
        ("support", f"/support/{space}", "Support"),
        ("memories", f"/memories/{space}", "Memories"),
    ):
        alice.open(path)
        alice.is_at(heading)
        if name == "support":
            alice.sees("Is there more?", seconds=15)
        eye.looks(name)
    alice.open(f"/goal/{space}/{goal}")
    alice.tap("It goes slower than we wished")
    alice.sees("What may help now")
    eye.looks("goal-set-back")
    alice.tap("It is reached")
    alice.sees("You got there")
    eye.looks("goal-celebrate")
