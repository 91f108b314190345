"""Accounts: made, renamed, given a new password. Hashes come in ready made: argon2 runs outside transactions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, stamp
from app.kit.records.spaces import enter, open_space
from app.members import notices, sessions
from app.members.models import Member, Recovery, ResetLink, SetupLink
from app.members.recovery import new_recovery
from app.members.refusals import LoginTaken
from app.members.secrets import digest, new_token

LINK_LIFE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Account:
    """A member as plain values, for use after the transaction has ended, such as comparing a password."""

    member_id: str
    own_space_id: str
    login: str
    name: str
    password_hash: str


def sign_up(session: Session, ctx: Context, *, login: str, name: str, password_hash: str) -> tuple[Account, str]:
    """A new member with an own space. Returns the recovery code too, which is shown once. Raises LoginTaken."""
    now = ctx.now()
    member_id, space_id = ctx.ids.uuid7(), ctx.ids.uuid7()
    code, proof = new_recovery(ctx.randbytes)
    if find(session, login) is not None:
        raise LoginTaken
    open_space(session, space_id, "own", now=stamp(now))
    enter(session, space_id, member_id, on=now.date().isoformat())
    member = Member(
        id=member_id,
        own_space_id=space_id,
        login=login,
        name=name,
        password_hash=password_hash,
        created_at=stamp(now),
    )
    session.add(member)
    try:
        session.flush()
    except IntegrityError as error:  # two people chose the same name in the same moment
        raise LoginTaken from error
    session.add(Recovery(member_id=member_id, proof_hash=digest(proof)))
    session.flush()
    return _account(member), code


def find(session: Session, login: str) -> Account | None:
    """The member of that login name, with the hash to compare against."""
    member = session.scalars(select(Member).where(col(Member.login) == login)).one_or_none()
    return _account(member) if member is not None else None


def known(session: Session, member_id: str) -> Account:
    """The member of that id, with the hash to compare against."""
    return _account(session.get_one(Member, member_id))


def unchanged(session: Session, account: Account) -> bool:
    """Whether the password that was just compared is still the member's."""
    return known(session, account.member_id).password_hash == account.password_hash


def rename(session: Session, member_id: str, name: str) -> None:
    """Another name for the account. What partners see is in their couple's cards."""
    session.get_one(Member, member_id).name = name
    session.flush()


def rehash(session: Session, member_id: str, password_hash: str) -> None:
    """Stores the same password under newer parameters."""
    session.get_one(Member, member_id).password_hash = password_hash
    session.flush()


def reset(session: Session, ctx: Context, member_id: str, password_hash: str, kind: notices.Kind) -> None:
    """A new password by another proof than the old one: every session ends, and the owner is told."""
    rehash(session, member_id, password_hash)
    sessions.revoke_all(session, member_id, now=ctx.stamp())
    notices.tell(session, ctx, member_id, kind)


def renew_recovery(session: Session, ctx: Context, member_id: str) -> str:
    """A new recovery code, to be shown once; the one before no longer works."""
    code, proof = new_recovery(ctx.randbytes)
    session.merge(Recovery(member_id=member_id, proof_hash=digest(proof)))
    session.flush()
    return code


def proves(session: Session, member_id: str, proof: str) -> bool:
    """Whether this is the proof half of the member's recovery code."""
    row = session.get(Recovery, member_id)
    return row is not None and secrets.compare_digest(row.proof_hash, digest(proof))


def use_recovery(session: Session, ctx: Context, member_id: str, proof: str) -> str | None:
    """Uses the recovery code up and returns the next one. None if another request was faster."""
    session.get(Recovery, member_id, with_for_update=True)
    return renew_recovery(session, ctx, member_id) if proves(session, member_id, proof) else None


def new_setup_link(session: Session, ctx: Context) -> str:
    """The secret of a link that lets one person sign up within 48 hours, whatever registration says."""
    secret = new_token(ctx.randbytes)
    session.execute(delete(SetupLink).where(col(SetupLink.expires_at) <= ctx.stamp()))
    session.add(SetupLink(secret_hash=digest(secret), expires_at=stamp(ctx.now() + LINK_LIFE)))
    session.flush()
    return secret


def setup_link_holds(session: Session, secret: str, *, now: str) -> bool:
    """Whether a setup link of that secret can still be used."""
    row = session.get(SetupLink, digest(secret))
    return row is not None and row.expires_at > now


def use_setup_link(session: Session, secret: str, *, now: str) -> bool:
    """Uses a setup link up. False if there is none of that secret, or it is too old."""
    row = session.scalars(
        select(SetupLink).where(col(SetupLink.secret_hash) == digest(secret)).with_for_update()
    ).one_or_none()
    if row is None or row.expires_at <= now:
        return False
    session.delete(row)
    session.flush()
    return True


def new_reset_link(session: Session, ctx: Context, member_id: str) -> str:
    """The secret of a link that sets one new password within 48 hours. The owner is told at once."""
    secret = new_token(ctx.randbytes)
    session.execute(delete(ResetLink).where(col(ResetLink.member_id) == member_id))
    session.add(ResetLink(secret_hash=digest(secret), member_id=member_id, expires_at=stamp(ctx.now() + LINK_LIFE)))
    notices.tell(session, ctx, member_id, "password_reset")
    return secret


def reset_link_owner(session: Session, secret: str, *, now: str) -> Account | None:
    """Whose password a reset link may set, if it still holds."""
    row = session.get(ResetLink, digest(secret))
    return known(session, row.member_id) if row is not None and row.expires_at > now else None


def use_reset_link(session: Session, secret: str) -> bool:
    """Uses a reset link up. False if another request was faster."""
    row = session.scalars(
        select(ResetLink).where(col(ResetLink.secret_hash) == digest(secret)).with_for_update()
    ).one_or_none()
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def _account(member: Member) -> Account:
    return Account(member.id, member.own_space_id, member.login, member.name, member.password_hash)
