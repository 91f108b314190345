"""Giving a device what it has not seen, out of one snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import to_json
from sqlalchemy.orm import Session

from app.auth.principal import Principal, Token, note_use
from app.kit.context import Context
from app.kit.db import widen
from app.kit.records import feed
from app.kit.records import statements as st
from app.sync.look import look
from app.sync.refusals import AccountMismatch
from app.sync.schemas import PullIn, PullSpace

Space = dict[str, Any]
"""A space as `spaces_of` gives it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who asked, where they are, a page of each space they asked for, and what is confirmed."""

    me: Principal
    spaces: list[Space]
    pages: list[Pulled]
    confirmed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Pulled:
    """One space's part of the answer. `changes` are JSON texts, ready to be sent."""

    id: str
    state: str
    changes: list[str]
    cursor: str | None = None
    before: str | None = None
    more: bool = False
    floor: int | None = None

    def json(self) -> str:
        """As it goes over the wire."""
        rest = {"cursor": self.cursor, "before": self.before, "more": self.more, "floor": self.floor}
        head = _text({"id": self.id, "state": self.state, **rest})
        return f'{head[:-1]},"changes":[{",".join(self.changes)}]}}'


def pull(ctx: Context, shown: Token, asked: PullIn) -> str:
    """The whole answer, as JSON text."""
    answer = _nothing_new(ctx, shown, asked) or _snapshot(ctx, shown, asked)
    if answer.me.first_today:
        with ctx.db.write() as session:
            note_use(session, answer.me, ctx.now())
    rest = {
        "confirmed": answer.confirmed,
        "memberships": answer.spaces,
        "server_time": ctx.stamp(),
        "min_schema": ctx.settings.min_schema,
    }
    return f'{{"spaces":[{",".join(p.json() for p in answer.pages)}],{_text(rest)[1:]}'


def _nothing_new(ctx: Context, shown: Token, asked: PullIn) -> Answer | None:
    """What most pulls hear, without a transaction. A commit's tag never changes, so it may be read after the head."""
    if asked.unconfirmed or any(wanted.cursor is None for wanted in asked.spaces):
        return None
    with ctx.db.glance() as session:
        me, spaces = _entered(ctx, session, shown, asked)
        by_id = {space["id"]: space for space in spaces}
        pages = []
        for wanted in asked.spaces:
            space = by_id.get(wanted.id)
            cursor = feed.parse(wanted.cursor or "")
            if space is not None and (cursor is None or cursor.seq != space["head"]):
                return None
            pages.append(page(session, space, wanted, asked.limit, me.member_id))
    return Answer(me, spaces, pages, {})


def _snapshot(ctx: Context, shown: Token, asked: PullIn) -> Answer:
    with ctx.db.read() as session:
        me, spaces = _entered(ctx, session, shown, asked)
        by_id = {space["id"]: space for space in spaces}
        pages = [page(session, by_id.get(wanted.id), wanted, asked.limit, me.member_id) for wanted in asked.spaces]
        return Answer(me, spaces, pages, _confirmed(session, me.member_id, asked.unconfirmed))


def _entered(ctx: Context, session: Session, shown: Token, asked: PullIn) -> tuple[Principal, list[Space]]:
    me, spaces = look(session, shown, ctx.now())
    if asked.account != me.member_id:
        raise AccountMismatch
    widen(session, frozenset(space["id"] for space in spaces))
    return me, spaces


def page(session: Session, space: Space | None, wanted: PullSpace, limit: int, viewer: str) -> Pulled:
    """One space: newer than a cursor, or older than one, or the start of a first load."""
    if space is None:
        return Pulled(wanted.id, "gone", [])
    state = "frozen" if space["closed"] else "ok"
    if wanted.cursor is None and wanted.before is None:
        return _first(session, space, state, limit, viewer)
    cursor = feed.parse(wanted.cursor or wanted.before or "")
    if cursor is None or not feed.still_holds(session, space["id"], cursor, space["head"]):
        return Pulled(space["id"], "reset", [])
    if wanted.cursor is None:
        return _older(session, space, state, cursor, limit, viewer)
    if cursor.seq == space["head"]:
        return Pulled(space["id"], state, [], wanted.cursor)
    found = feed.after(session, space["id"], cursor.seq, limit, viewer)
    reached = found.last if found.more else space["head"]
    following = feed.cursor_at(session, space["id"], reached, space["head"])
    return Pulled(space["id"], state, found.changes, str(following), more=found.more)


def _first(session: Session, space: Space, state: str, limit: int, viewer: str) -> Pulled:
    """What screens need at once, all of it, and the newest of the rest; then there is a way back."""
    first = feed.early(session, space["id"], space["kind"], viewer)
    size = sum(len(text.encode()) for text in first)
    found = feed.before(session, space["id"], space["head"], limit, viewer, given=True, taken=size)
    live = feed.cursor_at(session, space["id"], space["head"], space["head"])
    back = _back(found, replace(live, early=feed.early_mark()))
    return Pulled(space["id"], state, [*first, *found.changes], str(live), *back)


def _older(session: Session, space: Space, state: str, cursor: feed.Cursor, limit: int, viewer: str) -> Pulled:
    given = cursor.early == feed.early_mark()
    found = feed.before(session, space["id"], cursor.seq, limit, viewer, given=given)
    return Pulled(space["id"], state, found.changes, None, *_back(found, cursor))


def _back(found: feed.Page, cursor: feed.Cursor) -> tuple[str | None, bool, int]:
    """Where a first load goes on, whether it does, and from which commit on it is whole."""
    if not found.more:
        return None, False, 0
    return str(replace(cursor, seq=found.last - 1)), True, found.last


def _confirmed(session: Session, member_id: str, ids: list[str]) -> dict[str, int]:
    if not ids:
        return {}
    return {id_: seq for id_, _, _, seq in st.APPLIED.rows(session, account=member_id, ids=ids)}


def _text(values: Any) -> str:
    return to_json(values).decode()
