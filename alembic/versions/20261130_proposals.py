"""A partner may propose a reminder; what becomes of it stands in the own space of whoever got it. A device can be
silenced from another one.

Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.records.guards import guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
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
        sa.Column("practice_id", sa.String(length=36), nullable=False),
        sa.Column("time", sa.String(length=5), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["space_id", "practice_id"], ["practice.space_id", "practice.id"]),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proposal_answer",
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
        sa.Column("proposal_id", sa.String(length=36), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id", "id"),
        sqlite_with_rowid=False,
    )
    op.add_column("push_subscription", sa.Column("silenced_at", sa.String(length=24), nullable=True))
    dialect = op.get_bind().dialect.name
    for table in ("proposal", "proposal_answer"):
        for statement in guards(dialect, table):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("There is no way back: restore a backup instead.")
