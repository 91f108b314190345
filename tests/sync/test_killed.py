"""A real server is killed in the middle of pushes, again and again: what it acknowledged is there, and once."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import threading
import time
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.cast import DAILY, ORIGIN, PASSWORD, Fields, new_id
from tests.sync.lives import Server

KILLS = 15
PER_PUSH = 5


class Phone:
    """Pushes batches until the line breaks, and remembers what was acknowledged."""

    def __init__(self) -> None:
        self.cookie = ""
        self.member = self.space = ""
        self.device = new_id()
        self.n = self.cut = 0
        self.waiting: list[Fields] = []
        self.acknowledged: dict[str, str] = {}

    def call(
        self, server: Server, method: str, path: str, body: Fields, line: httpx.Client | None = None
    ) -> httpx.Response:
        address = f"http://127.0.0.1:{server.port}/api/v1{path}"
        headers = {"origin": ORIGIN, "cookie": f"sid={self.cookie}"}
        ask = line.request if line is not None else httpx.request
        answer = ask(method, address, json=body, headers=headers, timeout=30)
        answer.raise_for_status()
        return answer

    def sign_up(self, server: Server) -> None:
        answer = self.call(server, "POST", "/accounts", {"login": "alice", "name": "Alice", "password": PASSWORD})
        self.cookie = answer.cookies["sid"]
        self.member, self.space = answer.json()["member"]["id"], answer.json()["own_space_id"]

    def push_until_it_dies(self, server: Server, chance: random.Random) -> None:
        """What is not answered stays in the outbox, and is sent again, first, in the same order.

        The server is killed at some moment of one of the first pushes, by how long the one before took: so a
        slow machine and a quick one see as many.
        """
        last, took = chance.randint(2, 4), 0.0
        with httpx.Client() as line:
            for turn in count():
                if turn == last:
                    threading.Timer(chance.uniform(0, took), server.kill).start()
                while len(self.waiting) < PER_PUSH:
                    self.waiting.append(self._new())
                begin = time.perf_counter()
                try:
                    self.push(server, line)
                except httpx.TransportError as broken:
                    self.cut += not isinstance(broken, httpx.ConnectError)
                    return
                took = time.perf_counter() - begin

    def push(self, server: Server, line: httpx.Client | None = None) -> None:
        asked = {"account": self.member, "device": self.device, "schema": 1, "mutations": self.waiting}
        results = self.call(server, "POST", "/sync/push", asked, line).json()["results"]
        assert {result["outcome"] for result in results} == {"applied"}
        self.acknowledged |= {one["id"]: one["entity"] for one in self.waiting}
        self.waiting = []

    def _new(self) -> Fields:
        self.n += 1
        fields = {"area": "goals", "requires": "each", "cadences": DAILY, "start": "2026-11-01"}
        return {
            "id": new_id(),
            "n": self.n,
            "space": self.space,
            "type": "practice",
            "op": "put",
            "entity": new_id(),
            "at": "2026-11-23T18:00:00.000Z",
            "fields": {**fields, "body": {"title": f"Practice {self.n}"}},
        }


@pytest.mark.failure(1)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    nursery: subprocess.Popen[str], sqlite_file: Path
) -> None:
    chance, phone, lives = random.Random(23), Phone(), 0
    server = Server(nursery)
    phone.sign_up(server)
    while lives < KILLS:
        phone.push_until_it_dies(server, chance)
        _everything_is_there_once(sqlite_file, phone)
        server, lives = Server(nursery), lives + 1
    if phone.waiting:
        phone.push(server)
    server.kill()
    assert len(phone.acknowledged) > KILLS * PER_PUSH, "too sleepy: hardly anything was under way"
    assert phone.cut >= 3, "too sleepy: no push was cut in its middle"
    _everything_is_there_once(sqlite_file, phone)


def _everything_is_there_once(file: Path, phone: Phone) -> None:
    connection = sqlite3.connect(file)
    rows = [id_ for (id_,) in connection.execute("SELECT id FROM practice")]
    fed = [id_ for (id_,) in connection.execute("SELECT id FROM feed WHERE type = 'practice'")]
    applied = {id_ for (id_,) in connection.execute("SELECT id FROM applied_mutation")}
    seqs = [seq for (seq,) in connection.execute("SELECT seq FROM space_commit ORDER BY seq")]
    (head,) = connection.execute("SELECT head FROM space").fetchone()
    connection.close()
    assert set(phone.acknowledged.values()) <= set(rows)
    assert set(phone.acknowledged) <= applied
    assert len(rows) == len(set(rows)) == len(applied)
    assert sorted(rows) == sorted(fed)
    assert seqs == list(range(1, head + 1))
