"""What practices and what is done of them hold: metadata (`…Fields`) and content (`…Body`)."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.content.load import AreaSlug
from app.kit.records.mutation import UUID

_WHO = re.compile(r"(either|together|each|one:" + UUID[1:-1] + ")")


def _who(value: str) -> str:
    if not _WHO.fullmatch(value):
        raise ValueError("say either, together, each, or one:<member id>")
    return value


Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31), examples=["2026-11-23"])]
Id = Annotated[str, Field(pattern=UUID)]
Requires = Annotated[str, AfterValidator(_who), Field(max_length=40, examples=["each"])]


class Strict(BaseModel):
    """Refuses fields that nobody declared."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Cadence(Strict):
    """How often, from which day on. Only the fields of its kind are given."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    from_: Day = Field(alias="from", description="The first day that this version holds.")
    kind: Literal["daily", "weekly", "every", "monthly"] = Field(
        description="daily; weekly: on so many days of a week; every: once in so many days; monthly: on so "
        "many days of a month."
    )
    times: int | None = Field(None, ge=1, le=28, description="weekly, monthly: on how many days.")
    days: int | None = Field(None, ge=2, le=365, description="every: the length of the window in days.")
    week_start: Literal["mon", "sun"] = Field("mon", description="The first day of a week.")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Cadence:
        if (self.days is not None) != (self.kind == "every"):
            raise ValueError("days belongs to kind every, and to no other")
        if self.times is not None and self.kind not in ("weekly", "monthly"):
            raise ValueError("times belongs to kinds weekly and monthly")
        if self.kind == "weekly" and self.times is not None and self.times > 7:
            raise ValueError("a week has seven days")
        return self


class PracticeFields(Strict):
    """What the server knows of a practice."""

    area: AreaSlug = Field(description="Which of the ten areas it belongs to.")
    catalogue: str | None = Field(
        None, max_length=64, pattern=r"^[a-z0-9-]+$", description="The slug it was adopted from."
    )
    requires: Requires = Field(description="Who it takes: either, together, each, or one:<member id>.")
    cadences: list[Cadence] = Field(min_length=1, max_length=50, description="Versions, oldest first.")
    start: Day = Field(description="The first day that counts.")
    ended: Day | None = Field(None, description="The last day that counts; null while it goes on.")
    rest: int = Field(1, ge=0, le=3, description="Misses in a week (or six periods) that are rested by themselves.")
    position: int = Field(
        0, ge=-(2**31), lt=2**31, description="Its place among the others: the lower come first, ties by id."
    )

    @model_validator(mode="after")
    def _versions_in_order(self) -> PracticeFields:
        days = [cadence.from_ for cadence in self.cadences]
        if days != sorted(set(days)):
            raise ValueError("cadences are in the order of their from days, each day once")
        if self.ended is not None and self.ended < self.start:
            raise ValueError("it can't end before it starts")
        return self


class Plan(Strict):
    """An if-then plan: after this, we do that."""

    cue: str = Field(max_length=200, examples=["after dinner"], description="After what.")
    then: str = Field("", max_length=400, description="What is done then.")


class PracticeBody(Strict):
    """What a practice is called and how it goes, in the couple's own words."""

    title: str = Field(min_length=1, max_length=120, description="What it is called.")
    summary: str | None = Field(None, max_length=500, description="What it is, in a line.")
    how: list[Annotated[str, Field(max_length=4000)]] | None = Field(
        None, max_length=20, description="How it goes, a step each."
    )
    plan: Plan | None = Field(None, description="The if-then plan.")


class CheckInFields(Strict):
    """Who did what on which day. A day, never a minute, never a place."""

    practice_id: Id = Field(description="The practice that was done.")
    member_id: Id = Field(description="Who did it: oneself.")
    label: Day = Field(description="The day that it belongs to. Before 04:00 that is the evening before.")
    withdrawn: bool = Field(False, description="Taken back; it counts no longer.")
    sealed: bool = Field(False, description="Others get no word of it until its author opens it.")


class CheckInBody(Strict):
    """A word about it."""

    note: str | None = Field(None, max_length=20_000, description="A word about it.")


class PauseFields(Strict):
    """Days on which nothing is asked, without a reason. Also for days gone by."""

    practice_id: Id | None = Field(None, description="None: all practices of the space.")
    member_id: Id | None = Field(None, description="None: we paused.")
    first: Day = Field(description="The first day of it.")
    last: Day | None = Field(None, description="The last day of it; null: until it is said.")
    withdrawn: bool = Field(False, description="Taken back, as if it had never been said.")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> PauseFields:
        if self.last is not None and self.last < self.first:
            raise ValueError("the last day is not before the first")
        return self


class RestFields(Strict):
    """A day of rest for one practice."""

    practice_id: Id = Field(description="The practice that rests.")
    label: Day = Field(description="The day of rest.")
    withdrawn: bool = Field(False, description="Taken back.")


class MendFields(Strict):
    """The periods that an accepted mend makes neutral, by their first days."""

    practice_id: Id = Field(description="The practice that is mended.")
    periods: list[Day] = Field(min_length=1, max_length=5, description="First days of the periods that become neutral.")
    made_on: Day = Field(description="The day on which it was accepted.")
    withdrawn: bool = Field(False, description="Taken back.")
