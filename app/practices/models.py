"""Tables of practices and what is done of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from app.kit.records.models import Record, keys


class Practice(Record, table=True):
    """Something a couple, or one member privately, does at a rhythm."""

    __tablename__ = "practice"
    __table_args__ = keys()

    area: str = Field(max_length=24)
    catalogue: str | None = Field(None, max_length=64)
    requires: str = Field(max_length=40)
    cadences: list[dict[str, Any]] = Field(sa_type=JSON)
    start: str = Field(max_length=10)
    ended: str | None = Field(None, max_length=10)
    rest: int = 1
    position: int = 0


class CheckIn(Record, table=True):
    """One act of a practice on a day, by a member. Only ever added or withdrawn."""

    __tablename__ = "check_in"
    __table_args__ = (
        Index("check_in_by_label", "space_id", "practice_id", "label"),
        *keys(("practice_id", "practice")),
    )

    practice_id: str = Field(max_length=36)
    member_id: str = Field(max_length=36)
    label: str = Field(max_length=10)
    withdrawn: bool = False
    sealed: bool = False


class Pause(Record, table=True):
    """Days on which nothing is asked: of one practice or all, of one member or everybody."""

    __tablename__ = "pause"
    __table_args__ = keys(("practice_id", "practice"))

    practice_id: str | None = Field(None, max_length=36)
    member_id: str | None = Field(None, max_length=36)
    first: str = Field(max_length=10)
    last: str | None = Field(None, max_length=10)
    withdrawn: bool = False


class Rest(Record, table=True):
    """A day marked as rest, beforehand or on the day."""

    __tablename__ = "rest"
    __table_args__ = keys(("practice_id", "practice"))

    practice_id: str = Field(max_length=36)
    label: str = Field(max_length=10)
    withdrawn: bool = False


class Mend(Record, table=True):
    """An accepted offer to make a gap neutral."""

    __tablename__ = "mend"
    __table_args__ = keys(("practice_id", "practice"))

    practice_id: str = Field(max_length=36)
    periods: list[str] = Field(sa_type=JSON)
    made_on: str = Field(max_length=10)
    withdrawn: bool = False
