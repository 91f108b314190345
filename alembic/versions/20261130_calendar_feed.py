"""Calendar feeds: at most one secret address for each member. Preferences say how many surprises somebody wants.

Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=8), nullable=False),
        sa.Column("created_on", sa.String(length=10), nullable=False),
        sa.Column("last_read_on", sa.String(length=10), nullable=True),
        sa.CheckConstraint("words in ('neutral', 'own')", name="calendar_feed_words"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"]),
        sa.PrimaryKeyConstraint("member_id"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.add_column("preferences", sa.Column("surprises", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise RuntimeError("There is no way back: restore a backup instead.")
