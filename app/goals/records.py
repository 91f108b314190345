"""The record types of goals. Routes, sync and the API document follow from these."""

from __future__ import annotations

import json

from app.goals.models import Cheer, Contribution, Goal, Habit, Milestone, Support
from app.goals.rules import may_become
from app.goals.schemas import (
    CheerBody,
    CheerFields,
    ContributionBody,
    ContributionFields,
    GoalBody,
    GoalFields,
    HabitFields,
    MilestoneBody,
    MilestoneFields,
    SupportBody,
    SupportFields,
)
from app.kit.errors import Refusal
from app.kit.ids import derived
from app.kit.records.declare import COUPLE, Attempt, RecordType, Rejected, Row, author_only, declare


class NoSuchStep(Refusal):
    """It can't come from the state in which it is to the one that was asked for."""

    status = 409
    code = "no_such_step"
    title = "There is no such step"
    detail = "What was reached or let go is opened again before it becomes anything else."


def _habit_id(_: str, row: Row) -> str:
    return derived("habit", row["goal_id"], row["practice_id"])


def _in_ones_own_name(attempt: Attempt) -> bool:
    return bool(attempt.after["member_id"] == attempt.writer.member_id == attempt.after["author_id"])


def _goes_its_way(attempt: Attempt) -> None:
    """A title it has, and each step is one that exists.

    Who did not know of a step that came from elsewhere is not refused for it: the later change stands.
    """
    before, after = attempt.before, attempt.after
    if after["deleted_at"] is not None:
        return
    if after["body"] is None:
        raise Rejected("invalid", "It needs a title.")
    if before is None or may_become(before["state"], after["state"]):
        return
    seq, _, device, *_ = json.loads(before["stamps"])["state"]
    if seq <= attempt.seen or device == attempt.writer.device:
        raise Rejected(NoSuchStep.code, NoSuchStep.detail)


def _says_what(attempt: Attempt) -> None:
    if attempt.after["body"] is None and attempt.after["deleted_at"] is None:
        raise Rejected("invalid", "Say in a few words what it is about.")


def _belongs_to_that_goal(attempt: Attempt) -> None:
    for name in ("milestone_id", "contribution_id"):
        if name in attempt.parents and attempt.parents[name]["goal_id"] != attempt.after["goal_id"]:
            raise Rejected("invalid", "A cheer is for something of the goal that it names.")


_SOME, _OTHER = "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6e", "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d70"
_SOMEBODY = "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6f"

GOAL = declare(
    RecordType(
        "goal",
        "goals",
        Goal,
        GoalFields,
        GoalBody,
        check=_goes_its_way,
        most=500,
        held_by=("contribution", "goal_id"),
        filters=("state",),
        spans=("target_day",),
        example={
            "fields": {"target_day": "2027-06-20", "target_amount": 4200},
            "body": {"title": "Walk the coast path", "why": "We said it on our first evening.", "unit": "km"},
        },
        refusals=(NoSuchStep,),
        scope="goals",
    )
)
MILESTONE = declare(
    RecordType(
        "milestone",
        "milestones",
        Milestone,
        MilestoneFields,
        MilestoneBody,
        check=_goes_its_way,
        parents={"goal_id": "goal"},
        fixed=frozenset({"goal_id"}),
        filters=("goal_id", "state"),
        most=5000,
        example={"fields": {"goal_id": _SOME, "position": 1024}, "body": {"title": "The lighthouse"}},
        refusals=(NoSuchStep,),
        scope="goals",
    )
)
CONTRIBUTION = declare(
    RecordType(
        "contribution",
        "contributions",
        Contribution,
        ContributionFields,
        ContributionBody,
        may_write=_in_ones_own_name,
        parents={"goal_id": "goal"},
        fixed=frozenset({"goal_id", "member_id", "day", "amount"}),
        filters=("goal_id", "day"),
        spans=("day",),
        example={
            "fields": {"goal_id": _SOME, "member_id": _SOMEBODY, "day": "2026-11-23", "amount": 550},
            "body": {"note": "With the wind behind us."},
        },
        scope="goals",
    )
)
CHEER = declare(
    RecordType(
        "cheer",
        "cheers",
        Cheer,
        CheerFields,
        CheerBody,
        may_write=author_only,
        check=_belongs_to_that_goal,
        parents={"goal_id": "goal", "milestone_id": "milestone", "contribution_id": "contribution"},
        fixed=frozenset({"goal_id", "milestone_id", "contribution_id"}),
        filters=("goal_id",),
        example={
            "fields": {"goal_id": _SOME, "contribution_id": _OTHER, "kind": "glad"},
            "body": {"words": "I saw you come in, wet and smiling."},
        },
        scope="goals",
    )
)
HABIT = declare(
    RecordType(
        "habit",
        "habits",
        Habit,
        HabitFields,
        derive=_habit_id,
        parents={"goal_id": "goal", "practice_id": "practice"},
        fixed=frozenset({"goal_id", "practice_id"}),
        filters=("goal_id", "practice_id"),
        example={"fields": {"goal_id": _SOME, "practice_id": _OTHER}},
        scope="goals",
    )
)
SUPPORT = declare(
    RecordType(
        "support",
        "supports",
        Support,
        SupportFields,
        SupportBody,
        homes=frozenset({COUPLE}),
        may_write=author_only,
        check=_says_what,
        parents={"goal_id": "goal"},
        fixed=frozenset({"goal_id"}),
        filters=("state",),
        example={"fields": {"kind": "listen"}, "body": {"about": "The week has been long."}},
    )
)
