"""Tables of goals and what belongs to them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from app.kit.records.models import Record, keys


class Goal(Record, table=True):
    """Something that a couple, or one member alone, wants to reach."""

    __tablename__ = "goal"
    __table_args__ = keys()

    state: str = Field(max_length=10)
    state_on: str | None = Field(None, max_length=10)
    target_day: str | None = Field(None, max_length=10)
    target_amount: int | None = None
    position: int = 0


class Milestone(Record, table=True):
    """A place on the way to a goal."""

    __tablename__ = "milestone"
    __table_args__ = keys(("goal_id", "goal"))

    goal_id: str = Field(max_length=36)
    state: str = Field(max_length=10)
    state_on: str | None = Field(None, max_length=10)
    position: int = 0


class Contribution(Record, table=True):
    """What a member did for a goal on a day. Only ever added or withdrawn."""

    __tablename__ = "contribution"
    __table_args__ = (Index("contribution_by_goal", "space_id", "goal_id"), *keys(("goal_id", "goal")))

    goal_id: str = Field(max_length=36)
    member_id: str = Field(max_length=36)
    day: str = Field(max_length=10)
    amount: int | None = None
    withdrawn: bool = False


class Cheer(Record, table=True):
    """A sign of being glad about a goal, a milestone or a contribution."""

    __tablename__ = "cheer"
    __table_args__ = keys(("goal_id", "goal"), ("milestone_id", "milestone"), ("contribution_id", "contribution"))

    goal_id: str = Field(max_length=36)
    milestone_id: str | None = Field(None, max_length=36)
    contribution_id: str | None = Field(None, max_length=36)
    kind: str = Field(max_length=10)
    withdrawn: bool = False


class Habit(Record, table=True):
    """A practice that is done for a goal."""

    __tablename__ = "habit"
    __table_args__ = keys(("goal_id", "goal"), ("practice_id", "practice"))

    goal_id: str = Field(max_length=36)
    practice_id: str = Field(max_length=36)
    withdrawn: bool = False


class Support(Record, table=True):
    """Support that a member asks for, and which kind."""

    __tablename__ = "support"
    __table_args__ = keys(("goal_id", "goal"))

    goal_id: str | None = Field(None, max_length=36)
    kind: str = Field(max_length=10)
    state: str = Field(max_length=10)
