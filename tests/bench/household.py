"""A member with a couple, practices and months of check-ins, made through the API of a running server."""

from __future__ import annotations

import json
import secrets
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
)
IDS = Ids(SystemClock(), secrets.token_bytes)


def settle(server: Served, *, days: int = 90) -> str:
    """The login of a new member whose couple has six practices, done on most of the last `days`."""
    login = "a" + secrets.token_hex(6)
    answer = _ask(server, "POST", "/accounts", {"login": login, "name": "Alice", "password": PASSWORD})
    member = answer["member"]["id"]
    space = _ask(server, "POST", "/couples", {"home_zone": "UTC"})["id"]
    mutations = []
    today = datetime.now(UTC).date()
    for position, (area, title) in enumerate(PRACTICES):
        practice = IDS.uuid7()
        begin = today - timedelta(days=days)
        mutations.append(_practice(space, practice, area, title, position, begin))
        done = [today - timedelta(n) for n in range(1, days) if n % 7 != position]
        mutations += [_check_in(space, practice, member, day) for day in done]
    for first in range(0, len(mutations), 100):
        batch = [mutation | {"n": first + n + 1} for n, mutation in enumerate(mutations[first : first + 100])]
        pushed = {"account": member, "device": member, "schema": 1, "mutations": batch}
        results = _ask(server, "POST", "/sync/push", pushed)["results"]
        assert all(result["outcome"] == "applied" for result in results), results
    return login


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


def _check_in(space: str, practice: str, member: str, day: date) -> dict[str, Any]:
    label = day.isoformat()
    fields = {"practice_id": practice, "member_id": member, "label": label}
    return _mutation(space, "check_in", derived("check_in", practice, member, label), fields)


def _mutation(space: str, kind: str, entity: str, fields: dict[str, Any]) -> dict[str, Any]:
    at = stamp(datetime.now(UTC))
    made = {"id": IDS.uuid7(), "space": space, "type": kind, "op": "put", "entity": entity}
    return {**made, "base_seq": 0, "at": at, "fields": fields}


def _ask(server: Served, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    status, answer, headers = server.ask(method, f"/api/v1{path}", json.dumps(body).encode())
    assert 200 <= status < 300, answer
    if cookie := headers["set-cookie"]:
        server.headers["cookie"] = str(cookie).split(";")[0]
    found: dict[str, Any] = json.loads(answer)
    return found
