"""On the home screen: it can be put there, it opens from there without a server, and it renews itself politely."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
from playwright.sync_api import Playwright, expect

from app.web.manifest import png_size
from tests.e2e.conftest import PhoneOf
from tests.e2e.phones import ARGUMENTS
from tests.e2e.release import change_words, copy_release
from tests.e2e.server import Server

ASKS = "A new version is ready."


def test_nothing_stands_in_the_way_of_installing(
    playwright: Playwright, chromium: str, server: Server, tmp_path: Path
) -> None:
    """In a profile on disk, as a browser that is used has: in a private one nothing can be installed."""
    profile = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium, args=ARGUMENTS, base_url=server.url
    )
    page = profile.new_page()
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    devtools = profile.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    profile.close()
    assert errors == []
    assert manifest["errors"] == []
    assert manifest["url"] == f"{server.url}/manifest.webmanifest"


def test_the_pictures_of_the_manifest_are_what_it_says(server: Server) -> None:
    manifest = httpx.get(f"{server.url}/manifest.webmanifest").json()
    shown = [*manifest["icons"], *manifest["screenshots"], *(s["icons"][0] for s in manifest["shortcuts"])]
    for picture in shown:
        answer = httpx.get(server.url + picture["src"])
        width, height = png_size(answer.content)
        assert answer.headers["content-type"] == picture["type"]
        assert picture["sizes"] == f"{width}x{height}"
    assert {each["form_factor"] for each in manifest["screenshots"]} == {"narrow", "wide"}
    for shortcut in manifest["shortcuts"]:
        assert httpx.get(server.url + shortcut["url"]).is_success


def test_the_shell_is_the_same_bytes_for_two_people(server: Server) -> None:
    alice, bob = server.sign_up("alice"), server.sign_up("bob")
    shells = {who.get(path).content for who in (alice.browser, bob.browser) for path in ("/", "/me", "/us")}
    assert len(shells) == 1
    assert b"alice" not in shells.pop().lower()


def test_the_worker_keeps_the_whole_release_and_no_answer_of_the_api(phone: PhoneOf, server: Server) -> None:
    server.sign_up("carol")
    carol = phone("carol")
    carol.sign_in("carol")
    carol.worker()
    script = httpx.get(f"{server.url}/sw.js").text
    facts = json.loads(re.match(r"self\.__TEND=(\{.*?\});", script).group(1))  # type: ignore[union-attr]
    kept: list[str] = carol.page.evaluate(
        """async () => {
          const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
          const requests = await Promise.all(caches_.map((cache) => cache.keys()));
          return requests.flat().map(({ url }) => new URL(url).pathname);
        }"""
    )
    assert set(facts["assets"]) | {facts["shell"]} <= set(kept)
    assert {path for path in kept if path.startswith("/api/")} <= {"/api/v1/catalogue"}


def test_it_opens_from_the_home_screen_when_the_server_is_gone(phone: PhoneOf, own_server: Server) -> None:
    own_server.sign_up("dave")
    dave = phone("dave", own_server.url)
    dave.sign_in("dave")
    dave.worker()
    own_server.stop()
    for address, heading in (("/", "Good "), ("/me", "Dave"), ("/help", "Help")):
        dave.open_anew(address)
        dave.is_at(re.compile(f"^{heading}"))


def test_a_new_version_waits_is_asked_for_and_comes_once(phone: PhoneOf, own_server: Server, tmp_path: Path) -> None:
    own_server.sign_up("erin")
    erin = phone("erin", own_server.url)
    erin.sign_in("erin")
    erin.worker()
    own_server.stop()
    own_server.release = copy_release(tmp_path / "release")
    change_words(own_server.release, 'class="skip"', 'data-release="next" class="skip"')
    own_server.start()

    erin.open_anew()
    erin.sees(ASKS, seconds=15)
    assert erin.page.locator("[data-release=next]").count() == 0, "nothing changes under somebody's hands"

    loads: list[str] = []
    erin.page.on("framenavigated", lambda frame: loads.append(frame.url))
    erin.tap("Use it")
    expect(erin.page.locator("[data-release=next]")).to_have_count(1, timeout=15_000)
    erin.is_at(re.compile("^Good "))
    expect(erin.page.get_by_text(ASKS)).to_have_count(0)
    assert len(loads) == 1, loads
