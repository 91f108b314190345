"""What the token endpoint does: a code, a refresh token or a personal token in, an access token out; and revocation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, case, not_, null, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.grants import bearer, service
from app.grants.models import AuthorizationCode, Grant
from app.grants.refusals import TokenExpired, TokenRevoked, TokenUnknown
from app.grants.tokens import LIFE, PERSONAL, Claims, read_access, read_refresh, write_access, write_refresh
from app.kit.context import Context, instant, stamp
from app.kit.ids import derived
from app.members.secrets import digest

AGAIN: Final = timedelta(seconds=60)
"""How long the refresh token before the current one still gets the current one: an answer may not have arrived."""
EXCHANGE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN: Final = "urn:ietf:params:oauth:token-type:access_token"
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")

Form = Mapping[str, str]


class OAuthError(Exception):
    """A refusal in the words of RFC 6749: `error` is its code, `says` is for people who write programs."""

    def __init__(self, error: str, says: str) -> None:
        self.error = error
        self.says = says
        super().__init__(error)


@dataclass(frozen=True, slots=True)
class Given:
    """An access token with what goes with it. `exchanged`: for a personal token, by RFC 8693."""

    access: str
    lasts: int
    scope: str
    refresh: str | None = None
    exchanged: bool = False


def give(ctx: Context, form: Form) -> Given:
    """The answer to a form with one of the three grant types. Raises OAuthError."""
    ways = {"authorization_code": _by_code, "refresh_token": _by_refresh, EXCHANGE: _by_personal}
    way = ways.get(_needed(form, "grant_type"))
    if way is None:
        raise OAuthError("unsupported_grant_type", "Send authorization_code, refresh_token or token-exchange.")
    return way(ctx, form)


def revoke(ctx: Context, form: Form) -> None:
    """Ends the grant of a token, whichever of its tokens is shown (RFC 7009). What is not known is ended already."""
    text = _needed(form, "token")
    with ctx.db.write() as session:
        grant_id = _grant_of(ctx, session, text)
        if grant_id is not None:
            service.end(session, grant_id, now=ctx.stamp())


# --- the three ways


def _by_code(ctx: Context, form: Form) -> Given:
    shown = digest(_needed(form, "code"))
    now = ctx.stamp()
    with ctx.db.write() as session:
        this = update(AuthorizationCode).where(
            col(AuthorizationCode.code_hash) == shown,
            col(AuthorizationCode.used_at).is_(None),
            col(AuthorizationCode.expires_at) > now,
        )
        code = session.execute(
            this.values(used_at=now).returning(
                col(AuthorizationCode.grant_id), col(AuthorizationCode.redirect_uri), col(AuthorizationCode.challenge)
            )
        ).first()
        if code is None:
            _end_if_replayed(session, shown, now)
            given = None
        elif not _is_who_asked(session, form, *code):
            service.end(session, code.grant_id, now=now)
            given = None
        else:
            given = _first(ctx, session, code.grant_id, form)
    if given is None:
        raise OAuthError("invalid_grant", "This code was used, has run out, or was given to somebody else.")
    return given


def _by_refresh(ctx: Context, form: Form) -> Given:
    read = read_refresh(ctx, _needed(form, "refresh_token"))
    given = None
    if read is not None:
        with ctx.db.write() as session:
            given = _advance(ctx, session, *read, form)
    if given is None:
        raise OAuthError("invalid_grant", "This refresh token is not the current one, or its grant has ended.")
    return given


def _by_personal(ctx: Context, form: Form) -> Given:
    if _needed(form, "subject_token_type") != ACCESS_TOKEN:
        raise OAuthError("invalid_request", f"subject_token_type is {ACCESS_TOKEN}.")
    shown = _needed(form, "subject_token")
    try:
        with ctx.db.read() as session:
            found = bearer.find(session, shown)
            bearer.granted(found, ctx.now())
    except (TokenUnknown, TokenExpired, TokenRevoked):
        raise OAuthError("invalid_grant", "This personal token was never made, was revoked, or has run out.") from None
    one = found[0]
    claims = Claims(one.member_id, PERSONAL, _narrowed(form, one.scopes), one.id)
    given = _given(ctx, claims, jti=ctx.ids.uuid7(), at=ctx.stamp())
    return Given(given.access, given.lasts, given.scope, exchanged=True)


# --- beneath them


def _advance(ctx: Context, session: Session, grant_id: str, n: int, form: Form) -> Given | None:
    """One statement decides, so that any number of processes agree: the current token advances, the one before gets the
    current one again for a while, and an older one ends them all.
    """
    now = ctx.now()
    current = col(Grant.refreshes) == n
    late = and_(col(Grant.refreshes) == n + 1, col(Grant.refreshed_at) > stamp(now - AGAIN))
    replayed = and_(col(Grant.refreshes) > n, not_(late))
    row = session.execute(
        update(Grant)
        .where(
            col(Grant.id) == grant_id,
            col(Grant.client_id) == _needed(form, "client_id"),
            col(Grant.revoked_at).is_(None),
            col(Grant.expires_at) > stamp(now),
        )
        .values(
            refreshes=case((current, n + 1), else_=col(Grant.refreshes)),
            refreshed_at=case((current, stamp(now)), else_=col(Grant.refreshed_at)),
            revoked_at=case((replayed, stamp(now)), else_=null()),
        )
        .returning(*_COLUMNS)
    ).first()
    if row is None or row.revoked_at is not None or row.refreshes != n + 1:
        return None
    return _of_app(ctx, row, form)


_COLUMNS = (
    col(Grant.id),
    col(Grant.member_id),
    col(Grant.client_id),
    col(Grant.scopes),
    col(Grant.refreshes),
    col(Grant.refreshed_at),
    col(Grant.revoked_at),
)


def _first(ctx: Context, session: Session, grant_id: str, form: Form) -> Given | None:
    now = ctx.stamp()
    row = session.execute(
        update(Grant)
        .where(
            col(Grant.id) == grant_id,
            col(Grant.refreshes) == 0,
            col(Grant.revoked_at).is_(None),
            col(Grant.expires_at) > now,
        )
        .values(refreshes=1, refreshed_at=now)
        .returning(*_COLUMNS)
    ).first()
    return None if row is None else _of_app(ctx, row, form)


def _of_app(ctx: Context, row: Any, form: Form) -> Given:
    """The same answer for the same number: its access token is written anew, and comes out alike."""
    claims = Claims(row.member_id, str(row.client_id), _narrowed(form, row.scopes), row.id)
    jti = derived("access_token", row.id, str(row.refreshes))
    given = _given(ctx, claims, jti=jti, at=str(row.refreshed_at))
    return Given(given.access, given.lasts, given.scope, write_refresh(ctx, row.id, row.refreshes))


def _given(ctx: Context, claims: Claims, *, jti: str, at: str) -> Given:
    since = instant(at)
    lasts = int((since + LIFE - ctx.now()).total_seconds())
    return Given(write_access(ctx, claims, jti=jti, at=since), lasts, " ".join(sorted(claims.scopes)))


def _narrowed(form: Form, scopes: str) -> frozenset[str]:
    """What was granted, or the part of it that is asked for. Raises OAuthError for more."""
    granted, asked = frozenset(scopes.split()), frozenset(form.get("scope", "").split())
    if not asked <= granted:
        raise OAuthError("invalid_scope", "This was not granted.")
    return asked or granted


def _is_who_asked(session: Session, form: Form, grant_id: str, redirect_uri: str, challenge: str) -> bool:
    """The same app, at the same address, with the verifier that only it knows."""
    verifier = form.get("code_verifier", "")
    grant = session.get_one(Grant, grant_id)
    proved = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return (
        form.get("client_id") == grant.client_id
        and form.get("redirect_uri") == redirect_uri
        and _VERIFIER.fullmatch(verifier) is not None
        and hmac.compare_digest(proved, challenge)
    )


def _end_if_replayed(session: Session, code_hash: str, now: str) -> None:
    """A code that comes twice was seen by somebody else: what it gave ends."""
    asked = select(col(AuthorizationCode.grant_id)).where(
        col(AuthorizationCode.code_hash) == code_hash, col(AuthorizationCode.used_at).is_not(None)
    )
    if (grant_id := session.execute(asked).scalar()) is not None:
        service.end(session, grant_id, now=now)


def _grant_of(ctx: Context, session: Session, text: str) -> str | None:
    if (read := read_refresh(ctx, text)) is not None:
        return read[0]
    if found := bearer.find(session, text):
        return found[0].id
    try:
        return read_access(ctx, text).grant_id
    except (TokenUnknown, TokenExpired):
        return None


def _needed(form: Form, name: str) -> str:
    if not (value := form.get(name)):
        raise OAuthError("invalid_request", f"{name} is missing.")
    return value
