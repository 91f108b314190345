"""Days on which things go wrong: what was written stays, and the screen says what to do."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import Couple
from tests.e2e.server import Server

HUG, TEA = "A long hug", "Tea at the window"
WORD = "The kettle sang and nobody hurried."


@pytest.fixture
def garden(server: Server, request: pytest.FixtureRequest) -> Couple:
    """A couple for this test alone, with two practices; they have the logins `<test>-a` and `<test>-b`."""
    short = f"{abs(hash(request.node.name)) % 10**8}"
    ours = gardens.two_people(server, f"{short}-a", f"{short}-b")
    gardens.plant(ours, HUG)
    gardens.plant(ours, TEA, area="quality-time", position=1)
    return ours


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may kill."""
    with Server(tmp_path / "server") as running:
        yield running


@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_a_session_that_ends_with_unsent_writes_keeps_them(
    phone: PhoneOf, garden: Couple, server: Server, how: str
) -> None:
    alice = phone("alice")
    alice.sign_in(garden.alice.name)
    alice.ring(HUG).wait_for(state="attached")
    alice.worker()
    alice.sees("Everything has arrived.", seconds=15)
    alice.offline()
    alice.check_in(HUG)
    alice.sees("Saved on this phone")
    if how == "revoked":
        garden.alice.browser.put("/api/v1/sessions/current/confirmation", json={"password": PASSWORD})
        garden.alice.browser.delete("/api/v1/sessions/others")
    else:
        let_sessions_expire(server, garden.alice.id)
    alice.online()
    alice.is_at("Sign in again", seconds=20)
    alice.sees(re.compile("signed out from another device" if how == "revoked" else "not been here for a while"))
    alice.sees(re.compile("waits? on this phone"))
    alice.write("Password", PASSWORD)
    alice.tap("Open")
    alice.is_at(re.compile("^Good "))
    expect(alice.ring(HUG)).to_be_checked()
    alice.sees("Everything has arrived.", seconds=15)
    assert days_of(garden, HUG) == {gardens.date_now("UTC").isoformat()}


def test_an_invitation_that_cannot_be_used_says_why(phone: PhoneOf, garden: Couple, server: Server) -> None:
    late = made_code(garden)
    with sqlite3.connect(server.folder / "data" / "tend.sqlite3") as database:
        database.execute("UPDATE invite SET expires_at = '2026-01-01T00:00:00.000Z' WHERE used_at IS NULL")
    used = made_code(garden)
    server.sign_up("first-comer").browser.post("/api/v1/join-requests", json={"code": used})
    server.sign_up("late-comer", "Dave")
    dave = phone("dave")
    dave.sign_in("late-comer")
    for code, said in (
        ("0" * 26, "This invitation is not known."),
        (used, "This invitation was used already."),
        (late, "This invitation has run out."),
        ("much too short", "A code has 26 letters and digits."),
    ):
        dave.open("/join")
        dave.write("The code or the link", code)
        dave.tap("Knock")
        dave.sees(said)
        expect(dave.page.get_by_label("The code or the link", exact=True)).not_to_have_value("")


def test_a_word_that_is_too_long_is_said_so_and_stays(phone: PhoneOf, garden: Couple) -> None:
    """33 kB of text: more than a record may hold, in letters that take four bytes each."""
    alice = phone("alice")
    alice.sign_in(garden.alice.name)
    alice.check_in(HUG)
    alice.tap(f"Add a word: {HUG}")
    text = "\N{SEEDLING}" * 8450
    alice.write("What would you like to keep of it?", text)
    alice.tap("Save")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    alice.sees("One thing could not be sent.", seconds=15)
    alice.tap("Look at it")
    alice.is_at("Not sent")
    expect(alice.page.locator(".parked-text")).to_have_text(text)


def test_signing_out_without_network_leaves_the_choice_to_the_member(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    alice.sign_in(garden.alice.name)
    alice.worker()
    alice.open("/me")
    alice.go("Today")
    alice.sees("Everything has arrived.", seconds=15)
    alice.offline()
    alice.check_in(TEA)
    alice.sees("Saved on this phone")
    alice.go("Me")
    alice.tap("Sign out")
    alice.tap("Sign out", within="dialog")
    alice.sees("One thing has not travelled yet.", seconds=20)
    alice.tap("Sign out and keep it here, locked")
    alice.is_at("Closeness grows from small things")
    alice.online()
    alice.sign_in(garden.alice.name)
    expect(alice.ring(TEA)).to_be_checked()
    alice.sees("Everything has arrived.", seconds=15)
    assert days_of(garden, TEA) == {gardens.date_now("UTC").isoformat()}


def test_two_tabs_show_one_write_at_once(phone: PhoneOf, garden: Couple) -> None:
    """Also without network: they talk to each other, not by way of the server."""
    alice = phone("alice")
    alice.sign_in(garden.alice.name)
    alice.worker()
    second = alice.context.new_page()
    second.goto("/")
    ring = second.get_by_role("checkbox", name=re.compile(f"^{HUG}"))
    ring.wait_for(state="attached")
    alice.offline()
    alice.check_in(HUG)
    expect(ring).to_be_checked()


def test_a_server_killed_in_the_middle_loses_nothing(phone: PhoneOf, own_server: Server) -> None:
    """Kill -9 while the phone sends: the phone keeps what was not confirmed, and sends it when it can."""
    ours = gardens.two_people(own_server)
    titles = [f"Practice {number}" for number in range(8)]
    for position, title in enumerate(titles):
        gardens.plant(ours, title, area="quality-time", position=position)
    alice = phone("alice", own_server.url)
    alice.sign_in("alice")
    for title in titles[:4]:
        alice.check_in(title)
    own_server.kill()
    for title in titles[4:]:
        alice.check_in(title)
    alice.sees(re.compile("Saved on this phone"))
    alice.open_anew()
    expect(alice.page.get_by_role("checkbox", checked=True)).to_have_count(8)
    own_server.start()
    alice.open_anew()
    alice.sees("Everything has arrived.", seconds=30)
    for title in titles:
        assert days_of(ours, title) == {gardens.date_now("UTC").isoformat()}


def test_a_screen_whose_words_did_not_come_says_so_and_comes_at_the_next_try(phone: PhoneOf) -> None:
    erin = phone("erin")
    erin.context.add_init_script("delete Navigator.prototype.serviceWorker")  # it would have brought them
    words = re.compile(r"/assets/words-\w+\.json$")
    erin.context.route(words, lambda route: route.abort())
    with erin.page.expect_event("pageerror"):  # nor came what was to be fetched ahead, which is no screen
        erin.open("/")
    erin.is_at("Closeness grows from small things")
    erin.tap("Look around first")
    erin.is_at("This page did not load")
    assert set(erin.problems) == {"erin: Failed to fetch"}
    erin.problems.clear()
    erin.context.unroute(words)
    erin.tap("Try again")
    erin.is_at("Explore")


def made_code(garden: Couple) -> str:
    answer = garden.alice.browser.post(f"/api/v1/couples/{garden.space}/invites", json={"kind": "link"})
    code: str = answer.json()["code"]
    return code


def let_sessions_expire(server: Server, member: str) -> None:
    """As after weeks away: the server's clock cannot be moved from here, its rows can."""
    with sqlite3.connect(server.folder / "data" / "tend.sqlite3", timeout=10) as database:
        long_ago = "2026-01-01T00:00:00.000Z"
        database.execute("UPDATE session SET expires_at = ? WHERE member_id = ?", (long_ago, member))


def days_of(garden: Couple, title: str) -> set[str]:
    """The days of a practice, as the server has them for the partner."""
    practice = garden.practices[title]
    answer = garden.bob.browser.get(f"/api/v1/spaces/{garden.space}/check-ins", params={"practice_id": practice})
    return {each["fields"]["label"] for each in answer.json()["items"]}
