"""Sessions: one a device, started by a proof, ended from any device of the same member."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, stamp
from app.kit.ids import is_uuid
from app.members.models import MemberSession
from app.members.secrets import digest, new_token

LIFE = timedelta(days=365)
IDLE = timedelta(days=90)
GRACE = timedelta(seconds=60)
"""How long a replaced token still opens: a request may be on its way when it changes."""

ended_with: list[Callable[[Session, str, str], None]] = []
"""`(session, member, now)`: what else ends where somebody is signed out everywhere. Further up, whoever gives something
out that opens without a session adds how it is taken back."""


def start(session: Session, ctx: Context, member_id: str, device: str) -> tuple[MemberSession, str]:
    """A new session of somebody who just gave a proof, and its token for the cookie.

    Rows that ended so long ago that no browser still holds their cookie are cleared away.
    """
    token = new_token(ctx.randbytes)
    now = ctx.now()
    session.execute(
        delete(MemberSession).where(
            col(MemberSession.member_id) == member_id, col(MemberSession.expires_at) < stamp(now - LIFE)
        )
    )
    row = MemberSession(
        id=ctx.ids.uuid7(),
        member_id=member_id,
        token_hash=digest(token),
        previous_hash=None,
        rotated_at=stamp(now),
        device=device,
        kind="browser",
        created_at=stamp(now),
        used_on=now.date().isoformat(),
        expires_at=stamp(now + LIFE),
        confirmed_at=stamp(now),
        revoked_at=None,
        erase=False,
    )
    session.add(row)
    session.flush()
    return row, token


def confirm(session: Session, ctx: Context, session_id: str) -> str:
    """Notes that the password was given here just now. Returns the new token that replaces the one before."""
    token = new_token(ctx.randbytes)
    now = ctx.stamp()
    session.execute(
        update(MemberSession)
        .where(col(MemberSession.id) == session_id)
        .values(previous_hash=MemberSession.token_hash, token_hash=digest(token), rotated_at=now, confirmed_at=now)
    )
    return token


def end(session: Session, session_id: str) -> None:
    """Signs out. Safe to repeat. Nothing of the session is kept."""
    session.execute(delete(MemberSession).where(col(MemberSession.id) == session_id))


def leave(session: Session, token_hash: str) -> None:
    """Signs out whoever was here before, if this token still names a session."""
    session.execute(delete(MemberSession).where(col(MemberSession.token_hash) == token_hash))


def of(session: Session, member_id: str, *, now: datetime) -> Sequence[MemberSession]:
    """Where a member is signed in, the newest first."""
    return session.scalars(
        select(MemberSession)
        .where(
            col(MemberSession.member_id) == member_id,
            col(MemberSession.revoked_at).is_(None),
            col(MemberSession.expires_at) > stamp(now),
            col(MemberSession.used_on) >= (now - IDLE).date().isoformat(),
        )
        .order_by(col(MemberSession.created_at).desc(), col(MemberSession.id).desc())
    ).all()


def revoke(session: Session, member_id: str, session_id: str, *, now: str, erase: bool) -> bool:
    """Ends one session; with `erase` that device wipes itself at its next contact. False if it is not theirs.

    Safe to repeat; a session that was only revoked can still be erased, never the other way round.
    """
    row = session.get(MemberSession, session_id) if is_uuid(session_id) else None
    if row is None or row.member_id != member_id:
        return False
    row.revoked_at = row.revoked_at or now
    row.erase = row.erase or erase
    session.flush()
    return True


def revoke_all(session: Session, member_id: str, *, now: str, but: str | None = None) -> None:
    """Ends every session of a member, except the one named in `but`, and what else was given out in their name."""
    session.execute(
        update(MemberSession)
        .where(
            col(MemberSession.member_id) == member_id,
            col(MemberSession.revoked_at).is_(None),
            col(MemberSession.id) != (but or ""),
        )
        .values(revoked_at=now)
    )
    for ends in ended_with:
        ends(session, member_id, now)
