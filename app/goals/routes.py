"""Goals over HTTP: their records, and how far one has come."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.refusals import CrossSite, NotJson
from app.goals import rules
from app.goals.models import Contribution, Goal, Milestone
from app.goals.records import CHEER, CONTRIBUTION, GOAL, HABIT, MILESTONE, SUPPORT
from app.goals.schemas import GoalProgressOut, ShareOut
from app.kit.context import Ctx
from app.kit.errors import Invalid, NotFound, documented
from app.kit.records.entry import Entry
from app.kit.records.rest import RecordId, record_routes
from app.spaces.access import LET_IN, let_in

MEMBERS_ONLY = documented(*LET_IN, CrossSite, NotJson)
Here = Annotated[Entry, Depends(let_in("goals:read"))]

router = APIRouter(prefix="/api/v1", tags=["goals"])
records = [record_routes(kind, let_in, MEMBERS_ONLY) for kind in (GOAL, MILESTONE, CONTRIBUTION, CHEER, HABIT, SUPPORT)]


@router.get(
    "/spaces/{space_id}/goals/{record_id}/progress",
    operation_id="get_goal_progress",
    summary="How far a goal has come",
    responses={**MEMBERS_ONLY, **documented(NotFound, Invalid)},
)
def get_goal_progress(ctx: Ctx, here: Here, record_id: RecordId) -> GoalProgressOut:
    """Reckoned from its milestones and from the contributions that stand."""
    with ctx.db.read(here.reach) as session:
        goal = session.get(Goal, (here.space_id, record_id))
        if goal is None or goal.deleted_at is not None:
            raise NotFound
        found = rules.progress(
            goal.state, goal.target_amount, _milestones(session, here, record_id), _given(session, here, record_id)
        )
    return GoalProgressOut.model_validate(
        {
            "goal_id": goal.id,
            "state": goal.state,
            "share": found.share,
            "amount": found.amount,
            "target_amount": goal.target_amount,
            "times": found.times,
            "last_on": found.last,
            "milestones": found.milestones,
            "milestones_reached": found.reached,
            "members": [ShareOut(member_id=one.member, times=one.times, amount=one.amount) for one in found.members],
        }
    )


def _milestones(session: Session, here: Entry, goal: str) -> list[str]:
    stands = select(col(Milestone.state)).where(
        col(Milestone.space_id) == here.space_id, col(Milestone.goal_id) == goal, col(Milestone.deleted_at).is_(None)
    )
    return list(session.scalars(stands))


def _given(session: Session, here: Entry, goal: str) -> list[rules.Given]:
    stands = select(col(Contribution.member_id), col(Contribution.day), col(Contribution.amount)).where(
        col(Contribution.space_id) == here.space_id,
        col(Contribution.goal_id) == goal,
        col(Contribution.deleted_at).is_(None),
        col(Contribution.withdrawn).is_(False),
    )
    return [rules.Given(member, date.fromisoformat(day), amount) for member, day, amount in session.execute(stands)]
