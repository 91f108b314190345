"""What goals and what belongs to them hold: metadata (`…Fields`) and content (`…Body`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from app.content.load import SupportSlug
from app.practices.schemas import Day, Id, Plan, Strict

State = Literal["open", "set_back", "reached", "let_go"]
MilestoneState = Literal["open", "reached", "let_go"]
CheerKind = Literal["seen", "glad", "proud", "thanks", "with_you"]
Amount = Annotated[int, Field(ge=1, le=10**9, examples=[250])]
Place = Annotated[int, Field(ge=-(2**31), lt=2**31)]


class GoalFields(Strict):
    """What the server knows of a goal. How far it has come is never written: it follows from the rest."""

    state: State = Field(
        "open", description="open; set_back: it goes slower than wished, or rests; reached; let_go: no longer wanted."
    )
    state_on: Day | None = Field(
        None, description="The day on which that state began; needed for reached. Write both in one change."
    )
    target_day: Day | None = Field(None, description="The day by which it is wished for; null: no day.")
    target_amount: Amount | None = Field(
        None, description="How much is wished for, in hundredths of the unit (250 is 2.5); null: it is not measured."
    )
    position: Place = Field(0, description="Its place among the others: the lower come first, ties by id.")

    @model_validator(mode="after")
    def _reached_on_a_day(self) -> GoalFields:
        if self.state == "reached" and self.state_on is None:
            raise ValueError("say in state_on on which day it was reached")
        return self


class GoalBody(Strict):
    """What a goal is called and why it matters, in one's own words."""

    title: str = Field(min_length=1, max_length=120, description="What it is called.")
    why: str | None = Field(None, max_length=4000, description="Why it matters.")
    unit: str | None = Field(None, max_length=24, description="What its amounts count, such as km.")
    plan: Plan | None = Field(None, description="An if-then plan for what may get in the way.")


class MilestoneFields(Strict):
    """A place on the way, and whether it was reached."""

    goal_id: Id = Field(description="The goal that it leads to.")
    state: MilestoneState = Field("open", description="open; reached; let_go: no longer wanted.")
    state_on: Day | None = Field(
        None, description="The day on which that state began; needed for reached. Write both in one change."
    )
    position: Place = Field(0, description="Its place on the way: the lower come first, ties by id.")

    @model_validator(mode="after")
    def _reached_on_a_day(self) -> MilestoneFields:
        if self.state == "reached" and self.state_on is None:
            raise ValueError("say in state_on on which day it was reached")
        return self


class MilestoneBody(Strict):
    """What the place on the way is."""

    title: str = Field(min_length=1, max_length=120, description="What it is called.")


class ContributionFields(Strict):
    """Who did something for a goal on which day."""

    goal_id: Id = Field(description="The goal that it was for.")
    member_id: Id = Field(description="Who did it: oneself.")
    day: Day = Field(description="The day that it belongs to. Before 04:00 that is the evening before.")
    amount: Amount | None = Field(None, description="How much, in hundredths of the unit, where the goal is measured.")
    withdrawn: bool = Field(False, description="Taken back; it counts no longer.")


class ContributionBody(Strict):
    """A word about it."""

    note: str | None = Field(None, max_length=4000, description="A word about it.")


class CheerFields(Strict):
    """What the cheer is for: the goal itself, or one of its milestones or contributions."""

    goal_id: Id = Field(description="The goal.")
    milestone_id: Id | None = Field(None, description="The milestone that it is for.")
    contribution_id: Id | None = Field(None, description="The contribution that it is for.")
    kind: CheerKind = Field(description="What it says: I saw it, I am glad, I am proud, thank you, I am with you.")
    withdrawn: bool = Field(False, description="Taken back.")

    @model_validator(mode="after")
    def _for_one_thing(self) -> CheerFields:
        if self.milestone_id is not None and self.contribution_id is not None:
            raise ValueError("a cheer is for a milestone or for a contribution, not for both")
        return self


class CheerBody(Strict):
    """Words that go with it."""

    words: str | None = Field(None, max_length=2000, description="One's own words.")


class HabitFields(Strict):
    """A practice that is done for a goal."""

    goal_id: Id = Field(description="The goal.")
    practice_id: Id = Field(description="The practice, in the same space.")
    withdrawn: bool = Field(False, description="No longer done for it.")


class SupportFields(Strict):
    """Which support its author asks for. Others see how to be there; only its author closes it."""

    goal_id: Id | None = Field(None, description="The goal that it is about, if it is about one.")
    kind: SupportSlug = Field(description="What is wanted: celebrate, listen, advise, help, or space.")
    state: Literal["open", "closed"] = Field("open", description="closed: it is no longer asked for.")


class SupportBody(Strict):
    """What it is about."""

    about: str = Field(min_length=1, max_length=4000, description="What it is about, in one's own words.")


class ShareOut(BaseModel):
    """What one member gave."""

    member_id: str = Field(description="The member.")
    times: int = Field(description="Contributions that stand.")
    amount: int = Field(description="Their amounts together, in hundredths of the unit.")


class GoalProgressOut(BaseModel):
    """How far a goal has come: a fold over what was written about it, the same as the phone's own."""

    goal_id: str = Field(description="The goal.")
    state: State = Field(description="Its state.")
    share: float | None = Field(
        description="0 to 1: of the amount where the goal has one, else of its milestones; null where neither is there."
    )
    amount: int = Field(description="All amounts together, in hundredths of the unit.")
    target_amount: int | None = Field(description="How much is wished for, in hundredths of the unit.")
    times: int = Field(description="Contributions that stand.")
    last_on: date | None = Field(description="The latest day on which somebody gave something.")
    milestones: int = Field(description="Places on the way that were not let go.")
    milestones_reached: int = Field(description="Of these, the ones that were reached.")
    members: list[ShareOut] = Field(description="Who gave something, in the order of their ids.")
