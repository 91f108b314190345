"""A background task ends when it is told to, also one that lost the word."""

from __future__ import annotations

import asyncio

import pytest

from app.kit import tasks


def test_a_task_that_lost_a_cancel_ends_by_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AGAIN", 0.001)
    lost: list[str] = []

    async def deaf() -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if len(lost) == 2:
                    raise
                lost.append("cancel")

    async def scene() -> None:
        task = asyncio.create_task(deaf())
        await asyncio.sleep(0)
        await tasks.end(task)
        assert task.cancelled()

    asyncio.run(scene())
    assert lost == ["cancel", "cancel"]


def test_what_a_task_broke_with_is_not_swallowed() -> None:
    async def broken() -> None:
        raise LookupError("broken")

    async def scene() -> None:
        task = asyncio.create_task(broken())
        await asyncio.sleep(0)
        with pytest.raises(LookupError):
            await tasks.end(task)

    asyncio.run(scene())
