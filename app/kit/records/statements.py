"""The statements of the hot paths, built once. Building one anew costs more than running it.

Tables that no space's wall protects (spaces, memberships, applied mutations) are read on the bare connection;
records always go through the session, where the wall sees them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlmodel import SQLModel, col

from app.kit.records.declare import RecordType
from app.kit.records.models import AppliedMutation, Feed, Membership, Space, SpaceCommit

_ids: Any = bindparam("ids", expanding=True)

LOCK = (
    select(col(Space.id), col(Space.kind), col(Space.head), col(Space.closed_at))
    .where(col(Space.id).in_(_ids))
    .order_by(col(Space.id))
    .with_for_update()
)
PRESENT = select(col(Membership.space_id), col(Membership.member_id)).where(
    col(Membership.space_id).in_(_ids), col(Membership.left).is_(None)
)
APPLIED = select(
    col(AppliedMutation.id),
    col(AppliedMutation.entity_id),
    col(AppliedMutation.outcome),
    col(AppliedMutation.seq),
).where(col(AppliedMutation.account_id) == bindparam("account"), col(AppliedMutation.id).in_(_ids))
TIME_OF = select(col(SpaceCommit.at)).where(
    col(SpaceCommit.space_id) == bindparam("space"), col(SpaceCommit.seq) == bindparam("seq")
)
TAG_OF = select(col(SpaceCommit.tag)).where(
    col(SpaceCommit.space_id) == bindparam("space"), col(SpaceCommit.seq) == bindparam("seq")
)


def table_of(model: type[SQLModel]) -> Any:
    """The bare table: for writing what was decided, never for reading."""
    return model.__table__  # type: ignore[attr-defined]  # set by SQLModel on every table class


INSERT_COMMIT = insert(table_of(SpaceCommit))
INSERT_FEED = insert(table_of(Feed))
INSERT_APPLIED = insert(table_of(AppliedMutation))
RAISE_HEAD = update(table_of(Space)).where(table_of(Space).c.id == bindparam("space")).values(head=bindparam("to"))
LEAVE_PLACE = delete(table_of(Feed)).where(
    table_of(Feed).c.space_id == bindparam("space"),
    table_of(Feed).c.seq == bindparam("was"),
    table_of(Feed).c.type == bindparam("kind"),
    table_of(Feed).c.id == bindparam("entity"),
)

_PLACES = select(col(Feed.seq), col(Feed.type), col(Feed.id)).where(
    col(Feed.space_id) == bindparam("space"),
    or_(col(Feed.only_for).is_(None), col(Feed.only_for) == bindparam("viewer")),
)
PLACES_AFTER = _PLACES.where(col(Feed.seq) > bindparam("seq")).order_by(col(Feed.seq)).limit(bindparam("limit"))
PLACES_BEFORE = (
    _PLACES.where(col(Feed.seq) <= bindparam("seq")).order_by(col(Feed.seq).desc()).limit(bindparam("limit"))
)
PLACES_AT = _PLACES.where(col(Feed.seq) == bindparam("seq"))


@cache
def rows_to_change(kind: RecordType) -> Any:
    """Whole rows of one type by `space` and `ids`, as mapped attributes, so that the wall sees the statement."""
    columns = [getattr(kind.table, column.name) for column in table_of(kind.table).columns]
    return select(*columns).where(col(kind.table.space_id) == bindparam("space"), col(kind.table.id).in_(_ids))


@cache
def rows_to_show(kind: RecordType) -> Any:
    """What the wire needs of rows of one type by `space` and `ids`."""
    return select(*shown_columns(kind)).where(
        col(kind.table.space_id) == bindparam("space"), col(kind.table.id).in_(_ids)
    )


@cache
def rows_alive(kind: RecordType) -> Any:
    """What the wire needs of every row of one type in `space` that is not deleted."""
    table = kind.table
    return select(*shown_columns(kind)).where(
        col(table.space_id) == bindparam("space"), col(table.deleted_at).is_(None)
    )


@cache
def count_rows(kind: RecordType) -> Any:
    """How many rows of one type `space` holds that are not deleted."""
    table = kind.table
    return select(func.count(col(table.id))).where(
        col(table.space_id) == bindparam("space"), col(table.deleted_at).is_(None)
    )


@cache
def shown_columns(kind: RecordType) -> tuple[Any, ...]:
    """The columns that the wire needs: all but what merging keeps to itself."""
    return tuple(getattr(kind.table, column.name) for column in table_of(kind.table).columns if column.name != "stamps")


@cache
def held_by_others(kind: RecordType, field: str) -> Any:
    """Whether anybody but `me` wrote a row of this type that points at `id` by that field, in `space`."""
    table: Any = kind.table
    return (
        select(table.id)
        .where(table.space_id == bindparam("space"), getattr(table, field) == bindparam("id"))
        .where(table.author_id != bindparam("me"), table.deleted_at.is_(None))
        .limit(1)
    )


@cache
def insert_rows(kind: RecordType) -> Any:
    """New rows of one type."""
    return insert(table_of(kind.table))


@cache
def update_row(kind: RecordType) -> Any:
    """One row of one type, whole, by `the_space` and `the_id`."""
    table = table_of(kind.table)
    return update(table).where(table.c.space_id == bindparam("the_space"), table.c.id == bindparam("the_id"))
