"""Tables of the record engine: spaces, who is in them, their order of changes, and what a record is made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlmodel import Field, SQLModel

from app.kit.db import InSpace

CLUSTERED = {"sqlite_with_rowid": False}


class Space(SQLModel, table=True):
    """The unit of order, access and privacy: a member's own, or a couple's."""

    __tablename__ = "space"
    __table_args__ = (CheckConstraint("kind in ('own', 'couple')", name="space_kind"), CLUSTERED)

    id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(max_length=8)
    head: int = 0
    created_at: str = Field(max_length=24)
    closed_at: str | None = Field(None, max_length=24)
    hooked: bool = Field(False, description="It has, or had, webhooks: each commit asks who is to hear of it.")
    continued: list[str] = Field(
        default_factory=list, sa_type=JSON, description="Days on which those who stayed said: we go on."
    )


class Membership(SQLModel, table=True):
    """Who is in a space. A member who left keeps the row with `left`, and is a stranger."""

    __tablename__ = "membership"
    __table_args__ = (Index("membership_by_member", "member_id", "space_id"), CLUSTERED)

    space_id: str = Field(primary_key=True, foreign_key="space.id", max_length=36)
    member_id: str = Field(primary_key=True, max_length=36)
    joined: str = Field(max_length=10, description="A date in UTC, never an instant: nobody sees a minute.")
    left: str | None = Field(None, max_length=10)


class SpaceCommit(InSpace, table=True):
    """One commit of a space. The random tag tells a server that came back from a backup from itself."""

    __tablename__ = "space_commit"
    __table_args__ = (ForeignKeyConstraint(["space_id"], ["space.id"]), CLUSTERED)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    tag: str = Field(max_length=16)
    at: str = Field(max_length=24)


class Feed(InSpace, table=True):
    """Where each record stands in the order of its space: a narrow row a record, clustered by seq."""

    __tablename__ = "feed"
    __table_args__ = (ForeignKeyConstraint(["space_id"], ["space.id"]), CLUSTERED)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    type: str = Field(primary_key=True, max_length=24)
    id: str = Field(primary_key=True, max_length=36)
    only_for: str | None = Field(None, max_length=36, description="The one member for whom it stands here at all.")


class AppliedMutation(SQLModel, table=True):
    """What became of a mutation, kept at least 400 days: an outbox may knock twice."""

    __tablename__ = "applied_mutation"
    __table_args__ = (Index("applied_mutation_by_age", "at"), CLUSTERED)

    account_id: str = Field(primary_key=True, max_length=36)
    id: str = Field(primary_key=True, max_length=36)
    space_id: str = Field(max_length=36)
    entity_id: str = Field(max_length=36, description="An id that is used for another entity is refused.")
    seq: int
    outcome: str = Field(max_length=12)
    at: str = Field(max_length=24)


class Erasure(SQLModel, table=True):
    """Spaces whose rows may be deleted for good within this transaction. Empty at every commit."""

    __tablename__ = "erasure"

    space_id: str = Field(primary_key=True, max_length=36)


class Record(InSpace):
    """What every synced row has. A feature adds its metadata columns; content is one `body`.

    `stamps` holds for each field the seq, time and device of its last change: what merging needs.
    """

    id: str = Field(primary_key=True, max_length=36)
    author_id: str = Field(max_length=36)
    seq: int
    created_at: str = Field(max_length=24)
    updated_at: str = Field(max_length=24)
    deleted_at: str | None = Field(None, max_length=24)
    body: str | None = Field(None, sa_type=Text)
    enc: str = Field("none", max_length=16)
    key_epoch: int = 0
    rev: int = 0
    stamps: str = Field("{}", sa_type=Text)


def keys(*parents: tuple[str, str]) -> tuple[Any, ...]:
    """Table arguments of a record: clustered, in a space, with parents `(column, table)` of the same space."""
    return (
        ForeignKeyConstraint(["space_id"], ["space.id"]),
        *(
            ForeignKeyConstraint(["space_id", column], [f"{table}.space_id", f"{table}.id"])
            for column, table in parents
        ),
        CLUSTERED,
    )


class Version(Record, table=True):
    """A value that lost against another one. Nothing typed is ever lost."""

    __tablename__ = "version"
    __table_args__ = (Index("version_by_entity", "space_id", "entity_id"), *keys())

    type: str = Field(max_length=24)
    entity_id: str = Field(max_length=36)
    field: str = Field(max_length=32)
    state: str = Field(max_length=10)
    only_for: str | None = Field(None, max_length=36, description="The one member who gets it; None: all of the space.")
