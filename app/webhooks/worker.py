"""The worker of webhooks: a task of its own, so that a slow receiver never holds back a reminder."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

import httpx
from anyio import to_thread

from app.kit.context import Context
from app.kit.turns import LONGEST_SLEEP, Turns
from app.webhooks import deliver
from app.webhooks.outside import Guarded

EVERY_HOUR: Final = timedelta(hours=1)


class Webhooks:
    """Runs in the background of an `async with`, beside the reminders' worker. Any number may run on PostgreSQL."""

    def __init__(self, ctx: Context, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._ctx = ctx
        self._client = httpx.AsyncClient(
            transport=transport or Guarded(loopback=ctx.settings.webhooks_loopback),
            follow_redirects=False,
            timeout=deliver.TIMEOUT,
            headers={"user-agent": "Tend", "accept-encoding": "identity"},
        )
        self._swept: datetime | None = None
        self._turns = Turns("webhooks", self._turn)
        ctx.db.on_commit(self._turns.wake)

    async def __aenter__(self) -> Self:
        self._turns.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._turns.stop()  # what is cut off is sent again after its lease
        await self._client.aclose()

    async def tick(self) -> int:
        """Sends everything that is due now. Returns how many messages were tried."""
        now = self._ctx.now()
        if self._swept is None or now - self._swept >= EVERY_HOUR:
            await to_thread.run_sync(deliver.sweep, self._ctx)
            self._swept = now
        return await deliver.send_due(self._ctx, self._client)

    async def _turn(self) -> float:
        await self.tick()
        at = await to_thread.run_sync(deliver.next_try, self._ctx)
        seconds = LONGEST_SLEEP if at is None else (at - self._ctx.now()).total_seconds()
        return min(seconds, LONGEST_SLEEP) if seconds > 0 else LONGEST_SLEEP  # others are at what is late
