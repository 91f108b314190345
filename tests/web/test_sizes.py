"""What a phone has to fetch: sizes are the same on every machine, so a gate that breaks is a test that fails."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from app.web.build import read_build
from app.web.shell import render_shell
from tests.web.serving import ROOT, SHELL

DIST = ROOT / "pwa" / "dist"
KILO = 1000


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DIST / "manifest.json").read_text("utf-8"))
    return found


def test_the_first_screen_is_at_most_25_kilobytes_of_code(manifest: dict[str, Any]) -> None:
    assert sum(entry["gzip"] for entry in manifest["entries"].values()) <= 25 * KILO


def test_all_screens_together_are_at_most_60_kilobytes_of_code(manifest: dict[str, Any]) -> None:
    code = [*manifest["entries"].values(), *manifest["chunks"].values()]
    assert sum(each["gzip"] for each in code) <= 60 * KILO


def test_the_words_of_all_screens_are_at_most_12_kilobytes(manifest: dict[str, Any]) -> None:
    assert sum(each["gzip"] for each in manifest["words"].values()) <= 12 * KILO


def test_today_alive_is_at_most_40_kilobytes_of_code(manifest: dict[str, Any]) -> None:
    main, chunks = manifest["entries"]["main"], manifest["chunks"]
    [today] = [chunk for chunk in chunks.values() if chunk["source"] == "bundle:today"]
    more = [today["gzip"], *(chunks[name]["gzip"] for name in today["imports"] if name in chunks)]
    assert main["gzip"] + sum(more) <= 40 * KILO


def test_the_worker_is_at_most_4_kilobytes(manifest: dict[str, Any]) -> None:
    assert manifest["worker"]["gzip"] <= 4 * KILO


def test_the_shell_fits_the_first_packets_of_a_connection() -> None:
    shell = render_shell(read_build(DIST), SHELL)
    for page in (shell.page, shell.welcome):
        assert len(gzip.compress(page.content, 9)) <= 14 * KILO


def test_everything_is_kept_on_the_phone(manifest: dict[str, Any]) -> None:
    kept = read_build(DIST).precached()
    later = [manifest[part]["rest"]["file"] for part in ("words", "css")]
    names = [manifest["entries"]["main"]["file"], *manifest["chunks"], *later]
    assert {f"/assets/{name}" for name in names} <= set(kept)
