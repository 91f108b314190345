"""A commit in one process is heard in all the others, on PostgreSQL. What is said is "look", and nothing else.

The word goes out after the commit, on a connection of its own: within the transaction it would take a lock for which
every commit of the whole instance waits. Commits that come close together are one word.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import structlog
from psycopg import AsyncConnection, Error
from sqlalchemy import make_url

from app.kit.context import Context
from app.kit.tasks import end
from app.sync.live import Live

CHANNEL: Final = "tend_commits"
APART: Final = 0.02
"""Seconds between two words of one process."""
AGAIN: Final = 1.0
"""Seconds after a connection was lost, or could not be had."""

log = structlog.get_logger("tend.bell")


class Bell:
    """Rings and listens in the background of an `async with`, for as long as the process serves."""

    def __init__(self, ctx: Context, live: Live) -> None:
        self._live = live
        self._name = ctx.tag()
        url = make_url(ctx.db.url).set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        ctx.db.on_commit(self.ring)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._tasks = [asyncio.create_task(self._ringing()), asyncio.create_task(self._listening())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop = None
        for task in self._tasks:
            await end(task)

    def ring(self) -> None:
        """Called from any thread after a commit."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop is closing: this process says nothing more
                loop.call_soon_threadsafe(self._rung.set)

    async def _ringing(self) -> None:
        while True:
            try:
                async with await self._connect("tend rings") as connection:
                    while True:
                        await self._rung.wait()
                        self._rung.clear()  # before the word: whoever commits while it goes out rings again
                        await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, self._name))
                        await asyncio.sleep(APART)
            except Error as error:
                log.warning("bell_does_not_ring", error=type(error).__name__)
                self._rung.set()  # what was to be said may not have been
            await asyncio.sleep(AGAIN)

    async def _listening(self) -> None:
        while True:
            try:
                async with await self._connect("tend listens") as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._live.told_by_others(True)  # and looks: what was said before this, nobody here has heard
                    async for word in connection.notifies():
                        if word.payload != self._name:
                            self._live.committed()
            except Error as error:
                log.warning("bell_not_heard", error=type(error).__name__)
            finally:
                self._live.told_by_others(False)
            await asyncio.sleep(AGAIN)

    async def _connect(self, name: str) -> AsyncConnection[tuple[object, ...]]:
        """Gives up after ten seconds; and a line that is dead without saying so is found out within a minute."""
        return await AsyncConnection.connect(
            self._address,
            autocommit=True,
            application_name=name,
            connect_timeout=10,
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
        )
