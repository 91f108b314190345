"""The live hint says which space has a new head, to those who are in it, for as long as they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.auth.principal import EVERYTHING, Principal
from app.sync.live import Hint, Live
from tests.cast import Pair, Someone, new_id, practice

SOON = 10.0


def principal(someone: Someone) -> Principal:
    return Principal(
        someone.id, someone.own, someone.session, "a phone", "browser", EVERYTHING, confirmed=False, first_today=False
    )


async def hint(stream: AsyncIterator[Hint | None]) -> Hint | None:
    return await asyncio.wait_for(anext(stream), SOON)


async def until(stream: AsyncIterator[Hint | None], wanted: Hint) -> set[str]:
    """Waits for this hint; returns the spaces that were named on the way."""
    named = set()
    while (found := await hint(stream)) != wanted:
        assert found is not None
        named.add(found[0])
    return named


@pytest.mark.failure(25)
def test_the_partner_hears_of_a_commit_and_of_nothing_private(pair: Pair) -> None:
    async def scene() -> None:
        live = Live(pair.ctx)
        pair.ctx.db.on_commit(live.committed)
        stream = live.hints(principal(pair.bob))
        first = {(await hint(stream)), (await hint(stream))}
        assert {found[0] for found in first if found} == {pair.bob.own, pair.space}
        await asyncio.to_thread(pair.alice.write, pair.alice.own, "practice", "put", new_id(), practice())
        made = new_id()
        result = await asyncio.to_thread(pair.alice.write, pair.space, "practice", "put", made, practice())
        assert await until(stream, (pair.space, result["seq"])) <= {pair.space, pair.bob.own}
        await stream.aclose()

    asyncio.run(scene())


@pytest.mark.parametrize("end", ["sign out", "leave"])
def test_a_stream_ends_with_the_access(pair: Pair, end: str) -> None:
    async def scene() -> None:
        live = Live(pair.ctx)
        pair.ctx.db.on_commit(live.committed)
        stream = live.hints(principal(pair.bob))
        await hint(stream), await hint(stream)
        if end == "sign out":
            await asyncio.to_thread(pair.bob.browser.delete, "/api/v1/sessions/current")
            with pytest.raises(StopAsyncIteration):
                await hint(stream)
            return
        await asyncio.to_thread(pair.bob.browser.delete, f"/api/v1/couples/{pair.space}/members/me")
        made = new_id()
        result = await asyncio.to_thread(pair.bob.write, pair.bob.own, "practice", "put", made, practice())
        assert await until(stream, (pair.bob.own, result["seq"])) <= {pair.bob.own}
        await stream.aclose()

    asyncio.run(scene())
