"""The browser is killed while somebody writes, again and again: nothing is torn, and nothing that was said is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Error, Page, Playwright, expect

from tests.cast import PASSWORD
from tests.e2e import gardens
from tests.e2e.disk import Disk, disk
from tests.e2e.gardens import HUG, TEA, Couple, check_ins
from tests.e2e.own_browser import OwnBrowser
from tests.e2e.phones import ARRIVED
from tests.e2e.server import Server

KILLS = 10
PATIENCE = 30_000
SEED = 20261123

NOTES = """
  const heard = new BroadcastChannel("tend");
  heard.onmessage = ({ data }) => {
    if (data.kind === "rows") console.debug("saved", data.rows.map(({ id }) => id).join());
  };
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (names, mode, ...how) {
    const begun = transaction.call(this, names, mode, ...how);
    if (mode === "readwrite") console.debug("writes");
    return begun;
  };
"""
"""The page tells of each transaction that began, and of each write that it calls saved to the other tabs."""


class Writer:
    """Alice, who marks, words and names things as fast as she can, until her phone dies in a moment by lot."""

    def __init__(self, browser: OwnBrowser, garden: Couple, server: Server, dice: Random) -> None:
        self.browser, self.garden, self.server, self.dice = browser, garden, server, dice
        self.said: set[str] = set()
        """The ids of all writes that were called saved."""
        self.in_the_middle = 0
        """How many deaths came after the beginning of a transaction and before the next news of one."""
        self.word, self.title = "", ""
        self._count = 0
        self._left = 0

    def comes_in(self) -> None:
        page = self.browser.start()
        page.goto(f"{self.server.url}/sign-in")
        page.get_by_label("Login name", exact=True).fill("alice")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text(ARRIVED)).to_be_visible(timeout=PATIENCE)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.browser.quit()

    def opens(self) -> Page:
        page = self.browser.start()
        page.goto(self.server.url)
        expect(page.get_by_role("checkbox")).to_have_count(2, timeout=PATIENCE)
        return page

    def writes_until_killed(self, page: Page) -> None:
        self._left = self.dice.randint(2, 40)
        page.on("console", lambda message: self._hear(message.text))
        acts = [self._marks, self._words, self._names]
        try:
            while True:
                self.dice.choice(acts)(page)
        except (Error, AssertionError):
            if not self.browser.killed:
                raise

    def _hear(self, told: str) -> None:
        """The moment is a number of beginnings and endings of writes: one of them is under way more often than not."""
        if self.browser.killed:
            return
        if told.startswith("saved "):
            self.said.update(told.removeprefix("saved ").split(","))
        if told.startswith(("saved ", "writes")):
            self._left -= 1
        if self._left == 0:
            self.in_the_middle += told == "writes"
            self.browser.kill()

    def _marks(self, page: Page) -> None:
        """Every ring, in one breath."""
        page.evaluate("() => document.querySelectorAll('label.ring input').forEach((ring) => ring.click())")

    def _words(self, page: Page) -> None:
        ring = page.get_by_role("checkbox", name=re.compile(f"^{TEA}"))
        if not ring.is_checked():
            page.locator("label.ring").filter(has=ring).click()
        page.get_by_role("button", name=re.compile(f"^(Add a|Your) word: {TEA}")).click()
        self._count += 1
        word = f"Word number {self._count}"
        page.get_by_label("What would you like to keep of it?", exact=True).fill(word)
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
        self.word = word

    def _names(self, page: Page) -> None:
        page.get_by_role("link", name=re.compile(f"^{HUG}")).click()
        page.get_by_role("link", name="Edit").click()
        self._count += 1
        title = f"{HUG}, {self._count}"
        page.get_by_label("What you call it").fill(title)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=PATIENCE)
        self.title = title
        page.locator(".tabs").get_by_role("link", name="Today").click()
        expect(page.get_by_role("checkbox")).to_have_count(2, timeout=PATIENCE)


@pytest.fixture
def writer(playwright: Playwright, chromium: str, own_server: Server, tmp_path: Path) -> Iterator[Writer]:
    browser = OwnBrowser(playwright, chromium, tmp_path / "profile", NOTES)
    yield Writer(browser, gardens.with_two_practices(own_server), own_server, Random(SEED))
    browser.kill()


@pytest.mark.failure(1)
def test_a_browser_killed_at_any_moment_keeps_all_that_it_called_saved(writer: Writer) -> None:
    writer.comes_in()
    page = writer.opens()
    for _ in range(KILLS):
        writer.writes_until_killed(page)
        page = writer.opens()
        found = disk(page, writer.garden.alice.id)
        nothing_is_torn(found, writer)
        the_screen_shows_what_is_there(page, found, writer)
    expect(page.get_by_text(ARRIVED)).to_be_visible(timeout=60_000)
    assert len(writer.said) > KILLS
    assert writer.in_the_middle > 0
    everything_arrived_once(disk(page, writer.garden.alice.id), writer)


def nothing_is_torn(found: Disk, writer: Writer) -> None:
    """A write and its number are one: none is missing, none is there twice, none that was said is gone."""
    assert [row["n"] for row in found.written] == list(range(1, found.last + 1))
    assert writer.said <= {row["id"] for row in found.written}
    assert found.parked == []
    assert writer.word in ("", *(row["fields"].get("body", {}).get("note") for row in found.written))
    assert writer.title in ("", *(row["fields"].get("body", {}).get("title") for row in found.written))


def the_screen_shows_what_is_there(page: Page, found: Disk, writer: Writer) -> None:
    """What is seen is what the outbox says, also of writes that the server has not heard of."""
    for title in (HUG, TEA):
        last = last_of(found, writer.garden.practices[title])
        ring = page.get_by_role("checkbox", name=re.compile(f"^{title}"))
        expect(ring).to_be_checked(checked=last is not None and not last["withdrawn"])
    titles = [row["fields"]["body"]["title"] for row in found.written if row["type"] == "practice"]
    expect(page.get_by_role("link", name=re.compile(f"^{titles[-1] if titles else HUG}"))).to_be_visible()


def everything_arrived_once(found: Disk, writer: Writer) -> None:
    """The server has each write, and of what was marked again and again one row for the day."""
    assert found.outbox == []
    assert {row["id"] for row in found.written} <= set(writer.server.applied(writer.garden.alice.id))
    for title in (HUG, TEA):
        last = last_of(found, writer.garden.practices[title])
        there = check_ins(writer.garden, title)
        assert [each["fields"]["withdrawn"] for each in there] == ([] if last is None else [last["withdrawn"]])
    notes = [row["fields"]["body"]["note"] for row in found.written if "note" in row["fields"].get("body", {})]
    assert [(each["body"] or {}).get("note") for each in check_ins(writer.garden, TEA)] == notes[-1:]
    theirs = writer.garden.bob.records(writer.garden.space)
    ours = {row["id"]: row for row in found.base if row["space"] == writer.garden.space}
    assert {id_: row["seq"] for id_, row in ours.items()} == {id_: row["seq"] for id_, row in theirs.items()}


def last_of(found: Disk, practice: str) -> dict[str, bool] | None:
    """The last mark of a practice on this phone, by the order of its writes."""
    rows = [row for row in found.written if row["type"] == "check_in"]
    made = {row["entity"] for row in rows if row["fields"].get("practice_id") == practice}
    marks = [row["fields"] for row in rows if row["entity"] in made and "withdrawn" in row["fields"]]
    return marks[-1] if marks else None
