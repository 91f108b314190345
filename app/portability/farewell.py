"""An account is deleted: what it means, said before, and then done at once.

The own space goes for good, and so does every couple that nobody else ever was in. In a couple with others, what the
member wrote becomes a tombstone without words. What others have their days in keeps its rhythm and loses its words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, func, insert, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from app.auth.principal import Principal
from app.kit.context import Context
from app.kit.db import widen
from app.kit.records import statements as st
from app.kit.records.commit import Commit, Locked, lock
from app.kit.records.declare import COUPLE, RecordType, Row, Writer, record_types
from app.kit.records.entry import Entry
from app.kit.records.losers import touch
from app.kit.records.merge import writer_of
from app.kit.records.models import AppliedMutation, Erasure, Membership, Space
from app.kit.records.write import finish
from app.members import sessions
from app.members.models import Member
from app.spaces import service as spaces

NEUTRAL = "Something we did"
"""What a practice is called once its words have gone and the other's days stay."""
MINE = ("member_id", "inviter_id", "account_id")
"""Columns that say whose a row is."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a deletion takes: entries of the own space, those in couples, and how many couples are left."""

    own: int
    shared: int
    couples: int


def meaning(ctx: Context, me: Principal) -> Meaning:
    """What would go. It counts nothing of anybody else."""
    with ctx.db.read() as session:
        mine, shared = _spaces(session, me)
        widen(session, frozenset({*mine, *shared}))
        own = sum(_count(session, kind, space, None) for kind in record_types().values() for space in mine)
        ours = sum(_count(session, kind, space, me.member_id) for kind in record_types().values() for space in shared)
        couples = [space for space in shared if spaces.is_in(session, space, me.member_id)]
    return Meaning(own, ours, len(couples))


def delete_account(ctx: Context, session: Session, me: Principal) -> None:
    """At once and for good. The caller's transaction commits."""
    mine, shared = _spaces(session, me)
    widen(session, frozenset({*mine, *shared}))
    here = lock(session, {*mine, *shared}, me.member_id)
    commit = Commit(session, Writer(me.member_id, "server"), ctx.stamp(), ctx.ids.uuid7, ctx.tag, here)
    for space in shared:
        for kind in record_types().values():
            for row in _written_by(session, kind, space, me.member_id):
                _unsay(commit, here[space], kind, row)
    finish(commit)
    for space in shared:
        if spaces.is_in(session, space, me.member_id):
            spaces.leave(ctx, session, Entry(space, COUPLE, me.member_id, me.session_id, None))
    sessions.revoke_all(session, me.member_id, now=ctx.stamp())
    _forget(session, me)
    session.execute(delete(AppliedMutation).where(col(AppliedMutation.account_id) == me.member_id))
    _erase(session, mine)


def _spaces(session: Session, me: Principal) -> tuple[list[str], list[str]]:
    """`(nobody else's, others' too)`, of all that the member ever was in."""
    ever = list(
        session.scalars(select(col(Membership.space_id)).where(col(Membership.member_id) == me.member_id))
    )  # fmt: skip
    with_others = set(
        session.scalars(
            select(col(Membership.space_id)).where(
                col(Membership.space_id).in_(ever), col(Membership.member_id) != me.member_id
            )
        )
    )
    return sorted(set(ever) - with_others), sorted(with_others)


def _count(session: Session, kind: RecordType, space: str, author: str | None) -> int:
    table: Any = kind.table
    asked = select(func.count(table.id)).where(table.space_id == space, table.deleted_at.is_(None))
    if author is not None:
        asked = asked.where(table.author_id == author)
    return session.execute(asked).scalar_one()


def _written_by(session: Session, kind: RecordType, space: str, author: str) -> list[Row]:
    columns = [getattr(kind.table, name) for name in st.names_of(kind)]
    table: Any = kind.table
    asked = select(*columns).where(
        table.space_id == space, or_(table.author_id == author, table.stamps.contains(author))
    )
    return [dict(zip(st.names_of(kind), values, strict=True)) for values in session.execute(asked)]


def _unsay(commit: Commit, space: Locked, kind: RecordType, row: Row) -> None:
    """What was written goes. What others wrote, or need for what they wrote, stays."""
    me = commit.writer.member_id
    stamps = json.loads(row["stamps"])
    words_are_mine = writer_of(stamps.get("body"), row["author_id"]) == me
    stays = row["author_id"] != me or _is_for_all(kind) or _is_held(commit, space, kind, row)
    after = {**row, "seq": space.seq, "updated_at": commit.now}
    if stays and (row["author_id"] != me or not words_are_mine or row["deleted_at"] is not None):
        return  # an entry of somebody else's stays as it reads, whoever wrote in it last
    if stays:
        after |= {"body": json.dumps({"title": NEUTRAL}) if kind.held_by else None, "rev": row["rev"] + 1}
    else:
        after |= {"body": None, "rev": row["rev"] + 1, "stamps": "{}", **_without_words(kind)}
        after["deleted_at"] = row["deleted_at"] or commit.now
    commit.stored[kind.name, space.id, row["id"]] = row["seq"]
    touch(commit, space, kind, after)


def _is_for_all(kind: RecordType) -> bool:
    """There is one for all of a couple: its days are counted by it."""
    return kind.homes == {COUPLE} and kind.most == 1


def _is_held(commit: Commit, space: Locked, kind: RecordType, row: Row) -> bool:
    if kind.held_by is None:
        return False
    name, pointer = kind.held_by
    others = st.held_by_others(record_types()[name], pointer)
    return bool(others.rows(commit.session, space=space.id, id=row["id"], me=commit.writer.member_id))


def _without_words(kind: RecordType) -> dict[str, None]:
    """Fields that may be empty are."""
    columns = st.table_of(kind.table).columns
    return {name: None for name in kind.names if columns[name].nullable}


def _forget(session: Session, me: Principal) -> None:
    """Rows of every table that name the member, but for records and memberships; theirs first that depend on them."""
    kept = {st.table_of(kind.table) for kind in record_types().values()}
    kept |= {st.table_of(Membership), st.table_of(Space), st.table_of(Member)}
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table not in kept and (which := _whose(table, me.member_id, kept)) is not None:
            session.execute(delete(table).where(which))
    session.execute(delete(Member).where(col(Member.id) == me.member_id))


def _whose(table: Table, member_id: str, kept: set[Table]) -> Any:
    """The condition for rows that are the member's, by a column or by what they point at; None if none can be."""
    named = [table.c[name] == member_id for name in MINE if name in table.c]
    for key in table.foreign_key_constraints:
        owner = key.referred_table
        if owner in kept or owner is table or (theirs := _whose(owner, member_id, kept)) is None:
            continue
        here = tuple_(*(element.parent for element in key.elements))
        named.append(here.in_(select(*(element.column for element in key.elements)).where(theirs)))
    return or_(*named) if named else None


def _erase(session: Session, mine: list[str]) -> None:
    """Spaces that nobody else ever was in, with every row that stands in them."""
    session.execute(insert(Erasure), [{"space_id": space} for space in mine])
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "space_id" in table.c and table is not st.table_of(Erasure):
            session.execute(delete(table).where(table.c.space_id.in_(mine)))
    session.execute(delete(Space).where(col(Space.id).in_(mine)))
    session.execute(delete(Erasure))
