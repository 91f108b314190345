"""What a due reminder costs to look at, how many messages a worker claims in a second, and a minute of a busy hour.

Of so many reminders all fall due within one hour, three a member, each of a practice done on most of the last 30
days (in the minutes that are looked at; the others' practices are as empty as new ones). Every message is answered
at once, without a network: what sending costs by itself is in `push_encoder`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from app.cli import upgrade
from app.kit.clock import FixedClock
from app.kit.context import Context, make_context
from app.kit.db import EVERYWHERE
from app.kit.settings import Settings
from app.push import deliver
from app.push.outcome import Outcome, Subscription, Verdict
from app.reminders import stale
from app.reminders.due import materialise
from app.reminders.worker import Worker
from tests.bench.reminders_fill import BEGIN, fill

RUNS: Final = 5
SAMPLE: Final = 600
"""Reminders looked at in one run."""
MINUTES: Final = 8
"""From the beginning of the hour: those whose practices have a history."""
Cpu = Callable[[], float]


class AtOnce:
    """A push service that is no further away than this."""

    async def send(self, to: Subscription, payload: bytes, *, ttl: int, topic: str | None, padded: bool) -> Outcome:
        return Outcome(Verdict.sent, 201)


def run(url: str | None = None, *, reminders: int = 48_000, workers: int = 1, database_cpu: Cpu = lambda: 0.0) -> Any:
    """Medians, and one slice of the hour. `database_cpu`: seconds that the database's own processes have used."""
    with tempfile.TemporaryDirectory(prefix="tend-bench-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=url, push_subject="mailto:host@tend.example")
        upgrade(settings.url)
        clock = FixedClock(BEGIN)
        ctx = make_context(settings, clock=clock)
        begin = time.perf_counter()
        fill(settings.url, reminders, minutes=MINUTES)
        filled = time.perf_counter() - begin
        try:
            figures = _measured(ctx, clock, settings, reminders, workers, database_cpu)
        finally:
            ctx.db.dispose()
    figures["filled_s"] = round(filled, 1)
    share = figures["minute_s"] / 60
    return {
        "unit": "CPU µs (worker and database), seconds, and messages a second",
        "runs": RUNS,
        "reminders": reminders,
        "workers": workers,
        "figures": figures,
        "bars": {
            "claims_per_s": _at_least(10_000, figures["claims_per_s"]),
            "share_of_the_hour": {"at_most": 1, "found": round(share, 3), "holds": share <= 1},
        },
        "extrapolated": f"one of 60 minutes was measured, {figures['minute_reminders']} reminders; the hour is 60 such",
    }


def _measured(
    ctx: Context, clock: FixedClock, settings: Settings, reminders: int, workers: int, database_cpu: Cpu
) -> dict[str, Any]:
    looks = [_look(ctx, clock, database_cpu) for _ in range(RUNS + 1)][1:]
    _empty_the_outbox(ctx, clock)
    refresh = _seconds(lambda: stale.refresh(ctx))
    clock.set(BEGIN + timedelta(minutes=MINUTES) - timedelta(seconds=1))
    _look_at_all(ctx)
    claims = [_claim(ctx, clock, database_cpu) for _ in range(RUNS + 1)][1:]
    _empty_the_outbox(ctx, clock)
    clock.set(BEGIN + timedelta(minutes=MINUTES))
    took, sent = _minute(settings, clock.now(), workers)
    assert sent, "nothing fell due"
    return {
        "look_us": round(statistics.median(look for look, _ in looks)),
        "look_database_us": round(statistics.median(database for _, database in looks)),
        "claims_per_s": round(statistics.median(rate for rate, _ in claims)),
        "claim_us": round(statistics.median(cpu for _, cpu in claims)),
        "refresh_s": round(refresh, 3),
        "minute_s": round(took, 1),
        "minute_reminders": sent,
    }


def _look(ctx: Context, clock: FixedClock, database_cpu: Cpu) -> tuple[float, float]:
    """CPU µs of this process and of the database for each reminder that is looked at."""
    clock.advance(minutes=1)
    looked, before, there = 0, time.process_time(), database_cpu()
    while looked < SAMPLE:
        with ctx.db.write(EVERYWHERE) as session:
            found = materialise(ctx, session, ctx.now())
        looked += found
        if not found:
            break
    assert looked, "nothing fell due"
    return (time.process_time() - before) * 1e6 / looked, (database_cpu() - there) * 1e6 / looked


def _look_at_all(ctx: Context) -> None:
    found = 1
    while found:
        with ctx.db.write(EVERYWHERE) as session:
            found = materialise(ctx, session, ctx.now())


def _claim(ctx: Context, clock: FixedClock, database_cpu: Cpu) -> tuple[float, float]:
    """Messages a second, and CPU µs for each, here and in the database. Afterwards all leases are over."""
    claimed, begin, before, there = 0, time.perf_counter(), time.process_time(), database_cpu()
    while claimed < SAMPLE and (claims := deliver.claim(ctx)):
        claimed += len(claims)
    took, cpu = time.perf_counter() - begin, time.process_time() - before + database_cpu() - there
    clock.advance(deliver.LEASE)
    return claimed / took, cpu * 1e6 / claimed


def _empty_the_outbox(ctx: Context, clock: FixedClock) -> None:
    clock.advance(deliver.LEASE)
    asyncio.run(deliver.send_due(ctx, AtOnce()))  # type: ignore[arg-type]  # the part of a sender that is used


def _minute(settings: Settings, at: datetime, workers: int) -> tuple[float, int]:
    """How long so many workers need for all that is due at that moment, and how much it was. Look, claim, mark."""
    spawn = multiprocessing.get_context("spawn")
    lines = [spawn.Pipe() for _ in range(workers)]
    processes = [spawn.Process(target=_work, args=(settings, at, child)) for _, child in lines]
    for process, (_, child) in zip(processes, lines, strict=True):
        process.start()
        child.close()  # so that a worker which broke is heard of
    for parent, _ in lines:
        parent.recv()
    begin = time.perf_counter()
    for parent, _ in lines:
        parent.send("go")
    sent = sum(parent.recv() for parent, _ in lines)
    took = time.perf_counter() - begin
    for process in processes:
        process.join()
    return took, sent


def _work(settings: Settings, at: datetime, line: Connection) -> None:
    """A worker process. It is done when three turns in a row found nothing more."""
    ctx = make_context(settings, clock=FixedClock(at.astimezone(UTC)))
    line.send("ready")
    line.recv()

    async def turns() -> int:
        worker, sent, idle = Worker(ctx, sender=AtOnce()), 0, 0  # type: ignore[arg-type]
        while idle < 3:
            found = await worker.tick()
            sent, idle = sent + found, 0 if found else idle + 1
        return sent

    line.send(asyncio.run(turns()))
    ctx.db.dispose()


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _at_least(bar: float, found: float) -> dict[str, Any]:
    return {"at_least": bar, "found": found, "holds": found >= bar}
