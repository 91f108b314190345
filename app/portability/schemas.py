"""What a calendar feed looks like on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[
    Literal["neutral", "own"],
    Field(
        description="neutral: every event says the same and tells nothing. own: events say what you yourself "
        "called them, and whoever keeps the calendar can read it."
    ),
]


class CalendarFeedIn(BaseModel):
    """How much the events of a feed say."""

    model_config = ConfigDict(extra="forbid")

    words: Words = "neutral"


class CalendarFeedPatch(BaseModel):
    """What can be changed of a feed."""

    model_config = ConfigDict(extra="forbid")

    words: Words


class CalendarFeedOut(BaseModel):
    """The feed of a member. Its address is not known here any more."""

    words: Words
    created_on: str = Field(description="A day in UTC.", examples=["2026-11-30"])
    last_read_on: str | None = Field(description="The last day in UTC on which a calendar asked for it.")


class CalendarOut(BaseModel):
    """Whether there is a feed."""

    feed: CalendarFeedOut | None = Field(description="Null while there is none.")


class CalendarAddressOut(BaseModel):
    """A new feed, with the one chance to copy its address."""

    feed: CalendarFeedOut
    address: str = Field(
        description="Shown once. Whoever has it can read the calendar.",
        examples=["https://tend.example/calendar/k7Qm…x2.ics"],
    )
