"""Reminders by the million, and all that they point at: written straight into the tables, not through the server."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
from sqlalchemy import make_url

from app.kit.clock import tzdata_version
from app.kit.context import stamp
from tests.cast import P256

BEGIN: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""The hour in which everything falls due. In Berlin it is one o'clock."""
EACH: Final = 3
HISTORY: Final = 30
_LATELY: Final = stamp(BEGIN - timedelta(hours=23))
_TODAY: Final = BEGIN.date()
_RECORD: Final = {
    "created_at": _LATELY, "updated_at": _LATELY, "deleted_at": None, "body": None, "enc": "none", "key_epoch": 0,
    "rev": 0, "stamps": "{}",
}  # fmt: skip
_AT_A_TIME: Final = 3000
"""Members whose rows are written in one go."""

Rows = dict[str, list[dict[str, Any]]]


def fill(url: str, reminders: int, *, minutes: int) -> None:
    """So many reminders, evenly over the hour; the practices of its first minutes have a history."""
    put = _into_sqlite if make_url(url).get_backend_name() == "sqlite" else _into_postgresql
    put(url, _town(reminders // EACH, minutes + 1))


def _town(members: int, minutes: int) -> Iterator[Rows]:
    for first in range(0, members, _AT_A_TIME):
        rows: Rows = {}
        for n in range(first, min(members, first + _AT_A_TIME)):
            for table, row in _member(n, minutes):
                rows.setdefault(table, []).append(row)
        yield rows


def _member(n: int, minutes: int) -> Iterator[tuple[str, dict[str, Any]]]:
    me, own, session = _id(1, n), _id(2, n), _id(3, n)
    yield "space", {"id": own, "kind": "own", "head": 1, "created_at": _LATELY, "closed_at": None, "continued": "[]"}
    about = {"login": f"m{n}", "name": "", "password_hash": "", "created_at": _LATELY}
    yield "member", {"id": me, "own_space_id": own, **about}
    yield "membership", {"space_id": own, "member_id": me, "joined": "2026-10-01", "left": None}
    yield (
        "session",
        {
            "id": session, "member_id": me, "token_hash": f"{n:064}", "previous_hash": None, "rotated_at": _LATELY,
            "device": "", "kind": "browser", "created_at": _LATELY, "used_on": str(_TODAY),
            "expires_at": "2027-11-23T00:00:00.000Z", "confirmed_at": _LATELY, "revoked_at": None, "erase": False,
        },
    )  # fmt: skip
    endpoint = f"https://fcm.googleapis.com/fcm/send/{n:064}"
    reached = {"endpoint": endpoint, "endpoint_hash": f"{n:064}", "p256dh": P256, "auth": "A" * 22}
    yield "push_subscription", {"session_id": session, "member_id": me, **reached, "created_at": _LATELY}
    night = {"zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_to": "07:00", "streaks_hidden": False}
    yield "preferences", {"space_id": own, "id": _id(4, n), "author_id": me, "seq": 1, **_RECORD, **night}
    for turn in range(EACH):
        yield from _reminder(me, own, n * EACH + turn, minutes)


def _reminder(me: str, own: str, k: int, minutes: int) -> Iterator[tuple[str, dict[str, Any]]]:
    practice, minute = _id(5, k), (k * 37) % 60
    here = {"space_id": own, "author_id": me, "seq": 1, **_RECORD}
    cadences = json.dumps([{"from": "2026-10-01", "kind": "daily", "week_start": "mon"}])
    kept = {"area": "quality-time", "catalogue": None, "requires": "each", "cadences": cadences, "start": "2026-10-01"}
    yield "practice", {**here, "id": practice, **kept, "ended": None, "rest": 1, "position": 0}
    if minute < minutes:
        for day in range(1, HISTORY):
            label = str(_TODAY - timedelta(days=day))
            act = {"practice_id": practice, "member_id": me, "label": label, "withdrawn": False, "sealed": False}
            yield "check_in", {**here, "id": _id(100 + day, k), **act}
    rule = {"time": f"13:{minute:02}", "days": list(range(7)), "zone_mode": "floating"}
    yield (
        "reminder_due",
        {
            "space_id": own, "reminder_id": _id(6, k), "member_id": me, "ref_space": own, "ref_id": practice,
            "rule": json.dumps({**rule, "window_start": None, "window_end": None}), "priority": 0,
            "zones": json.dumps([["2026-10-01T00:00:00.000Z", "Europe/Berlin"]]), "tzdata": tzdata_version(),
            "since": stamp(BEGIN - timedelta(days=1) + timedelta(minutes=minute)),
            "next_due_at": stamp(BEGIN + timedelta(minutes=minute)), "label": str(_TODAY),
            "last_label": str(_TODAY - timedelta(days=1)), "ignored": 0, "snooze_n": 0, "snooze_at": None,
        },
    )  # fmt: skip


def _id(kind: int, n: int) -> str:
    """Spread out like those that clients make, and the same each time."""
    mixed = (n * 0x9E3779B97F4A7C15 + kind * 0xC2B2AE3D27D4EB4F) % 2**64
    return str(UUID(int=(mixed << 64) | (kind << 48) | n, version=4))


def _into_sqlite(url: str, town: Iterator[Rows]) -> None:
    connection = sqlite3.connect(str(make_url(url).database))
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA foreign_keys=OFF")
    for rows in town:
        for table, some in rows.items():
            names = list(some[0])
            marks = ", ".join("?" * len(names))
            quoted = ", ".join(f'"{name}"' for name in names)
            connection.executemany(
                f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', [list(r.values()) for r in some]
            )
        connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def _into_postgresql(url: str, town: Iterator[Rows]) -> None:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for rows in town:
            for table, some in rows.items():
                quoted = ", ".join(f'"{name}"' for name in some[0])
                with connection.cursor().copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:  # type: ignore[arg-type]
                    for row in some:
                        copy.write_row(list(row.values()))
        connection.execute("VACUUM ANALYZE")
