"""Spaces from below: making one, and reading where it stands. Who may enter is decided in `app.spaces`."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.records.models import Membership, Space


def open_space(session: Session, space_id: str, kind: str, *, now: str) -> Space:
    """A new, empty space."""
    space = Space(id=space_id, kind=kind, head=0, created_at=now, closed_at=None, hooked=False)
    session.add(space)
    session.flush()
    return space


def enter(session: Session, space_id: str, member_id: str, *, on: str) -> None:
    """Makes somebody a member from this day on. Coming back keeps the day of the first coming."""
    row = session.get(Membership, (space_id, member_id))
    if row is None:
        session.add(Membership(space_id=space_id, member_id=member_id, joined=on, left=None))
    else:
        row.left = None
    session.flush()


def own_space_of(session: Session, member_id: str) -> str:
    """The id of a member's own space. Everyone has exactly one."""
    return session.execute(
        select(col(Space.id))
        .join(Membership, col(Membership.space_id) == col(Space.id))
        .where(col(Membership.member_id) == member_id, col(Space.kind) == "own")
    ).scalar_one()
