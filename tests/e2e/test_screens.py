"""Every screen, light and dark and narrow: nobody is kept out of it, and a picture of it to look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.cast import PASSWORD
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import Couple
from tests.e2e.phones import MODULES, SHOTS, Phone
from tests.e2e.server import Server

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"width": 320, "height": 640},
}
"""The narrow one is a small phone, or a larger one whose owner has everything a quarter larger."""

OUTSIDE = {
    "welcome": ("/welcome", "Closeness grows from small things"),
    "sign-up": ("/sign-up", "Make an account"),
    "sign-in": ("/sign-in", "Sign in"),
    "recovery": ("/sign-in/recovery", "A new password"),
    "reset": ("/reset#" + "a" * 32, "A new password"),
    "join": ("/join", "Join a couple"),
    "install": ("/install", "Put Tend on your home screen"),
    "help": ("/help", "Help"),
    "explore-outside": ("/explore", "Explore"),
    "not-found": ("/no-such-place", "Nothing here"),
}
INSIDE = {
    "today": ("/", re.compile("^Good .*, Alice$")),
    "explore": ("/explore", "Explore"),
    "area": ("/explore/affection", "Maintain physical affection"),
    "entry": ("/explore/affection/a-long-hug", "A long hug"),
    "new-practice": ("/new-practice/{space}", "A practice of your own"),
    "practice": ("/practice/{space}/{practice}", "One open question"),
    "practice-edit": ("/practice/{space}/{practice}/edit", "Edit"),
    "us": ("/us", "Bob"),
    "leave": ("/us/leave", "Leave Bob"),
    "pair": ("/pair?space={space}", "Invite your partner"),
    "me": ("/me", "Alice"),
    "profile": ("/me/profile", "Name"),
    "devices": ("/me/devices", "Devices"),
    "password": ("/me/password", "Password"),
    "reminders": ("/me/reminders", "Reminders"),
    "calendar": ("/me/calendar", "In your calendar"),
    "surprise": ("/surprise", "A small surprise"),
    "parked": ("/parked", "Not sent"),
    "versions": ("/versions", "The other version"),
}
"""Name: address, heading."""

WITHOUT_NETWORK = [name for name in INSIDE if name not in ("pair", "devices")]


@pytest.fixture(scope="module")
def garden(server: Server) -> Couple:
    """Alice and Bob after half a year."""
    return gardens.grown(server)


@dataclass
class Eye:
    """Looks at a page with axe-core. What it is unsure of is kept beside the pictures."""

    phone: Phone
    look: str

    def sees_no_barrier(self, name: str) -> None:
        page = self.phone.page
        if not page.evaluate("() => 'axe' in globalThis"):
            page.add_script_tag(path=MODULES / "axe-core" / "axe.min.js")
        found = page.evaluate(
            """async () => {
              const short = (found) => found.map(({ id, help, nodes }) =>
                ({ id, help, where: nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary]) }));
              const { violations, incomplete } = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
              return { violations: short(violations), unsure: short(incomplete) };
            }"""
        )
        for each in found["unsure"]:
            places = ", ".join(where for where, _ in each["where"][:3])
            note(f"{name}, {self.look}: {each['id']}: {places}")
        assert found["violations"] == [], f"{name}, {self.look}: {found['violations']}"

    def sees_no_sideways_scroll(self, name: str) -> None:
        width, shown = self.phone.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert width <= shown, f"{name}, {self.look}: {width} px wide on a screen of {shown}"

    def looks(self, name: str) -> None:
        self.phone.shoot(f"{name}-{self.look}", full=True)
        self.sees_no_sideways_scroll(name)
        self.sees_no_barrier(name)


@pytest.fixture(params=list(LOOKS))
def eye(request: pytest.FixtureRequest, phone: PhoneOf, server: Server) -> Eye:
    """A phone of each look. Its pages let the checker in, which their own policy would not."""
    server.let_tries_be_forgotten()
    look = request.param
    return Eye(phone(look, bypass_csp=True, reduced_motion="reduce", **LOOKS[look]), look)


def test_nobody_is_kept_out_of_the_screens_before_an_account(eye: Eye, server: Server) -> None:
    for name, (path, heading) in OUTSIDE.items():
        eye.phone.open(path)
        eye.phone.is_at(heading)
        eye.looks(name)


def test_nobody_is_kept_out_of_the_screens_of_a_garden(eye: Eye, garden: Couple) -> None:
    eye.phone.sign_in("alice")
    for name, (path, heading) in INSIDE.items():
        eye.phone.open(address(path, garden))
        eye.phone.is_at(heading)
        eye.looks(name)


def test_nobody_is_kept_out_of_the_sheets(eye: Eye, garden: Couple) -> None:
    """What comes from below: planting, pausing, a word, the other spaces, signing out."""
    alice = eye.phone
    alice.sign_in("alice")
    alice.ring("A long hug").wait_for(state="attached")
    for name, path, button in (
        ("switch", "/", re.compile("Change space$")),
        ("word", "/", re.compile("^(Add a word|Your word): A long hug")),
        ("adopt", "/explore/quality-time/phones-away", re.compile("^Plant it")),
        ("pause", "/practice/{space}/{practice}", "Pause"),
        ("reminder", "/practice/{space}/{practice}", "Remind me"),
        ("let-go", "/practice/{space}/{practice}", "Let it go"),
        ("card", "/us", "Edit: Your card here"),
        ("sign-out", "/me", "Sign out"),
    ):
        alice.open(address(path, garden))
        alice.tap(button)
        expect(alice.page.get_by_role("dialog")).to_be_visible()
        eye.looks(f"sheet-{name}")


def test_nobody_is_kept_out_of_planting_before_an_account(eye: Eye, server: Server) -> None:
    eye.phone.open("/explore/affection/a-long-hug")
    eye.phone.tap("Plant it")
    expect(eye.phone.page.get_by_role("dialog")).to_be_visible()
    eye.looks("sheet-plant-before")
    eye.phone.tap("Plant it", within="dialog")
    eye.phone.is_at("Make an account")
    expect(eye.phone.page.get_by_label("Planted here before, and mine: A long hug")).to_be_checked()
    eye.looks("state-planted-before")


def test_the_first_day_says_what_could_be_begun(eye: Eye, server: Server) -> None:
    login = f"erin-{eye.look}"
    server.sign_up(login, "Erin")
    eye.phone.sign_in(login)
    eye.phone.sees("Plant something small")
    eye.looks("state-first-day")
    eye.phone.open("/us")
    eye.looks("state-us-alone")
    eye.phone.open("/pair")
    eye.looks("state-pair-first")


def test_without_network_it_says_so_and_shows_what_waits(eye: Eye, garden: Couple) -> None:
    tea = f"Tea at the {eye.look} window"
    gardens.plant(garden, tea, area="interests", position=9)
    eye.phone.sign_in("bob")
    has_everything(eye.phone)
    eye.phone.offline()
    eye.phone.open_anew()
    eye.phone.sees(re.compile("No network|It will travel when you are online"))
    eye.looks("state-offline")
    eye.phone.check_in(tea)
    eye.phone.sees("It will travel when you are online")
    eye.looks("state-waiting-to-travel")
    eye.phone.online()
    eye.phone.has_arrived()


def test_what_must_work_without_network_does(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    alice.sign_in("alice")
    has_everything(alice)
    alice.open("/explore")
    alice.sees("Maintain physical affection")
    alice.offline()
    for name in WITHOUT_NETWORK:
        path, heading = INSIDE[name]
        alice.open_anew(address(path, garden))
        alice.is_at(heading)
    for path in ("/help", "/install"):
        alice.open_anew(path)
        alice.is_at(OUTSIDE[path[1:]][1])


def test_a_closed_space_is_still_there_to_read(eye: Eye, server: Server) -> None:
    left = gardens.two_people(server, f"carol-{eye.look}", f"dave-{eye.look}")
    gardens.plant(left, "A walk before supper")
    eye.phone.sign_in(left.alice.name)
    eye.phone.ring("A walk before supper").wait_for(state="attached")
    assert left.bob.browser.delete(f"/api/v1/couples/{left.space}/members/me").status_code == 204
    eye.phone.open("/")
    eye.phone.sees("This space is closed", seconds=15)
    eye.looks("state-closed")


def test_a_session_that_ended_leaves_a_lock_and_says_why(eye: Eye, server: Server) -> None:
    login = f"gus-{eye.look}"
    gus = server.sign_up(login, "Gus")
    eye.phone.sign_in(login)
    confirm = gus.browser.put("/api/v1/sessions/current/confirmation", json={"password": PASSWORD})
    assert confirm.status_code == 204
    assert gus.browser.delete("/api/v1/sessions/others").status_code == 204
    eye.phone.open("/")
    eye.phone.is_at("Sign in again", seconds=15)
    eye.looks("state-locked")


def test_what_waits_can_be_looked_at_and_a_session_that_ran_out_says_so(eye: Eye, server: Server) -> None:
    ours = gardens.with_two_practices(server, f"{eye.look}-a", f"{eye.look}-b")
    alice = eye.phone
    alice.sign_in(ours.alice.name)
    alice.worker()
    alice.has_arrived()
    alice.offline()
    alice.check_in(gardens.HUG)
    alice.sees("Saved on this phone")
    alice.open("/parked")
    alice.sees("One thing waits on this phone")
    eye.looks("state-parked-waiting")
    alice.go("Me")
    alice.tap("Sign out")
    alice.tap("Sign out", within="dialog")
    alice.sees("One thing has not travelled yet.", seconds=20)
    eye.looks("sheet-sign-out-unsent")
    alice.tap("Close")
    alice.go("Today")
    server.let_sessions_expire(ours.alice.id)
    alice.online()
    alice.sees("You have not been here for a while.", seconds=15)
    eye.looks("state-expired")
    alice.tap("Sign in again")
    alice.is_at("Sign in again")
    eye.looks("state-expired-sign-in")


def test_both_versions_of_what_was_changed_twice_are_beside_each_other(eye: Eye, server: Server) -> None:
    ours = gardens.with_two_practices(server, f"{eye.look}-c", f"{eye.look}-d")
    gardens.changed_by_both(ours, gardens.TEA)
    eye.phone.sign_in(ours.alice.name)
    eye.phone.tap(re.compile(f"^{gardens.TEA}"), role="link")
    eye.phone.sees("This was changed on two phones at once.")
    eye.looks("state-changed-twice")
    eye.phone.tap("Look at both")
    eye.phone.is_at("The other version")
    eye.looks("state-versions")


def test_twice_the_text_fits(browser: Browser, server: Server, garden: Couple, phone: PhoneOf) -> None:
    """Text at 200 %: nothing runs out of the page."""
    alice = phone("large-text", width=390)
    alice.sign_in("alice")
    for name, (path, heading) in INSIDE.items():
        alice.open(address(path, garden))
        alice.is_at(heading)
        alice.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        alice.shoot(f"{name}-large", full=True)
        Eye(alice, "large").sees_no_sideways_scroll(name)


def has_everything(phone: Phone) -> None:
    """The worker holds the release, and the phone half a year of days."""
    phone.worker()
    phone.sees(re.compile(r"^18\d days together"), seconds=30)
    phone.has_arrived()


def note(doubt: str) -> None:
    """One line in `shots/unsure.txt`, for somebody to judge."""
    with (SHOTS / "unsure.txt").open("a") as doubts:
        doubts.write(f"{doubt}\n")


def address(path: str, garden: Couple) -> str:
    return path.format(space=garden.space, practice=garden.practices["One open question"])
