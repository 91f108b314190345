"""Several tabs of one phone, and releases that come while somebody writes in one of them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.disk import disk
from tests.e2e.gardens import HUG, TEA, Couple, check_ins, date_now, days_of
from tests.e2e.phones import ARRIVED, Phone
from tests.e2e.release import build_release, code_of
from tests.e2e.server import Server

WORD = "The kettle sang and nobody hurried."
LABEL = "What would you like to keep of it?"
ASKS = "A new version is ready."

EVERYBODY_LEADS = """
  if (globalThis.LockManager) {
    LockManager.prototype.request = async (name, how, work) => (work ?? how)({ name });
  }
"""

HOLD = """(member) => new Promise((held) => {
  const opened = indexedDB.open(`tend-${member}`);
  opened.onsuccess = () => {
    const database = opened.result;
    const store = database.transaction([...database.objectStoreNames], "readwrite").objectStore("meta");
    globalThis.letGo = false;
    const again = () => {
      held();
      if (!letGo) store.get("device").onsuccess = again;
      else database.close();
    };
    store.get("device").onsuccess = again;
  };
})"""
"""Whoever wants to write waits behind this transaction until `letGo`."""

NOTES = """
  new BroadcastChannel("tend").onmessage = ({ data }) => data.kind === "rows" && console.debug("told: saved");
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (names, mode, ...how) {
    if (mode === "readwrite") console.debug("told: writes");
    return transaction.call(this, names, mode, ...how);
  };
"""


@pytest.fixture
def own_garden(own_server: Server) -> Couple:
    """Alice and Bob on a server that a test may renew."""
    return gardens.with_two_practices(own_server)


def held_until_all_send(pages: set[Page]) -> Callable[[Route], None]:
    """The first push of each page leaves when all have one: none is done before another begins."""
    waiting: dict[Page, Route] = {}

    def hold(route: Route) -> None:
        if set(waiting) == pages:
            route.continue_()
            return
        waiting[route.request.frame.page] = route
        if set(waiting) == pages:
            for each in waiting.values():
                each.continue_()

    return hold


@pytest.mark.failure(8)
def test_two_tabs_that_both_lead_keep_the_order_and_send_each_write_once(
    phone: PhoneOf, garden: Couple, server: Server
) -> None:
    alice = phone("alice")
    alice.context.add_init_script(EVERYBODY_LEADS)
    pushed: dict[Page, int] = defaultdict(int)

    def count(request) -> None:  # type: ignore[no-untyped-def]
        if request.url.endswith("/sync/push"):
            pushed[request.frame.page] += 1

    alice.context.on("request", count)
    comes_in(alice, garden)
    first, second = alice.page, alice.context.new_page()
    second.goto("/")
    expect(second.get_by_text(ARRIVED)).to_be_visible()
    alice.offline()
    expect(second.get_by_text("No network.")).to_be_visible()
    for name in ("Hug by the door", "Hug in the hall", "Hug on the stairs", "Hug under the roof"):
        page = second if name.endswith(("hall", "roof")) else first
        rename(page, garden, HUG, name)
    marks(first, "Hug under the roof", done=True)
    marks(second, "Hug under the roof", done=False)
    marks(first, TEA, done=True)
    marks(second, "Hug under the roof", done=True)
    before = disk(first, garden.alice.id)
    pushed.clear()

    alice.context.route("**/api/v1/sync/push", held_until_all_send({first, second}))
    alice.online()
    for page in (first, second):
        expect(page.get_by_text(ARRIVED)).to_be_visible(timeout=15_000)
    assert set(pushed) == {first, second}, "both of them lead"
    after = disk(first, garden.alice.id)
    assert [row["id"] for row in after.written][: len(before.written)] == [row["id"] for row in before.written]
    assert sent_once_and_in_order(after.written, server.applied(garden.alice.id))
    assert days_of(garden, TEA) == {date_now("UTC").isoformat()}
    assert [each["fields"]["withdrawn"] for each in check_ins(garden, HUG)] == [False]
    assert garden.bob.records(garden.space)[garden.practices[HUG]]["body"]["title"] == "Hug under the roof"


@pytest.mark.failure(10)
def test_an_update_waits_for_the_write_under_way_then_the_page_reloads_once(
    phone: PhoneOf, own_server: Server, own_garden: Couple, tmp_path: Path
) -> None:
    alice = phone("alice", own_server.url)
    alice.context.add_init_script(NOTES)
    comes_in(alice, own_garden)
    before = kept(alice)
    next_release(own_server, tmp_path, "one")
    alice.open_anew()
    alice.sees(ASKS, seconds=15)
    alice.page.evaluate(HOLD, own_garden.alice.id)
    told: list[str] = []
    alice.page.on("console", lambda message: told.append(message.text) if "told: saved" in message.text else None)
    alice.page.on("framenavigated", lambda _: told.append("reloaded"))
    with alice.page.expect_console_message(lambda message: "writes" in message.text):
        alice.check_in(HUG)
    alice.tap("Use it")
    expect(alice.control("Use it")).to_have_attribute("aria-busy", "true")
    assert alice.page.evaluate(
        "() => navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting !== null)"
    )

    with alice.page.expect_event("framenavigated"):
        alice.page.evaluate("() => { letGo = true; }")
    expect(alice.page.locator("[data-release=one]")).to_have_count(1, timeout=15_000)
    alice.is_at(re.compile("^Good "))
    expect(alice.ring(HUG)).to_be_checked()
    alice.has_arrived()
    expect(alice.page.get_by_text(ASKS)).to_have_count(0)
    assert told[:2] == ["told: saved", "reloaded"]
    assert told.count("reloaded") == 1
    assert days_of(own_garden, HUG) == {date_now("UTC").isoformat()}
    assert before < kept(alice), "the parts of the release before are still there for a tab that wants them"


@pytest.mark.failure(10)
def test_the_parts_of_two_releases_are_kept_and_an_older_one_goes(
    phone: PhoneOf, own_server: Server, own_garden: Couple, tmp_path: Path
) -> None:
    alice = phone("alice", own_server.url)
    comes_in(alice, own_garden)
    releases = [kept(alice)]
    for name in ("one", "two"):
        next_release(own_server, tmp_path, name)
        assert own_server.release is not None
        releases.append(code_of(own_server.release))
        old = alice.context.new_page()
        old.goto("/")
        expect(old.get_by_text(ASKS)).to_be_visible(timeout=15_000)
        alice.tap("Use it")
        expect(alice.page.locator(f"[data-release={name}]")).to_have_count(1, timeout=15_000)
        alice.is_at(re.compile("^Good "))
        assert kept(alice) == releases[-1] | releases[-2]
        expect(old.locator(f"[data-release={name}]")).to_have_count(0)
        old.locator(".tabs").get_by_role("link", name="Me").tap()
        expect(old.get_by_role("heading", name="Alice")).to_be_visible()
        old.close()
    assert releases[0] - releases[2]
    for name in releases[0] | releases[1]:
        assert httpx.get(f"{own_server.url}/assets/{name}").is_success, "for a tab that was open all the while"


@pytest.mark.failure(11)
def test_a_new_form_of_the_database_waits_for_the_old_tab_which_lets_go(
    phone: PhoneOf, own_server: Server, own_garden: Couple, tmp_path: Path
) -> None:
    alice = phone("alice", own_server.url)
    comes_in(alice, own_garden)
    own_server.stop()
    alice.check_in(HUG)
    alice.tap(f"Add a word: {HUG}")
    alice.write(LABEL, WORD)
    old, alice.page = alice.page, alice.context.new_page()
    next_release(
        own_server,
        tmp_path,
        "one",
        ("store/idb.ts", "const VERSION = 1;", "const VERSION = 2;"),
        ("store/port.ts", 'meta: "key",\n', 'meta: "key",\n  later: "key",\n'),
    )
    alice.open()
    alice.sees(ASKS, seconds=15)
    old.evaluate(HOLD, own_garden.alice.id)
    alice.tap("Use it")
    expect(alice.page.locator("[data-release=one]")).to_have_count(1, timeout=15_000)
    expect(alice.page.locator(".frame[inert]")).to_be_attached()
    old.evaluate("() => { letGo = true; }")
    alice.is_at(re.compile("^Good "))
    expect(alice.ring(HUG)).to_be_checked()
    alice.check_in(TEA)
    alice.has_arrived()

    new, alice.page = alice.page, old
    alice.tap("Save")
    alice.sees("A newer version of Tend is open in another tab.")
    expect(old.get_by_label(LABEL, exact=True)).to_have_value(WORD)
    alice.tap("Close")
    alice.shoot("outdated")
    alice.tap("Load it")
    expect(old.locator("[data-release=one]")).to_have_count(1)
    alice.tap(f"Add a word: {HUG}")
    expect(old.get_by_label(LABEL, exact=True)).to_have_value(WORD)
    alice.tap("Save")
    expect(old.get_by_role("dialog")).to_have_count(0)
    alice.has_arrived()
    expect(new.get_by_role("button", name=f"Your word: {HUG}")).to_be_visible()
    assert [each["body"]["note"] for each in check_ins(own_garden, HUG)] == [WORD]
    assert days_of(own_garden, TEA) == {date_now("UTC").isoformat()}
    found = disk(new, own_garden.alice.id)
    assert sent_once_and_in_order(found.written, own_server.applied(own_garden.alice.id))


def comes_in(alice: Phone, garden: Couple) -> None:
    alice.sign_in(garden.alice.name)
    alice.worker()
    alice.has_arrived()


def rename(page: Page, garden: Couple, title: str, to: str) -> None:
    """On the practice's own page, by its form."""
    page.goto(f"/practice/{garden.space}/{garden.practices[title]}/edit")
    page.get_by_label("What you call it").fill(to)
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_role("heading", level=1, name=to)).to_be_visible()


def marks(page: Page, title: str, *, done: bool) -> None:
    """On Today, in that tab."""
    page.locator(".tabs").get_by_role("link", name="Today").tap()
    ring = page.get_by_role("checkbox", name=re.compile(f"^{title}"))
    expect(ring).to_be_checked(checked=not done)
    page.locator("label.ring").filter(has=ring).tap()
    expect(ring).to_be_checked(checked=done)


def next_release(server: Server, folder: Path, name: str, *changes: tuple[str, str, str]) -> None:
    """The server comes back with another build, in which the first screen and what hangs on it have other names."""
    before = server.release
    server.stop()
    release = folder / "release"
    was = None if before is None else earlier(release)
    old = 'class="skip"' if was is None else f'data-release="{was}" class="skip"'
    code = '<div class="frame"' + ("" if was is None else f' data-code="{was}"')
    server.release = build_release(
        release,
        ("shell/shell.html", old, f'data-release="{name}" class="skip"'),
        ("frame.tsx", code, f'<div class="frame" data-code="{name}"'),
        *changes,
    )
    server.start()


def earlier(release: Path) -> str:
    found = re.search(r'data-release="(\w+)"', (release / "shell" / "shell.html").read_text())
    assert found
    return found.group(1)


def kept(alice: Phone) -> set[str]:
    """The files of code that the worker holds, of all releases."""
    paths: list[str] = alice.page.evaluate(
        """async () => {
          const names = (await caches.keys()).filter((name) => name.startsWith("tend-"));
          const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
          return requests.flat().map(({ url }) => new URL(url).pathname);
        }"""
    )
    return {Path(path).name for path in paths if path.endswith(".js")}


def sent_once_and_in_order(written: list[dict[str, object]], applied: dict[str, int]) -> bool:
    """Each write of a device has one commit, and those of one record follow each other as they were made."""
    assert {row["id"] for row in written} <= set(applied), json.dumps(written)
    seqs: dict[object, list[int]] = defaultdict(list)
    for row in written:
        seqs[row["entity"]].append(applied[str(row["id"])])
    return all(each == sorted(each) for each in seqs.values())
