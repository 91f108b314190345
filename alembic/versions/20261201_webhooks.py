"""Webhooks: where they go, who agreed, and an outbox of ids.

Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_HOOK = (["space_id", "webhook_id"], ["webhook.space_id", "webhook.id"])


def upgrade() -> None:
    op.add_column("space", sa.Column("hooked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "webhook",
        sa.Column("space_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("whose", sa.String(length=4), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("created_on", sa.String(length=10), nullable=False),
        sa.Column("failing_since", sa.String(length=24), nullable=True),
        sa.Column("paused_on", sa.String(length=10), nullable=True),
        sa.CheckConstraint("whose in ('mine', 'ours')", name="webhook_whose"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"]),
        sa.PrimaryKeyConstraint("space_id", "id"),
    )
    op.create_index("webhook_by_member", "webhook", ["member_id"])
    op.create_table(
        "webhook_agreement",
        sa.Column("space_id", sa.String(length=36), nullable=False),
        sa.Column("webhook_id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(*_HOOK, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("space_id", "webhook_id", "member_id"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("space_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("webhook_id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.Column("next_try_at", sa.String(length=24), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'sent', 'failed', 'dropped')", name="webhook_delivery_state"),
        sa.ForeignKeyConstraint(*_HOOK, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("space_id", "id"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "webhook_delivery_waiting",
        "webhook_delivery",
        ["next_try_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("webhook_delivery_by_age", "webhook_delivery", ["made_at"])


def downgrade() -> None:
    raise RuntimeError("There is no way back: restore a backup instead.")
