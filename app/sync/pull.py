"""Giving a device what it has not seen, out of one snapshot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import to_json
from sqlalchemy.orm import Session

from app.auth.principal import Principal, Token, note_use
from app.kit.context import Context
from app.kit.db import widen
from app.kit.prepared import Row
from app.kit.records import feed
from app.kit.records import statements as st
from app.kit.records.feed import Cursor
from app.sync.look import Here, Sight, found, look, wanted
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
    answer = _snapshot(ctx, shown, asked)
    if answer.me.first_today:
        with ctx.db.write() as session:
            note_use(session, answer.me, ctx.now())
    return _json(ctx, answer)


async def nothing_new(
    ctx: Context, ask: Callable[..., Awaitable[list[Row] | None]], shown: Token, asked: PullIn
) -> str | None:
    """The whole answer of most pulls, by one statement; None when there may be more to say.

    `ask` gives the rows of `LOOK` without a thread, or None where it would have to wait.
    """
    if asked.unconfirmed or any(one.cursor is None for one in asked.spaces):
        return None
    cursors = _read_so_far(asked)
    rows = await ask(**wanted(shown, cursors))
    if rows is None:
        return None
    here = _here(found(rows, shown, ctx.now()), asked)
    if here.me.first_today or _new(here.spaces, asked):
        return None
    pages = [at_once(here.sight(one.id), one, cursors[one.id]) for one in asked.spaces]
    told = [page for page in pages if page is not None]
    return _json(ctx, Answer(here.me, here.spaces, told, {})) if len(told) == len(pages) else None


def _read_so_far(asked: PullIn) -> dict[str, Cursor | None]:
    return {one.id: feed.parse(one.cursor or one.before or "") for one in asked.spaces}


def _new(spaces: list[Space], asked: PullIn) -> list[str]:
    """The spaces that are to be begun without having been named."""
    named = {one.id for one in asked.spaces}
    return [space["id"] for space in spaces if space["id"] not in named] if asked.new_spaces else []


def _snapshot(ctx: Context, shown: Token, asked: PullIn) -> Answer:
    cursors = _read_so_far(asked)
    with ctx.db.read() as session:
        here = _here(look(session, shown, cursors, ctx.now()), asked)
        widen(session, frozenset(here.tags))
        every = [*asked.spaces, *(PullSpace(id=id_) for id_ in _new(here.spaces, asked))]
        pages = [page(session, here.sight(one.id), one, cursors.get(one.id), asked.limit) for one in every]
        return Answer(here.me, here.spaces, pages, _confirmed(session, here.me.member_id, asked.unconfirmed))


def _here(here: Here, asked: PullIn) -> Here:
    if asked.account != here.me.member_id:
        raise AccountMismatch
    return here


def _json(ctx: Context, answer: Answer) -> str:
    rest = {
        "confirmed": answer.confirmed,
        "memberships": answer.spaces,
        "server_time": ctx.stamp(),
        "min_schema": ctx.settings.min_schema,
    }
    return f'{{"spaces":[{",".join(p.json() for p in answer.pages)}],{_text(rest)[1:]}'


def at_once(here: Sight, asked: PullSpace, cursor: Cursor | None) -> Pulled | None:
    """One space, where its head and the mark that the cursor knew say it all; else None."""
    if here.space is None:
        return Pulled(asked.id, "gone", [])
    if asked.cursor is None and asked.before is None:
        return None
    head = here.space["head"]
    if cursor is None or not feed.still_holds(cursor, head, here.tags.read):
        return Pulled(asked.id, "reset", [])
    return Pulled(asked.id, _state(here.space), [], asked.cursor) if asked.cursor and cursor.seq == head else None


def page(session: Session, here: Sight, asked: PullSpace, cursor: Cursor | None, limit: int) -> Pulled:
    """One space: newer than a cursor, or older than one, or the start of a first load."""
    known, space = at_once(here, asked, cursor), here.space
    if known is not None or space is None:
        return known or Pulled(asked.id, "gone", [])
    id_, state, head, tag = asked.id, _state(space), space["head"], here.tags.head
    if cursor is None:
        return _first(session, here, space, limit)
    if asked.cursor is None:
        given = cursor.early == feed.early_mark()
        older = feed.before(session, id_, cursor.seq, limit, here.viewer, given=given)
        return Pulled(id_, state, older.changes, None, *_back(older, cursor))
    newer = feed.after(session, id_, cursor.seq, limit, here.viewer)
    following = Cursor(newer.last if newer.more else head, head, tag)
    return Pulled(id_, state, newer.changes, str(following), more=newer.more)


def _state(space: Space) -> str:
    return "frozen" if space["closed"] else "ok"


def _first(session: Session, here: Sight, space: Space, limit: int) -> Pulled:
    """What screens need at once, all of it, and the newest of the rest; then there is a way back."""
    id_, head = space["id"], space["head"]
    first = feed.early(session, id_, space["kind"], here.viewer)
    size = sum(len(text.encode()) for text in first)
    newest = feed.before(session, id_, head, limit, here.viewer, given=True, taken=size)
    live = Cursor(head, head, here.tags.head)
    back = _back(newest, replace(live, early=feed.early_mark()))
    return Pulled(id_, _state(space), [*first, *newest.changes], str(live), *back)


def _back(page: feed.Page, cursor: Cursor) -> tuple[str | None, bool, int]:
    """Where a first load goes on, whether it does, and from which commit on it is whole."""
    if not page.more:
        return None, False, 0
    return str(replace(cursor, seq=page.last - 1)), True, page.last


def _confirmed(session: Session, member_id: str, ids: list[str]) -> dict[str, int]:
    if not ids:
        return {}
    return {id_: seq for id_, _, _, seq in st.APPLIED.rows(session, account=member_id, ids=ids)}


def _text(values: Any) -> str:
    return to_json(values).decode()
