"""The statements of the hot paths, prepared. Those on rows of a space are asked with `space`, and stay within it.

The records' own are made from their declaration when they are first asked for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlmodel import SQLModel, col

from app.kit.listed import among
from app.kit.prepared import Prepared
from app.kit.records.declare import RecordType
from app.kit.records.models import AppliedMutation, Feed, Membership, Record, Space, SpaceCommit


def table_of(model: type[SQLModel]) -> Any:
    """The bare table: for writing what was decided, never for reading."""
    return model.__table__  # type: ignore[attr-defined]  # set by SQLModel on every table class


LOCK = Prepared(
    select(col(Space.id), col(Space.kind), col(Space.head), col(Space.closed_at), col(Space.hooked))
    .where(among(col(Space.id)))
    .order_by(col(Space.id))
    .with_for_update()
)
PRESENT = Prepared(
    select(col(Membership.space_id), col(Membership.member_id)).where(
        among(col(Membership.space_id)), col(Membership.left).is_(None)
    )
)
APPLIED = Prepared(
    select(
        col(AppliedMutation.id),
        col(AppliedMutation.entity_id),
        col(AppliedMutation.outcome),
        col(AppliedMutation.seq),
    ).where(col(AppliedMutation.account_id) == bindparam("account"), among(col(AppliedMutation.id)))
)
TIME_OF = Prepared(select(col(SpaceCommit.at)).where(col(SpaceCommit.seq) == bindparam("seq")))
TAG_OF = Prepared(select(col(SpaceCommit.tag)).where(col(SpaceCommit.seq) == bindparam("seq")))

INSERT_COMMIT = Prepared(insert(table_of(SpaceCommit)))
INSERT_FEED = Prepared(insert(table_of(Feed)))
INSERT_APPLIED = Prepared(insert(table_of(AppliedMutation)))
RAISE_HEAD = Prepared(
    update(table_of(Space)).where(table_of(Space).c.id == bindparam("which")).values(head=bindparam("to"))
)
LEAVE_PLACE = Prepared(
    delete(table_of(Feed)).where(
        table_of(Feed).c.seq == bindparam("was"),
        table_of(Feed).c.type == bindparam("kind"),
        table_of(Feed).c.id == bindparam("entity"),
    )
)

_PLACES = select(col(Feed.seq), col(Feed.type), col(Feed.id)).where(
    or_(col(Feed.only_for).is_(None), col(Feed.only_for) == bindparam("viewer"))
)
PLACES_AFTER = Prepared(
    _PLACES.where(col(Feed.seq) > bindparam("seq")).order_by(col(Feed.seq)).limit(bindparam("limit"))
)
PLACES_BEFORE = Prepared(
    _PLACES.where(col(Feed.seq) <= bindparam("seq")).order_by(col(Feed.seq).desc()).limit(bindparam("limit"))
)
PLACES_AT = Prepared(_PLACES.where(col(Feed.seq) == bindparam("seq")))
_OF_TYPES = _PLACES.where(among(col(Feed.type), "types"))
OF_TYPES_AFTER = Prepared(
    _OF_TYPES.where(col(Feed.seq) > bindparam("seq")).order_by(col(Feed.seq)).limit(bindparam("limit"))
)
OF_TYPES_AT = Prepared(_OF_TYPES.where(col(Feed.seq) == bindparam("seq")))


@cache
def rows_to_change(kind: RecordType) -> Prepared:
    """Whole rows of one type by `ids`, in the order of `names_of`."""
    columns = [getattr(kind.table, name) for name in names_of(kind)]
    return Prepared(select(*columns).where(among(col(kind.table.id))))


@cache
def rows_to_show(kind: RecordType) -> Prepared:
    """What the wire needs of rows of one type by `ids`, in the order of `shown_names`."""
    return Prepared(select(*shown_columns(kind)).where(among(col(kind.table.id))))


@cache
def rows_alive(kind: RecordType) -> Prepared:
    """What the wire needs of every row of one type that is not deleted, in the order of `shown_names`."""
    return Prepared(select(*shown_columns(kind)).where(col(kind.table.deleted_at).is_(None)))


@cache
def count_rows(kind: RecordType) -> Prepared:
    """How many rows of one type a space holds that are not deleted."""
    return Prepared(select(func.count(col(kind.table.id))).where(col(kind.table.deleted_at).is_(None)))


@cache
def names_of(kind: RecordType) -> tuple[str, ...]:
    """The columns of one type, in their order."""
    return tuple(column.name for column in table_of(kind.table).columns)


@cache
def shown_names(kind: RecordType) -> tuple[str, ...]:
    """The columns that the wire needs: all but what merging keeps to itself."""
    return tuple(name for name in names_of(kind) if name != "stamps")


@cache
def shown_columns(kind: RecordType) -> tuple[Any, ...]:
    """The same as attributes of the table's class."""
    return tuple(getattr(kind.table, name) for name in shown_names(kind))


@cache
def held_by_others(kind: RecordType, field: str) -> Prepared:
    """Whether anybody but `me` wrote a row of this type that points at `id` by that field."""
    table: Any = kind.table
    return Prepared(
        select(table.id)
        .where(getattr(table, field) == bindparam("id"))
        .where(table.author_id != bindparam("me"), table.deleted_at.is_(None))
        .limit(1)
    )


@cache
def insert_rows(kind: RecordType) -> Prepared:
    """New rows of one type."""
    return Prepared(insert(table_of(kind.table)).values({name: bindparam(name) for name in _written(kind)}))


@cache
def update_row(kind: RecordType) -> Prepared:
    """One row of one type, whole, by `space` and `the_id`."""
    table = table_of(kind.table)
    values: dict[str, Any] = {name: bindparam(name) for name in _written(kind) if name not in ("space_id", "id")}
    return Prepared(update(table).where(table.c.id == bindparam("the_id")).values(values))


def _written(kind: RecordType) -> list[str]:
    """What a write gives: the columns of every record, the type's own fields, and for whom alone it is."""
    given = {*Record.model_fields, *kind.names, *(("only_for",) if kind.personal else ())}
    return [name for name in names_of(kind) if name in given]
