"""The privacy boundary: who is let into a space. A foreign space and an absent one look the same."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Me, Principal
from app.kit.context import Ctx
from app.kit.errors import NotFound
from app.kit.records.entry import Entry
from app.kit.records.models import Membership, Space
from app.kit.records.mutation import UUID

SpaceId = Annotated[str, Path(pattern=UUID, description="A space that you are in.")]


def entry(session: Session, me: Principal, space_id: str) -> Entry:
    """Lets a present member in, as of this very moment. Raises NotFound for everybody else."""
    kind = session.execute(
        select(col(Space.kind))
        .join(Membership, col(Membership.space_id) == col(Space.id))
        .where(
            col(Space.id) == space_id,
            col(Membership.member_id) == me.member_id,
            col(Membership.left).is_(None),
        )
    ).scalar()
    if kind is None:
        raise NotFound
    return Entry(space_id, kind, me.member_id, me.session_id)


def let_in(ctx: Ctx, me: Me, space_id: SpaceId) -> Entry:
    """The dependency of every route in a space."""
    with ctx.db.read() as session:
        return entry(session, me, space_id)


def _our_couple(ctx: Ctx, me: Me, space_id: SpaceId) -> Entry:
    here = let_in(ctx, me, space_id)
    if here.kind != "couple":
        raise NotFound
    return here


Us = Annotated[Entry, Depends(let_in)]
OurCouple = Annotated[Entry, Depends(_our_couple)]
