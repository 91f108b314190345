"""What a phone's storage can do to what was written on it: it is full, it closes, it is cleared."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.cast import new_id, practice
from tests.e2e.conftest import PhoneOf
from tests.e2e.disk import Disk, disk
from tests.e2e.gardens import HUG, TEA, Couple, check_ins, date_now, days_of
from tests.e2e.phones import Phone

WORD = "The kettle sang and nobody hurried."
LABEL = "What would you like to keep of it?"


def comes_in(alice: Phone, garden: Couple) -> None:
    """Alice on Today, with all that the server has, and a worker that keeps the app."""
    alice.sign_in(garden.alice.name)
    alice.worker()
    alice.has_arrived()


FILL = """async () => {
  const opened = indexedDB.open("photographs");
  opened.onupgradeneeded = () => opened.result.createObjectStore("all", { autoIncrement: true });
  const database = await new Promise((resolve) => (opened.onsuccess = () => resolve(opened.result)));
  const put = (size) => new Promise((resolve) => {
    const transaction = database.transaction("all", "readwrite");
    transaction.objectStore("all").add(crypto.getRandomValues(new Uint8Array(size)));
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => resolve(false);
  });
  for (const size of [65536, 8192, 1024, 128, 16]) while (await put(size));
  database.close();
}"""
EMPTY = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.deleteDatabase("photographs");
  asked.onsuccess = () => resolve();
  asked.onerror = () => reject(asked.error);
})"""
SMALL_PHONE = 8_000_000
"""Bytes that the origin may hold in all."""


def allow(alice: Phone, size: int | None) -> None:
    """None: as many as the disk has."""
    devtools = alice.context.new_cdp_session(alice.page)
    limit = {} if size is None else {"quotaSize": size}
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": alice.base, **limit})


@pytest.mark.failure(12)
def test_a_full_phone_leaves_the_text_on_the_screen_and_takes_it_once_there_is_room(
    phone: PhoneOf, garden: Couple
) -> None:
    alice = phone("alice", permissions=["clipboard-read", "clipboard-write"])
    allow(alice, SMALL_PHONE)
    comes_in(alice, garden)
    alice.check_in(HUG)
    alice.has_arrived()
    alice.page.evaluate(FILL)
    alice.tap(f"Add a word: {HUG}")
    alice.write(LABEL, WORD)
    alice.tap("Save")
    alice.sees(re.compile("it is full"))
    alice.shoot("full")
    expect(alice.page.get_by_label(LABEL, exact=True)).to_have_value(WORD)
    assert WORD not in str(disk(alice.page, garden.alice.id))
    alice.tap("Copy the text")
    alice.sees("Copied")
    assert alice.page.evaluate("() => navigator.clipboard.readText()") == WORD

    alice.page.evaluate(EMPTY)
    alice.tap("Save")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    alice.has_arrived()
    assert [each["body"]["note"] for each in check_ins(garden, HUG)] == [WORD]


@pytest.mark.failure(12)
def test_a_phone_that_was_too_full_to_read_sends_at_once_when_there_is_room(phone: PhoneOf, garden: Couple) -> None:
    """It did not fail at the server, so nothing has to wait for the next minute."""
    alice = phone("alice")
    allow(alice, SMALL_PHONE)
    comes_in(alice, garden)
    alice.page.evaluate(FILL)
    garden.bob.write(
        garden.space, "practice", "put", new_id(), practice(body={"title": "A walk", "how": ["on and on " * 300]})
    )
    alice.sees("This phone is full", seconds=15)
    alice.page.evaluate(EMPTY)
    alice.check_in(HUG)
    alice.has_arrived()
    assert days_of(garden, HUG) != set()


@pytest.mark.failure(15)
def test_a_connection_that_died_under_the_page_is_opened_again(phone: PhoneOf, garden: Couple) -> None:
    """As iOS ends them: the page hears nothing of it until it writes."""
    alice = phone("alice")
    alice.context.add_init_script(HELD)
    comes_in(alice, garden)
    alice.page.evaluate("() => held.forEach((database) => database.close())")
    alice.check_in(HUG)
    alice.tap(f"Add a word: {HUG}")
    alice.write(LABEL, WORD)
    alice.page.evaluate("() => held.forEach((database) => database.close())")
    alice.tap("Save")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    alice.has_arrived()
    assert [each["body"]["note"] for each in check_ins(garden, HUG)] == [WORD]


@pytest.mark.failure(15)
def test_storage_that_does_not_open_leaves_the_text_and_takes_it_at_the_next_try(
    phone: PhoneOf, garden: Couple
) -> None:
    alice = phone("alice")
    alice.context.add_init_script(HELD)
    comes_in(alice, garden)
    alice.check_in(HUG)
    alice.has_arrived()
    alice.offline()
    alice.tap(f"Add a word: {HUG}")
    alice.write(LABEL, WORD)
    alice.page.evaluate("() => { gone = true; held.forEach((database) => database.close()); }")
    alice.tap("Save")
    alice.sees(re.compile("its storage did not answer"))
    expect(alice.page.get_by_label(LABEL, exact=True)).to_have_value(WORD)

    alice.page.evaluate("() => { gone = false; }")
    alice.tap("Save")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    alice.online()
    alice.has_arrived()
    assert [each["body"]["note"] for each in check_ins(garden, HUG)] == [WORD]


@pytest.mark.failure(13)
def test_a_phone_that_was_cleared_begins_clean_and_gets_everything_back(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    comes_in(alice, garden)
    alice.check_in(HUG)
    alice.has_arrived()
    before = disk(alice.page, garden.alice.id)
    alice.put_away()
    cleared = {"origin": alice.base, "storageTypes": "indexeddb,local_storage,cache_storage,service_workers"}
    alice.context.new_cdp_session(alice.page).send("Storage.clearDataForOrigin", cleared)

    alice.open_anew()
    alice.is_at("Closeness grows from small things")
    alice.sign_in(garden.alice.name)
    expect(alice.ring(HUG)).to_be_checked()
    alice.check_in(TEA)
    alice.has_arrived()
    after = disk(alice.page, garden.alice.id)
    assert device(after) != device(before), "its numbers begin anew, so it is another device"
    assert days_of(garden, HUG) == days_of(garden, TEA) == {date_now("UTC").isoformat()}


@pytest.mark.failure(13)
def test_what_waits_for_a_day_in_a_tab_is_told_and_can_be_kept_as_a_file(phone: PhoneOf, garden: Couple) -> None:
    alice = phone("alice")
    alice.context.clock.install()
    comes_in(alice, garden)
    alice.offline()
    alice.check_in(HUG)
    alice.tap(f"Add a word: {HUG}")
    alice.write(LABEL, WORD)
    alice.tap("Save")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    told = alice.page.get_by_text("Something has waited here for more than a day")
    alice.context.clock.fast_forward("23:00:00")
    expect(told).to_have_count(0)
    alice.context.clock.fast_forward("02:00:00")
    expect(told).to_be_visible()
    alice.shoot("old")

    alice.tap("Look at it")
    alice.is_at("Not sent")
    alice.sees(re.compile("wait on this phone until they can travel"))
    alice.shoot("waiting")
    with alice.page.expect_download() as download:
        alice.tap("Save a copy as a file")
    text = download.value.path().read_text()
    assert download.value.suggested_filename == "tend-not-sent.txt"
    assert all(said in text for said in ("Written in Tend, not sent yet", f"A check-in: {HUG}", WORD))

    alice.go("Today")
    expect(told).to_be_visible()
    alice.go("Me")
    at_home(alice)
    alice.go("Today")
    alice.sees("Saved on this phone. It will travel when you are online.")
    alice.context.clock.run_for(60_000)
    expect(told).to_have_count(0)


@pytest.mark.failure(13)
def test_storage_is_asked_to_stay_once_after_the_first_write_at_home(phone: PhoneOf, garden: Couple) -> None:
    """Never when it opens, and not for a tab: a browser would ask somebody who wrote nothing yet."""
    alice = phone("alice")
    alice.context.add_init_script(
        "StorageManager.prototype.persist = async () => { console.debug('asks to persist'); return true; };"
    )
    asked: list[str] = []
    alice.context.on("console", lambda message: asked.append(message.text) if "persist" in message.text else None)
    comes_in(alice, garden)
    alice.check_in(HUG)
    alice.has_arrived()
    assert asked == []
    at_home(alice)
    alice.open()
    at_home(alice)
    alice.has_arrived()
    assert asked == []
    with alice.page.expect_console_message(lambda message: "persist" in message.text):
        alice.check_in(TEA)
    alice.page.locator("label.ring").filter(has=alice.ring(TEA)).tap()
    expect(alice.ring(TEA)).not_to_be_checked()
    alice.has_arrived()
    assert asked == ["asks to persist"]


HELD = """
  globalThis.held = [];
  globalThis.gone = false;
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...asked) {
    if (gone) throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
    const request = open.apply(this, asked);
    request.addEventListener("success", () => held.push(request.result));
    return request;
  };
"""


def device(found: Disk) -> str:
    return next(str(row["id"]) for row in found.meta if row["key"] == "device")


def at_home(alice: Phone) -> None:
    """The page believes that it was opened from the home screen."""
    alice.page.evaluate("() => Object.defineProperty(navigator, 'standalone', { value: true })")
