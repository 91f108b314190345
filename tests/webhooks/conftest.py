"""Alice and Bob, a receiver on loopback, and a hand that sends what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from app.kit.clock import FixedClock
from app.kit.context import Context
from app.kit.db import EVERYWHERE
from app.kit.settings import Settings
from app.webhooks.models import WebhookDelivery
from app.webhooks.worker import Webhooks
from tests.cast import ORIGIN, Fields, Pair, Someone, check_in
from tests.webhooks.receiver import Receiver


@pytest.fixture
def settings(database_url: str | None, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        public_url=ORIGIN,
        registration="open",
        worker_in_web=False,
        webhooks_loopback=True,
    )


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@dataclass(slots=True)
class Scene:
    """Two people whose couple has a practice, and whatever webhooks a test makes."""

    pair: Pair
    clock: FixedClock
    receiver: Receiver
    practice: str

    @property
    def ctx(self) -> Context:
        return self.pair.ctx

    def make(self, who: Someone, *, status: int = 201, **wanted: Any) -> Fields:
        """A webhook of theirs for check-ins, or what else is wanted."""
        asked = {"url": self.receiver.address(), "events": ["check_in.written", "check_in.deleted"], **wanted}
        answer = who.browser.post(self.pair.at("webhooks"), json=asked)
        assert answer.status_code == status, answer.text
        made: Fields = answer.json()
        return made

    def check_in(self, who: Someone, label: str = "2026-11-23", **fields: Any) -> str:
        id_, about = check_in(self.practice, who.id, label, **fields)
        assert who.write(self.pair.space, "check_in", "put", id_, about)["outcome"] in ("applied", "merged")
        return id_

    def send(self) -> int:
        """Everything that is due now, by a worker that lives as long as that."""

        async def once() -> int:
            worker = Webhooks(self.ctx)  # not in its background, where it would be at it already
            try:
                return await worker.tick()
            finally:
                await worker._client.aclose()

        return asyncio.run(once())

    def outbox(self) -> list[WebhookDelivery]:
        with self.ctx.db.read(EVERYWHERE) as session:
            found = session.scalars(select(WebhookDelivery).order_by(col(WebhookDelivery.id))).all()
            return [row.model_copy() for row in found]

    def states(self) -> list[str]:
        return [row.state for row in self.outbox()]


@pytest.fixture
def scene(pair: Pair, clock: FixedClock, receiver: Receiver) -> Scene:
    return Scene(pair, clock, receiver, pair.adopt())
