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

MAIN_LOOP = ("today", "rest")
"""The bundles that a phone needs from day to day; every other one is a group of screens opened now and then."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DIST / "manifest.json").read_text("utf-8"))
    return found


def test_the_first_screen_is_at_most_25_kilobytes_of_code(manifest: dict[str, Any]) -> None:
    assert sum(entry["gzip"] for entry in manifest["entries"].values()) <= 25 * KILO


def test_the_main_loop_is_at_most_60_kilobytes_of_code(manifest: dict[str, Any]) -> None:
    chunks = manifest["chunks"]
    code = [*manifest["entries"].values(), *(chunks[name] for name in main_loop(manifest))]
    assert sum(each["gzip"] for each in code) <= 60 * KILO


def test_the_words_of_the_main_loop_are_at_most_12_kilobytes(manifest: dict[str, Any]) -> None:
    words = manifest["words"]
    assert sum(words[name]["gzip"] for name in ("first", "rest")) <= 12 * KILO


def test_a_group_is_at_most_12_kilobytes_of_code_and_5_of_words_more(manifest: dict[str, Any]) -> None:
    groups = {name: files - main_loop(manifest) for name, files in bundles(manifest).items() if name not in MAIN_LOOP}
    assert groups
    assert set(manifest["words"]) <= {"first", "rest", *groups}
    for name, files in groups.items():
        assert sum(manifest["chunks"][file]["gzip"] for file in files) <= 12 * KILO, name
        assert manifest["words"].get(name, {"gzip": 0})["gzip"] <= 5 * KILO, name


def test_every_file_of_code_is_in_the_main_loop_or_in_a_group(manifest: dict[str, Any]) -> None:
    assert set().union(*bundles(manifest).values()) == set(manifest["chunks"])


def bundles(manifest: dict[str, Any]) -> dict[str, set[str]]:
    """The files of each bundle, with all that it imports but the first screen, by its name."""
    chunks = manifest["chunks"]
    named = {chunk["source"].removeprefix("bundle:"): file for file, chunk in chunks.items() if chunk["source"]}
    return {name: {file, *chunks[file]["imports"]} & set(chunks) for name, file in named.items()}


def main_loop(manifest: dict[str, Any]) -> set[str]:
    return set().union(*(bundles(manifest)[name] for name in MAIN_LOOP))


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
    words = [each["file"] for name, each in manifest["words"].items() if name != "first"]
    names = [manifest["entries"]["main"]["file"], *manifest["chunks"], *words, manifest["css"]["rest"]["file"]]
    assert len(words) >= 2
    assert {f"/assets/{name}" for name in names} <= set(kept)
