"""What reminders, replies and preferences hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from app.practices.schemas import Day, Id, Strict
from app.spaces.schemas import Zone


def _distinct(days: list[int]) -> list[int]:
    if len(set(days)) != len(days):
        raise ValueError("name each day once")
    return days


Wall = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["20:00"])]
Weekday = Annotated[int, Field(ge=0, le=6)]
Weekdays = Annotated[list[Weekday], Field(min_length=1, max_length=7), AfterValidator(_distinct)]
DAY_BEGINS = "04:00"


class ReminderFields(Strict):
    """A member's own cue for a practice: a wall time or a window, on some days."""

    ref_space: Id = Field(description="The space of the practice. Nothing rings once you have left it.")
    ref_id: Id = Field(description="The practice.")
    time: Wall = Field(description="By the wall clock. Before 04:00 it belongs to the evening before.")
    days: Weekdays = Field(description="Days of the label, 0 is Monday.", examples=[[0, 1, 2, 3, 4, 5, 6]])
    zone_mode: Literal["floating", "fixed"] = Field(
        "floating", description="floating: your own clock, wherever you are. fixed: the couple's home clock."
    )
    active: bool = Field(True, description="Switched off, nothing rings.")
    window_start: Wall | None = Field(None, description="With window_end: what an if-then plan is tied to.")
    window_end: Wall | None = Field(None, description="With window_start: the end of it.")
    priority: int = Field(0, ge=-100, le=100, description="Of more than three on a day, the higher ones ring.")

    @model_validator(mode="after")
    def _whole_window(self) -> ReminderFields:
        if (self.window_start is None) != (self.window_end is None):
            raise ValueError("a window has a start and an end, or neither")
        if self.window_start and self.window_end and _after(self.window_start, self.window_end):
            raise ValueError("a window ends on the day on which it starts, and that day ends at 04:00")
        return self


class ReminderBody(Strict):
    """The cue in its owner's words."""

    cue: str | None = Field(None, max_length=200, examples=["after dinner"], description="After what.")


class ReminderReplyFields(Strict):
    """What its owner made of one ring."""

    reminder_id: Id = Field(description="The reminder that rang.")
    label: Day = Field(description="The day that the ring belongs to.")
    reply: Literal["opened", "done", "later"] = Field(
        description="opened: looked at. done: it was done. later: ring again."
    )
    n: int = Field(0, ge=0, le=3, description="later: which one of that day, 1 to 3. Else 0.")
    minutes: int | None = Field(None, ge=5, le=720, description="later: after how many minutes.")

    @model_validator(mode="after")
    def _later_says_when(self) -> ReminderReplyFields:
        if (self.n > 0) != (self.reply == "later") or (self.minutes is not None) != (self.reply == "later"):
            raise ValueError("n from 1 on and minutes belong to later, and to it alone")
        return self


class PreferencesFields(Strict):
    """Where your clock is, and when it is quiet. Seen by nobody else."""

    zone: Zone = Field(description="Your device's zone. Until it is known, nothing rings.")
    quiet_from: Wall | None = Field(None, description="With quiet_to: nothing rings from here on.")
    quiet_to: Wall | None = Field(None, description="With quiet_from: until here.")
    streaks_hidden: bool = Field(False, description="Show the rhythm alone, no streak.")
    surprises: Literal[0, 1, 2] = Field(0, description="How many small suggestions a week, at most.")

    @model_validator(mode="after")
    def _whole_night(self) -> PreferencesFields:
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise ValueError("quiet hours have a start and an end, or neither")
        return self


class ProposalFields(Strict):
    """A reminder that you suggest to the others in the couple. You never learn what becomes of it."""

    practice_id: Id = Field(description="The practice that it is for.")
    time: Wall = Field(description="By the wall clock of whoever takes it.")
    days: Weekdays = Field(description="0 is Monday.", examples=[[4]])


class ProposalBody(Strict):
    """A line with it."""

    words: str | None = Field(
        None, max_length=200, examples=["Only if you like."], description="A line in your own words."
    )


class ProposalAnswerFields(Strict):
    """That you are done with a proposal. Seen by nobody else."""

    proposal_id: Id = Field(description="The proposal that you are done with.")
    answer: Literal["taken", "set_aside"] = Field(description="taken: it became a reminder of your own.")


def _after(start: str, end: str) -> bool:
    """Whether `start` comes later than `end` on a day that begins at 04:00."""
    return (start < DAY_BEGINS, start) > (end < DAY_BEGINS, end)
