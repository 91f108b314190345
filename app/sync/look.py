"""Who asks, and which spaces they are in: one statement, since a phone that hears nothing new needs no other."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, exc
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.auth.principal import WHO, Principal, Seen, Token, recognised
from app.auth.refusals import NotSignedIn
from app.kit.db import Database
from app.kit.listed import told
from app.kit.prepared import Prepared, Row
from app.kit.records.feed import Cursor, Tags
from app.kit.records.models import Space, SpaceCommit
from app.kit.records.statements import table_of
from app.members.models import MemberSession
from app.spaces.service import MINE, PRESENT, SPACE_COLUMNS, gather, with_everybody

_OF_WHO = len(Seen._fields)
_OF_SPACE = _OF_WHO + len(SPACE_COLUMNS)
_NEWEST, _READ = aliased(SpaceCommit), aliased(SpaceCommit)


def _looking(*present: Any) -> Prepared:
    asked = WHO.add_columns(*SPACE_COLUMNS, col(_NEWEST.tag), col(_READ.tag))
    mine = asked.join(MINE, col(MINE.member_id) == col(MemberSession.member_id)).where(*present)
    newest = and_(col(_NEWEST.space_id) == col(Space.id), col(_NEWEST.seq) == col(Space.head))
    read = and_(col(_READ.space_id) == col(Space.id), col(_READ.seq) == told(col(Space.id), "read"))
    tagged = with_everybody(mine).outerjoin(_NEWEST, newest).outerjoin(_READ, read)
    return Prepared(tagged, proven=[table_of(SpaceCommit)])


LOOK = _looking(PRESENT)
"""By `shown`, the hash of a token, and `read`, the commits of which somebody wants the mark, by space, as JSON."""


class Sight(NamedTuple):
    """A space as its viewer finds it; None where they are not in it."""

    space: dict[str, Any] | None
    tags: Tags
    viewer: str


class Here(NamedTuple):
    """Who asks, their spaces as `spaces_of` gives them, and the marks of each space."""

    me: Principal
    spaces: list[dict[str, Any]]
    tags: dict[str, Tags]

    def sight(self, space_id: str) -> Sight:
        """One of the spaces."""
        space = next((space for space in self.spaces if space["id"] == space_id), None)
        return Sight(space, self.tags.get(space_id, Tags("", "")), self.me.member_id)


def wanted(shown: Token, cursors: Mapping[str, Cursor | None]) -> dict[str, str]:
    """The parameters of `LOOK` for somebody who has read so far."""
    read = {space: cursor.hi for space, cursor in cursors.items() if cursor is not None}
    return {"shown": shown.token_hash, "read": json.dumps(read)}


def look(session: Session, shown: Token, cursors: Mapping[str, Cursor | None], now: datetime) -> Here:
    """What `authenticate` and `spaces_of` say, within the caller's transaction. Refuses as `authenticate` does."""
    return found(LOOK.rows(session, **wanted(shown, cursors)), shown, now)


def found(rows: Sequence[Sequence[Any]], shown: Token, now: datetime) -> Here:
    """What the rows of `LOOK` say. Refuses as `authenticate` does."""
    sessions = {row[0] for row in rows}
    if len(sessions) != 1:
        raise NotSignedIn
    me = recognised(Seen(*rows[0][:_OF_WHO]), shown, now)
    tags = {row[_OF_WHO]: Tags(row[_OF_SPACE] or "", row[_OF_SPACE + 1] or "") for row in rows}
    return Here(me, gather(row[_OF_WHO:_OF_SPACE] for row in rows), tags)


def in_the_loop(db: Database) -> Callable[..., Awaitable[list[Row] | None]]:
    """`LOOK` without a thread: its rows, or None where one would have to wait. On PostgreSQL it is in `glances`."""

    async def ask(**asked: str) -> list[Row] | None:
        if not db.sqlite:
            return None
        try:
            with db.glance() as session:
                return LOOK.rows(session, **asked)
        except (exc.OperationalError, exc.TimeoutError):
            return None

    return ask
