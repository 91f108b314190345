"""A browser, a server of its own process, and phones. A picture is taken of every phone when a test fails."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e import gardens
from tests.e2e.gardens import Couple
from tests.e2e.phones import ARGUMENTS, ROOT, Phone
from tests.e2e.server import Server
from tests.push.service import PushService, PushServiceThread

PhoneOf = Callable[..., Phone]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; `.ci/chromium` brings one if there is none."""
    found = subprocess.run([ROOT / ".ci" / "chromium"], check=True, capture_output=True, text=True)
    return found.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Per module: while it runs, its event loop is in the way of tests that start one of their own."""
    expect.set_options(timeout=6000)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server with a SQLite file, shared by the tests of a module."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may stop, kill or renew."""
    with Server(tmp_path / "server") as running:
        yield running


@pytest.fixture
def garden(server: Server, request: pytest.FixtureRequest) -> Couple:
    """A couple for this test alone, with two practices; they have the logins `<test>-a` and `<test>-b`."""
    short = f"{abs(hash(request.node.name)) % 10**8}"
    return gardens.with_two_practices(server, f"{short}-a", f"{short}-b")


@pytest.fixture
def push() -> Iterator[PushService]:
    """A push service that decrypts what it gets."""
    with PushServiceThread() as service:
        yield service


@pytest.fixture
def phone(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[PhoneOf]:
    """Makes phones. At the end none of them may have had an error or a refusal of the content policy."""
    phones: list[Phone] = []

    def make(name: str, base: str | None = None, **options: Any) -> Phone:
        made = Phone(browser, base or server.url, name, **options)
        made.page.set_default_timeout(10_000)
        phones.append(made)
        return made

    yield make
    for each in phones:
        if request.node.stash.get(FAILED, False):
            each.shoot(f"failed-{re.sub(r'[^a-z0-9]+', '-', request.node.name.lower())}-{each.name}")
        each.close()
    problems = [problem for each in phones for problem in each.problems]
    assert not problems, "\n".join(problems)
