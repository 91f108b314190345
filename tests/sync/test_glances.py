"""A pull that hears nothing new is answered in the event loop, by one statement, on PostgreSQL as on SQLite."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from app.sync import routes
from app.sync.glances import MOST, Glances
from tests.cast import Pair, new_id, practice

SOON = 20.0
ENDED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tend glances'"
postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was given to a thread, by name."""
    given: list[str] = []
    real = routes.to_thread.run_sync

    async def noted(work: Any, *args: Any, **more: Any) -> Any:
        given.append(work.__name__)
        return await real(work, *args, **more)

    monkeypatch.setattr(routes.to_thread, "run_sync", noted)
    return given


def asked(pair: Pair, **more: Any) -> dict[str, Any]:
    return {"account": pair.bob.id, "device": pair.bob.device, "schema": 1, **more}


def test_who_has_read_everything_needs_no_thread(pair: Pair, threads: list[str]) -> None:
    with pair.bob.browser as browser:

        def pull(cursor: str | None) -> dict[str, Any]:
            body = asked(pair, spaces=[{"id": pair.space, "cursor": cursor}])
            answer: dict[str, Any] = browser.post("/api/v1/sync/pull", json=body).json()
            return answer

        first = pull(None)
        cursor = first["spaces"][0]["cursor"]
        assert threads == ["_pulled"]
        again = pull(cursor)
        assert threads == ["_pulled"]
        assert (again["spaces"][0]["state"], again["spaces"][0]["cursor"]) == ("ok", cursor)
        assert again["spaces"][0]["changes"] == []
        assert again["memberships"] == first["memberships"]
        pair.alice.write(pair.space, "practice", "put", new_id(), practice())
        assert len(pull(cursor)["spaces"][0]["changes"]) == 1
        assert threads[-1] == "_pulled"


def test_what_needs_no_reading_is_said_at_once(pair: Pair, threads: list[str]) -> None:
    """A space that one is not in, and a cursor of another history."""
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    threads.clear()
    with pair.bob.browser as browser:
        spaces = [{"id": pair.alice.own, "cursor": cursor}, {"id": pair.space, "cursor": "bm90IG9uZSBvZiBvdXJz"}]
        answer = browser.post("/api/v1/sync/pull", json=asked(pair, spaces=spaces)).json()
    assert [(space["state"], space["changes"]) for space in answer["spaces"]] == [("gone", []), ("reset", [])]
    assert threads == []


@postgresql
@pytest.mark.postgres
def test_whoever_finds_every_line_taken_goes_into_a_thread(pair: Pair) -> None:
    async def scene() -> None:
        async with Glances(pair.ctx) as glances, asyncio.timeout(SOON):
            asking = [asyncio.create_task(glances.ask(shown="nobody", read="{}")) for _ in range(MOST + 2)]
            answers = [await task for task in asking]
            assert answers.count(None) == 2
            assert answers.count([]) == MOST
            assert await glances.ask(shown="nobody", read="{}") == []

    asyncio.run(scene())


@postgresql
@pytest.mark.postgres
def test_a_line_that_was_lost_is_made_anew(pair: Pair) -> None:
    async def scene() -> None:
        address = make_url(pair.ctx.db.url).set(drivername="postgresql").render_as_string(hide_password=False)
        async with Glances(pair.ctx) as glances, asyncio.timeout(SOON):
            assert await glances.ask(shown="nobody", read="{}") == []
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as other:
                await other.execute(ENDED)
            assert await glances.ask(shown="nobody", read="{}") is None
            assert await glances.ask(shown="nobody", read="{}") == []

    asyncio.run(scene())


@postgresql
@pytest.mark.postgres
def test_who_stops_waiting_leaves_no_line_behind(pair: Pair) -> None:
    async def scene() -> None:
        async with Glances(pair.ctx) as glances, asyncio.timeout(SOON):
            for _ in range(3 * MOST):
                asking = asyncio.create_task(glances.ask(shown="nobody", read="{}"))
                await asyncio.sleep(0)
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            while await glances.ask(shown="nobody", read="{}") is None:
                await asyncio.sleep(0.01)  # lines that nobody waited for are still being made
            for _ in range(MOST):
                assert await glances.ask(shown="nobody", read="{}") == []
        assert await glances.ask(shown="nobody", read="{}") is None, "it is over"

    asyncio.run(scene())
