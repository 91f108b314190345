"""Reading a space in the order of its changes. A page never splits a commit; a cursor knows its server.

A cursor is `{seq, hi, tag}`: read up to `seq`, on a server whose head was `hi` with that commit's random tag.
A server that came back from a backup has another tag there, or no such commit: the reader starts again.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.kit.prepared import Prepared
from app.kit.records import pages
from app.kit.records import statements as st
from app.kit.records.declare import record_types
from app.kit.records.pages import Place
from app.kit.records.wire import to_json

MOST = 2**53
"""No space has as many commits; what claims more is not ours, and a database could not even compare it."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far somebody has read. `early`: of which types they were given every record at the start of a first load."""

    seq: int
    hi: int
    tag: str
    early: str = ""

    def __str__(self) -> str:
        parts = [self.seq, self.hi, self.tag] + ([self.early] if self.early else [])
        raw = json.dumps(parts, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Tags(NamedTuple):
    """The marks of two commits of a space: of its head, and of the head that a cursor knew. Empty for no commit."""

    head: str
    read: str


@dataclass(frozen=True, slots=True)
class Page:
    """Records as JSON texts, in order; `last` is the seq that was read up to (or down to)."""

    changes: list[str]
    last: int
    more: bool


def parse(text: str) -> Cursor | None:
    """The cursor in this text; None when it is none of ours, which means: start again."""
    try:
        seq, hi, tag, *more = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, TypeError):
        return None
    whole = isinstance(seq, int) and isinstance(hi, int) and all(isinstance(part, str) for part in (tag, *more))
    return Cursor(seq, hi, tag, *more[:1]) if whole and 0 <= seq <= hi <= MOST and len(more) < 2 else None


def tag_at(session: Session, space_id: str, seq: int) -> str:
    """The mark of a commit; empty when there is no such commit."""
    found = st.TAG_OF.rows(session, space=space_id, seq=seq) if seq else []
    return str(found[0][0]) if found else ""


def still_holds(cursor: Cursor, head: int, tag: str) -> bool:
    """Whether this server is the one, in the same history, that gave the cursor out. `tag`: of its commit `hi`."""
    return cursor.hi <= head and tag == cursor.tag


def after(session: Session, space_id: str, seq: int, limit: int, viewer: str) -> Page:
    """What changed after `seq`, oldest first."""
    return _page(session, st.PLACES_AFTER, space_id, seq, limit, viewer)


def after_of(session: Session, space_id: str, seq: int, limit: int, viewer: str, types: list[str]) -> Page:
    """The same of some types alone: whatever else happened here, the answer and its `last` are no other."""
    return _page(session, st.OF_TYPES_AFTER, space_id, seq, limit, viewer, types=types)


def before(
    session: Session, space_id: str, seq: int, limit: int, viewer: str, *, given: bool = False, taken: int = 0
) -> Page:
    """What changed up to `seq`, newest first: for a first load that shows today before last year.

    `given`: but for early records that are alive, which the reader got at the start, all of them. `taken`: so many
    bytes of the page are used up.
    """
    room = pages.MAX_PAGE - taken
    return _page(session, st.PLACES_BEFORE, space_id, seq, limit, viewer, given=given, room=room)


def early(session: Session, space_id: str, home: str, viewer: str) -> list[str]:
    """Every living record of the types that screens need at once, in a space of this kind."""
    return [
        to_json(kind, dict(zip(st.shown_names(kind), values, strict=True)), viewer)
        for kind in record_types().values()
        if kind.early and home in kind.homes
        for values in st.rows_alive(kind).rows(session, space=space_id)
    ]


def early_mark() -> str:
    """Changes when other types are early: a first load that was begun before that is given everything."""
    names = ",".join(sorted(name for name, kind in record_types().items() if kind.early))
    return sha256(names.encode()).hexdigest()[:8]


def _page(
    session: Session,
    statement: Prepared,
    space_id: str,
    start: int,
    limit: int,
    viewer: str,
    *,
    given: bool = False,
    room: int | None = None,
    types: list[str] | None = None,
) -> Page:
    asked: dict[str, Any] = {"space": space_id, "viewer": viewer} | ({} if types is None else {"types": types})
    places = statement.rows(session, seq=start, limit=limit + 1, **asked)
    more = len(places) > limit
    if more:
        cut = places[-1][0]
        whole = [place for place in places if place[0] != cut]
        # one commit that is larger than the page goes whole
        at = st.PLACES_AT if types is None else st.OF_TYPES_AT
        places = whole or at.rows(session, seq=cut, **asked)

    def render(some: Sequence[Place]) -> list[str]:
        return _records(session, space_id, some, viewer, given=given)

    texts, taken = pages.fill(places, render, pages.MAX_PAGE if room is None else room)
    return Page(texts, places[taken - 1][0] if taken else start, more or taken < len(places))


def _records(session: Session, space_id: str, places: Sequence[Place], viewer: str, *, given: bool) -> list[str]:
    """The record at each place as JSON, and an empty text where it was `given` already."""
    ids: dict[str, list[str]] = defaultdict(list)
    for _, name, id_ in places:
        ids[name].append(id_)
    found: dict[tuple[str, str], str] = {}
    for name, wanted in ids.items():
        kind = record_types()[name]
        names = st.shown_names(kind)
        for values in st.rows_to_show(kind).rows(session, space=space_id, ids=wanted):
            row = dict(zip(names, values, strict=True))
            known = given and kind.early and row["deleted_at"] is None
            found[name, row["id"]] = "" if known else to_json(kind, row, viewer)
    return [found[name, id_] for _, name, id_ in places]
