"""Even an answer to a bug carries the headers."""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class UnexpectedErrors:
    """Answers an error that nobody expected from inside the headers, then lets it go on to be logged.

    The words are those of the app's own handler for `Exception`.
    Starlette answers such errors from outside of every other middleware, where no header is added any more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            handler = scope["app"].exception_handlers.get(Exception)
            if handler is not None and not started:
                response: ASGIApp = await handler(Request(scope), error)
                await response(scope, receive, send)
            raise
