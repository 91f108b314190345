"""Goals, with milestones, contributions, cheers and habits, and the support that is asked for.

Revises: 0007
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.records.guards import guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _records("goal", _state(), _day("state_on"), _day("target_day"), _number("target_amount"), _position())
    _records("milestone", _pointer("goal"), _state(), _day("state_on"), _position(), parents=("goal",))
    _records(
        "contribution",
        _pointer("goal"),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        _number("amount"),
        _withdrawn(),
        parents=("goal",),
    )
    op.create_index("contribution_by_goal", "contribution", ["space_id", "goal_id"])
    _records(
        "cheer",
        _pointer("goal"),
        _pointer("milestone", nullable=True),
        _pointer("contribution", nullable=True),
        _kind(),
        _withdrawn(),
        parents=("goal", "milestone", "contribution"),
    )
    _records("habit", _pointer("goal"), _pointer("practice"), _withdrawn(), parents=("goal", "practice"))
    _records("support", _pointer("goal", nullable=True), _kind(), _state(), parents=("goal",))
    dialect = op.get_bind().dialect.name
    for table in ("goal", "milestone", "contribution", "cheer", "habit", "support"):
        for statement in guards(dialect, table):
            op.execute(statement)


def _records(name: str, *columns: sa.Column[Any], parents: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
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
        *columns,
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        *(
            sa.ForeignKeyConstraint(["space_id", f"{parent}_id"], [f"{parent}.space_id", f"{parent}.id"])
            for parent in parents
        ),
        sa.PrimaryKeyConstraint("space_id", "id"),
        sqlite_with_rowid=False,
    )


def _pointer(parent: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(f"{parent}_id", sa.String(length=36), nullable=nullable)


def _day(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=10), nullable=True)


def _state() -> sa.Column[str]:
    return sa.Column("state", sa.String(length=10), nullable=False)


def _kind() -> sa.Column[str]:
    return sa.Column("kind", sa.String(length=10), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=True)


def _position() -> sa.Column[int]:
    return sa.Column("position", sa.Integer(), nullable=False)


def _withdrawn() -> sa.Column[bool]:
    return sa.Column("withdrawn", sa.Boolean(), nullable=False)


def downgrade() -> None:
    raise RuntimeError("There is no way back: restore a backup instead.")
