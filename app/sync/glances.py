"""`LOOK` on PostgreSQL in the event loop: most pulls hear that nothing is new, and a thread would cost more."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Final, Self

import structlog
from psycopg import AsyncConnection, Error
from sqlalchemy import make_url

from app.kit.context import Context
from app.kit.prepared import Row
from app.sync.look import LOOK

MOST: Final = 4
"""Connections. Whoever finds all of them taken goes into a thread, and waits there."""

log = structlog.get_logger("tend.glances")


class Glances:
    """Connections of their own, for one statement each time, within an `async with` in one event loop."""

    def __init__(self, ctx: Context) -> None:
        self._dialect = ctx.db.reader.dialect
        self._plan = LOOK.plan(self._dialect)
        _, self._address = self._dialect.create_connect_args(make_url(ctx.db.url))
        self._free: list[AsyncConnection[Any]] = []
        self._room = 0
        self._making: set[asyncio.Task[AsyncConnection[Any]]] = set()

    async def __aenter__(self) -> Self:
        self._room = MOST
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room = 0
        await asyncio.gather(*self._making, return_exceptions=True)
        while self._free:
            await self._free.pop().close()

    async def ask(self, **wanted: str) -> list[Row] | None:
        """The rows of `LOOK`; None where one would have to wait, or the database did not answer."""
        try:
            line = await self._take()
        except Error as error:
            log.warning("glance_without_a_line", error=type(error).__name__)
            return None
        if line is None:
            return None
        try:
            cursor = await line.execute(self._plan.sql, self._plan.parameters(wanted))
            rows = self._plan.results(await cursor.fetchall())
        except BaseException as error:  # also when nobody waits any more: what it was at is not known
            self._room += 1
            await line.close()
            if not isinstance(error, Error):
                raise
            log.warning("glance_lost_a_line", error=type(error).__name__)
            return None
        self._free.append(line)
        return rows

    async def _take(self) -> AsyncConnection[Any] | None:
        if self._free:
            return self._free.pop()
        if not self._room:
            return None
        self._room -= 1
        made = asyncio.create_task(
            AsyncConnection.connect(**self._address, application_name="tend glances", autocommit=True)
        )
        self._making.add(made)
        made.add_done_callback(self._making.discard)
        try:
            return await asyncio.shield(made)
        except asyncio.CancelledError:
            made.add_done_callback(self._keep)
            raise
        except BaseException:
            self._room += 1
            raise

    def _keep(self, made: asyncio.Task[AsyncConnection[Any]]) -> None:
        """What nobody waits for any more is of use to the next."""
        if made.cancelled() or made.exception() is not None:
            self._room += 1
        else:
            self._free.append(made.result())
