"""The demo couple stands after one command, the same each time."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import col

from app import demo
from app.goals.models import Cheer, Contribution, Goal, Milestone
from app.kit.context import Context
from app.kit.db import EVERYWHERE
from app.practices.models import CheckIn


def test_half_a_year_of_both(ctx: Context) -> None:
    assert demo.fill(ctx, lambda password: f"hash of {password}") == ["mara", "jonas"]
    with ctx.db.read(EVERYWHERE) as session:
        by_author = session.execute(select(func.count(col(CheckIn.id))).group_by(col(CheckIn.author_id))).scalars()
        counts = sorted(by_author)
        last = session.execute(select(func.max(col(CheckIn.label)))).scalar_one()
    assert len(counts) == 2
    assert counts[0] > 180
    assert last == ctx.now().date().isoformat()


def test_their_goals_went_somewhere(ctx: Context) -> None:
    demo.fill(ctx, lambda password: f"hash of {password}")
    with ctx.db.read(EVERYWHERE) as session:
        states = sorted(session.scalars(select(col(Goal.state))))
        reached = {one.id: one.author_id for one in session.scalars(select(Milestone)) if one.state == "reached"}
        cheers = list(session.scalars(select(Cheer)))
        givers = set(session.scalars(select(col(Contribution.member_id))))
    assert states == ["open", "reached"]
    assert {one.milestone_id for one in cheers} == set(reached)
    assert len({one.author_id for one in cheers}) == len(givers) == 2
