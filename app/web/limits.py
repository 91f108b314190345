"""How much one request may carry: refused before anything reads it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.errors import TooLarge, answer

DEFAULT_LIMIT = 64 * 1024
LIMITS: Mapping[str, int] = {"/api/v1/sync": 2 * 1024 * 1024, "/api/v1/me/imports": 16 * 1024 * 1024}


class BodyLimits:
    """413 for a body beyond its limit in bytes, said by its length or found while it arrives."""

    def __init__(self, app: ASGIApp, *, default: int = DEFAULT_LIMIT, limits: Mapping[str, int] = LIMITS) -> None:
        self.app = app
        self.default = default
        self.limits = sorted(limits.items(), key=lambda known: -len(known[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        length = _said_length(scope)
        if length is None and _streams(scope):
            body = await _read(receive, limit)
            if body is None:
                await answer(TooLarge())(scope, receive, send)
                return
            receive = _replayed(body, receive)
        elif length is not None and length > limit:
            await answer(TooLarge())(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _limit(self, path: str) -> int:
        """The limit of the longest listed path that this one is or lies below."""
        for known, limit in self.limits:
            if path.startswith(known) and (path == known or path[len(known)] == "/"):
                return limit
        return self.default


def _said_length(scope: Scope) -> int | None:
    """Content-Length in bytes; the server below holds the body to it. Nonsense counts as unsaid."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else None
    return None


def _streams(scope: Scope) -> bool:
    return any(name in (b"transfer-encoding", b"content-length") for name, _ in scope["headers"]) or (
        scope.get("http_version") in ("2", "3") and scope["method"] not in ("GET", "HEAD")
    )


async def _read(receive: Receive, limit: int) -> bytes | None:
    """A body of unsaid length, or None as soon as it is too large."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
