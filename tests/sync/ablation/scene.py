"""Small words for the scenes: who writes what, when, and what was kept of it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import Any

from sqlalchemy import exc, select
from sqlmodel import col

from app.kit.db import EVERYWHERE
from app.kit.records.models import Version
from app.practices.records import PRACTICE
from tests.cast import Fields, Pair, Someone, replaced, sign_up

MORNING, EARLIER, LATER = (f"2026-11-23T{time}:00.000Z" for time in ("08:00", "18:20", "18:40"))


def rest_of(pair: Pair, made: str, space: str = "") -> Any:
    """The field that these scenes write, as Alice's phone reads it."""
    return pair.alice.records(space or pair.space)[made]["fields"]["rest"]


def an_hour_ago(pair: Pair) -> str:
    """A practice that Alice wrote an hour ago: there is time for what comes earlier and later."""
    made = pair.adopt()
    pair.ctx.clock.advance(hours=1)  # type: ignore[attr-defined]
    return made


def patch(who: Someone, space: str, made: str, fields: Fields, **more: Any) -> Fields:
    return who.write(space, "practice", "patch", made, fields, **more)


def lost(pair: Pair) -> list[Any]:
    """Values that lost against another one and were kept."""
    with pair.ctx.db.read(EVERYWHERE) as session:
        rows = session.execute(select(Version).order_by(col(Version.field))).scalars()
        return [json.loads(row.body)["value"] for row in rows if row.body is not None]


def seq_of(pair: Pair, made: str) -> int:
    seq: int = pair.alice.records(pair.space)[made]["seq"]
    return seq


@contextmanager
def choking(word: str = "choke") -> Any:
    """A practice with this word in its title breaks the statement that writes it."""
    check = PRACTICE.check

    def broken(attempt: Any) -> None:
        if word in (attempt.after["body"] or ""):
            raise exc.DataError("injected", {}, Exception("injected"))
        check(attempt)

    with replaced(PRACTICE, "check", broken):
        yield


def stranger(pair: Pair, name: str = "erin") -> Someone:
    """Somebody who has nothing to do with them."""
    return sign_up(pair.app, name)
