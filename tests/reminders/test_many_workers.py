"""Several workers at once, one that is killed, and one that meets a broken row: nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import select

from app.kit.context import Context
from app.kit.db import EVERYWHERE
from app.push.service import sender
from app.reminders import view
from app.reminders.due import materialise
from app.reminders.models import ReminderDue
from app.reminders.worker import Worker
from tests.cast import Pair, couple, sign_up
from tests.conftest import EVENING
from tests.push.service import Answer, PushServiceThread
from tests.reminders.conftest import House

WORKERS = 4
RINGS = 24


def everything(ctx: Context, ready: Barrier) -> int:
    """One worker that looks until nothing is left."""
    ready.wait()
    looked = 0
    for _ in range(200):
        with ctx.db.write(EVERYWHERE) as session:
            found = materialise(ctx, session, ctx.now())
        looked += found
        with ctx.db.read(EVERYWHERE) as session:
            rows = session.exec(select(ReminderDue.next_due_at)).all()
        if all(at is None or at > ctx.stamp() for at in rows):
            break
    return looked


def test_four_workers_ring_everything_once(house: House) -> None:
    people = [house.pair.alice, house.pair.bob]
    for name in ("carol", "dave", "erin", "gus"):
        people.append(sign_up(house.pair.app, name))
    space = couple(*people)
    mates = House(Pair(house.pair.app, house.ctx, people[0], people[1], space), house.clock)
    for who in people[2:]:
        mates.phone(who)
        mates.prefer(who, "Europe/Berlin")
    wanted = {mates.remind(who, mates.adopt(), priority=n) for who in people for n in range(4)}
    assert len(wanted) == RINGS
    mates.look()
    house.clock.set(EVENING.replace(hour=19))
    ready = Barrier(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        looked = sum(pool.map(lambda _: everything(house.ctx, ready), range(WORKERS)))
    assert looked == RINGS
    by_member: dict[str, int] = {}
    for row in house.waiting():
        by_member[row.member_id] = by_member.get(row.member_id, 0) + 1
    assert by_member == {who.id: 3 for who in people}


def test_the_same_ring_is_there_once_even_if_the_cache_is_put_back(house: House) -> None:
    house.remind(house.pair.alice, house.adopt())
    house.look()
    for _ in range(2):
        with house.ctx.db.write(EVERYWHERE) as session:
            row = session.exec(select(ReminderDue)).one()
            row.since, row.next_due_at = "2026-11-23T18:00:00.000Z", "2026-11-23T19:00:00.000Z"
            row.last_label = None
        house.at("2026-11-23T19:00Z")
    assert len(house.waiting()) == 1


def test_one_members_broken_row_silences_nobody_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = house.adopt()
    ring = house.remind(house.pair.alice, practice)
    broken = house.remind(house.pair.bob, practice)
    house.look()
    see = view.see

    def breaks(session: object, row: ReminderDue, *more: object) -> object:
        if row.reminder_id == broken:
            raise ValueError("a rule that nobody can read")
        return see(session, row, *more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(view, "see", breaks)
        assert house.at("2026-11-23T19:00Z") == [(ring, "2026-11-23", 0)]
        assert house.look() == []
    assert house.at("2026-11-23T20:00Z") == [(broken, "2026-11-23", 0)]


WORKER = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
import app.tables
from app.kit.clock import FixedClock
from app.kit.context import make_context
from app.kit.settings import Settings
from app.reminders.worker import Worker

async def main():
    settings = Settings(data_dir=Path(sys.argv[1]), push_loopback=True, push_subject="mailto:host@tend.example")
    async with Worker(make_context(settings, clock=FixedClock(datetime.fromisoformat(sys.argv[2])))):
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_killed_in_the_middle_loses_nothing(house: House, tmp_path: Path) -> None:
    start = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    times = [start]
    with PushServiceThread(now=lambda: times[-1]) as service:
        people = [house.pair.alice, house.pair.bob]
        for who in people:
            endpoint = service.subscription()
            answer = who.browser.put("/api/v1/push/subscription", json=endpoint)
            assert answer.status_code == 204, answer.text
        wanted = {house.remind(who, house.adopt()) for who in people for _ in range(3)}
        house.look()
        for _ in range(2):
            service.answers.clear()
            service.answers.extend([Answer(), Answer(hang=True), Answer(hang=True)])
            arrived = len(service.messages)
            command = [sys.executable, "-c", WORKER, str(tmp_path), times[-1].isoformat()]
            with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as worker:
                service.wait_for(arrived + 1, seconds=60)
                worker.send_signal(signal.SIGKILL)
            assert house.waiting() != []
            times.append(times[-1] + timedelta(seconds=61))
        service.answers.clear()
        house.clock.set(times[-1])
        asyncio.run(one_tick(house.ctx))
        got = [message.json()["notification"]["data"]["reminder"] for message in service.messages]
    assert set(got) == wanted
    assert house.waiting() == []


async def one_tick(ctx: Context) -> None:
    async with sender(ctx) as open_sender:
        await Worker(ctx, sender=open_sender).tick()
