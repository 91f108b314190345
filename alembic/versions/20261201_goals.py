"""Goals, their milestones, contributions, cheers and habits, and the help that somebody asks for.

Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.records.guards import guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _record() -> tuple[sa.Column[str] | sa.Column[int], ...]:
    """The columns that every record has."""
    return (
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
    )


def _within(*parents: str) -> tuple[sa.Constraint, ...]:
    """In a space, with parents of the same space."""
    return (
        *(sa.ForeignKeyConstraint(["space_id", f"{name}_id"], [f"{name}.space_id", f"{name}.id"]) for name in parents),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id", "id"),
    )


def upgrade() -> None:
    op.create_table(
        "goal",
        *_record(),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_on", sa.String(length=10), nullable=True),
        sa.Column("target_day", sa.String(length=10), nullable=True),
        sa.Column("target_amount", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *_within(),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "milestone",
        *_record(),
        sa.Column("goal_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_on", sa.String(length=10), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *_within("goal"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contribution",
        *_record(),
        sa.Column("goal_id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        *_within("goal"),
        sqlite_with_rowid=False,
    )
    op.create_index("contribution_by_goal", "contribution", ["space_id", "goal_id"])
    op.create_table(
        "cheer",
        *_record(),
        sa.Column("goal_id", sa.String(length=36), nullable=False),
        sa.Column("milestone_id", sa.String(length=36), nullable=True),
        sa.Column("contribution_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        *_within("goal", "milestone", "contribution"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "habit",
        *_record(),
        sa.Column("goal_id", sa.String(length=36), nullable=False),
        sa.Column("practice_id", sa.String(length=36), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        *_within("goal", "practice"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "support",
        *_record(),
        sa.Column("goal_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        *_within("goal"),
        sqlite_with_rowid=False,
    )
    dialect = op.get_bind().dialect.name
    for table in ("goal", "milestone", "contribution", "cheer", "habit", "support"):
        for statement in guards(dialect, table):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("There is no way back: restore a backup instead.")
