"""A commit being made: its spaces locked, what it touches loaded, and what was decided so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy.orm import Session

from app.kit.db import widen
from app.kit.records import statements as st
from app.kit.records.declare import RecordType, Row, Writer, record_types
from app.kit.records.mutation import Mutation, Outcome, Result
from app.kit.records.versions import VERSION

Key = tuple[str, str, str]
"""(type, space, id) of a record."""


@dataclass(slots=True)
class Locked:
    """A space while its row is locked. `member`: whether the writer is one of those present."""

    id: str
    kind: str
    head: int
    closed: bool
    members: frozenset[str]
    member: bool
    hooked: bool
    touched: bool = False

    @property
    def seq(self) -> int:
        """The seq of the commit being made."""
        return self.head + 1


@dataclass(slots=True)
class Commit:
    """One transaction's changes. `rows` are as they stand by now, `stored` the seq of those that were there before,
    `touched` those to be written; `counted`: how many of a type a space held, where that was asked; `restored`: the
    `(space, id, field)` that versions are written back into by these mutations."""

    session: Session
    writer: Writer
    now: str
    new_id: Callable[[], str]
    new_tag: Callable[[], str]
    spaces: dict[str, Locked]
    rows: dict[Key, Row] = field(default_factory=dict)
    stored: dict[Key, int] = field(default_factory=dict)
    touched: dict[Key, Row] = field(default_factory=dict)
    restored: set[tuple[str, str, str]] = field(default_factory=set)
    applied: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, tuple[str, Result]] = field(default_factory=dict)
    counted: dict[tuple[str, str], int] = field(default_factory=dict)


when_hooked: list[Callable[[Commit, str], None]] = []
"""`(commit, space)`, inside the transaction: who else hears of a commit in a space that has webhooks. Further up,
whoever tells the outside adds how."""


def begin(
    session: Session,
    writer: Writer,
    mutations: Sequence[Mutation],
    *,
    now: str,
    new_id: Callable[[], str],
    new_tag: Callable[[], str],
) -> Commit:
    """Locks the spaces and loads every row that the mutations touch, in a few statements in all."""
    spaces = lock(session, {m.space for m in mutations}, writer.member_id)
    widen(session, frozenset(space.id for space in spaces.values() if space.member))
    commit = Commit(session, writer, now, new_id, new_tag, spaces)
    _remember(commit, mutations)
    _load(commit, mutations)
    return commit


def lock(session: Session, space_ids: Iterable[str], member_id: str) -> dict[str, Locked]:
    """The rows of these spaces, locked until the transaction ends. SQLite's BEGIN IMMEDIATE has done it already.

    Who is there is asked once they are locked: who left while we waited for it is there no more.
    """
    ids = sorted(set(space_ids))
    rows = st.LOCK.rows(session, ids=ids)
    members: dict[str, set[str]] = defaultdict(set)
    for space_id, present in st.PRESENT.rows(session, ids=ids):
        members[space_id].add(present)
    return {
        id_: Locked(id_, kind, head, closed is not None, frozenset(members[id_]), member_id in members[id_], hooked)
        for id_, kind, head, closed, hooked in rows
    }


def load_rows(commit: Commit, kind: RecordType, space_id: str, ids: list[str]) -> None:
    """Whole rows of one type, as they stand."""
    names = st.names_of(kind)
    for values in st.rows_to_change(kind).rows(commit.session, space=space_id, ids=ids):
        row = dict(zip(names, values, strict=True))
        if kind.personal and row["only_for"] not in (None, commit.writer.member_id):
            continue  # to this writer it does not exist
        key = (kind.name, space_id, row["id"])
        commit.rows[key] = row
        commit.stored[key] = row["seq"]


def _remember(commit: Commit, mutations: Sequence[Mutation]) -> None:
    ids = [m.id for m in mutations]
    for id_, entity, outcome, seq in st.APPLIED.rows(commit.session, account=commit.writer.member_id, ids=ids):
        commit.known[id_] = (entity, Result(id_, cast(Outcome, outcome), seq))


def _load(commit: Commit, mutations: Sequence[Mutation]) -> None:
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mutation in mutations:
        kind = record_types().get(mutation.type)
        space = commit.spaces.get(mutation.space)
        if kind is None or space is None or not space.member:
            continue
        wanted[kind.name, mutation.space].add(mutation.entity)
        for name, parent in kind.parents.items():
            if isinstance(value := mutation.fields.get(name), str):
                wanted[parent, mutation.space].add(value)
    for (name, space_id), ids in wanted.items():
        load_rows(commit, record_types()[name], space_id, sorted(ids))
    for mutation in mutations:
        version = commit.rows.get((VERSION.name, mutation.space, mutation.entity))
        if version is not None and mutation.fields.get("state") == "restored":
            commit.restored.add((mutation.space, version["entity_id"], version["field"]))
