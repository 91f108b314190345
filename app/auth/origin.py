"""Changes are taken from Tend's own pages only, and as JSON only.

Another service on the same host name counts as the same site, and a form there sends even a Strict cookie.
So `same-site` is refused like any other, and so is a body that a form could make.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.auth.cookies import cookie_name
from app.auth.refusals import CrossSite, NotJson
from app.kit.errors import Refusal, answer
from app.kit.settings import Settings

MACHINES = ("/oauth/token", "/oauth/revoke")
"""Routes for programs, by forms as RFC 6749 wants them. They look at no cookie, so there is none to be abused."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginGuard:
    """ASGI middleware: `app.add_middleware(OriginGuard, settings=settings)`."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._origin = settings.public_url
        self._cookie = cookie_name(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and scope["path"] not in MACHINES:
            refusal = self._refusal(Headers(scope=scope))
            if refusal is not None:
                await answer(refusal)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, headers: Headers) -> Refusal | None:
        if not self._is_ours(headers):
            return CrossSite()
        if _has_body(headers) and _media_types(headers) != ["application/json"]:
            return NotJson()
        return None

    def _is_ours(self, headers: Headers) -> bool:
        """A program with a token has no cookie to be abused; without either, signing in counts as a change."""
        if "authorization" in headers and not any(f"{self._cookie}=" in value for value in headers.getlist("cookie")):
            return True
        sites = headers.getlist("sec-fetch-site")
        if sites:
            return sites == ["same-origin"]
        return headers.getlist("origin") == [self._origin]


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _media_types(headers: Headers) -> list[str]:
    return [value.split(";", 1)[0].strip().lower() for value in headers.getlist("content-type")]
