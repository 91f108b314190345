"""Couples: making one, asking somebody in, saying yes to who knocks, and leaving. Online only.

Services load, ask, write; the caller's transaction commits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Principal
from app.kit.context import Context, stamp
from app.kit.db import by_secret, widen
from app.kit.errors import Invalid, NotFound, Refusal
from app.kit.ids import derived
from app.kit.records.declare import Writer
from app.kit.records.entry import Entry
from app.kit.records.models import Membership, Space
from app.kit.records.mutation import Mutation
from app.kit.records.spaces import enter, open_space
from app.kit.records.write import apply, begin, finish
from app.members.models import Member
from app.spaces.codes import code_hash, make_code
from app.spaces.models import Card, Invite, JoinRequest
from app.spaces.schemas import CoupleIn, Knock, SpaceOut

LIVES = {"qr": timedelta(minutes=15), "link": timedelta(hours=48)}
MAX_OPEN_INVITES = 10


class InviteUnknown(NotFound):
    """No invitation has this code, or it was cancelled: both look the same."""

    code = "invite_unknown"
    title = "This invitation is not known"
    detail = "Check the code, or ask for a new one."


class InviteUsed(Refusal):
    """An invitation opens once."""

    status = 410
    code = "invite_used"
    title = "This invitation was used already"
    detail = "Ask for a new one."


class InviteExpired(Refusal):
    """An invitation is open for a short while only."""

    status = 410
    code = "invite_expired"
    title = "This invitation has run out"
    detail = "Ask for a new one: a QR code lives 15 minutes, a link 48 hours."


class AlreadyTogether(Refusal):
    """One can't join a couple twice, or one's own invitation."""

    status = 409
    code = "already_together"
    title = "You are in this couple already"
    detail = "Open it under Us."


class SpaceClosed(Refusal):
    """A closed space is read and no longer written."""

    status = 409
    code = "space_closed"
    title = "This space is closed"
    detail = "What was shared stays readable. You can make a new couple."


class TooManyInvites(Refusal):
    """More open doors than anybody can watch."""

    status = 409
    code = "too_many_invites"
    title = "There are many open invitations"
    detail = "Cancel one first."


@dataclass(frozen=True, slots=True)
class Found:
    """A couple by its id, and whether it was made just now."""

    space_id: str
    new: bool


# --- reading


_MINE = select(col(Membership.space_id)).where(
    col(Membership.member_id) == bindparam("member"), col(Membership.left).is_(None)
)
_SPACES = (
    select(
        col(Space.id),
        col(Space.kind),
        col(Space.head),
        col(Space.closed_at),
        col(Space.continued),
        col(Membership.member_id),
        col(Membership.joined),
        col(Membership.left),
    )
    .join(Membership, col(Membership.space_id) == col(Space.id))
    .where(col(Space.id).in_(_MINE))
    .order_by(col(Space.kind).desc(), col(Space.id), col(Membership.joined), col(Membership.member_id))
)


def spaces_of(session: Session, member_id: str) -> list[dict[str, Any]]:
    """Every space that this member is in, their own first, with who is in it: `SpaceOut` as plain values."""
    found: dict[str, dict[str, Any]] = {}
    for row in session.connection().execute(_SPACES, {"member": member_id}):
        id_, kind, head, closed_at, continued, member, joined, left = row
        if id_ not in found:
            closed = closed_at is not None
            space = {"id": id_, "kind": kind, "head": head, "closed": closed, "continued": continued, "members": []}
            found[id_] = space
        found[id_]["members"].append({"id": member, "joined": joined, "left": left})
    return list(found.values())


def describe(session: Session, member_id: str) -> list[SpaceOut]:
    """Every space that this member is in, their own first, with who is in it."""
    return [SpaceOut.model_validate(space) for space in spaces_of(session, member_id)]


# --- making


def make_couple(ctx: Context, session: Session, me: Principal, wanted: CoupleIn) -> Found:
    """A couple with one member so far. Safe to repeat with the same id."""
    space_id = wanted.id or ctx.ids.uuid7()
    if (space := session.get(Space, space_id)) is not None:
        if not _is_in(session, space.id, me.member_id) or space.kind != "couple":
            raise Invalid("Make another id for this couple.")
        return Found(space_id, new=False)
    today = _earliest_label(ctx)
    open_space(session, space_id, "couple", now=ctx.stamp())
    enter(session, space_id, me.member_id, on=today)
    zones = [{"from": _earliest_label(ctx), "zone": wanted.home_zone}]
    agreed = {"home_zones": zones, "body": {"name": wanted.name}}
    writes = [("couple", derived("couple", space_id), agreed), _card(session, space_id, me.member_id)]
    _write(ctx, session, me.member_id, space_id, writes)
    return Found(space_id, new=True)


def invite(ctx: Context, session: Session, here: Entry, kind: str) -> tuple[Invite, str]:
    """A new invitation and its code, which nobody can read again."""
    _still_open(session, here.space_id)
    now = ctx.stamp()
    if len(open_invites(session, here, now)) >= MAX_OPEN_INVITES:
        raise TooManyInvites
    code = make_code(ctx.randbytes(16))
    row = Invite(
        space_id=here.space_id,
        id=ctx.ids.uuid7(),
        inviter_id=here.member_id,
        kind=kind,
        code_hash=code_hash(code) or "",
        created_at=now,
        expires_at=stamp(ctx.now() + LIVES[kind]),
        used_at=None,
        cancelled_at=None,
    )
    session.add(row)
    session.flush()
    return row, code


def open_invites(session: Session, here: Entry, now: str) -> list[Invite]:
    """The member's own invitations that somebody could still use."""
    return list(
        session.execute(
            select(Invite)
            .where(
                col(Invite.space_id) == here.space_id,
                col(Invite.inviter_id) == here.member_id,
                col(Invite.used_at).is_(None),
                col(Invite.cancelled_at).is_(None),
                col(Invite.expires_at) > now,
            )
            .order_by(col(Invite.id))
        ).scalars()
    )


def cancel_invite(ctx: Context, session: Session, here: Entry, invite_id: str) -> None:
    """Shuts the door again. Safe to repeat. Whoever waits behind it sees `closed`."""
    _locked(session, here.space_id)
    row = session.get(Invite, (here.space_id, invite_id))
    if row is None or row.inviter_id != here.member_id:
        raise NotFound
    row.cancelled_at = row.cancelled_at or ctx.stamp()
    session.execute(
        update(JoinRequest)
        .where(
            col(JoinRequest.space_id) == here.space_id,
            col(JoinRequest.invite_id) == invite_id,
            col(JoinRequest.state) == "waiting",
        )
        .values(state="closed")
    )
    session.flush()


# --- joining


def knock(ctx: Context, session: Session, me: Principal, typed: str) -> tuple[JoinRequest, str]:
    """Shows an invitation. It is used from now on, and the inviter is asked. Returns the inviter's name too.

    Raises InviteUnknown, InviteUsed, InviteExpired, AlreadyTogether or SpaceClosed.
    """
    space_id = find_invite(session, typed).space_id
    widen(session, frozenset({space_id}))
    space = _locked(session, space_id)
    row = find_invite(session, typed)  # as it is now that nobody else can use or cancel it
    if row.used_at is not None:
        return _knocked_before(session, me, row)
    if row.expires_at <= ctx.stamp():
        raise InviteExpired
    if _is_in(session, space_id, me.member_id):
        raise AlreadyTogether
    if space.closed_at is not None:
        raise SpaceClosed
    row.used_at = ctx.stamp()
    request = JoinRequest(
        space_id=row.space_id,
        id=ctx.ids.uuid7(),
        invite_id=row.id,
        inviter_id=row.inviter_id,
        member_id=me.member_id,
        asked_at=ctx.stamp(),
        state="waiting",
    )
    session.add(request)
    session.flush()
    return request, _name_in(session, row.space_id, row.inviter_id)


def find_invite(session: Session, typed: str) -> Invite:
    """The invitation with this code. Raises InviteUnknown, for a cancelled one too."""
    hashed = code_hash(typed)
    if hashed is None:
        raise InviteUnknown
    this = select(Invite).where(col(Invite.code_hash) == hashed).execution_options(populate_existing=True)
    with by_secret(session):
        row = session.execute(this).scalar()
    if row is None or row.cancelled_at is not None:
        raise InviteUnknown
    return row


def opens_registration(session: Session, typed: str, now: str) -> bool:
    """Whether this is the code of an invitation that still holds: it lets its holder make an account."""
    hashed = code_hash(typed)
    if hashed is None:
        return False
    holds = select(col(Invite.id)).where(
        col(Invite.code_hash) == hashed,
        col(Invite.used_at).is_(None),
        col(Invite.cancelled_at).is_(None),
        col(Invite.expires_at) > now,
    )
    with by_secret(session):
        return session.execute(holds).first() is not None


def _knocked_before(session: Session, me: Principal, row: Invite) -> tuple[JoinRequest, str]:
    """The same person showing the same code again is the same knock."""
    request = session.execute(
        select(JoinRequest).where(
            col(JoinRequest.invite_id) == row.id,
            col(JoinRequest.space_id) == row.space_id,
            col(JoinRequest.member_id) == me.member_id,
        )
    ).scalar()
    if request is None:
        raise InviteUsed
    return request, _name_in(session, row.space_id, row.inviter_id)


def my_request(session: Session, me: Principal, request_id: str) -> JoinRequest:
    """A request that this member made, wherever it leads."""
    mine = select(JoinRequest).where(col(JoinRequest.id) == request_id, col(JoinRequest.member_id) == me.member_id)
    with by_secret(session):
        row = session.execute(mine.execution_options(populate_existing=True)).scalar()
    if row is None:
        raise NotFound
    return row


def take_back(session: Session, me: Principal, request_id: str) -> None:
    """Ends a request that still waits. Safe to repeat."""
    space_id = my_request(session, me, request_id).space_id
    widen(session, frozenset({space_id}))
    _locked(session, space_id)
    row = my_request(session, me, request_id)  # it may have been confirmed in between
    if row.state == "waiting":
        row.state = "closed"
        session.flush()


def knocks(session: Session, here: Entry) -> list[Knock]:
    """Who waits for this member's yes, and only those that this member invited."""
    rows = session.execute(
        select(col(JoinRequest.id), col(JoinRequest.asked_at), col(Member.name), col(Member.login))
        .join(Member, col(Member.id) == col(JoinRequest.member_id))
        .where(
            col(JoinRequest.space_id) == here.space_id,
            col(JoinRequest.inviter_id) == here.member_id,
            col(JoinRequest.state) == "waiting",
        )
        .order_by(col(JoinRequest.id))
    ).all()
    return [Knock(id=id_, name=name, login=login, asked_at=asked_at) for id_, asked_at, name, login in rows]


def confirm(ctx: Context, session: Session, here: Entry, request_id: str) -> None:
    """Lets the one who knocked in, with a card of their own. Safe to repeat."""
    space = _locked(session, here.space_id)
    request = _their_knock(session, here, request_id)
    if request.state == "confirmed":
        return
    if request.state != "waiting":
        raise NotFound
    if space.closed_at is not None:
        raise SpaceClosed
    request.state = "confirmed"
    enter(session, here.space_id, request.member_id, on=_earliest_label(ctx))
    _write(ctx, session, request.member_id, here.space_id, [_card(session, here.space_id, request.member_id)])


def decline(session: Session, here: Entry, request_id: str) -> None:
    """Turns somebody away without a word: they see `closed`. Safe to repeat."""
    _locked(session, here.space_id)
    request = _their_knock(session, here, request_id)
    if request.state == "waiting":
        request.state = "closed"
        session.flush()


# --- leaving


def leave(ctx: Context, session: Session, here: Entry) -> None:
    """One-sided, at once, unannounced. With one member left the space closes; nothing of theirs is touched."""
    space = _locked(session, here.space_id)
    membership = session.get_one(Membership, (here.space_id, here.member_id))
    membership.left = ctx.now().date().isoformat()
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
    space = _still_open(session, here.space_id)
    today = ctx.now().date().isoformat()
    if today not in space.continued:
        space.continued = [*space.continued, today]
    session.flush()


# --- helpers


def _earliest_label(ctx: Context) -> str:
    """The day that it is where the day began last: UTC-12, and a day begins at 04:00 there.

    Nobody's zone is known here. A day too early asks for nothing that can't be rested; a day too late
    would leave out what somebody did on the evening they came.
    """
    return (ctx.now() - timedelta(hours=16)).date().isoformat()


def _is_in(session: Session, space_id: str, member_id: str) -> bool:
    row = session.get(Membership, (space_id, member_id))
    return row is not None and row.left is None


def _locked(session: Session, space_id: str) -> Space:
    """The space as it is now; nobody else writes in it, joins or leaves until this transaction ends."""
    this = select(Space).where(col(Space.id) == space_id).with_for_update()
    return session.execute(this.execution_options(populate_existing=True)).scalar_one()


def _still_open(session: Session, space_id: str) -> Space:
    space = _locked(session, space_id)
    if space.closed_at is not None:
        raise SpaceClosed
    return space


def _their_knock(session: Session, here: Entry, request_id: str) -> JoinRequest:
    row = session.get(JoinRequest, (here.space_id, request_id))
    if row is None or row.inviter_id != here.member_id:
        raise NotFound
    return row


def _name_in(session: Session, space_id: str, member_id: str) -> str:
    """What a member is called in a couple, else by their account."""
    card = session.get(Card, (space_id, derived("card", space_id, member_id)))
    if card is not None and card.body is not None:
        return str(json.loads(card.body)["name"])
    return session.execute(select(col(Member.name)).where(col(Member.id) == member_id)).scalar_one()


def _card(session: Session, space_id: str, member_id: str) -> tuple[str, str, dict[str, Any]]:
    name = session.execute(select(col(Member.name)).where(col(Member.id) == member_id)).scalar_one()
    fields = {"member_id": member_id, "body": {"name": name[:60]}}
    return "card", derived("card", space_id, member_id), fields


def _write(
    ctx: Context, session: Session, member_id: str, space_id: str, writes: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """Records that the server writes in a member's name, on the one write path."""
    widen(session, frozenset({space_id}))
    mutations = [
        Mutation(
            id=ctx.ids.uuid7(), n=0, space=space_id, type=kind, op="put", entity=id_, v=1, base_seq=0,
            at=ctx.stamp(), fields=fields,
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
