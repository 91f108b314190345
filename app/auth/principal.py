"""Who is asking. Looked up for every request: nothing stays valid until it expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.cookies import cookie_name
from app.auth.refusals import (
    BrowserOnly,
    NotSignedIn,
    SessionErased,
    SessionExpired,
    SessionRevoked,
    StepUpRequired,
    TwoCredentials,
)
from app.kit.context import Context, Ctx, stamp
from app.kit.errors import Refusal
from app.kit.prepared import Prepared
from app.kit.settings import Settings
from app.members.models import Member, MemberSession
from app.members.secrets import digest
from app.members.sessions import GRACE, IDLE

CONFIRMED_FOR = timedelta(minutes=10)
EVERYTHING = frozenset({"*"})
SIGNED_IN: tuple[type[Refusal], ...] = (
    NotSignedIn,
    SessionExpired,
    SessionRevoked,
    SessionErased,
    TwoCredentials,
    BrowserOnly,
)
"""What any route behind `Me` may refuse: `responses=documented(*SIGNED_IN, ...)`."""

cookie = APIKeyCookie(
    name="__Host-sid",
    scheme_name="session",
    description="Given by signing in. On http://localhost it is called `sid`.",
    auto_error=False,
)

WHO = (
    select(
        col(MemberSession.id),
        col(MemberSession.member_id),
        col(Member.own_space_id),
        col(MemberSession.device),
        col(MemberSession.kind),
        col(MemberSession.token_hash),
        col(MemberSession.rotated_at),
        col(MemberSession.used_on),
        col(MemberSession.expires_at),
        col(MemberSession.confirmed_at),
        col(MemberSession.revoked_at),
        col(MemberSession.erase),
    )
    .join_from(MemberSession, Member, col(Member.id) == col(MemberSession.member_id))
    .where(
        or_(
            col(MemberSession.token_hash) == bindparam("shown"),
            col(MemberSession.previous_hash) == bindparam("shown"),
        )
    )
)
"""The session that a token names, in the order of `Seen`. Sessions belong to no space to wall off."""

LOOKUP = Prepared(WHO)


class Seen(NamedTuple):
    """A row of `WHO`."""

    id: str
    member_id: str
    own_space_id: str
    device: str
    kind: str
    token_hash: str
    rotated_at: str
    used_on: str
    expires_at: str
    confirmed_at: str
    revoked_at: str | None
    erase: bool


@dataclass(frozen=True, slots=True)
class Token:
    """What a request shows for itself, not yet looked up."""

    token_hash: str


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, from which device, and for what. `confirmed`: gave the password in the last ten minutes.

    `spaces`: the only ones that a program was let into, and never the own one; None for a browser.
    """

    member_id: str
    own_space_id: str
    session_id: str
    device: str
    kind: str
    scopes: frozenset[str]
    confirmed: bool
    first_today: bool
    spaces: frozenset[str] | None = None

    def may(self, scope: str) -> bool:
        """Whether this scope was granted. A member's own browser has every one."""
        return self.scopes is EVERYTHING or scope in self.scopes


def shown_by(request: Request, settings: Settings) -> Token:
    """Reads the cookie without touching the database. Raises NotSignedIn, TwoCredentials or BrowserOnly."""
    token = request.cookies.get(cookie_name(settings))
    if "authorization" in request.headers:
        raise BrowserOnly if token is None else TwoCredentials
    if not token:
        raise NotSignedIn
    return Token(digest(token))


async def _credential(request: Request, ctx: Ctx, _: Annotated[str | None, Security(cookie)] = None) -> Token:
    return shown_by(request, ctx.settings)


Credential = Annotated[Token, Depends(_credential)]
"""For hot routes: they call `authenticate` within their own transaction."""


def authenticate(session: Session, shown: Token, now: datetime) -> Principal:
    """The principal behind a credential, in one read within the caller's transaction.

    Raises NotSignedIn, SessionExpired, SessionRevoked or SessionErased. A token that was replaced a
    moment ago still opens, unconfirmed: requests were on their way when it changed.
    """
    rows = LOOKUP.rows(session, shown=shown.token_hash)
    if len(rows) != 1:
        raise NotSignedIn
    return recognised(Seen(*rows[0]), shown, now)


def recognised(row: Seen, shown: Token, now: datetime) -> Principal:
    """The principal of a session that a credential named, while it holds. Raises as `authenticate` does."""
    if row.revoked_at is not None:
        raise SessionErased if row.erase else SessionRevoked
    if row.expires_at <= stamp(now) or row.used_on < (now - IDLE).date().isoformat():
        raise SessionExpired
    current = row.token_hash == shown.token_hash
    if not current and row.rotated_at < stamp(now - GRACE):
        raise NotSignedIn
    return Principal(
        member_id=row.member_id,
        own_space_id=row.own_space_id,
        session_id=row.id,
        device=row.device,
        kind=row.kind,
        scopes=EVERYTHING,
        confirmed=current and row.confirmed_at > stamp(now - CONFIRMED_FOR),
        first_today=row.used_on < now.date().isoformat(),
    )


def note_use(session: Session, principal: Principal, now: datetime) -> None:
    """Remembers the day, so that a session in use does not count as idle. Call it if `first_today`."""
    session.execute(
        update(MemberSession)
        .where(col(MemberSession.id) == principal.session_id)
        .values(used_on=now.date().isoformat())
    )


def by_cookie(ctx: Context, shown: Token) -> Principal:
    """The principal behind a credential, in a transaction of its own. Raises as `authenticate` does."""
    now = ctx.now()
    with ctx.db.read() as session:
        principal = authenticate(session, shown, now)
    if principal.first_today:
        with ctx.db.write() as session:
            note_use(session, principal, now)
    return principal


def _me(ctx: Ctx, shown: Credential) -> Principal:
    return by_cookie(ctx, shown)


Me = Annotated[Principal, Depends(_me)]


async def _confirmed(me: Me) -> Principal:
    if not me.confirmed:
        raise StepUpRequired
    return me


Confirmed = Annotated[Principal, Depends(_confirmed)]
