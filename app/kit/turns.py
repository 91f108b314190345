"""Work that comes round in the background of a process: now when it is woken, else when something is due."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog

from app.kit.tasks import end

LONGEST_SLEEP: Final = 1.0
"""Seconds: other processes write too, and nobody wakes this one for them."""
AFTER_TROUBLE: Final = 5.0
TO_FINISH: Final = 3.0
"""Seconds at the end for what is on its way."""

log = structlog.get_logger("tend.worker")


class Turns:
    """Does `turn` again and again. It returns for how many seconds it may sleep, at most `LONGEST_SLEEP`.

    What it raises is logged by its name, without what was in it, and it goes on.
    """

    def __init__(self, name: str, turn: Callable[[], Awaitable[float]]) -> None:
        self._name = name
        self._turn = turn
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False

    def start(self) -> None:
        """In the running loop."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Waits a moment for what is on its way; what takes longer is cancelled."""
        self._stopping = True
        self._wake.set()
        _, slow = await asyncio.wait({self._task}, timeout=TO_FINISH)
        self._loop = None
        if slow:
            await end(self._task)

    def wake(self) -> None:
        """Look now. From any thread."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop is closing: there is nothing left to wake
                loop.call_soon_threadsafe(self._wake.set)

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                seconds = await self._turn()
            except Exception as error:
                log.error("worker_stumbled", worker=self._name, error=type(error).__name__)
                seconds = AFTER_TROUBLE
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), seconds)
