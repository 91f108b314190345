"""A house where reminders ring: people with phones, and a clock that a test moves by hand."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from app.kit.clock import FixedClock
from app.kit.context import Context
from app.kit.db import EVERYWHERE
from app.kit.ids import derived
from app.kit.settings import Settings
from app.push.models import Delivery
from app.reminders import stale
from app.reminders.due import materialise
from tests.cast import P256, Fields, Pair, Someone, check_in, new_id
from tests.conftest import EVENING
from tests.push.service import base64url

Rung = tuple[str, str, int]
"""(reminder, label, which snooze)."""
WEEK = [0, 1, 2, 3, 4, 5, 6]


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> FixedClock:
    """Monday, 23 November 2026, 18:00 in UTC, or what a test asks for."""
    return FixedClock(datetime.fromisoformat(getattr(request, "param", EVENING.isoformat())).astimezone(UTC))


@pytest.fixture
def settings(database_url: str | None, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        public_url="http://localhost",
        registration="open",
        worker_in_web=False,
        push_subject="mailto:host@tend.example",
        push_loopback=True,
    )


@dataclass(slots=True)
class House:
    """Alice and Bob, their practices, and what rings."""

    pair: Pair
    clock: FixedClock
    seen: set[str] = field(default_factory=set)

    @property
    def ctx(self) -> Context:
        return self.pair.ctx

    def at(self, text: str) -> list[Rung]:
        """Moves the clock and looks."""
        self.clock.set(datetime.fromisoformat(text))
        return self.look()

    def look(self) -> list[Rung]:
        """One look of the worker, without sending; what it put into the outbox, sorted."""
        stale.refresh(self.ctx)
        with self.ctx.db.write(EVERYWHERE) as session:
            materialise(self.ctx, session, self.ctx.now())
        with self.ctx.db.read(EVERYWHERE) as session:
            rows = [row for row in session.exec(select(Delivery)) if row.id not in self.seen]
        self.seen |= {row.id for row in rows}
        return sorted((row.reminder_id, row.label, row.snooze_n) for row in rows)

    def waiting(self) -> list[Delivery]:
        with self.ctx.db.read(EVERYWHERE) as session:
            return list(session.exec(select(Delivery).where(col(Delivery.state) == "waiting")))

    def phone(self, who: Someone, endpoint: str | None = None) -> None:
        """Their browser subscribes."""
        keys = {"p256dh": P256, "auth": base64url(secrets.token_bytes(16))}
        wanted = {"endpoint": endpoint or f"http://127.0.0.1:9/push/{who.name}", "keys": keys}
        answer = who.browser.put("/api/v1/push/subscription", json=wanted)
        assert answer.status_code == 204, answer.text

    def prefer(self, who: Someone, zone: str, quiet: tuple[str, str] | None = ("22:00", "07:00")) -> None:
        """Where their clock is, and when it is night there."""
        night = dict(zip(("quiet_from", "quiet_to"), quiet or (None, None), strict=True))
        self.write(who, "preferences", derived("preferences", who.own), {"zone": zone, **night})

    def remind(self, who: Someone, practice_id: str, time: str = "20:00", **more: Any) -> str:
        """A new reminder, for every day; returns its id."""
        made = new_id()
        about = {"ref_space": self.pair.space, "ref_id": practice_id, "time": time, "days": WEEK}
        self.write(who, "reminder", made, {**about, **more})
        return made

    def adopt(self, **fields: Any) -> str:
        """A practice of theirs."""
        return self.pair.adopt(**{"area": "quality-time", **fields})

    def reply(self, who: Someone, reminder: str, label: str, reply: str, n: int = 0) -> None:
        """A tap on a notification; later is half an hour later."""
        fields = {"reminder_id": reminder, "label": label, "reply": reply, "n": n, "minutes": 30 if n else None}
        self.write(who, "reminder_reply", derived("reminder_reply", reminder, label, reply, str(n)), fields)

    def did(self, who: Someone, practice_id: str, label: str) -> None:
        id_, fields = check_in(practice_id, who.id, label)
        self.write(who, "check_in", id_, fields, self.pair.space)

    def write(self, who: Someone, kind: str, id_: str, fields: Fields, space: str | None = None) -> None:
        """A change from their phone, made at this very moment."""
        result = who.write(space or who.own, kind, "put", id_, fields, at=self.ctx.stamp(), base_seq=2**53)
        assert result["outcome"] == "applied", result


@pytest.fixture
def house(pair: Pair, clock: FixedClock) -> House:
    """Alice and Bob live in Berlin and sleep from 22:00 to 07:00; each has a phone."""
    house = House(pair, clock)
    for who in (pair.alice, pair.bob):
        house.phone(who)
        house.prefer(who, "Europe/Berlin")
    return house
