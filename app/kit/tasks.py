"""Tasks that work in the background of a process, and how they end."""

from __future__ import annotations

import asyncio
from typing import Any, Final

AGAIN: Final = 1.0
"""Seconds."""


async def end(task: asyncio.Task[Any]) -> None:
    """Cancels it and waits until it has ended. Raises what it broke with, if it did.

    A cancel that meets the end of what it would end can be lost (`asyncio.wait_for` before Python 3.12, drivers that
    clean up by themselves): it is said again, or a process could wait for ever.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN)
    if not task.cancelled():
        task.result()
