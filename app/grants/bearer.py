"""Who asks by a token. Looked up for every request, like a session: a token that was revoked opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Principal
from app.grants.models import Grant, GrantSpace
from app.grants.refusals import TokenExpired, TokenRevoked, TokenUnknown
from app.grants.scopes import implied
from app.kit.context import Context, stamp
from app.kit.prepared import Prepared
from app.members.models import Member
from app.members.secrets import digest

PREFIX: Final = "tend_pat_"
"""So that a personal token is found where it was left by mistake."""


class Found(NamedTuple):
    """A grant in one of its spaces; `space_id` is None where it has none."""

    id: str
    member_id: str
    own_space_id: str
    kind: str
    client_id: str | None
    scopes: str
    expires_at: str
    used_on: str | None
    revoked_at: str | None
    space_id: str | None


def _by(column: Any) -> Prepared:
    return Prepared(
        select(
            col(Grant.id),
            col(Grant.member_id),
            col(Member.own_space_id),
            col(Grant.kind),
            col(Grant.client_id),
            col(Grant.scopes),
            col(Grant.expires_at),
            col(Grant.used_on),
            col(Grant.revoked_at),
            col(GrantSpace.space_id),
        )
        .join_from(Grant, Member, col(Member.id) == col(Grant.member_id))
        .outerjoin(GrantSpace, col(GrantSpace.grant_id) == col(Grant.id))
        .where(column == bindparam("shown"))
    )


BY_HASH, BY_ID = _by(Grant.token_hash), _by(Grant.id)


def recognised(ctx: Context, session: Session, shown: str) -> Principal:
    """The principal behind a token. Raises TokenUnknown, TokenExpired or TokenRevoked."""
    if shown.startswith(PREFIX):
        return granted(find(session, shown), ctx.now())
    from app.grants.tokens import PERSONAL, read_access  # and with it 8 MB that a server without programs does not need

    claims = read_access(ctx, shown)
    rows = [Found(*row) for row in BY_ID.rows(session, shown=claims.grant_id)]
    me = granted(rows, ctx.now())
    if (claims.member_id, claims.client_id) != (me.member_id, rows[0].client_id or PERSONAL):
        raise TokenUnknown
    return replace(me, scopes=me.scopes & implied(claims.scopes))


def find(session: Session, shown: str) -> list[Found]:
    """The grant of a personal token, if there is one."""
    return [Found(*row) for row in BY_HASH.rows(session, shown=digest(shown))] if shown.startswith(PREFIX) else []


def granted(rows: list[Found], now: datetime) -> Principal:
    """What a grant allows while it holds. Raises as `recognised` does."""
    if not rows:
        raise TokenUnknown
    one = rows[0]
    if one.revoked_at is not None:
        raise TokenRevoked
    if one.expires_at <= stamp(now):
        raise TokenExpired
    return Principal(
        member_id=one.member_id,
        own_space_id=one.own_space_id,
        session_id=one.id,
        device="",
        kind=one.kind,
        scopes=implied(one.scopes.split()),
        confirmed=False,
        first_today=one.used_on != now.date().isoformat(),
        spaces=frozenset(row.space_id for row in rows if row.space_id is not None),
    )


def note_use(session: Session, grant_id: str, today: str) -> None:
    """Remembers the day, for its member to see. Call it if `first_today`."""
    session.execute(update(Grant).where(col(Grant.id) == grant_id).values(used_on=today))
