"""Couples: making one, leaving one, and going on. Online only; `invites` is how others come in.

Services load, ask, write; the caller's transaction commits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.auth.principal import Principal
from app.grants import service as grants
from app.kit.context import Context
from app.kit.db import widen
from app.kit.errors import Invalid
from app.kit.ids import derived
from app.kit.prepared import Prepared
from app.kit.records.declare import COUPLE, Writer, record_types
from app.kit.records.entry import Entry
from app.kit.records.models import Membership, Space
from app.kit.records.mutation import Mutation
from app.kit.records.spaces import enter, open_space
from app.kit.records.write import apply, begin, finish
from app.members.models import Member
from app.spaces.models import Card, Invite, JoinRequest
from app.spaces.refusals import SpaceClosed
from app.spaces.schemas import CoupleIn, SpaceOut


@dataclass(frozen=True, slots=True)
class Found:
    """A couple by its id, and whether it was made just now."""

    space_id: str
    new: bool


# --- reading


MINE = aliased(Membership)
SPACE_COLUMNS = (
    col(Space.id),
    col(Space.kind),
    col(Space.head),
    col(Space.closed_at),
    col(Space.continued),
    col(Membership.member_id),
    col(Membership.joined),
    col(Membership.left),
)
PRESENT = col(MINE.left).is_(None)
"""Whoever left is nowhere."""


def with_everybody(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """From memberships of `MINE` on to their spaces and to who is in them: rows for `gather`."""
    return (
        statement.join(Space, col(Space.id) == col(MINE.space_id))
        .join(Membership, col(Membership.space_id) == col(Space.id))
        .order_by(col(Space.kind).desc(), col(Space.id), col(Membership.joined), col(Membership.member_id))
    )


_SPACES = Prepared(
    with_everybody(select(*SPACE_COLUMNS).select_from(MINE).where(col(MINE.member_id) == bindparam("member"), PRESENT))
)


def spaces_of(session: Session, member_id: str) -> list[dict[str, Any]]:
    """Every space that this member is in, their own first, with who is in it: `SpaceOut` as plain values."""
    return gather(_SPACES.rows(session, member=member_id))


def gather(rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """A space for all of its rows, in their order."""
    found: dict[str, dict[str, Any]] = {}
    for id_, kind, head, closed_at, continued, member, joined, left in rows:
        if id_ not in found:
            closed = closed_at is not None
            space = {"id": id_, "kind": kind, "head": head, "closed": closed, "continued": continued, "members": []}
            found[id_] = space
        found[id_]["members"].append({"id": member, "joined": joined, "left": left})
    return list(found.values())


def describe(session: Session, member_id: str, *, only: frozenset[str] | None = None) -> list[SpaceOut]:
    """Every space that this member is in, their own first, with who is in it; to a program, the couples in `only`."""
    found = spaces_of(session, member_id)
    if only is not None:
        found = [{**space, "head": 0} for space in found if space["id"] in only and space["kind"] == COUPLE]
    return [SpaceOut.model_validate(space) for space in found]


# --- making


def make_couple(ctx: Context, session: Session, me: Principal, wanted: CoupleIn) -> Found:
    """A couple with one member so far. Safe to repeat with the same id."""
    space_id = wanted.id or ctx.ids.uuid7()
    if (space := session.get(Space, space_id)) is not None:
        if not is_in(session, space.id, me.member_id) or space.kind != "couple":
            raise Invalid("Make another id for this couple.")
        return Found(space_id, new=False)
    today = earliest_label(ctx)
    open_space(session, space_id, "couple", now=ctx.stamp())
    enter(session, space_id, me.member_id, on=today)
    zones = [{"from": earliest_label(ctx), "zone": wanted.home_zone}]
    agreed = {"home_zones": zones, "body": {"name": wanted.name}}
    writes = [("couple", derived("couple", space_id), agreed), card_of(session, space_id, me.member_id)]
    write_as(ctx, session, me.member_id, space_id, writes)
    return Found(space_id, new=True)


# --- leaving


def leave(ctx: Context, session: Session, here: Entry) -> None:
    """One-sided, at once, unannounced. With one member left the space closes; nothing of theirs is touched."""
    space = locked(session, here.space_id)
    membership = session.get_one(Membership, (here.space_id, here.member_id))
    membership.left = ctx.now().date().isoformat()
    grants.leave(session, here.member_id, here.space_id)
    session.execute(
        update(Invite)
        .where(col(Invite.space_id) == here.space_id, col(Invite.inviter_id) == here.member_id)
        .values(cancelled_at=ctx.stamp())
    )
    session.execute(
        update(JoinRequest)
        .where(
            col(JoinRequest.space_id) == here.space_id,
            col(JoinRequest.inviter_id) == here.member_id,
            col(JoinRequest.state) == "waiting",
        )
        .values(state="closed")
    )
    session.flush()
    staying = session.execute(
        select(col(Membership.member_id)).where(
            col(Membership.space_id) == here.space_id, col(Membership.left).is_(None)
        )
    ).all()
    if len(staying) < 2:
        space.closed_at = ctx.stamp()
    session.flush()


def go_on(ctx: Context, session: Session, here: Entry) -> None:
    """Those who stayed say: we go on. From today what is shared asks again."""
    space = still_open(session, here.space_id)
    today = ctx.now().date().isoformat()
    if today not in space.continued:
        space.continued = [*space.continued, today]
    session.flush()


# --- shared with invites


def earliest_label(ctx: Context) -> str:
    """The day that it is where the day began last: UTC-12, and a day begins at 04:00 there.

    Nobody's zone is known here. A day too early asks for nothing that can't be rested; a day too late
    would leave out what somebody did on the evening they came.
    """
    return (ctx.now() - timedelta(hours=16)).date().isoformat()


def is_in(session: Session, space_id: str, member_id: str) -> bool:
    row = session.get(Membership, (space_id, member_id))
    return row is not None and row.left is None


def locked(session: Session, space_id: str) -> Space:
    """The space as it is now; nobody else writes in it, joins or leaves until this transaction ends."""
    this = select(Space).where(col(Space.id) == space_id).with_for_update()
    return session.execute(this.execution_options(populate_existing=True)).scalar_one()


def still_open(session: Session, space_id: str) -> Space:
    space = locked(session, space_id)
    if space.closed_at is not None:
        raise SpaceClosed
    return space


def name_in(session: Session, space_id: str, member_id: str) -> str:
    """What a member is called in a couple, else by their account."""
    card = session.get(Card, (space_id, derived("card", space_id, member_id)))
    if card is not None and card.body is not None:
        return str(json.loads(card.body)["name"])
    return session.execute(select(col(Member.name)).where(col(Member.id) == member_id)).scalar_one()


def card_of(session: Session, space_id: str, member_id: str) -> tuple[str, str, dict[str, Any]]:
    name = session.execute(select(col(Member.name)).where(col(Member.id) == member_id)).scalar_one()
    fields = {"member_id": member_id, "body": {"name": name[:60]}}
    return "card", derived("card", space_id, member_id), fields


def write_as(
    ctx: Context, session: Session, member_id: str, space_id: str, writes: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """Records that the server writes in a member's name, on the one write path."""
    widen(session, frozenset({space_id}))
    mutations = [
        Mutation(
            id=ctx.ids.uuid7(), n=0, space=space_id, type=kind, op="put", entity=id_, v=record_types()[kind].form,
            base_seq=0, at=ctx.stamp(), fields=fields,
        )
        for kind, id_, fields in writes
    ]  # fmt: skip
    commit = begin(
        session, Writer(member_id, "server"), mutations, now=ctx.stamp(), new_id=ctx.ids.uuid7, new_tag=ctx.tag
    )
    for mutation in mutations:
        result = apply(commit, mutation)
        if result.outcome in ("rejected", "deferred"):
            raise RuntimeError(f"the server's own {mutation.type} was {result.outcome}: {result.code}")
    finish(commit)
