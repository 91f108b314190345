"""A member with a couple, practices and months or years of check-ins, made through the API of a running server."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.kit.clock import SystemClock
from app.kit.context import stamp
from app.kit.ids import Ids, derived
from tests.bench.served import Served

PASSWORD = "seven quiet herons at dusk"
PRACTICES = (
    ("affection", "A long hug"),
    ("quality-time", "Ten minutes without phones"),
    ("communicate", "One good thing of the day"),
    ("trust", "A promise kept"),
    ("conflict", "A walk after a quarrel"),
    ("interests", "Draw something together"),
    ("goals", "A line in our notebook"),
)
NOTES = ("We laughed until the soup was cold.", "You asked twice, and I was glad.", "Quiet today, and that was good.")
IDS = Ids(SystemClock(), secrets.token_bytes)


@dataclass(frozen=True)
class Member:
    """Somebody with a session of their own."""

    login: str
    id: str
    cookie: str


def settle(server: Served, *, days: int = 90) -> str:
    """The login of a new member whose couple has six practices, done on most of the last `days`."""
    alice = sign_up(server, "Alice")
    space = _ask(server, alice, "POST", "/couples", {"home_zone": "UTC"})["id"]
    practices = _adopt(server, alice, space, PRACTICES[:6], days)
    _push(server, alice, _days(space, practices, alice, days))
    return alice.login


def settle_two(server: Served, *, days: int) -> tuple[str, int]:
    """The login of one of two people with seven practices, both of them busy for so long; and how many records."""
    alice, bob = sign_up(server, "Alice"), sign_up(server, "Bob")
    space = _ask(server, alice, "POST", "/couples", {"home_zone": "UTC"})["id"]
    code = _ask(server, alice, "POST", f"/couples/{space}/invites", {"kind": "qr"})["code"]
    request = _ask(server, bob, "POST", "/join-requests", {"code": code})["id"]
    _ask(server, alice, "PUT", f"/couples/{space}/join-requests/{request}/confirmation")
    practices = _adopt(server, alice, space, PRACTICES, days)
    lives = [_days(space, practices, who, days) for who in (alice, bob)]
    # by turns, as they were lived
    for first in range(0, len(lives[0]), 100):
        for who, life in zip((alice, bob), lives, strict=True):
            _push(server, who, life[first : first + 100], first)
    return alice.login, len(practices) + sum(map(len, lives))


def sign_up(server: Served, name: str) -> Member:
    """A new account, without a login that anybody would guess."""
    login = name[0].lower() + secrets.token_hex(6)
    wanted = {"login": login, "name": name, "password": PASSWORD}
    status, answer, headers = server.ask("POST", "/api/v1/accounts", json.dumps(wanted).encode())
    assert status == 201, answer
    return Member(login, json.loads(answer)["member"]["id"], str(headers["set-cookie"]).split(";")[0])


def _adopt(server: Served, who: Member, space: str, chosen: Sequence[tuple[str, str]], days: int) -> list[str]:
    begin = datetime.now(UTC).date() - timedelta(days=days)
    practices = [IDS.uuid7() for _ in chosen]
    named = zip(practices, chosen, strict=True)
    _push(server, who, [_practice(space, id_, *about, n, begin) for n, (id_, about) in enumerate(named)])
    return practices


def _days(space: str, practices: Sequence[str], who: Member, days: int) -> list[dict[str, Any]]:
    """A check-in a practice and day, but for one day of the week; now and then with a word."""
    today = datetime.now(UTC).date()
    lived = [(n, position) for n in range(days - 1, 0, -1) for position in range(len(practices)) if n % 7 != position]
    return [
        _check_in(space, practices[position], who.id, today - timedelta(n), NOTES[n % 3] if n % 10 == position else "")
        for n, position in lived
    ]


def _push(server: Served, who: Member, mutations: list[dict[str, Any]], before: int = 0) -> None:
    for first in range(0, len(mutations), 100):
        batch = [mutation | {"n": before + first + n + 1} for n, mutation in enumerate(mutations[first : first + 100])]
        pushed = {"account": who.id, "device": who.id, "schema": 1, "mutations": batch}
        results = _ask(server, who, "POST", "/sync/push", pushed)["results"]
        assert all(result["outcome"] == "applied" for result in results), results


def _practice(space: str, practice: str, area: str, title: str, position: int, begin: date) -> dict[str, Any]:
    fields = {
        "area": area,
        "requires": "each",
        "start": begin.isoformat(),
        "cadences": [{"from": begin.isoformat(), "kind": "daily"}],
        "position": position,
        "body": {"title": title},
    }
    return _mutation(space, "practice", practice, fields)


def _check_in(space: str, practice: str, member: str, day: date, note: str) -> dict[str, Any]:
    label = day.isoformat()
    fields: dict[str, Any] = {"practice_id": practice, "member_id": member, "label": label}
    if note:
        fields["body"] = {"note": note}
    return _mutation(space, "check_in", derived("check_in", practice, member, label), fields)


def _mutation(space: str, kind: str, entity: str, fields: dict[str, Any]) -> dict[str, Any]:
    at = stamp(datetime.now(UTC))
    made = {"id": IDS.uuid7(), "space": space, "type": kind, "op": "put", "entity": entity}
    return {**made, "base_seq": 0, "at": at, "fields": fields}


def _ask(server: Served, who: Member, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    server.headers["cookie"] = who.cookie
    status, answer, _ = server.ask(method, f"/api/v1{path}", b"" if body is None else json.dumps(body).encode())
    assert 200 <= status < 300, answer
    found: dict[str, Any] = json.loads(answer) if answer else {}
    return found
