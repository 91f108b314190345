"""Access tokens of ten minutes (RFC 9068) and refresh tokens, as text: written, and read again with every check."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import jwt

from app.grants.keys import refresh_key, ring
from app.grants.refusals import TokenExpired, TokenUnknown
from app.kit.context import Context

LIFE: Final = timedelta(minutes=10)
TYPE: Final = "at+jwt"
ALGORITHM: Final = "EdDSA"
PERSONAL: Final = "personal"
"""The client of a personal token: the member's own program, which nobody has registered."""
REQUIRED: Final = ["iss", "aud", "sub", "client_id", "scope", "sid", "jti", "iat", "exp"]
_AHEAD: Final = timedelta(minutes=1)
"""Clocks of several servers differ a little."""
_REFRESH: Final = re.compile(r"tend_rt_([0-9a-f-]{36})\.(\d{1,9})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says of itself: whose, for which client, what it may do, and by which grant."""

    member_id: str
    client_id: str
    scopes: frozenset[str]
    grant_id: str


def audience(ctx: Context) -> str:
    """For whom access tokens are: this server's API."""
    return f"{ctx.settings.public_url}/api/v1"


def write_access(ctx: Context, claims: Claims, *, jti: str, at: datetime) -> str:
    """The text of an access token that was given out `at`. The same for the same, while the same key signs."""
    key = ring(ctx).newest(ctx.now())
    said = {
        "iss": ctx.settings.public_url,
        "aud": audience(ctx),
        "sub": claims.member_id,
        "client_id": claims.client_id,
        "scope": " ".join(sorted(claims.scopes)),
        "sid": claims.grant_id,
        "jti": jti,
        "iat": int(at.timestamp()),
        "exp": int((at + LIFE).timestamp()),
    }
    return jwt.encode(said, key.private, ALGORITHM, headers={"typ": TYPE, "kid": key.id})


def read_access(ctx: Context, text: str) -> Claims:
    """What a token says, once it is ours and of now. Raises TokenUnknown or TokenExpired."""
    now = ctx.now()
    try:
        header = jwt.get_unverified_header(text)
        key = ring(ctx).named(header.get("kid"), now)
        if header.get("typ") != TYPE or key is None:
            raise TokenUnknown
        said: dict[str, Any] = jwt.decode(
            text,
            key.private.public_key(),
            algorithms=[ALGORITHM],
            audience=audience(ctx),
            issuer=ctx.settings.public_url,
            # the times are held against our own clock below
            options={"require": REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except (jwt.InvalidTokenError, RecursionError):
        raise TokenUnknown from None
    _of_now(said, now)
    return Claims(said["sub"], str(said["client_id"]), frozenset(str(said["scope"]).split()), str(said["sid"]))


def _of_now(said: dict[str, Any], now: datetime) -> None:
    issued, expires = said["iat"], said["exp"]
    if not isinstance(issued, int) or not isinstance(expires, int) or issued > (now + _AHEAD).timestamp():
        raise TokenUnknown
    if expires <= now.timestamp():
        raise TokenExpired


def write_refresh(ctx: Context, grant_id: str, n: int) -> str:
    """The text of a grant's refresh token number `n`."""
    return f"tend_rt_{grant_id}.{n}.{_proof(ctx, grant_id, n)}"


def read_refresh(ctx: Context, text: str) -> tuple[str, int] | None:
    """The grant and the number of a refresh token that we wrote; None for any other text."""
    found = _REFRESH.fullmatch(text)
    if found is None:
        return None
    grant_id, n = found[1], int(found[2])
    return (grant_id, n) if hmac.compare_digest(found[3], _proof(ctx, grant_id, n)) else None


def _proof(ctx: Context, grant_id: str, n: int) -> str:
    mac = hmac.digest(refresh_key(ctx), f"refresh {grant_id} {n}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
