"""Goals on two phones: given to without a network, reached, celebrated and remembered; and support that is asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from app.content.load import load_catalogue
from tests.cast import Fields, Someone, new_id
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.server import Server
from tests.e2e.test_screens import LOOKS, Eye

LISTEN = next(support for support in load_catalogue().supports if support.slug == "listen")


@pytest.fixture(params=[look for look in LOOKS if look != "narrow"])
def eye(request: pytest.FixtureRequest, phone: PhoneOf, server: Server) -> Eye:
    server.let_tries_be_forgotten()
    look = request.param
    return Eye(phone(look, bypass_csp=True, reduced_motion="reduce", **LOOKS[look]), look)


def wrote(who: Someone, space: str, kind: str, fields: Fields) -> str:
    made = new_id()
    assert who.write(space, kind, "put", made, fields)["outcome"] == "applied"
    return made


def test_a_goal_from_its_beginning_to_a_memory_on_two_phones(phone: PhoneOf, server: Server) -> None:
    ours = gardens.two_people(server, "goal-a", "goal-b")
    alice, bob = phone("alice"), phone("bob")
    alice.sign_in(ours.alice.name)
    alice.go("Us")
    alice.tap(re.compile("^Goals"))
    alice.is_at("Goals")
    alice.sees("Nothing is wanted here yet")
    alice.tap("A new goal")
    alice.write("What you want", "Around the lake")
    alice.write("How much, if it can be counted", "10")
    alice.write("Of what: km, pages, evenings", "km")
    alice.tap("Begin")
    alice.is_at("Around the lake")
    alice.tap("Another step")
    alice.write("Another step", "As far as the mill")
    alice.tap("Add the step")
    step = alice.page.get_by_role("checkbox", name="Reached: As far as the mill")
    expect(step).to_be_visible()
    alice.go("Today")
    alice.has_arrived()

    bob.sign_in(ours.bob.name)
    bob.go("Us")
    bob.tap(re.compile("^Goals"))
    bob.tap("Around the lake")
    bob.is_at("Around the lake")
    bob.offline()
    bob.tap("I did something for it")
    bob.write("How much, in km", "4,5")
    bob.write("A word about it, if you like", "In the rain, and singing.")
    bob.tap("Save")
    bob.sees("4.5 of 10 km · 0 of 1 step")
    bob.online()
    bob.go("Today")
    bob.has_arrived()

    alice.go("Us")
    alice.tap(re.compile("^Goals"))
    picture = alice.page.get_by_role("img", name="How far it has come: 4.5 of 10 km · 0 of 1 step")
    expect(picture).to_be_visible(timeout=15_000)
    alice.tap("Around the lake")
    alice.sees("In the rain, and singing.")
    step.check()
    alice.is_at("A step is reached")
    alice.tap("I am proud", role="radio")
    alice.write("Words with it, if you like", "You carried the bag.")
    alice.tap("Send")
    alice.is_at("Around the lake")
    alice.sees("You carried the bag.")
    alice.tap("We are there")
    alice.is_at("You are there")
    alice.tap("To the goal")
    alice.is_at("Around the lake")
    alice.go("Today")
    alice.has_arrived()

    bob.go("Us")
    bob.tap(re.compile("^Memories"))
    bob.is_at("Memories")
    bob.sees("Reached: Around the lake", seconds=15)
    bob.sees("As far as the mill")
    assert alice.problems == bob.problems == []


def test_support_is_asked_and_the_other_sees_how_to_be_there(phone: PhoneOf, server: Server) -> None:
    ours = gardens.two_people(server, "sup-a", "sup-b")
    alice, bob = phone("alice"), phone("bob")
    alice.sign_in(ours.alice.name)
    alice.go("Us")
    alice.tap(re.compile("^Support"))
    alice.is_at("Support")
    alice.page.get_by_label("What would help?").select_option("listen")
    alice.write("What it is about", "The talk at work tomorrow.")
    alice.tap("Ask for support")
    alice.sees("What you asked for")
    alice.go("Today")
    alice.has_arrived()

    bob.sign_in(ours.bob.name)
    bob.go("Us")
    bob.tap(re.compile("^Support"))
    bob.sees("The talk at work tomorrow.", seconds=15)
    for words in (LISTEN.wish, *LISTEN.how, *LISTEN.starters):
        bob.sees(words)
    expect(bob.control("Thank you, that is enough")).to_have_count(0)

    alice.go("Us")
    alice.tap(re.compile("^Support"))
    alice.tap("Thank you, that is enough")
    alice.sees("Nobody asks for anything now.")
    bob.sees("Nobody asks for anything now.", seconds=15)


def test_a_setback_is_a_state_with_help_beside_it(phone: PhoneOf, server: Server) -> None:
    ours = gardens.two_people(server, "back-a", "back-b")
    goal = wrote(ours.alice, ours.space, "goal", {"body": {"title": "A dance course"}})
    alice = phone("alice")
    alice.sign_in(ours.alice.name)
    alice.open(f"/goal/{ours.space}/{goal}")
    alice.is_at("A dance course")
    alice.tap("Something came in between")
    for help_ in ("Make it smaller", "Move the day", "Plan for the next time", "Ask for support", "Let it go"):
        expect(alice.control(help_)).to_be_visible()
    alice.tap("Let it go")
    alice.sees("It is let go. What you did for it stays.")
    alice.tap("Take it up again")
    alice.sees("On the way")


def test_nobody_is_kept_out_of_the_goals(eye: Eye, server: Server) -> None:
    ours = gardens.with_two_practices(server, f"{eye.look}-goal-a", f"{eye.look}-goal-b")
    today = datetime.now(UTC).date().isoformat()
    measured = wrote(
        ours.alice,
        ours.space,
        "goal",
        {
            "target_day": "2027-05-01",
            "target_amount": 1000,
            "state": "set_back",
            "state_on": today,
            "body": {
                "title": "Around the lake",
                "why": "To have been all the way.",
                "unit": "km",
                "plan": {"cue": "it rains", "then": "walk in the hall"},
            },
        },
    )
    about = {"goal_id": measured}
    for who, amount, note in ((ours.alice, 250, "With the dog."), (ours.bob, 375, "In the rain, and singing.")):
        given = {**about, "member_id": who.id, "day": today, "amount": amount, "body": {"note": note}}
        wrote(who, ours.space, "contribution", given)
    reached = {"state": "reached", "state_on": today, "position": 1024, "body": {"title": "As far as the mill"}}
    step = wrote(ours.alice, ours.space, "milestone", {**about, **reached})
    wrote(ours.alice, ours.space, "milestone", {**about, "position": 2048, "body": {"title": "Over the bridge"}})
    wrote(ours.bob, ours.space, "cheer", {**about, "milestone_id": step, "kind": "proud"})
    wrote(ours.bob, ours.space, "goal", {"position": 1, "body": {"title": "Learn to waltz"}})
    done = {"state": "reached", "state_on": "2026-08-14", "body": {"title": "A shelf for the books"}}
    wrote(ours.bob, ours.space, "goal", done)
    wrote(ours.bob, ours.space, "support", {"kind": "listen", "body": {"about": "The week has been long."}})
    alice = eye.phone
    alice.sign_in(ours.alice.name)
    alice.has_arrived()
    goal = f"/goal/{ours.space}/{measured}"
    for name, path, heading in (
        ("goals", f"/goals/{ours.space}", "Goals"),
        ("goal-new", f"/goals/{ours.space}/new", "A new goal"),
        ("goal", goal, "Around the lake"),
        ("goal-edit", f"{goal}/edit", "Edit the goal"),
        ("goal-celebrate", f"{goal}/celebrate?step={step}", "A step is reached"),
        ("memories", f"/memories/{ours.space}", "Memories"),
        ("support", f"/support/{ours.space}", "Support"),
    ):
        alice.open(path)
        alice.is_at(heading)
        if name == "goal-edit":
            alice.page.get_by_text("What is known of it").tap()
            alice.sees(re.compile("^People in 94 tests"))
        eye.looks(name)
