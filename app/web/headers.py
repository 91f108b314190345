"""The headers of every answer, by `design/security.md`: plain ASGI, so that a dropped connection stays quiet."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
STRICT_TRANSPORT = "max-age=31536000"
_CACHE, _NOT_STORED = b"cache-control", (b"cache-control", b"no-store")
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def content_security_policy(style_hash: str | None) -> str:
    """Nothing but our own files and the one inline style; no eval, no markup from strings, no framing."""
    style = f"'self' {style_hash}" if style_hash else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {style}",
            "img-src 'self' blob: data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "media-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types app sw",
        )
    )


class SecurityHeaders:
    """Puts the headers on every answer, and those that a dependency left in `request.state.headers`, whatever came of
    the request then. What says nothing about caching may not be stored.

    `secure` says that people reach this server by https even where a proxy in front speaks http with it.
    """

    def __init__(self, app: ASGIApp, *, style_hash: str | None, secure: bool) -> None:
        self.app = app
        self.secure = secure
        self.headers = _raw({"Content-Security-Policy": content_security_policy(style_hash), **ALWAYS})
        self.ours = frozenset(name for name, _ in self.headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ours, secret = self.ours, scope["path"].startswith("/api")
        more = [*self.headers, *_raw({"Strict-Transport-Security": STRICT_TRANSPORT} if self._is_secure(scope) else {})]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0] not in ours]
                if secret:
                    kept = [pair for pair in kept if pair[0] != _CACHE]
                if all(name != _CACHE for name, _ in kept):
                    kept.append(_NOT_STORED)
                if (told := scope.get("state", {}).get("headers")) is not None:
                    kept += _raw(told)
                message["headers"] = kept + more
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _is_secure(self, scope: Scope) -> bool:
        return self.secure or bool(scope["scheme"] == "https")


class RequestIds:
    """Names each request, for its logs and for the person who reports it: `request.state.request_id`."""

    def __init__(self, app: ASGIApp, *, new_id: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self.app = app
        self.new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _given(scope) or self.new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        ours = (b"x-request-id", request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*(pair for pair in message["headers"] if pair[0] != ours[0]), ours]
            await send(message)

        await self.app(scope, receive, send_with_id)


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """As they go over the wire."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _given(scope: Scope) -> str | None:
    """The caller's own name for it, if it is one that may stand in a log."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text: str = value.decode("latin-1")
            return text if GIVEN_ID.fullmatch(text) else None
    return None
