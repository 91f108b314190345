"""Everything that is a member's, read page by page: a long history costs no more memory than a short one.

Each record type comes along by its declaration. What a member may read now is in it, and nothing else: sealed words
of others are withheld, and what reaches one other alone does not exist. docs/export.md says what is in it and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Principal
from app.kit.context import Context
from app.kit.records import statements as st
from app.kit.records.declare import OWN, RecordType, Row, record_types
from app.kit.records.models import Membership, Space
from app.kit.records.wire import withheld
from app.members.models import Member
from app.portability.files import FORMAT, VERSION, ExportAccount, ExportSpace

PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Sight:
    """A space and how far its member sees: `before` is the day on which they left others who go on."""

    id: str
    kind: str
    joined: str
    before: str | None


def account_of(ctx: Context, me: Principal) -> ExportAccount:
    """Whose export it is."""
    with ctx.db.read() as session:
        member = session.get_one(Member, me.member_id)
    return ExportAccount(id=member.id, name=member.name, own_space=member.own_space_id)


def spaces_of(ctx: Context, me: Principal) -> list[Sight]:
    """Where something of the member's can be read: the own space, then couples in the order of joining."""
    with ctx.db.read() as session:
        found = _memberships(session, me.member_id)
    return [sight for sight in found if sight.before is None or next(_rows(ctx, me, sight), None) is not None]


def records_of(ctx: Context, me: Principal, sight: Sight) -> Iterator[tuple[RecordType, Row]]:
    """What the member sees of one space, kind by kind, the oldest first, with the others' sealed words withheld."""
    for kind, row in _rows(ctx, me, sight):
        sealed = withheld(kind, row, me.member_id)
        yield kind, {**row, "body": None, "rev": 0} if sealed else row


def as_json(ctx: Context, me: Principal) -> Iterator[str]:
    """The export as one JSON document, in pieces."""
    spaces = spaces_of(ctx, me)
    head: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "account": account_of(ctx, me).model_dump(),
        "spaces": [ExportSpace(id=one.id, kind=_kind(one), joined=one.joined).model_dump() for one in spaces],
    }
    yield f'{to_json(head)[:-1].decode()},"records":['
    between = "\n"
    for sight in spaces:
        for kind, row in records_of(ctx, me, sight):
            yield between + _written(kind, row)
            between = ",\n"
    yield "\n]}\n"


def _kind(sight: Sight) -> Any:
    return sight.kind


def _written(kind: RecordType, row: Row) -> str:
    head: dict[str, Any] = {
        "space": row["space_id"],
        "type": kind.name,
        "id": row["id"],
        "author": row["author_id"],
        "created_on": row["created_at"][:10],
        "updated_on": row["updated_at"][:10],
        "fields": {name: row[name] for name in kind.names},
        "enc": row["enc"],
        "key_epoch": row["key_epoch"],
        "rev": row["rev"],
    }
    if kind.personal and row["only_for"] is not None:
        head["mine_alone"] = True
    return f'{to_json(head)[:-1].decode()},"body":{row["body"] or "null"}}}'


def _memberships(session: Session, member_id: str) -> list[Sight]:
    """A couple of two stands still once one has left; of a larger one, the last day seen is the one before leaving."""
    ever = (
        select(func.count(col(Membership.member_id)))
        .where(col(Membership.space_id) == col(Space.id))
        .correlate(Space)
        .scalar_subquery()
    )
    rows = session.execute(
        select(col(Space.id), col(Space.kind), col(Membership.joined), col(Membership.left), ever)
        .join(Membership, col(Membership.space_id) == col(Space.id))
        .where(col(Membership.member_id) == member_id)
        .order_by(col(Space.kind).desc(), col(Membership.joined), col(Space.id))
    )
    return [
        Sight(id_, kind, joined, left if left is not None and (kind == OWN or ever_in > 2) else None)
        for id_, kind, joined, left, ever_in in rows
    ]


def _rows(ctx: Context, me: Principal, sight: Sight) -> Iterator[tuple[RecordType, Row]]:
    for kind in record_types().values():
        after: tuple[str, str] | None = None
        while page := _page(ctx, me, sight, kind, after):
            yield from ((kind, row) for row in page)
            after = (page[-1]["created_at"], page[-1]["id"])
            if len(page) < PAGE:
                break


def _page(
    ctx: Context, me: Principal, sight: Sight, kind: RecordType, after: tuple[str, str] | None
) -> list[Row]:  # fmt: skip
    table: Any = kind.table
    asked = (
        select(*st.shown_columns(kind))
        .where(table.space_id == sight.id, table.deleted_at.is_(None))
        .order_by(table.created_at, table.id)
        .limit(PAGE)
    )
    if kind.personal:
        asked = asked.where(or_(table.only_for.is_(None), table.only_for == me.member_id))
    if sight.before is not None:
        asked = asked.where(table.updated_at < sight.before)
    if after is not None:
        at, id_ = after
        asked = asked.where(or_(table.created_at > at, and_(table.created_at == at, table.id > id_)))
    with ctx.db.read(frozenset({sight.id})) as session:
        return [dict(zip(st.shown_names(kind), values, strict=True)) for values in session.execute(asked)]
