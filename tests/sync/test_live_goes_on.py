"""A database that is away for a moment ends no stream: who listens hears of the next change."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.auth.principal import EVERYTHING, Principal
from app.sync import live
from app.sync.live import Live
from tests.cast import Pair


def test_listeners_outlive_a_database_that_is_away(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0.01)
    alice = Principal(pair.alice.id, pair.alice.own, pair.alice.session, "", "browser", EVERYTHING, True, False)
    hub = Live(pair.ctx)
    read, failures = hub._read, [OperationalError("select", {}, Exception("away"))] * 2

    def flaky(listeners: Any) -> Any:
        if failures:
            raise failures.pop()
        return read(listeners)

    monkeypatch.setattr(hub, "_read", flaky)

    async def listen() -> set[str]:
        hints = hub.hints(alice)
        heard = [await asyncio.wait_for(anext(hints), 5) for _ in range(2)]
        return {hint[0] for hint in heard if hint is not None}

    assert asyncio.run(listen()) == {pair.space, pair.alice.own}
    assert failures == []
