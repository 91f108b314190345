"""Whose writes they are: signing out, another account, a couple that was left, a session that ran out."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e.conftest import PhoneOf
from tests.e2e.disk import disk
from tests.e2e.gardens import HUG, TEA, Couple, check_ins, date_now, days_of
from tests.e2e.phones import Phone
from tests.e2e.server import Server

WORD = "The kettle sang and nobody hurried."
LABEL = "What would you like to keep of it?"


def today() -> set[str]:
    return {date_now("UTC").isoformat()}


def comes_in(alice: Phone, garden: Couple) -> None:
    """With the screens of Me, which are needed without network."""
    alice.sign_in(garden.alice.name)
    alice.worker()
    alice.has_arrived()


def keeps_a_word(alice: Phone, title: str, word: str = WORD) -> None:
    alice.check_in(title)
    alice.tap(f"Add a word: {title}")
    alice.write(LABEL, word)
    alice.tap("Save")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)


def asks_to_leave(alice: Phone) -> None:
    alice.go("Me")
    alice.tap("Sign out")
    alice.tap("Sign out", within="dialog")


def is_out(alice: Phone) -> None:
    alice.is_at("Closeness grows from small things", seconds=20)


@pytest.mark.failure(17)
def test_signing_out_sends_first_what_waits(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    comes_in(alice, garden)
    alice.offline()
    alice.check_in(HUG)
    alice.sees("Saved on this phone")
    alice.go("Me")
    alice.tap("Sign out")
    alice.online()
    alice.tap("Sign out", within="dialog")
    is_out(alice)
    assert days_of(garden, HUG) == today()
    assert databases(alice) == ["tend"], "nothing stays"


@pytest.mark.failure(17)
def test_what_cannot_be_sent_at_signing_out_is_kept_as_a_file_and_given_up_if_so_said(
    phone: PhoneOf, garden: Couple
) -> None:
    alice = phone("alice")
    comes_in(alice, garden)
    alice.offline()
    keeps_a_word(alice, TEA)
    asks_to_leave(alice)
    alice.sees("2 things have not travelled yet.", seconds=20)
    alice.shoot("sign-out")
    with alice.page.expect_download() as download:
        alice.tap("Save a copy as a file")
    text = download.value.path().read_text()
    assert f"A check-in: {TEA}" in text
    assert WORD in text
    expect(alice.page.get_by_role("dialog")).to_be_visible()
    alice.tap("Sign out and remove them")
    is_out(alice)
    assert databases(alice) == ["tend"]
    alice.online()
    alice.sign_in(garden.alice.name)
    alice.has_arrived()
    expect(alice.ring(TEA)).not_to_be_checked()
    assert days_of(garden, TEA) == set()


@pytest.mark.failure(17)
def test_what_is_kept_locked_is_read_by_nobody_and_travels_at_the_next_sign_in(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    comes_in(alice, garden)
    alice.offline()
    keeps_a_word(alice, TEA)
    asks_to_leave(alice)
    alice.sees("2 things have not travelled yet.", seconds=20)
    alice.tap("Sign out and keep them here, locked")
    is_out(alice)
    alice.open_anew("/")
    is_out(alice)
    assert alice.page.evaluate("() => JSON.stringify(localStorage)").find(TEA) == -1
    alice.online()
    alice.sign_in(garden.alice.name)
    alice.has_arrived()
    assert [each["body"]["note"] for each in check_ins(garden, TEA)] == [WORD]


@pytest.mark.failure(18)
def test_under_anothers_cookie_nothing_goes_over_and_both_go_on_where_they_were(
    phone: PhoneOf, garden: Couple, server: Server
) -> None:
    """The cookie of Bob under a page of Alice, who has something to send; then each signs in on this phone."""
    alice = phone("alice")
    comes_in(alice, garden)
    alice.offline()
    keeps_a_word(alice, HUG)
    his = server.applied(garden.bob.id)
    answers: list[tuple[str, int]] = []
    alice.context.on("response", lambda answer: answers.append((answer.url, answer.status)))
    becomes_bobs_browser(alice, garden)
    alice.online()
    alice.is_at("Sign in again", seconds=20)
    alice.sees("Another account is signed in in this browser.")
    assert {status for url, status in answers if "/sync/" in url} >= {409}
    assert [url for url, status in answers if url.endswith("/sync/push") and status == 200] == []
    assert check_ins(garden, HUG) == []
    assert server.applied(garden.bob.id) == his

    alice.tap("Somebody else")
    alice.is_at(re.compile("^Sign in$"))
    alice.sign_in(garden.bob.name)
    alice.has_arrived()
    expect(alice.ring(HUG)).not_to_be_checked()
    alice.offline()
    alice.check_in(TEA)
    alice.sees("Saved on this phone")
    asks_to_leave(alice)
    alice.tap("Sign out and keep it here, locked")
    is_out(alice)
    alice.online()

    alice.sign_in(garden.alice.name)
    expect(alice.ring(HUG)).to_be_checked()
    expect(alice.ring(TEA)).not_to_be_checked()
    alice.has_arrived()
    assert [each["body"]["note"] for each in check_ins(garden, HUG)] == [WORD]
    assert days_of(garden, TEA) == set(), "Bob's is still on this phone, for Bob"
    asks_to_leave(alice)
    is_out(alice)
    alice.sign_in(garden.bob.name)
    alice.has_arrived()
    (tea,) = check_ins(garden, TEA)
    assert tea["fields"]["member_id"] == garden.bob.id


@pytest.mark.failure(18)
def test_after_anothers_cookie_the_same_member_resumes_by_the_password(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    comes_in(alice, garden)
    alice.offline()
    alice.check_in(HUG)
    alice.sees("Saved on this phone")
    becomes_bobs_browser(alice, garden)
    alice.online()
    alice.is_at("Sign in again", seconds=20)
    assert alice.page.get_by_text(HUG).count() == 0
    alice.write("Password", PASSWORD)
    alice.tap("Open")
    alice.is_at(re.compile("^Good "))
    alice.has_arrived()
    assert days_of(garden, HUG) == today()


@pytest.mark.failure(23)
def test_what_was_written_for_a_couple_that_was_left_meanwhile_can_be_kept_for_oneself(
    phone: PhoneOf, garden: Couple
) -> None:
    alice = phone("alice")
    comes_in(alice, garden)
    alice.offline()
    keeps_a_word(alice, HUG)
    alice.check_in(TEA)
    garden.alice.browser.delete(f"/api/v1/couples/{garden.space}/members/me")
    alice.online()
    alice.sees(re.compile("things could not be sent"), seconds=20)
    alice.tap("Look at it")
    alice.is_at("Not sent")
    alice.sees("The space is closed, or you have left it.")
    cards = alice.page.locator("article")
    expect(cards).to_have_count(3)
    alice.shoot("parked")
    hug = cards.filter(has_text=WORD)
    expect(hug.get_by_role("heading")).to_have_text(f"A check-in: {HUG}")
    hug.get_by_role("button", name="Keep it in my own space").tap()
    expect(cards).to_have_count(2)
    alice.go("Today")
    alice.has_arrived()
    mine = garden.alice.records(garden.alice.own)
    assert [each["body"]["note"] for each in mine.values() if each["type"] == "check_in"] == [WORD]
    assert [each["body"]["title"] for each in mine.values() if each["type"] == "practice"] == [HUG]
    assert check_ins(garden, HUG) == []
    assert {row["code"] for row in disk(alice.page, garden.alice.id).parked} <= {"space_frozen", "space_gone"}


def becomes_bobs_browser(alice: Phone, garden: Couple) -> None:
    """A session of Bob's takes the place of Alice's, and no page is told."""
    with httpx.Client(base_url=alice.base, headers={"origin": alice.base}, timeout=30) as browser:
        login = {"login": garden.bob.name, "password": PASSWORD, "device": "Android phone"}
        assert browser.post("/api/v1/sessions", json=login).is_success
        (cookie,) = browser.cookies.jar
    alice.context.add_cookies([{"name": cookie.name, "value": str(cookie.value), "url": alice.base}])


def databases(alice: Phone) -> list[str]:
    """What this phone has of anybody."""
    names: list[str] = alice.page.evaluate(
        "async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith('tend'))"
    )
    return sorted(names)
