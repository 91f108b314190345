"""A year of fifty people over twelve zones, or some weeks of a few of them: what rang, and what should have.

TEND_DAYS, TEND_PEOPLE and TEND_SEED choose how long, how many and which. The year is
`TEND_DAYS=364 TEND_PEOPLE=50 pytest tests/reminders/test_year.py -s`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.kit.clock import FixedClock
from app.kit.context import Context
from app.reminders import changes, stale, view
from app.reminders.worker import Worker
from tests.reminders.year_oracle import Oracle
from tests.reminders.year_world import Phones, Story, Town, minute_of, moment

PEOPLE = int(os.environ.get("TEND_PEOPLE", "10"))
DAYS = int(os.environ.get("TEND_DAYS", "20"))
SEED = int(os.environ.get("TEND_SEED", "20261123"))
START = datetime(2027, 3, 22, 9, tzinfo=UTC)
"""The clocks of both halves of the earth change in the weeks after."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def no_power_cuts(ctx: Context) -> None:
    """Nothing waits for the disk."""

    @event.listens_for(ctx.db.writer, "connect")
    def _quick(connection: sqlite3.Connection, _: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


@pytest.mark.usefixtures("no_power_cuts")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the clock decides here, not the database
def test_everything_that_is_useful_rings_once_and_nothing_else(
    whole_app: FastAPI, ctx: Context, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(minute_of(START), minute_of(START + timedelta(days=DAYS)))
    town = Town(whole_app, ctx, clock, Random(SEED), story)
    for module in (changes, stale, view):
        monkeypatch.setattr(module, "tzdata_version", lambda: town.rules)
    monkeypatch.setattr(view, "zone", town.zone)
    town.settle(PEOPLE // 2)
    town.plan()
    live(town, ctx, clock)
    oracle = Oracle(story)
    oracle.run()
    met = dict(sorted(oracle.met.items()))
    sys.stdout.write(f"\nseed {SEED}, {PEOPLE} people, {DAYS} days: {json.dumps(met)}\n")
    assert not oracle.wrong, "\n".join([f"{len(oracle.wrong)} wrong", *oracle.wrong[:40]])
    weeks = PEOPLE * DAYS
    assert oracle.met["rang"] > weeks // 2
    assert oracle.met["again"] > weeks // 20
    for kind in ("move", "pause", "bell", "rules", "in a gap of the clock", "rang after a downtime"):
        assert oracle.met[kind] >= 1, kind
    assert oracle.met["rang as it should"] > 9 * oracle.met["not judged: journey, or busy"], (
        "hardly anything was judged"
    )


def live(town: Town, ctx: Context, clock: FixedClock) -> None:
    """From one minute at which something happens to the next, with the worker that a host runs."""
    story, phones = town.story, Phones()
    owner = {f"http://127.0.0.1:9/push/{person.who.name}": person for person in story.people}
    times: dict[tuple[str, str], int] = {}
    worker = Worker(ctx, sender=phones)  # type: ignore[arg-type]  # it keeps what it is handed
    with asyncio.Runner() as runner:
        while (minute := town.next()) < story.end:
            clock.set(max(moment(minute), clock.now()))
            town.happen(minute)
            runner.run(worker.tick())
            for endpoint, payload, ttl in phones.sent:
                data = json.loads(payload)["notification"]["data"]
                bell = town.bells[data["reminder"]]
                assert owner[endpoint] is bell.of, "rung at somebody else's"
                assert ttl > 0
                story.rang[minute].append((bell, data["label"]))
                n = times[data["reminder"], data["label"]] = times.get((data["reminder"], data["label"]), -1) + 1
                town.answer(bell, data["label"], n)
            phones.sent.clear()
