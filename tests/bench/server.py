"""The server's hot paths as ratios to a bare FastAPI route, in one run (design: "Bars")."""

from __future__ import annotations

import base64
import json
import random
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.cli import upgrade
from app.kit.clock import SystemClock
from app.kit.context import stamp
from app.kit.ids import Ids, derived
from app.kit.settings import Settings
from tests.bench.served import Request, Served, served

PASSWORD = "seven quiet herons at dusk"
BARS = {"pull_100": "<= 10", "pull_nothing": "<= 3", "push_1": "<= 8 (SQLite), <= 12 (PostgreSQL)"}
IDS = Ids(SystemClock(), secrets.token_bytes)


@dataclass
class Phone:
    """A member who is signed in on a server of her own, with a couple and a practice in it."""

    server: Served
    member: str
    space: str
    practice: str
    url: str
    """The address of its database."""

    def push(self, mutations: list[dict[str, Any]]) -> Request:
        asked = {"account": self.member, "device": self.member, "schema": 1, "mutations": mutations}
        return "POST", "/api/v1/sync/push", json.dumps(asked).encode()

    def pull(self, cursor: str | None = None, limit: int = 100, before: str | None = None) -> Request:
        space = {"id": self.space, "cursor": cursor, "before": before}
        asked = {"account": self.member, "device": self.member, "schema": 1, "spaces": [space], "limit": limit}
        return "POST", "/api/v1/sync/pull", json.dumps(asked).encode()

    def cursor(self) -> str:
        """Where the space stands now."""
        found: str = json.loads(self.server.ask(*self.pull())[1])["spaces"][0]["cursor"]
        return found

    def behind(self, changes: int) -> str:
        """A cursor of somebody who has missed so many."""
        cursor = self.cursor()
        seq, hi, tag = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return base64.urlsafe_b64encode(json.dumps([seq - changes, hi, tag]).encode()).decode().rstrip("=")

    def check_in(self, n: int) -> dict[str, Any]:
        """A check-in on the nth day, with a word."""
        label = (date(2000, 1, 1) + timedelta(days=n)).isoformat()
        return {
            "id": IDS.uuid7(),
            "n": n,
            "space": self.space,
            "type": "check_in",
            "op": "put",
            "entity": derived("check_in", self.practice, self.member, label),
            "base_seq": 0,
            "at": stamp(datetime.now(UTC)),
            "fields": {
                "practice_id": self.practice,
                "member_id": self.member,
                "label": label,
                "body": {"note": random.choice(("a word", "another word", "a whole sentence of words"))},
            },
        }


@contextmanager
def phone(url: str | None = None) -> Iterator[Phone]:
    """A fresh server with one signed-in member, until the block ends; its folder is gone then, too."""
    with tempfile.TemporaryDirectory(prefix="tend-bench-") as folder:
        env = {"TEND_DATA_DIR": folder, "TEND_REGISTRATION": "open", "TEND_WORKER_IN_WEB": "false"}
        if url:
            env["TEND_DATABASE_URL"] = url
        address = Settings(data_dir=Path(folder), database_url=url).url
        upgrade(address)
        with served("app.main:served", factory=True, env=env) as server:
            yield _signed_in(server, address)


def _signed_in(server: Served, address: str) -> Phone:
    account = {"login": "a" + secrets.token_hex(6), "name": "Alice", "password": PASSWORD}
    status, answer, headers = server.ask("POST", "/api/v1/accounts", json.dumps(account).encode())
    assert status == 201, answer
    server.headers["cookie"] = str(headers["set-cookie"]).split(";")[0]
    member = json.loads(answer)["member"]["id"]
    _, answer, _ = server.ask("POST", "/api/v1/couples", b'{"home_zone": "Europe/Berlin"}')
    alice = Phone(server, member, json.loads(answer)["id"], IDS.uuid7(), address)
    _adopt(alice)
    return alice


def _adopt(alice: Phone) -> None:
    fields = {
        "area": "affection",
        "requires": "each",
        "start": "2000-01-01",
        "cadences": [{"from": "2000-01-01", "kind": "daily"}],
    }
    status, answer, _ = alice.server.ask(
        "PUT",
        f"/api/v1/spaces/{alice.space}/practices/{alice.practice}",
        json.dumps({"fields": fields, "body": {"title": "A long hug"}}).encode(),
    )
    assert status == 201, answer


def run(url: str | None = None, *, times: int = 200) -> dict[str, Any]:
    """CPU microseconds of each path and of the yardstick, measured by turns, and their ratios."""
    with served("tests.bench.hello:app") as bare, phone(url) as alice:
        hello: Request = ("GET", "/hello", b"")
        found = {"hello": bare.cpu_us(lambda _: hello, times=times)}
        found["push_1"] = alice.server.cpu_us(lambda n: alice.push([alice.check_in(n)]), times=times)
        found["push_20"] = alice.server.cpu_us(
            lambda n: alice.push([alice.check_in(5000 + n * 20 + k) for k in range(20)]), times=times // 2
        )
        found["first_load_100"] = alice.server.cpu_us(lambda _: alice.pull(), times=times)
        cursor, missed = alice.cursor(), alice.behind(100)
        found["pull_100"] = alice.server.cpu_us(lambda _: alice.pull(missed), times=times)
        found["pull_nothing"] = alice.server.cpu_us(lambda _: alice.pull(cursor), times=times)
        found["hello_again"] = bare.cpu_us(lambda _: hello, times=times)
        memory, cold = alice.server.memory_mb(), alice.server.started_in
    base = (found["hello"] + found["hello_again"]) / 2
    ratios = {name: round(value / base, 2) for name, value in found.items()}
    ratios["push_20_each"] = round(found["push_20"] / 20 / base, 2)
    return {
        "unit": "CPU microseconds of the server per request, medians of 5",
        "figures": {name: round(value, 1) for name, value in found.items()},
        "ratios_to_hello": ratios,
        "push_20_each": round(found["push_20"] / 20, 1),
        "memory_mb": round(memory, 1),
        "start_seconds": round(cold, 2),
        "bars": {
            **BARS,
            "push_20_each": "<= 0.69 (SQLite), <= 1.04 (PostgreSQL)",
            "memory_mb": "<= 110",
            "start_seconds": "<= 1.5",
        },
    }


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))  # noqa: T201 (a bench prints)
