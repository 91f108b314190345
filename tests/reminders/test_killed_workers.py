"""Workers that are killed at any moment, while messages go out: nothing is lost, and what comes twice is told apart.

The workers are processes that run `tend worker`. The minute of a dead worker's lease is not waited for: its end
is written into the outbox, once it is noted down which messages were leased when it died.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, update
from sqlmodel import col, select

from app.auth.models import Rate
from app.kit.clock import SystemClock
from app.kit.context import Context, stamp
from app.kit.db import EVERYWHERE
from app.kit.ids import derived
from app.kit.settings import Settings
from app.push.models import Delivery
from app.reminders.models import ReminderDue
from tests.cast import PASSWORD, Someone, another_browser, new_id, practice, sign_up
from tests.push.service import Answer, Message, PushService, PushServiceThread

SEED = int(os.environ.get("TEND_SEED", "20261123"))
ROOT = Path(__file__).parents[2]
PHONES = 4
RINGS = 3
Key = tuple[str, str, str]
"""(endpoint, reminder, label): one message."""


@pytest.fixture
def clock() -> SystemClock:
    """Processes of their own go by the machine's clock."""
    return SystemClock()


@pytest.fixture
def phones() -> Iterator[PushService]:
    with PushServiceThread() as running:
        yield running


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """What a worker on this test's database is started with."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("TEND_")}
    database = {} if settings.database_url is None else {"TEND_DATABASE_URL": settings.database_url}
    ours = {"TEND_DATA_DIR": str(settings.data_dir), "TEND_PUBLIC_URL": settings.public_url, **database}
    return {**theirs, **ours, "TEND_PUSH_SUBJECT": settings.push_subject, "TEND_PUSH_LOOPBACK": "true"}


@pytest.fixture
def nursery(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The process that forks workers."""
    command = [sys.executable, "-m", "tests.reminders.zygote"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen(command, env=environment, cwd=ROOT, **pipes) as process:
        yield process
        process.kill()


class Town:
    """People with four phones and three reminders each, who wait for their turn to be rung."""

    def __init__(self, app: FastAPI, ctx: Context, phones: PushService) -> None:
        self.app, self.ctx, self.phones = app, ctx, phones
        self.people: list[Someone] = []
        self.expected: set[Key] = set()
        self.leased: Counter[Key] = Counter()
        self.met: Counter[str] = Counter()
        self.endpoints: dict[str, str] = {}
        self._began = ctx.now()

    def settle(self, name: str) -> None:
        """Somebody who lives where it is about noon, so that neither a night nor the end of a day is near."""
        who = sign_up(self.app, name)
        endpoints = [self._subscribe(who.browser, who.session)]
        for _ in range(PHONES - 1):
            browser = another_browser(self.app)
            answer = browser.post("/api/v1/sessions", json={"login": name, "password": PASSWORD})
            endpoints.append(self._subscribe(browser, answer.json()["session_id"]))
        with self.ctx.db.write() as session:
            session.execute(delete(Rate))  # so many people come from one place
        east = 12 - self._began.hour
        self._write(who, "preferences", derived("preferences", who.own), {"zone": f"Etc/GMT{-east:+d}"})
        rung = (self._began + timedelta(hours=east) - timedelta(minutes=5)).strftime("%H:%M")
        for _ in range(RINGS):
            made, ring = new_id(), new_id()
            self._write(who, "practice", made, practice(area="quality-time"))
            about = {"ref_space": who.own, "ref_id": made, "time": rung, "days": list(range(7))}
            self._write(who, "reminder", ring, about)
            label = str((self._began + timedelta(hours=east)).date())
            self.expected |= {(endpoint, ring, label) for endpoint in endpoints}
        self._set(who, since=stamp(self._began - timedelta(minutes=10)), next_due_at=None)
        self.people.append(who)

    def ring(self, who: Someone) -> None:
        """Their three reminders are five minutes late: the server was down."""
        self._set(who, next_due_at=self.ctx.stamp())

    def note_the_dead(self, killed: int, arrived: list[Message]) -> None:
        """Which messages were leased when the workers died, and in the middle of what that was. Ends the leases.

        `arrived`: in the life of these workers.
        """
        with self.ctx.db.write(EVERYWHERE) as session:
            waiting = session.exec(select(Delivery).where(col(Delivery.state) == "waiting")).all()
            leased = [self._key(row) for row in waiting if row.attempt and row.next_try_at > self.ctx.stamp()]
            untouched = [row for row in waiting if not row.attempt]
            late = session.exec(select(ReminderDue).where(col(ReminderDue.next_due_at) <= self.ctx.stamp())).all()
            session.execute(
                update(Delivery).where(col(Delivery.state) == "waiting").values(next_try_at=self.ctx.stamp())
            )
        there = Counter(map(key_of, arrived))
        self.leased.update(leased)
        self.met["kills"] += killed
        self.met["in the middle of a send"] += any(there[key] for key in leased)
        self.met["leased, not sent"] += any(not there[key] for key in leased)
        self.met["before a lease"] += bool(untouched)
        self.met["before the look"] += bool(late)
        self.met["idle"] += not waiting and not late

    def is_done(self) -> bool:
        with self.ctx.db.read(EVERYWHERE) as session:
            late = session.exec(select(ReminderDue).where(col(ReminderDue.next_due_at) <= self.ctx.stamp())).first()
            waiting = session.exec(select(Delivery).where(col(Delivery.state) == "waiting")).first()
        return late is None and waiting is None

    def _key(self, row: Delivery) -> Key:
        return self.endpoints[row.subscription_id], row.reminder_id, row.label

    def _subscribe(self, browser: Any, session: str) -> str:
        wanted = self.phones.subscription()
        assert browser.put("/api/v1/push/subscription", json=wanted).status_code == 204
        self.endpoints[session] = str(wanted["endpoint"])
        return self.endpoints[session]

    def _write(self, who: Someone, kind: str, id_: str, fields: dict[str, Any]) -> None:
        result = who.write(who.own, kind, "put", id_, fields, at=self.ctx.stamp(), base_seq=2**53)
        assert result["outcome"] == "applied", result

    def _set(self, who: Someone, **values: str | None) -> None:
        with self.ctx.db.write(EVERYWHERE) as session:
            session.execute(update(ReminderDue).where(col(ReminderDue.member_id) == who.id).values(**values))


def key_of(message: Message) -> Key:
    data = message.json()["notification"]["data"]
    return message.subscription, data["reminder"], data["label"]


def start(nursery: subprocess.Popen[str]) -> int:
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write("\n")
    return int(nursery.stdout.readline())


def kill(pid: int) -> None:
    """And waits until it is dead: what it wrote is written, and it writes no more."""
    os.kill(pid, signal.SIGKILL)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(timeout=10)


def live_and_die(town: Town, nursery: subprocess.Popen[str], chance: random.Random, workers: int) -> None:
    """Some workers begin, and are killed: after some messages, while a push service hangs, or at any moment."""
    before, phones = len(town.phones.messages), town.phones
    way = chance.choice(["some came", "it hangs", "any moment"])
    after = chance.randint(1, RINGS * PHONES)
    if way == "it hangs":
        phones.answers.extend([*[Answer()] * (after - 1), *[Answer(hang=True)] * 200])
    begin = time.monotonic()
    pids = [start(nursery) for _ in range(workers)]
    if way == "any moment":
        time.sleep(chance.uniform(0, 1.2))
    else:
        phones.wait_for(before + after, seconds=60)
    for pid in pids:
        kill(pid)
    phones.answers.clear()
    town.met[f"way: {way}"] += 1
    town.met["milliseconds alive"] += int((time.monotonic() - begin) * 1000)
    town.note_the_dead(len(pids), phones.messages[before:])


@pytest.mark.parametrize(
    ("database_url", "rounds", "workers"),
    [("sqlite", 22, 1), pytest.param("postgresql", 12, 2, marks=pytest.mark.postgres)],
    indirect=["database_url"],
)
def test_nothing_is_lost_and_only_what_was_leased_comes_twice(
    whole_app: FastAPI,
    ctx: Context,
    phones: PushService,
    nursery: subprocess.Popen[str],
    environment: dict[str, str],
    rounds: int,
    workers: int,
) -> None:
    chance, town = random.Random(SEED), Town(whole_app, ctx, phones)
    for n in range(rounds * workers):
        town.settle(f"neighbour{n}")
    turns = iter(town.people)
    for _ in range(rounds):
        for _ in range(workers):
            town.ring(next(turns))
        live_and_die(town, nursery, chance, workers)
    _let_one_finish(town, environment)
    came = Counter(map(key_of, phones.messages))
    report = {**town.met, "messages": len(town.expected), "twice": sum((came - Counter(town.expected)).values())}
    sys.stdout.write(f"seed {SEED}: {report}\n")
    assert town.met["kills"] >= 20
    assert town.met["in the middle of a send"] >= 4, report
    assert town.met["leased, not sent"] + town.met["before a lease"] + town.met["before the look"] >= 3, report
    assert set(came) == town.expected, "lost, or sent to nobody"
    assert all(came[key] <= 1 + town.leased[key] for key in came), "twice without a dead worker's lease"
    _each_is_one_on_the_phone(phones.messages)
    assert phones.refused == []
    with ctx.db.read(EVERYWHERE) as session:
        rows = session.exec(select(Delivery)).all()
    assert len(rows) == len(town.expected)
    assert {row.state for row in rows} == {"sent"}


def _let_one_finish(town: Town, environment: dict[str, str]) -> None:
    """The command itself, which does the rest, and ends when it is told."""
    command = [sys.executable, "-m", "app.cli", "worker"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE) as last:
        until = time.monotonic() + 60
        while not town.is_done() and time.monotonic() < until:
            time.sleep(0.05)
        last.send_signal(signal.SIGTERM)
        assert last.wait(timeout=20) == 0
    assert town.is_done()


def _each_is_one_on_the_phone(messages: list[Message]) -> None:
    """Whatever comes again has the topic and the tag of the first, and no two messages share them."""
    names: dict[Key, set[tuple[str, str]]] = {}
    for message in messages:
        tag = message.json()["notification"]["tag"]
        names.setdefault(key_of(message), set()).add((message.headers["topic"], tag))
    assert all(len(found) == 1 for found in names.values())
    assert all(topic == tag for found in names.values() for topic, tag in found)
    assert len({(key[0], *found) for key, found in names.items()}) == len(names)
