"""Tend as a host runs it: a process of its own, with a data folder and an address of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import httpx

from app.kit.context import stamp
from tests.cast import PASSWORD, Someone

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds for a start, which migrates first."""


class Server:
    """`with Server(folder) as server:` runs it and ends it by its process id.

    `release` is a folder with a built client, `dist` and `shell`, to serve instead of the repository's own:
    for what happens when a new version comes.
    """

    def __init__(self, folder: Path, *, database_url: str | None = None) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.release: Path | None = None
        self._database_url = database_url
        self._process: subprocess.Popen[bytes] | None = None
        self._browsers: list[httpx.Client] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        for browser in self._browsers:
            browser.close()
        self.stop()

    def start(self) -> None:
        """Returns when it answers. It keeps its address and its data over a restart."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(self._command(), cwd=ROOT, env=self._environment(), stdout=log, stderr=log)
        self._wait_until_ready()

    def stop(self) -> None:
        """As a host stops it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut stops it: kill -9."""
        self._end(signal.SIGKILL)

    def sign_up(self, login: str, name: str | None = None) -> Someone:
        """A member who came by the API: for tests whose story begins later."""
        browser = httpx.Client(base_url=self.url, headers={"origin": self.url}, timeout=30)
        self._browsers.append(browser)
        asked = {"login": login, "name": name or login.title(), "password": PASSWORD, "device": "Android phone"}
        answer = browser.post("/api/v1/accounts", json=asked)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        ids = made["member"]["id"], made["own_space_id"], made["session_id"], made["recovery_code"]
        return Someone(login, browser, *ids)  # type: ignore[arg-type]  # a real client in the place of the test client

    @property
    def database(self) -> Path:
        """Its SQLite file."""
        return self.folder / "data" / "tend.sqlite3"

    def applied(self, member: str) -> dict[str, int]:
        """The commit of each mutation of a member, as far as the server remembers."""
        with closing(sqlite3.connect(self.database, timeout=10)) as database:
            return dict(database.execute("SELECT id, seq FROM applied_mutation WHERE account_id = ?", (member,)))

    def let_sessions_expire(self, member: str) -> None:
        """As after weeks away: the server's clock cannot be moved from here, its rows can."""
        with sqlite3.connect(self.database, timeout=10) as database:
            long_ago = "2026-01-01T00:00:00.000Z"
            database.execute("UPDATE session SET expires_at = ? WHERE member_id = ?", (long_ago, member))

    def let_ring(self, member: str) -> None:
        """Their reminder was set hours ago, and is due: what it would have rung for since then rings now."""
        with sqlite3.connect(self.database, timeout=10) as database:
            due = "UPDATE reminder_due SET since = ?, label = NULL, next_due_at = ? WHERE member_id = ?"
            database.execute(due, (_ago(hours=3), _ago(), member))

    def let_the_half_hour_pass(self, member: str, *, seconds: float = 20) -> None:
        """Of a "Later", once the server knows of it."""
        deadline = time.monotonic() + seconds
        again = "UPDATE reminder_due SET snooze_at = ?, next_due_at = ? WHERE member_id = ? AND snooze_at IS NOT NULL"
        while True:
            with sqlite3.connect(self.database, timeout=10) as database:
                if database.execute(again, (_ago(), _ago(), member)).rowcount:
                    return
            assert time.monotonic() < deadline, "nobody said later"
            time.sleep(0.1)

    def let_tries_be_forgotten(self) -> None:
        """As after some hours: more people sign up from this one address than come by in one."""
        with sqlite3.connect(self.database, timeout=10) as database:
            database.execute("DELETE FROM rate")

    def _command(self) -> list[str]:
        if self.release is None:
            return [sys.executable, "-m", "app.cli", "run"]
        return [sys.executable, "-m", "tests.e2e.release", str(self.release)]

    def _environment(self) -> dict[str, str]:
        database = {"TEND_DATABASE_URL": self._database_url} if self._database_url else {}
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("TEND_")},
            "TEND_DATA_DIR": str(self.folder / "data"),
            "TEND_PORT": str(self.port),
            "TEND_PUBLIC_URL": self.url,
            "TEND_PUSH_LOOPBACK": "true",
            "TEND_WEBHOOKS_LOOPBACK": "true",
            **database,
        }

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=10).is_success:
                    return
            except httpx.TransportError:
                pass  # not listening yet
            try:
                code = self._process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the server ended with {code}:\n{self.log()}")
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.log()}")

    def log(self) -> str:
        """The end of what it wrote."""
        return (self.folder / "server.log").read_text()[-4000:]

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the server did not end by itself:\n{self.log()}") from None


def _ago(*, hours: float = 0) -> str:
    return stamp(datetime.now(UTC) - timedelta(hours=hours))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
