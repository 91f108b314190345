"""A backup is put back under a server that goes on serving, and nobody is told: phones notice, and lose nothing."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.cast import DAILY, ORIGIN, PASSWORD, Fields, new_id
from tests.sync.lives import Server


class Phone:
    """A member's phone that talks to a real server, and keeps what it sent."""

    def __init__(self, server: Server, login: str) -> None:
        self.server, self.login, self.device, self.n = server, login, new_id(), 0
        self.cookie = self.member = self.own = ""
        self.sent: list[Fields] = []

    def call(self, method: str, path: str, body: Fields) -> httpx.Response:
        headers = {"origin": ORIGIN, "cookie": f"sid={self.cookie}"}
        address = f"http://127.0.0.1:{self.server.port}/api/v1{path}"
        answer = httpx.request(method, address, json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return answer

    def sign_up(self) -> None:
        account = {"login": self.login, "name": self.login.title(), "password": PASSWORD}
        answer = self.call("POST", "/accounts", account)
        self.cookie = answer.cookies["sid"]
        self.member, self.own = answer.json()["member"]["id"], answer.json()["own_space_id"]

    def sign_in(self) -> None:
        answer = self.call("POST", "/sessions", {"login": self.login, "password": PASSWORD})
        self.cookie = answer.cookies["sid"]

    def practice(self, space: str, title: str) -> Fields:
        self.n += 1
        fields = {"area": "goals", "requires": "each", "cadences": DAILY, "start": "2026-11-01"}
        mutation = {
            "id": new_id(),
            "n": self.n,
            "space": space,
            "type": "practice",
            "op": "put",
            "entity": new_id(),
            "at": "2026-11-23T18:00:00.000Z",
            "fields": {**fields, "body": {"title": title}},
        }
        self.sent.append(mutation)
        return mutation

    def push(self, *mutations: Fields) -> list[str]:
        asked = {"account": self.member, "device": self.device, "schema": 1, "mutations": mutations}
        return [result["outcome"] for result in self.call("POST", "/sync/push", asked).json()["results"]]

    def pull(self, space: str, cursor: str | None = None, unconfirmed: list[str] | None = None) -> Fields:
        where = {"id": space} | ({"cursor": cursor} if cursor else {})
        asked = {
            "account": self.member,
            "device": self.device,
            "schema": 1,
            "spaces": [where],
            "unconfirmed": unconfirmed or [],
        }
        answer: Fields = self.call("POST", "/sync/pull", asked).json()
        return answer

    def titles(self, space: str) -> set[str]:
        page = self.pull(space)["spaces"][0]
        assert page["before"] is None
        return {change["body"]["title"] for change in page["changes"] if change["type"] == "practice"}


def copy(source: Path, target: Path) -> None:
    """What a backup does, and what putting it back does, while others read and write."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def couple(alice: Phone, bob: Phone) -> str:
    """Alice makes a couple, Bob knocks, Alice says yes."""
    space: str = alice.call("POST", "/couples", {"home_zone": "Europe/Berlin"}).json()["id"]
    code = alice.call("POST", f"/couples/{space}/invites", {"kind": "qr"}).json()["code"]
    knock = bob.call("POST", "/join-requests", {"code": code}).json()["id"]
    alice.call("PUT", f"/couples/{space}/join-requests/{knock}/confirmation", {})
    return space


@pytest.mark.failure(6)
def test_phones_bring_a_server_that_lost_days_back_to_where_it_was(
    nursery: subprocess.Popen[str], sqlite_file: Path, tmp_path: Path
) -> None:
    server = Server(nursery)
    alice, bob = Phone(server, "alice"), Phone(server, "bob")
    alice.sign_up()
    bob.sign_up()
    space = couple(alice, bob)
    alice.push(alice.practice(space, "before the backup"))
    in_backup = bob.pull(space)["spaces"][0]["cursor"]
    copy(sqlite_file, tmp_path / "backup.sqlite3")
    for day in range(3):
        assert alice.push(alice.practice(space, f"Alice's, day {day}")) == ["applied"]
        assert bob.push(bob.practice(space, f"Bob's, day {day}")) == ["applied"]
    late = [mutation["id"] for mutation in bob.sent]
    known = bob.pull(space, unconfirmed=late)
    cursor, everything = known["spaces"][0]["cursor"], bob.titles(space)
    assert len(everything) == 7
    assert set(known["confirmed"]) == set(late)

    copy(tmp_path / "backup.sqlite3", sqlite_file)

    back = bob.pull(space, cursor, late)
    assert (back["spaces"][0]["state"], back["spaces"][0]["changes"], back["confirmed"]) == ("reset", [], {})
    assert bob.pull(space, in_backup)["spaces"][0]["state"] == "ok", "what the backup holds is the same history"
    assert bob.titles(space) == {"before the backup"}
    assert alice.push(*alice.sent) == ["applied"] * 4, "what the backup holds is not done twice"
    ours = bob.pull(space)["spaces"][0]["cursor"]
    assert bob.pull(space, cursor)["spaces"][0]["state"] == "reset", "the same numbers in another history"
    assert bob.push(*bob.sent) == ["applied"] * 3
    assert alice.titles(space) == bob.titles(space) == everything
    newer = alice.pull(space, ours)["spaces"][0]
    assert (newer["state"], len(newer["changes"])) == ("ok", 3)
    server.kill()


@pytest.mark.failure(6)
def test_who_signed_in_after_the_backup_signs_in_again_and_sends_what_waits(
    nursery: subprocess.Popen[str], sqlite_file: Path, tmp_path: Path
) -> None:
    server = Server(nursery)
    alice = Phone(server, "alice")
    alice.sign_up()
    copy(sqlite_file, tmp_path / "backup.sqlite3")
    alice.sign_in()
    alice.push(alice.practice(alice.own, "after the backup"))
    copy(tmp_path / "backup.sqlite3", sqlite_file)
    with pytest.raises(httpx.HTTPStatusError) as refused:
        alice.pull(alice.own)
    answer = refused.value.response
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    alice.sign_in()
    assert alice.push(*alice.sent) == ["applied"]
    assert alice.titles(alice.own) == {"after the backup"}
    server.kill()
