"""Takes the pictures of the README and of the manifest anew: `python -m tests.e2e.screenshots`.

From a real server with half a year of a made-up couple's days in it. Look at them before you commit them.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.e2e import gardens
from tests.e2e.phones import ARGUMENTS, ARRIVED, ROOT, Phone
from tests.e2e.server import Server

README = ROOT / "docs" / "pictures"
MANIFEST = ROOT / "pwa" / "shell" / "screenshots"
LARGEST = 160_000
"""Bytes of one picture: they travel with the repository, and to every phone that asks for the manifest."""

NARROW: dict[str, Any] = {"width": 390, "height": 844, "device_scale_factor": 1.5}
WIDE: dict[str, Any] = {"width": 1280, "height": 800, "is_mobile": False, "device_scale_factor": 1}
DARK: dict[str, Any] = {"color_scheme": "dark"}

PICTURES: tuple[tuple[Path, str, dict[str, Any]], ...] = (
    (README / "today-light.png", "today", NARROW),
    (README / "today-dark.png", "today", NARROW | DARK),
    (README / "evidence.png", "evidence", NARROW),
    (MANIFEST / "today-narrow.png", "today", NARROW),
    (MANIFEST / "explore-narrow.png", "explore", NARROW),
    (MANIFEST / "today-wide.png", "today", WIDE),
)
SCREENS = {
    "today": ("/", ARRIVED),
    "explore": ("/explore", "Maintain physical affection"),
    "evidence": ("/explore/affection/a-long-hug", "What is known"),
}
"""Address, and what is there once the screen is."""


def main() -> None:
    chromium = subprocess.run([ROOT / ".ci" / "chromium"], check=True, capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server, sync_playwright() as playwright:
        gardens.grown(server, "anna", "ben")
        browser = playwright.chromium.launch(executable_path=chromium.strip().splitlines()[-1], args=ARGUMENTS)
        for path, screen, look in PICTURES:
            take(browser, server, path, screen, look)
        browser.close()


def take(browser: Browser, server: Server, path: Path, screen: str, look: dict[str, Any]) -> None:
    """One picture on a phone of its own, once everything of half a year is there."""
    phone = Phone(browser, server.url, "anna", reduced_motion="reduce", timezone_id=gardens.HOME, **look)
    phone.sign_in("anna")
    phone.sees(re.compile("^18[0-9] days together"), seconds=60)
    phone.has_arrived(seconds=30)
    address, there = SCREENS[screen]
    phone.open(address)
    shown = phone.page.get_by_text(there).first
    shown.wait_for()
    if screen == "evidence":
        shown.evaluate("(heading) => heading.closest('section, .card').scrollIntoView({ block: 'center' })")
    path.parent.mkdir(parents=True, exist_ok=True)
    phone.page.screenshot(path=path, animations="disabled")
    phone.close()
    assert path.stat().st_size <= LARGEST, f"{path.name} has {path.stat().st_size} bytes"


if __name__ == "__main__":
    main()
