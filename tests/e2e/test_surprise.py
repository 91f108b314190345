"""A small surprise on the phone: suggested to one alone, offline too, and seen by nobody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.content.load import load_catalogue
from app.kit.ids import derived
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.phones import Phone
from tests.e2e.server import Server
from tests.e2e.test_screens import LOOKS, Eye

SEEN_BY_BOB = ("/api/v1/spaces", "/api/v1/me")
GESTURES = {gesture.text for gesture in load_catalogue().gestures}


@pytest.fixture(params=list(LOOKS))
def eye(request: pytest.FixtureRequest, phone: PhoneOf, server: Server) -> Eye:
    server.let_tries_be_forgotten()
    look = request.param
    return Eye(phone(look, bypass_csp=True, reduced_motion="reduce", **LOOKS[look]), look)


def shown(alice: Phone) -> str:
    """The suggestion on the screen."""
    heading = alice.page.get_by_role("heading", level=2).first
    expect(heading).to_have_text(re.compile(".+"))
    return heading.inner_text()


def test_one_is_suggested_and_another_and_none_twice(eye: Eye, server: Server) -> None:
    ours = gardens.two_people(server, f"{eye.look}-sur-a", f"{eye.look}-sur-b")
    alice = eye.phone
    alice.sign_in(ours.alice.name)
    alice.open("/me")
    alice.tap(re.compile("^A small surprise"))
    alice.is_at("A small surprise")
    seen = [shown(alice)]
    eye.looks("surprise")
    for _ in range(9):
        alice.tap("Another one")
        expect(alice.page.get_by_role("heading", level=2).first).not_to_have_text(seen[-1])
        seen.append(shown(alice))
    assert len(set(seen)) == 10
    assert set(seen) <= GESTURES
    alice.tap("Done")
    alice.sees("Nobody is told, and nothing is counted.")
    eye.looks("surprise-done")
    alice.page.get_by_label("Twice").check()
    expect(alice.page.get_by_label("Twice")).to_be_checked()
    alice.go("Today")
    alice.has_arrived()
    assert preferences(ours)["surprises"] == 2


def told(ours: gardens.Couple) -> list[object]:
    """All that Bob's phone hears of the couple, but the time of day."""
    page = ours.bob.pull({"id": ours.space})
    return [page["spaces"], page["memberships"], [ours.bob.browser.get(path).text for path in SEEN_BY_BOB]]


def preferences(ours: gardens.Couple) -> dict[str, object]:
    alice = ours.alice
    fields: dict[str, object] = alice.records(alice.own)[derived("preferences", alice.own)]["fields"]
    return fields


def test_it_works_without_network_and_a_push_opens_it_and_the_couple_hears_nothing(
    phone: PhoneOf, server: Server
) -> None:
    ours = gardens.two_people(server, "sur-off-a", "sur-off-b")
    alice = phone("alice")
    alice.sign_in(ours.alice.name)
    alice.worker()
    alice.has_arrived()
    before = told(ours)
    alice.open("/surprise")
    first = shown(alice)
    alice.offline()
    alice.open_anew(f"/answer/{derived('surprise', ours.alice.own)}/2026-11-30?do=done")
    alice.is_at("A small surprise")
    assert shown(alice) == first
    alice.tap("Not now")
    alice.is_at(re.compile("^Good "))
    alice.open_anew("/surprise")
    assert shown(alice) in GESTURES - {first}
    alice.tap("Done")
    alice.sees("That was kind")
    alice.online()
    alice.go("Today")
    alice.has_arrived()
    assert told(ours) == before


def test_signing_out_leaves_nothing_of_it_on_the_phone(phone: PhoneOf, server: Server) -> None:
    ours = gardens.two_people(server, "sur-out-a", "sur-out-b")
    alice = phone("alice")
    alice.sign_in(ours.alice.name)
    alice.open("/surprise")
    shown(alice)
    kept = "() => Object.keys(localStorage).filter((key) => key.includes('surprise'))"
    assert alice.page.evaluate(kept) == ["tend.surprise"]
    alice.go("Me")
    alice.tap("Sign out")
    alice.tap("Sign out", within="dialog")
    alice.page.wait_for_url("**/welcome")
    alice.page.wait_for_function("() => !localStorage.getItem('tend.surprise')")
