"""Logs without content: route template, status, duration, request id. Never a body, a query or a name."""

from __future__ import annotations

import logging
import time
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("tend.http")


def configure(*, level: int = logging.INFO) -> None:
    """One JSON object a line, on standard output. The server below logs errors too: it keeps their words back."""
    logging.getLogger("uvicorn.error").addFilter(_without_words)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(),
        cache_logger_on_first_use=True,
    )


class RequestLog:
    """One line a request. The path is the route's template: no id, no code, no name is ever written.

    An exception is logged by its type and place alone, since its words may repeat what somebody typed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen: dict[str, Any] = {"status": 0}

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            await send(message)

        start = time.perf_counter()
        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            log.error("request_broke", **_where(scope), error=type(error).__name__, at=_place(error))
            raise
        finally:
            elapsed = round((time.perf_counter() - start) * 1000, 1)
            log.info("request", **_where(scope), status=seen["status"], ms=elapsed)


def _without_words(record: logging.LogRecord) -> bool:
    """An error's words may hold the row that it could not write. Its type and place say enough."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, Exception):
        record.msg, record.args = f"{record.getMessage().strip()}: {type(error).__name__} at {_place(error)}", ()
        record.exc_info = record.exc_text = None
    return True


def _where(scope: Scope) -> dict[str, str]:
    route = scope.get("route")
    return {
        "method": str(scope["method"]),
        "route": str(getattr(route, "path", "-")),
        "request": str(scope.get("state", {}).get("request_id", "-")),
    }


def _place(error: Exception) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return "-" if last is None else f"{last.tb_frame.f_code.co_filename.rpartition('app/')[2]}:{last.tb_lineno}"
