"""Asking somebody in, and saying yes to who knocks. Online only.

A secret opens a door once, for a short while; the inviter then confirms the person.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Principal
from app.kit.context import Context, stamp
from app.kit.db import by_secret, widen
from app.kit.errors import NotFound
from app.kit.records.entry import Entry
from app.kit.records.spaces import enter
from app.members.models import Member
from app.spaces.codes import code_hash, make_code
from app.spaces.models import Invite, JoinRequest
from app.spaces.refusals import (
    AlreadyTogether,
    InviteExpired,
    InviteUnknown,
    InviteUsed,
    SpaceClosed,
    TooManyInvites,
)
from app.spaces.schemas import Knock
from app.spaces.service import card_of, earliest_label, is_in, locked, name_in, still_open, write_as

LIVES = {"qr": timedelta(minutes=15), "link": timedelta(hours=48)}
MAX_OPEN_INVITES = 10


def invite(ctx: Context, session: Session, here: Entry, kind: str) -> tuple[Invite, str]:
    """A new invitation and its code, which nobody can read again."""
    still_open(session, here.space_id)
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
    locked(session, here.space_id)
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
    space = locked(session, space_id)
    row = find_invite(session, typed)  # as it is now that nobody else can use or cancel it
    if row.used_at is not None:
        return _knocked_before(session, me, row)
    if row.expires_at <= ctx.stamp():
        raise InviteExpired
    if is_in(session, space_id, me.member_id):
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
    return request, name_in(session, row.space_id, row.inviter_id)


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
    return request, name_in(session, row.space_id, row.inviter_id)


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
    locked(session, space_id)
    row = my_request(session, me, request_id)  # it may have been confirmed in between
    if row.state == "waiting":
        row.state = "closed"
        session.flush()


def knocks(session: Session, here: Entry) -> list[Knock]:
    """Who waits for this member's yes, and only those that this member invited."""
    rows = session.execute(
        select(col(JoinRequest.id), col(Member.name))
        .join(Member, col(Member.id) == col(JoinRequest.member_id))
        .where(
            col(JoinRequest.space_id) == here.space_id,
            col(JoinRequest.inviter_id) == here.member_id,
            col(JoinRequest.state) == "waiting",
        )
        .order_by(col(JoinRequest.id))
    ).all()
    return [Knock(id=id_, name=name) for id_, name in rows]


def confirm(ctx: Context, session: Session, here: Entry, request_id: str) -> None:
    """Lets the one who knocked in, with a card of their own. Safe to repeat."""
    space = locked(session, here.space_id)
    request = _their_knock(session, here, request_id)
    if request.state == "confirmed":
        return
    if request.state != "waiting":
        raise NotFound
    if space.closed_at is not None:
        raise SpaceClosed
    request.state = "confirmed"
    enter(session, here.space_id, request.member_id, on=earliest_label(ctx))
    write_as(ctx, session, request.member_id, here.space_id, [card_of(session, here.space_id, request.member_id)])


def decline(session: Session, here: Entry, request_id: str) -> None:
    """Turns somebody away without a word: they see `closed`. Safe to repeat."""
    locked(session, here.space_id)
    request = _their_knock(session, here, request_id)
    if request.state == "waiting":
        request.state = "closed"
        session.flush()


def _their_knock(session: Session, here: Entry, request_id: str) -> JoinRequest:
    row = session.get(JoinRequest, (here.space_id, request_id))
    if row is None or row.inviter_id != here.member_id:
        raise NotFound
    return row
