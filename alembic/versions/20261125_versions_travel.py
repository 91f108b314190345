"""Versions become records: they have a place in the feed of their space, so that they reach the phones.

Revises: 0001
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from app.kit.records.guards import guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OF_ONE_MEMBER = ("check_in", "card", "pause")
"""Of these a version goes to its author alone: others do not write them, or not always."""


def upgrade() -> None:
    bind = op.get_bind()
    op.add_column("feed", sa.Column("only_for", sa.String(length=36), nullable=True))
    before = bind.execute(sa.select(_OLD, _SPACE.c.kind).join(_SPACE, _SPACE.c.id == _OLD.c.space_id)).mappings().all()
    kept = [_as_record(row) for row in before]
    op.drop_table("version")
    op.create_table(
        "version",
        sa.Column("space_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("updated_at", sa.String(length=24), nullable=False),
        sa.Column("deleted_at", sa.String(length=24), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("enc", sa.String(length=16), nullable=False),
        sa.Column("key_epoch", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("entity_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("only_for", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("version_by_entity", "version", ["space_id", "entity_id"], unique=False)
    for space_id in sorted({row["space_id"] for row in kept}):
        _commit(bind, space_id, [row for row in kept if row["space_id"] == space_id])
    for statement in guards(bind.dialect.name, "version"):
        op.execute(statement)


def _as_record(row) -> dict:
    """A version as it was kept until now, as a record. What belonged to something deleted is its author's alone."""
    table = sa.table(row["type"], sa.column("space_id"), sa.column("id"), sa.column("deleted_at"))
    asked = sa.select(table.c.deleted_at).where(table.c.space_id == row["space_id"], table.c.id == row["entity_id"])
    deleted = op.get_bind().execute(asked).scalar() is not None
    alone = row["kind"] != "own" and (deleted or row["type"] in OF_ONE_MEMBER)
    return {
        **{name: row[name] for name in ("space_id", "id", "author_id", "type", "entity_id", "field")},
        "created_at": row["at"],
        "updated_at": row["at"],
        "deleted_at": None,
        "body": json.dumps({"value": row["value"]}, ensure_ascii=False, separators=(",", ":")),
        "enc": "none",
        "key_epoch": 0,
        "rev": 1,
        "stamps": "{}",
        "state": "open",
        "only_for": row["author_id"] if alone else None,
    }


def _commit(bind, space_id: str, rows: list[dict]) -> None:
    """One commit more in this space, with its versions in it: cursors of phones go on from where they are."""
    seq = bind.execute(sa.select(_SPACE.c.head).where(_SPACE.c.id == space_id)).scalar_one() + 1
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    tag = secrets.token_hex(8)
    bind.execute(sa.insert(_COMMIT), [{"space_id": space_id, "seq": seq, "tag": tag, "at": at}])
    bind.execute(sa.insert(_NEW), [{**row, "seq": seq} for row in rows])
    places = [
        {"space_id": space_id, "seq": seq, "type": "version", "id": r["id"], "only_for": r["only_for"]} for r in rows
    ]
    bind.execute(sa.insert(_FEED), places)
    bind.execute(sa.update(_SPACE).where(_SPACE.c.id == space_id).values(head=seq))


def _columns(*names: str) -> list[sa.ColumnClause]:
    return [sa.column(name) for name in names]


_SPACE = sa.table("space", *_columns("id", "kind", "head"))
_COMMIT = sa.table("space_commit", *_columns("space_id", "seq", "tag", "at"))
_FEED = sa.table("feed", *_columns("space_id", "seq", "type", "id", "only_for"))
_OLD = sa.table(
    "version",
    *_columns("space_id", "id", "type", "entity_id", "field", "author_id", "at"),
    sa.column("value", sa.JSON),
)
_RECORD = ("author_id", "seq", "created_at", "updated_at", "deleted_at", "body", "enc", "key_epoch", "rev", "stamps")
_NEW = sa.table("version", *_columns("space_id", "id", *_RECORD, "type", "entity_id", "field", "state", "only_for"))


def downgrade() -> None:
    raise RuntimeError("There is no way back: restore a backup instead.")
