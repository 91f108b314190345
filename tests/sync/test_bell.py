"""Two web processes on one PostgreSQL: what is pushed at one is heard at the other, without anybody polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import make_url

from app.auth.principal import EVERYTHING, Principal
from app.kit.context import make_context
from app.main import create_app
from app.sync.bell import CHANNEL, Bell
from app.sync.live import Hint, Live
from tests.cast import Pair, Someone, another_browser, new_id, practice

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)]
SOON, NEVER = 20.0, 1e6


@pytest.fixture
def two(pair: Pair, tmp_path: Path) -> Iterator[list[FastAPI]]:
    """Two processes as a host runs them; neither ever looks by itself."""
    apps = [create_app(make_context(pair.ctx.settings, clock=pair.ctx.clock), dist=tmp_path / "none") for _ in range(2)]
    for app in apps:
        app.state.live.every = app.state.live.anyway = NEVER
    yield apps
    for app in apps:
        app.state.context.db.dispose()


@asynccontextmanager
async def served(*apps: FastAPI) -> AsyncIterator[None]:
    """As uvicorn starts and ends them. Everybody hears everybody from here on."""
    async with AsyncExitStack() as stack:
        for app in apps:
            await stack.enter_async_context(app.router.lifespan_context(app))
        for app in apps:
            await hears(app.state.live)
        yield


async def hears(live: Live, yes: bool = True) -> None:
    async with asyncio.timeout(SOON):
        while live.others_tell is not yes:
            await asyncio.sleep(0.01)


def at(app: FastAPI, someone: Someone) -> Someone:
    """The same member, whose phone talks to that process."""
    browser = another_browser(app)
    browser.cookies.set("sid", someone.browser.cookies["sid"])
    return replace(someone, browser=browser)


def principal(someone: Someone) -> Principal:
    return Principal(someone.id, someone.own, someone.session, "", "browser", EVERYTHING, False, False)


async def until(stream: AsyncIterator[Hint | None], wanted: Hint) -> None:
    async with asyncio.timeout(SOON):
        while await anext(stream) != wanted:
            pass


async def write(someone: Someone, space: str) -> Hint:
    """A commit; returns what others should hear of it."""
    sent = await asyncio.to_thread(someone.write, space, "practice", "put", new_id(), practice())
    return space, sent["seq"]


async def sql(app: FastAPI, statement: str) -> list[Any]:
    address = make_url(app.state.context.db.url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        return await (await connection.execute(statement)).fetchall()


def test_a_push_at_one_process_is_heard_at_the_other(pair: Pair, two: list[FastAPI]) -> None:
    here, there = two

    async def scene() -> None:
        async with served(here, there):
            stream = there.state.live.hints(principal(pair.bob))
            for _ in range(3):
                await until(stream, await write(at(here, pair.alice), pair.space))
            await stream.aclose()

    asyncio.run(scene())


def test_what_was_said_while_nobody_could_hear_is_looked_for(pair: Pair, two: list[FastAPI]) -> None:
    here, there = two

    async def scene() -> None:
        async with served(here, there):
            stream = there.state.live.hints(principal(pair.bob))
            await until(stream, await write(at(here, pair.alice), pair.space))
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tend %'"
            assert len(await sql(here, ended)) == 4, "each process has one that rings and one that listens"
            await hears(there.state.live, False)
            await until(stream, await write(at(here, pair.alice), pair.space))
            await hears(there.state.live)
            await until(stream, await write(at(here, pair.alice), pair.space))
            await stream.aclose()

    asyncio.run(scene())


@pytest.mark.parametrize("end", ["sign out", "leave"])
def test_access_that_ends_at_one_process_ends_the_stream_at_the_other(pair: Pair, two: list[FastAPI], end: str) -> None:
    here, there = two
    bob = at(here, pair.bob)

    async def scene() -> None:
        async with served(here, there):
            stream = there.state.live.hints(principal(pair.bob))
            await until(stream, await write(at(here, pair.alice), pair.space))
            if end == "sign out":
                await asyncio.to_thread(bob.browser.delete, "/api/v1/sessions/current")
                async with asyncio.timeout(SOON):
                    async for _ in stream:
                        pass  # hints that were on their way; then the stream is over
                return
            await asyncio.to_thread(bob.browser.delete, f"/api/v1/couples/{pair.space}/members/me")
            mine = await write(bob, bob.own)
            async with asyncio.timeout(SOON):
                while (hint := await anext(stream)) != mine:
                    assert hint is None or hint[0] == bob.own, "who left hears nothing more of that space"
            await stream.aclose()

    asyncio.run(scene())


def test_many_commits_in_a_row_are_one_word_that_says_nothing(pair: Pair) -> None:
    async def scene() -> list[str]:
        address = make_url(pair.ctx.db.url).set(drivername="postgresql").render_as_string(hide_password=False)
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as ear:
            await ear.execute(f"LISTEN {CHANNEL}")
            async with Bell(pair.ctx, Live(pair.ctx)) as bell:
                for _ in range(1000):
                    bell.ring()
                words = ear.notifies(timeout=SOON)
                heard = [(await anext(words)).payload]
                await words.aclose()
            await ear.execute("SELECT pg_notify(%s, 'the end')", (CHANNEL,))
            return heard + [word.payload async for word in ear.notifies(timeout=SOON, stop_after=1)]

    first, last = asyncio.run(scene())
    assert (len(first), last) == (16, "the end")
    assert pair.space not in first
    assert pair.alice.id not in first
