"""What every request and job is handed: settings, data, time, ids, randomness. Made once at the edge."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from app.kit.clock import Clock, SystemClock
from app.kit.db import Database
from app.kit.ids import Ids
from app.kit.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The edges of the program in one place; tests hand in their own."""

    settings: Settings
    db: Database
    clock: Clock
    ids: Ids
    randbytes: Callable[[int], bytes]

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return self.clock.now()

    def stamp(self) -> str:
        """This instant as it is stored and sent: RFC 3339, UTC, milliseconds, always 24 characters."""
        return stamp(self.clock.now())

    def tag(self) -> str:
        """A random mark of 64 bits, as text."""
        return self.randbytes(8).hex()


def make_context(
    settings: Settings,
    *,
    clock: Clock | None = None,
    randbytes: Callable[[int], bytes] = secrets.token_bytes,
    db: Database | None = None,
) -> Context:
    """The context of one process."""
    clock = clock or SystemClock()
    return Context(
        settings,
        db or Database(settings.url, pool_size=settings.pool_size),
        clock,
        Ids(clock, randbytes),
        randbytes,
    )


def stamp(at: datetime) -> str:
    """An instant as it is stored and sent. Sorts as text in the order of time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def instant(text: str) -> datetime:
    """The instant that `stamp` wrote."""
    return datetime.fromisoformat(text)


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(_context)]
