"""The table of calendar feeds: at most one address for each member, known by its hash."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class CalendarFeed(SQLModel, table=True):
    """Whoever holds the address reads the calendar; only its SHA-256 is here. Deleted when it is ended."""

    __tablename__ = "calendar_feed"
    __table_args__ = (CheckConstraint("words in ('neutral', 'own')", name="calendar_feed_words"),)

    member_id: str = Field(primary_key=True, foreign_key="member.id", max_length=36)
    secret_hash: str = Field(unique=True, max_length=64)
    words: str = Field(max_length=8)
    created_on: str = Field(max_length=10)
    last_read_on: str | None = Field(None, max_length=10, description="A day, never an instant.")
