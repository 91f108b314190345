"""Two phones change the same words without knowing of each other: neither change is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import HUG, Couple
from tests.e2e.phones import Phone

HERS, HIS = "Until the kettle sings", "As long as it takes"
LABEL = "What it is, in a line"


def is_on_the_page_of_the_hug(phone: Phone, login: str, garden: Couple) -> None:
    """With every screen, so that it can be changed without network."""
    phone.sign_in(login)
    phone.worker()
    phone.has_arrived()
    phone.open(f"/practice/{garden.space}/{garden.practices[HUG]}")
    phone.is_at(HUG)
    phone.offline()


def says_what_it_is(phone: Phone, words: str) -> None:
    phone.tap("Edit")
    phone.is_at("Edit")
    phone.write(LABEL, words)
    phone.tap("Save")
    phone.is_at(HUG)
    phone.sees(words)


def comes_back(phone: Phone) -> None:
    phone.online()
    phone.go("Today")
    phone.has_arrived()


def opens_the_hug(phone: Phone) -> None:
    phone.tap(re.compile(f"^{HUG}"), role="link")


def looks_at_both(phone: Phone) -> Locator:
    """From the practice, whose page says that there are two; gives the card that shows them."""
    opens_the_hug(phone)
    phone.sees("This was changed on two phones at once. Both are kept.")
    phone.tap("Look at both")
    phone.is_at("The other version")
    return phone.page.locator("article")


@pytest.fixture
def both(phone: PhoneOf, garden: Couple) -> tuple[Phone, Phone]:
    """Alice wrote first and Bob later, both without network; what Bob wrote stands on both phones."""
    alice, bob = phone("alice"), phone("bob")
    is_on_the_page_of_the_hug(alice, garden.alice.name, garden)
    is_on_the_page_of_the_hug(bob, garden.bob.name, garden)
    says_what_it_is(alice, HERS)
    says_what_it_is(bob, HIS)
    comes_back(alice)
    comes_back(bob)
    return alice, bob


def test_what_lost_is_beside_what_stands_is_taken_and_the_partner_sees_it(both: tuple[Phone, Phone]) -> None:
    alice, bob = both
    hers, his = looks_at_both(alice), looks_at_both(bob)
    expect(hers).to_contain_text(HIS)
    expect(hers).to_contain_text(re.compile(rf"The other one \(yours\){HUG}\s+{HERS}"))
    expect(his).to_contain_text(HIS)
    expect(his).to_contain_text(HERS)
    alice.shoot("versions")
    bob.open("/")
    opens_the_hug(bob)
    bob.sees(HIS)

    alice.tap("Take the other one")
    alice.sees("It is back.")
    alice.sees("One of everything")
    bob.sees(HERS, seconds=15)
    expect(bob.page.get_by_text("Both are kept.")).to_have_count(0)
    alice.go("Today")
    opens_the_hug(alice)
    alice.sees(HERS)


def test_what_stands_can_be_left_and_then_nobody_is_asked_any_more(both: tuple[Phone, Phone]) -> None:
    alice, bob = both
    alice.go("Me")
    alice.tap(re.compile("^The other version"))
    alice.tap("Leave it as it stands")
    alice.sees("It stays as it is.")
    alice.sees("One of everything")
    opens_the_hug(bob)
    bob.sees(HIS)
    expect(bob.page.get_by_text("Both are kept.")).to_have_count(0, timeout=15_000)
