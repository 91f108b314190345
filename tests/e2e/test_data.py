"""What is a member's own, on the phone: taken along, brought into another Tend, and the account deleted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.phones import Phone
from tests.e2e.server import Server
from tests.e2e.test_rows_accounts import databases
from tests.e2e.test_screens import LOOKS, Eye


@pytest.fixture(params=["light", "dark"])
def eye(request: pytest.FixtureRequest, phone: PhoneOf, server: Server) -> Eye:
    server.let_tries_be_forgotten()
    look = request.param
    return Eye(phone(look, bypass_csp=True, reduced_motion="reduce", **LOOKS[look]), look)


def confirm(who: Phone, button: str) -> None:
    who.page.get_by_role("dialog").get_by_label("Password", exact=True).fill(PASSWORD)
    who.tap(button, within="dialog")


def saved(who: Phone, button: str, path: Path) -> str:
    """The text of the file that comes down."""
    who.tap(button)
    with who.page.expect_download() as coming:
        confirm(who, "Save the file")
    expect(who.page.get_by_role("dialog")).to_be_hidden()
    coming.value.save_as(path)
    return path.read_text("utf-8")


def bring(who: Phone, path: Path) -> None:
    who.page.locator("input[type=file]").set_input_files(path)
    confirm(who, "Bring it in")


def test_it_goes_along_comes_in_elsewhere_and_goes_for_good(
    eye: Eye, server: Server, own_server: Server, phone: PhoneOf, tmp_path: Path
) -> None:
    ours = gardens.with_two_practices(server, f"{eye.look}-data-a", f"{eye.look}-data-b")
    alice = eye.phone
    alice.sign_in(ours.alice.name)
    alice.has_arrived()
    alice.open("/me")
    alice.tap(re.compile("^Your data"))
    alice.is_at("Your data")
    eye.looks("data")
    file = tmp_path / "mine.json"
    told = json.loads(saved(alice, "A file for another Tend", file))
    assert (told["format"], told["version"]) == ("tend-export", 1)
    assert gardens.HUG in saved(alice, "A file to read", tmp_path / "mine.html")

    own_server.sign_up("elsewhere")
    elsewhere = phone("elsewhere", own_server.url)
    elsewhere.sign_in("elsewhere")
    elsewhere.has_arrived()
    elsewhere.open("/me/data")
    other = tmp_path / "other.json"
    other.write_text("{}")
    bring(elsewhere, other)
    elsewhere.sees("This is not a whole file from Tend")
    other.write_text(json.dumps({**told, "records": [{**told["records"][0], "type": "nothing"}]}))
    elsewhere.tap("Close")
    bring(elsewhere, other)
    elsewhere.sees("records.0.type")
    elsewhere.tap("Close")
    bring(elsewhere, file)
    came = len(told["records"]) - 1  # their preferences they had already
    elsewhere.sees(f"{came} entries came in. One was here already. A couple of the file is a closed space now")
    bring(elsewhere, file)
    elsewhere.sees("Nothing new: all of it was here already.")

    alice.tap("See what it means")
    alice.is_at("Delete your account")
    alice.sees("What your partner wrote stays with your partner")
    eye.looks("data-delete")
    alice.tap("Delete my account")
    eye.looks("sheet-data-delete")
    confirm(alice, "Delete my account")
    alice.is_at("Closeness grows from small things")
    assert databases(alice) == ["tend"], "nothing stays"
    alice.open("/sign-in")
    alice.page.get_by_label("Login name").fill(ours.alice.name)
    alice.page.get_by_label("Password", exact=True).fill(PASSWORD)
    alice.tap("Sign in", within="main")
    alice.sees("Login name or password does not fit. Check both.")
