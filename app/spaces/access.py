"""The privacy boundary: who is let into a space. A foreign space and an absent one look the same.

A program is let into the couples that its member named, while they are in them, and never into their own space.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Path
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import SIGNED_IN, Principal
from app.grants.door import asking
from app.grants.refusals import BY_TOKEN
from app.kit.context import Ctx
from app.kit.errors import NotFound
from app.kit.records.declare import COUPLE
from app.kit.records.entry import Entry
from app.kit.records.models import Membership, Space
from app.kit.records.mutation import UUID

LET_IN = (*SIGNED_IN, *BY_TOKEN)
"""What a route in a space that takes tokens may refuse before it looks at anything."""
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
    if kind is None or not _named(me, space_id, kind):
        raise NotFound
    return Entry(space_id, kind, me.member_id, me.session_id, None if me.spaces is None else me.scopes)


def _named(me: Principal, space_id: str, kind: str) -> bool:
    """Whether a program's member named this couple. A browser needs no naming."""
    return me.spaces is None or (space_id in me.spaces and kind == COUPLE and space_id != me.own_space_id)


def let_in(*scopes: str | None) -> Callable[..., Entry]:
    """The dependency of a route in a space, for browsers and for programs with one of these scopes.

    `let_in()` and `let_in(None)`, or a scope that nobody can allow, are for browsers alone.
    """
    who = asking(*scopes)

    def enter(ctx: Ctx, space_id: SpaceId, me: Principal = Depends(who)) -> Entry:
        with ctx.db.read() as session:
            return entry(session, me, space_id)

    return enter


Us = Annotated[Entry, Depends(let_in())]


def _our_couple(here: Us) -> Entry:
    if here.kind != COUPLE:
        raise NotFound
    return here


OurCouple = Annotated[Entry, Depends(_our_couple)]
