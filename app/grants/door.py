"""Which routes a program may ask. A route is for browsers alone, unless it names the scope that it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from fastapi import Request, Security
from fastapi.security import HTTPBearer, OAuth2AuthorizationCodeBearer
from starlette.datastructures import Headers

from app.auth.cookies import cookie_name
from app.auth.principal import Me, Principal, by_cookie, cookie, shown_by
from app.auth.refusals import TwoCredentials
from app.grants import bearer
from app.grants.pace import Pace
from app.grants.refusals import ScopeMissing, TokenUnknown, TooManyRequests
from app.grants.scopes import SCOPES, known
from app.kit.context import Context, Ctx

_PERSONAL = HTTPBearer(
    scheme_name="token",
    description="A personal token that a member made under Me, with the scope that the operation names under "
    "`oauth2`; or an access token that was fetched for it.",
    auto_error=False,
)
_OAUTH = OAuth2AuthorizationCodeBearer(
    "/authorize",
    "/oauth/token",
    refreshUrl="/oauth/token",
    scopes={str(name): says for name, says in SCOPES.items()},
    scheme_name="oauth2",
    description="An access token of ten minutes, for an app that the host has registered. PKCE with S256 only.",
    auto_error=False,
)
Who = Callable[..., Principal]


@cache
def asking(*scopes: str | None) -> Who:
    """The dependency that says who asks: a member in a browser, or a program with one of these scopes.

    Fail closed: where no scope is one that people can allow, programs hear `browser_only`.
    """
    taken = tuple(scope for scope in scopes if scope is not None and known(scope))
    return _either(taken) if taken else _browser


def _browser(me: Me) -> Principal:
    return me


def _either(scopes: tuple[str, ...]) -> Who:
    def who(
        request: Request,
        ctx: Ctx,
        _cookie: str | None = Security(cookie),
        _personal: object = Security(_PERSONAL),
        _oauth: object = Security(_OAUTH, scopes=list(scopes) if len(scopes) == 1 else []),
    ) -> Principal:
        if "authorization" not in request.headers:
            return by_cookie(ctx, shown_by(request, ctx.settings))
        return _by_token(request, ctx, scopes)

    return who


def _by_token(request: Request, ctx: Context, scopes: tuple[str, ...]) -> Principal:
    if cookie_name(ctx.settings) in request.cookies:
        raise TwoCredentials
    with ctx.db.read() as session:
        me = bearer.recognised(ctx, session, _shown(request.headers))
    pace: Pace = request.app.state.pace
    turn = pace.turn(me.session_id, ctx.clock.monotonic())
    request.state.headers = turn.headers
    if turn.wait:
        raise TooManyRequests(turn.wait)
    if not any(me.may(scope) for scope in scopes):
        raise ScopeMissing(scopes)
    if me.first_today:
        with ctx.db.write() as session:
            bearer.note_use(session, me.session_id, ctx.now().date().isoformat())
    return me


def _shown(headers: Headers) -> str:
    """The token itself. Raises TokenUnknown for any other way to say who one is."""
    ways = headers.getlist("authorization")
    kind, _, token = ways[0].partition(" ")
    if len(ways) != 1 or kind.lower() != "bearer":
        raise TokenUnknown
    return token.strip()
