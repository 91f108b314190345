"""The worker's own life: it wakes, survives trouble, and ends when it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from anyio import to_thread
from sqlmodel import Session

from app.kit import turns
from app.kit.clock import FixedClock
from app.kit.context import Context, make_context
from app.push import service
from app.push.vapid import BadVapidSubject
from app.reminders import worker as module
from app.reminders.worker import Worker
from tests.cast import Someone
from tests.push.service import Answer, PushService, PushServiceThread
from tests.reminders.conftest import House

RING = datetime(2026, 11, 23, 19, tzinfo=UTC)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def phones(clock: FixedClock) -> Iterator[PushService]:
    with PushServiceThread(now=clock.now) as running:
        yield running


@pytest.fixture
def alice(house: House, phones: PushService) -> Someone:
    """Alice, whose phone is really there, and whose reminder rings at eight in the evening."""
    wanted = phones.subscription()
    assert house.pair.alice.browser.put("/api/v1/push/subscription", json=wanted).status_code == 204
    house.remind(house.pair.alice, house.adopt())
    return house.pair.alice


async def ticked(ctx: Context) -> int:
    async with service.sender(ctx) as sender:
        return await Worker(ctx, sender=sender).tick()


def write_anything(ctx: Context) -> None:
    with ctx.db.write():
        pass


def test_one_tick_reckons_rings_and_sends(house: House, alice: Someone, phones: PushService) -> None:
    assert asyncio.run(ticked(house.ctx)) == 0
    house.clock.set(RING)
    assert asyncio.run(ticked(house.ctx)) == 1
    assert asyncio.run(ticked(house.ctx)) == 0
    assert len(phones.messages) == 1
    assert phones.refused == []


def test_in_the_background_it_rings_when_something_is_written(
    house: House, alice: Someone, phones: PushService
) -> None:
    async def evening() -> None:
        async with Worker(house.ctx) as worker:
            house.clock.set(RING)
            await to_thread.run_sync(write_anything, house.ctx)
            await to_thread.run_sync(phones.wait_for, 1)
        assert worker._turns._task.done()
        write_anything(house.ctx)  # nobody is there to be woken: nothing happens

    asyncio.run(evening())
    assert [row.state for row in house.waiting()] == []


def test_trouble_is_logged_by_its_kind_and_the_worker_goes_on(
    house: House,
    alice: Someone,
    phones: PushService,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    real, tries = module.materialise, []

    def stumbles(ctx: Context, session: Session, now: Any) -> int:
        tries.append(now)
        if len(tries) == 1:
            raise OSError("words that may repeat what somebody typed")
        return real(ctx, session, now)

    monkeypatch.setattr(module, "materialise", stumbles)
    monkeypatch.setattr(turns, "AFTER_TROUBLE", 0.01)
    house.look()
    house.clock.set(RING)

    async def evening() -> None:
        async with Worker(house.ctx):
            await to_thread.run_sync(phones.wait_for, 1)

    asyncio.run(evening())
    logged = capsys.readouterr().out
    assert "worker_stumbled" in logged
    assert "OSError" in logged
    assert "somebody typed" not in logged


def test_it_ends_soon_even_if_a_push_service_hangs(
    house: House, alice: Someone, phones: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TO_FINISH", 0.05)
    phones.answers.append(Answer(hang=True))
    house.look()
    house.clock.set(RING)

    async def evening() -> None:
        async with Worker(house.ctx):
            await to_thread.run_sync(phones.wait_for, 1)

    asyncio.run(asyncio.wait_for(evening(), 8))
    assert [row.attempt for row in house.waiting()] == [1]
    house.clock.advance(seconds=61)
    assert asyncio.run(ticked(house.ctx)) == 1
    assert house.waiting() == []


def test_what_waits_to_be_tried_again_is_taken_back_after_a_break_up(
    house: House, alice: Someone, phones: PushService
) -> None:
    phones.answers.append(Answer(503))
    house.look()
    house.clock.set(RING)
    assert asyncio.run(ticked(house.ctx)) == 1
    assert len(house.waiting()) == 1
    left = alice.browser.delete(f"/api/v1/couples/{house.pair.space}/members/me")
    assert left.status_code == 204
    house.clock.advance(minutes=5)
    assert asyncio.run(ticked(house.ctx)) == 0
    assert (house.waiting(), len(phones.messages)) == ([], 1)


def test_a_contact_that_no_push_service_takes_stops_the_start(house: House) -> None:
    settings = house.ctx.settings.model_copy(update={"push_subject": "mailto:host@localhost"})
    with pytest.raises(BadVapidSubject):
        Worker(make_context(settings, clock=house.clock, db=house.ctx.db))
