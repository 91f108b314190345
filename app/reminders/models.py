"""Tables of reminders: records of the own space, what a partner proposes, and the cache that says what rings next."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from app.kit.partial import partial
from app.kit.records.models import Record, keys


class Reminder(Record, table=True):
    """A member's own cue for a practice. It points at the practice loosely: what it points at may go away."""

    __tablename__ = "reminder"
    __table_args__ = keys()

    ref_space: str = Field(max_length=36)
    ref_id: str = Field(max_length=36)
    time: str = Field(max_length=5)
    days: list[int] = Field(sa_type=JSON)
    zone_mode: str = Field(max_length=8)
    active: bool = True
    window_start: str | None = Field(None, max_length=5)
    window_end: str | None = Field(None, max_length=5)
    priority: int = 0


class ReminderReply(Record, table=True):
    """What its owner made of one ring: opened, done, or later."""

    __tablename__ = "reminder_reply"
    __table_args__ = keys(("reminder_id", "reminder"))

    reminder_id: str = Field(max_length=36)
    label: str = Field(max_length=10)
    reply: str = Field(max_length=8)
    n: int = 0
    minutes: int | None = None


class Preferences(Record, table=True):
    """Where a member's clock is, when it is night there, and what they would rather not see."""

    __tablename__ = "preferences"
    __table_args__ = keys()

    zone: str = Field(max_length=64)
    quiet_from: str | None = Field(None, max_length=5)
    quiet_to: str | None = Field(None, max_length=5)
    streaks_hidden: bool = False
    surprises: int = 0


class Proposal(Record, table=True):
    """A reminder that one member of a couple suggests to the others. What they make of it is nowhere in here."""

    __tablename__ = "proposal"
    __table_args__ = keys(("practice_id", "practice"))

    practice_id: str = Field(max_length=36)
    time: str = Field(max_length=5)
    days: list[int] = Field(sa_type=JSON)


class ProposalAnswer(Record, table=True):
    """That its owner is done with a proposal: for their other devices, in the own space alone."""

    __tablename__ = "proposal_answer"
    __table_args__ = keys()

    proposal_id: str = Field(max_length=36)
    answer: str = Field(max_length=10)


SURPRISE = "surprise"
"""What a row of `ReminderDue` points at that is no reminder of a practice. No id of a practice is written like this."""


class ReminderDue(SQLModel, table=True):
    """When a reminder is looked at next, and what became of its last ring. A cache: never synced.

    `label` None with a `next_due_at`: reckon anew from `since`, up to which everything was looked at.
    `rule` is the reminder as it was reckoned with, None while it must not ring. `zones` is where its owner's
    clock was lately and is: `[[instant, zone], …]`. `ignored`: rings in a row that nobody answered.
    """

    __tablename__ = "reminder_due"
    __table_args__ = (
        partial("reminder_due_next", "next_due_at", where="next_due_at IS NOT NULL"),
        Index("reminder_due_by_member", "member_id"),
    )

    space_id: str = Field(primary_key=True, max_length=36)
    reminder_id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(max_length=36)
    ref_space: str = Field(max_length=36)
    ref_id: str = Field(max_length=36)
    rule: dict[str, Any] | None = Field(None, sa_column=Column(JSON(none_as_null=True)))
    priority: int = 0
    zones: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    tzdata: str = Field(max_length=12)
    since: str = Field(max_length=24)
    next_due_at: str | None = Field(None, max_length=24)
    label: str | None = Field(None, max_length=10)
    last_label: str | None = Field(None, max_length=10)
    ignored: int = 0
    snooze_n: int = 0
    snooze_at: str | None = Field(None, max_length=24)

    @property
    def practice(self) -> str:
        """What it points at, as one text."""
        return f"{self.ref_space}/{self.ref_id}"


class WorkerLook(SQLModel, table=True):
    """When any worker looked last, to the minute: what tells who hosts it that none does."""

    __tablename__ = "worker_look"

    worker: str = Field(primary_key=True, max_length=12)
    at: str = Field(max_length=24)
