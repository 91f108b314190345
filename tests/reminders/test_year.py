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
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
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
from tests.reminders.year_story import DAY, Bell, Person, Phones, Story, clock_of, is_quiet, minute_of, moment
from tests.reminders.year_world import Town

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
    the_oracle_would_have_said(story)
    weeks = PEOPLE * DAYS
    assert oracle.met["rang"] > weeks // 2
    assert oracle.met["again"] > weeks // 20
    for kind in ("move", "pause", "bell", "rules", "in a gap of the clock", "rang after a downtime"):
        assert oracle.met[kind] >= 1, kind
    assert oracle.met["rang as it should"] > 9 * oracle.met["not judged: journey, or busy"], (
        "hardly anything was judged"
    )


def the_oracle_would_have_said(story: Story) -> None:
    """A ring that is missing, one that comes twice, one a minute late, and one in the night."""
    minute, ring, asleep = a_plain_ring(story)

    def said(word: str, *also: int) -> bool:
        other = replace(story, rang=defaultdict(list, {at: list(rings) for at, rings in story.rang.items()}))
        if word in ("LOST", "NOT WANTED"):
            other.rang[minute].remove(ring)
        for at in also:
            other.rang[at].append(ring)
        oracle = Oracle(other)
        oracle.run()
        return any(line.startswith(word) for line in oracle.wrong)

    assert said("LOST")
    assert said("NOT WANTED", minute + 1)
    assert said("TWICE", minute + 1)
    assert said("AT NIGHT", asleep)


def a_plain_ring(story: Story) -> tuple[int, tuple[Bell, str], int]:
    """One of somebody who is at home, with its minute and one of the night after it."""
    homes: dict[Person, str] = {}
    leaves: dict[Person, int] = {}
    for minute in sorted(story.happened):
        for kind, about in story.happened[minute]:
            if kind == "home":
                homes[about[0]] = about[1]
            elif kind == "move":
                leaves.setdefault(about[0], minute)
    for minute, rings in sorted(story.rang.items()):
        for ring in rings:
            person = ring[0].of
            if person.night and not person.busy and minute + DAY < leaves.get(person, story.end):
                clock = clock_of(homes[person])
                night = (at for at in range(minute, minute + DAY) if is_quiet(person.night, wall(at, clock)))
                return minute, ring, next(night)
    raise AssertionError("nobody stayed at home")


def wall(minute: int, clock: tzinfo) -> time:
    return moment(minute).astimezone(clock).time()


def live(town: Town, ctx: Context, clock: FixedClock) -> None:
    """From one minute at which something happens to the next, with the worker that a host runs."""
    story, phones = town.story, Phones()
    owner = {f"http://127.0.0.1:9/push/{person.who.name}": person for person in story.people}
    times: dict[tuple[str, str], int] = {}
    rules, worker = town.rules, Worker(ctx, sender=phones)  # type: ignore[arg-type]  # it keeps what it is handed
    with asyncio.Runner() as runner:
        while (minute := town.next()) < story.end:
            clock.set(max(moment(minute), clock.now()))
            town.happen(minute)
            if town.rules != rules:  # newer ones come with a process that starts
                rules, worker = town.rules, Worker(ctx, sender=phones)  # type: ignore[arg-type]
            runner.run(worker.tick())
            for endpoint, payload, ttl in sorted(phones.sent):
                data = json.loads(payload)["notification"]["data"]
                bell = town.bells[data["reminder"]]
                assert owner[endpoint] is bell.of, "rung at somebody else's"
                assert ttl > 0
                story.rang[minute].append((bell, data["label"]))
                n = times[data["reminder"], data["label"]] = times.get((data["reminder"], data["label"]), -1) + 1
                town.answer(bell, data["label"], n)
            phones.sent.clear()
