"""Days on which things go wrong: what was written stays, and the screen says what to do."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.disk import disk
from tests.e2e.gardens import HUG, TEA, Couple, days_of
from tests.e2e.server import Server

WORD = "The kettle sang and nobody hurried."


@pytest.mark.failure(21)
@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_a_session_that_ends_with_unsent_writes_keeps_them(
    phone: PhoneOf, garden: Couple, server: Server, how: str
) -> None:
    alice = phone("alice")
    alice.sign_in(garden.alice.name)
    alice.ring(HUG).wait_for(state="attached")
    alice.worker()
    alice.has_arrived()
    alice.offline()
    alice.check_in(HUG)
    alice.sees("Saved on this phone")
    if how == "revoked":
        garden.alice.browser.put("/api/v1/sessions/current/confirmation", json={"password": PASSWORD})
        garden.alice.browser.delete("/api/v1/sessions/others")
    else:
        server.let_sessions_expire(garden.alice.id)
    alice.online()
    if how == "expired":
        alice.sees("You have not been here for a while.", seconds=20)
        expect(alice.ring(HUG)).to_be_checked()
        alice.check_in(TEA)
        alice.tap("Sign in again")
    alice.is_at("Sign in again", seconds=20)
    alice.sees(re.compile("signed out from another device" if how == "revoked" else "not been here for a while"))
    alice.sees(re.compile("waits? on this phone"))
    assert alice.page.get_by_text(HUG).count() == 0
    alice.write("Password", PASSWORD)
    alice.tap("Open")
    alice.is_at(re.compile("^Good "))
    expect(alice.ring(HUG)).to_be_checked()
    alice.has_arrived()
    assert days_of(garden, HUG) == {gardens.date_now("UTC").isoformat()}
    assert days_of(garden, TEA) == (days_of(garden, HUG) if how == "expired" else set())


def test_an_invitation_that_cannot_be_used_says_why(phone: PhoneOf, garden: Couple, server: Server) -> None:
    late = made_code(garden)
    with sqlite3.connect(server.database) as database:
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


def test_a_time_zone_that_the_server_does_not_know_is_said_so_and_stays(phone: PhoneOf, server: Server) -> None:
    """Browsers know names that the zone tables of a server do not have, and the other way round."""
    erin, odd = server.sign_up("far-away", "Erin"), "SystemV/PST8"
    hers = phone("erin", timezone_id=odd)
    hers.sign_in("far-away")
    hers.sees("One thing could not be sent.", seconds=15)
    hers.tap("Look at it")
    hers.sees("Your settings")
    hers.sees(re.compile("The server did not take it"))
    hers.open("/pair")
    chosen = hers.page.get_by_label("Where you live together", exact=True)
    expect(chosen).to_have_value(odd)
    hers.tap("Make it and invite")
    hers.sees("Your server does not know this time zone.")
    expect(chosen).to_have_value(odd)
    assert len(erin.browser.get("/api/v1/spaces").json()["spaces"]) == 1
    chosen.select_option("America/Los_Angeles")
    hers.tap("Make it and invite")
    hers.sees(re.compile("Waiting for your partner"))
    (space,) = (one["id"] for one in erin.browser.get("/api/v1/spaces").json()["spaces"] if one["kind"] == "couple")
    (agreed,) = erin.browser.get(f"/api/v1/spaces/{space}/couple").json()["items"]
    assert agreed["fields"]["home_zones"][0]["zone"] == "America/Los_Angeles"


def test_a_rhythm_that_cannot_be_is_said_so_and_the_rest_stays(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    alice.sign_in(garden.alice.name)
    for kind, label, wrong, said, right, cadence in (
        ("weekly", "Days a week", "9", "A whole number, 1 to 7.", "5", (5, None)),
        ("monthly", "Days a month", "0", "A whole number, 1 to 28.", "28", (28, None)),
        ("every", "Once in how many days", "1.5", "A whole number, 2 to 365.", "2", (None, 2)),
    ):
        title = f"Porridge, {kind}"
        alice.open(f"/new-practice/{garden.space}")
        alice.write("What you call it", title)
        alice.page.get_by_label("How often", exact=True).select_option(kind)
        alice.write(label, wrong)
        alice.tap("Plant it")
        alice.sees(said)
        expect(alice.page.get_by_label(label, exact=True)).to_have_value(wrong)
        expect(alice.page.get_by_label("What you call it", exact=True)).to_have_value(title)
        alice.write(label, right)
        alice.tap("Plant it")
        alice.is_at(title)
        alice.go("Today")
        alice.has_arrived()
        rows = garden.bob.browser.get(f"/api/v1/spaces/{garden.space}/practices").json()["items"]
        (made,) = (row["fields"]["cadences"] for row in rows if row["body"]["title"] == title)
        assert [(version["kind"], version["times"], version["days"]) for version in made] == [(kind, *cadence)]


def test_a_day_that_was_checked_in_on_two_phones_is_one_day(phone: PhoneOf, garden: Couple) -> None:
    """Both offline, and tapped twice: what is there once is shown once, on each phone and to the partner."""
    hers = [phone(name) for name in ("phone", "tablet")]
    for each in hers:
        each.sign_in(garden.alice.name)
        each.ring(HUG).wait_for(state="attached")
        each.worker()
        each.offline()
        each.check_in(HUG)
        each.sees("Saved on this phone")
    for each in hers:
        each.online()
        each.has_arrived(seconds=20)
        expect(each.ring(HUG)).to_be_checked()
    address, practice = f"/api/v1/spaces/{garden.space}/check-ins", garden.practices[HUG]
    rows = garden.bob.browser.get(address, params={"practice_id": practice}).json()["items"]
    assert [(row["fields"]["label"], row["author"]) for row in rows] == [
        (gardens.date_now("UTC").isoformat(), garden.alice.id)
    ]


@pytest.mark.failure(20)
@pytest.mark.parametrize("off", [-1, 1], ids=["a day behind", "a day ahead"])
def test_a_clock_off_by_a_day_loses_nothing(phone: PhoneOf, own_server: Server, off: int) -> None:
    """The day stays the one that the phone showed; put right, it goes on with the real one."""
    ours, today = gardens.two_people(own_server), gardens.date_now("UTC")
    since = (today - timedelta(days=7)).isoformat()
    gardens.plant(ours, TEA, area="quality-time", start=since, cadences=[{"from": since, "kind": "daily"}])
    shown = today + timedelta(days=off)
    alice = phone("alice", own_server.url)
    alice.context.clock.set_system_time(datetime.now(UTC) + timedelta(days=off))
    alice.sign_in(ours.alice.name)
    alice.check_in(TEA)
    alice.sees("Noted")
    alice.has_arrived()
    assert days_of(ours, TEA) == {shown.isoformat()}
    alice.context.clock.set_system_time(datetime.now(UTC))
    alice.open_anew()
    expect(alice.ring(TEA)).not_to_be_checked()
    alice.check_in(TEA)
    alice.sees("Noted")
    alice.has_arrived()
    assert days_of(ours, TEA) == {shown.isoformat(), today.isoformat()}


def test_signing_out_without_network_leaves_the_choice_to_the_member(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    alice.sign_in(garden.alice.name)
    alice.worker()
    alice.open("/me")
    alice.go("Today")
    alice.has_arrived()
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
    alice.has_arrived()
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
    for _ in range(100):  # a ring is painted at once; what the phone has kept is what counts
        if sum(row["type"] == "check_in" for row in disk(alice.page, ours.alice.id).written) == len(titles):
            break
    alice.open_anew()
    expect(alice.page.get_by_role("checkbox", checked=True)).to_have_count(8)
    own_server.start()
    alice.open_anew()
    alice.has_arrived(seconds=30)
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


def test_a_group_of_screens_without_its_words_says_so_and_keeps_no_other_from_coming(phone: PhoneOf) -> None:
    erin = phone("erin")
    erin.context.add_init_script("delete Navigator.prototype.serviceWorker")  # it would have brought them
    erin.open("/explore")
    erin.is_at("Explore")
    words = "**" + erin.page.evaluate("document.querySelector('#words').dataset.aside")
    erin.context.route(words, lambda route: route.abort())
    for _ in range(2):
        erin.open("/help")
        erin.is_at("This page did not load")
        assert set(erin.problems) == {"erin: Failed to fetch"}
        erin.problems.clear()
        erin.open("/explore")
        erin.is_at("Explore")
    erin.context.unroute(words)
    erin.open("/help")
    erin.is_at("Help")


def made_code(garden: Couple) -> str:
    answer = garden.alice.browser.post(f"/api/v1/couples/{garden.space}/invites", json={"kind": "link"})
    code: str = answer.json()["code"]
    return code
