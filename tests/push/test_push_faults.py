"""What follows from each thing that a push service can answer, or fail to, and what leases are good for then."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.kit.clock import FixedClock
from app.kit.db import EVERYWHERE
from app.push import deliver, service
from app.push.models import Delivery, PushSubscription
from app.push.outcome import TIMEOUT
from app.push.sender import PushSender
from tests.cast import Pair
from tests.push.service import Answer, PushService
from tests.push.test_push_deliveries import ring, send, states


@pytest.mark.usefixtures("subscribed")
def test_what_is_too_large_is_sent_once_more_as_small_as_it_can_be(pair: Pair, phones: PushService) -> None:
    phones.answers.append(Answer(413))
    ring(pair)
    assert send(pair.ctx) == 1
    first, second = phones.messages
    assert second.body_size < first.body_size - 400
    assert second.headers["topic"] == first.headers["topic"] == second.json()["notification"]["tag"]
    assert second.json()["notification"]["data"] == first.json()["notification"]["data"]
    assert states(pair.ctx) == [("sent", "sent 201")]


@pytest.mark.usefixtures("subscribed")
def test_what_is_too_large_when_smallest_is_not_sent_again(
    pair: Pair, phones: PushService, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    phones.by_default = Answer(413)
    ring(pair)
    send(pair.ctx)
    clock.advance(hours=1)
    assert send(pair.ctx) == 0
    assert len(phones.messages) == 2
    assert states(pair.ctx) == [("failed", "too_large 413")]
    assert "push_refused" in capsys.readouterr().out


@dataclass(frozen=True)
class Row:
    """A line of the table of answers: what a push service does, what is kept of it, and what follows."""

    answer: Answer
    state: str
    outcome: str
    kept: bool = True
    alarm: bool = False
    again: int | None = None
    """Seconds until it is tried again."""


IN_100 = "Mon, 23 Nov 2026 19:31:40 GMT"
TABLE = {
    "404": Row(Answer(404), "gone", "gone 404", kept=False),
    "410": Row(Answer(410), "gone", "gone 410", kept=False),
    "413": Row(Answer(413), "failed", "too_large 413", alarm=True),
    "429 in seconds": Row(Answer(429, {"Retry-After": "90"}), "waiting", "later 429", again=90),
    "429 at a date": Row(Answer(429, {"Retry-After": IN_100}), "waiting", "later 429", again=100),
    "429 without a word": Row(Answer(429), "waiting", "later 429", again=30),
    "500": Row(Answer(500), "waiting", "later 500", again=30),
    "503 in seconds": Row(Answer(503, {"Retry-After": "7"}), "waiting", "later 503", again=7),
    "longer than it is of use": Row(Answer(503, {"Retry-After": "7201"}), "expired", "later 503"),
    "400": Row(Answer(400), "failed", "misconfigured 400", alarm=True),
    "401": Row(Answer(401), "failed", "misconfigured 401", alarm=True),
    "403": Row(Answer(403, text="BadJwtToken"), "failed", "misconfigured 403", alarm=True),
    "a redirect": Row(Answer(307, {"Location": "/elsewhere"}), "failed", "misconfigured 307", alarm=True),
    "a dropped line": Row(Answer(drop=True), "waiting", "later", again=30),
}  # fmt: skip


@pytest.mark.usefixtures("subscribed")
@pytest.mark.parametrize("line", TABLE)
def test_every_answer_of_a_push_service_has_its_consequence(
    pair: Pair, phones: PushService, clock: FixedClock, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    row = TABLE[line]
    phones.by_default = row.answer
    ring(pair)
    assert send(pair.ctx) == 1
    assert states(pair.ctx) == [(row.state, row.outcome)]
    with pair.ctx.db.read() as session:
        assert bool(session.exec(select(PushSubscription)).all()) is row.kept
    assert ("push_refused" in capsys.readouterr().out) is row.alarm
    phones.by_default = Answer()
    clock.advance(seconds=(row.again or 3600) - 1)
    assert send(pair.ctx) == 0
    clock.advance(seconds=1)
    assert send(pair.ctx) == (0 if row.again is None else 1)
    assert states(pair.ctx) == [(row.state, row.outcome) if row.again is None else ("sent", "sent 201")]
    assert phones.refused == []


@pytest.mark.usefixtures("subscribed")
def test_a_service_that_hangs_is_given_up_before_the_lease_ends_and_asked_again(
    pair: Pair, phones: PushService, clock: FixedClock
) -> None:
    phones.answers.append(Answer(hang=True))
    ring(pair)
    assert timedelta(seconds=2 * TIMEOUT) < deliver.LEASE

    async def impatient() -> int:
        addresses, vapid = service.addresses(pair.ctx), service.vapid(pair.ctx)
        async with PushSender(vapid=vapid, addresses=addresses, clock=clock, timeout=0.2) as sender:
            return await deliver.send_due(pair.ctx, sender)

    assert asyncio.run(impatient()) == 1
    assert states(pair.ctx) == [("waiting", "later")]
    clock.advance(deliver.BACK_OFF)
    assert send(pair.ctx) == 1
    assert states(pair.ctx) == [("sent", "sent 201")]


def test_keys_of_another_browser_and_a_private_address_are_an_alarm_and_delete_nothing(
    pair: Pair, phones: PushService, subscribed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    crossed = phones.subscription()
    with pair.ctx.db.write() as session:
        row = session.exec(select(PushSubscription)).one()
        row.p256dh, row.auth = crossed["keys"]["p256dh"], crossed["keys"]["auth"]
        session.add(row)
    ring(pair)
    send(pair.ctx)
    with pair.ctx.db.write() as session:
        row = session.exec(select(PushSubscription)).one()
        row.endpoint = "https://192.168.1.1/push/x"
        session.add(row)
    ring(pair)
    send(pair.ctx)
    assert sorted(states(pair.ctx)) == [("failed", "misconfigured"), ("failed", "misconfigured 400")]
    assert phones.messages == []
    logged = capsys.readouterr().out
    assert logged.count("push_refused") == 2
    assert subscribed not in logged
    assert "192.168" not in logged
    with pair.ctx.db.read() as session:
        assert len(session.exec(select(PushSubscription)).all()) == 1


@pytest.mark.usefixtures("subscribed")
def test_what_is_late_is_let_go_of_and_does_not_stand_before_what_is_not(pair: Pair, clock: FixedClock) -> None:
    for _ in range(40):
        ring(pair)
    clock.advance(hours=2)
    fresh = ring(pair)
    assert [one.reminder_id for one in deliver.claim(pair.ctx)] == [fresh]
    assert sorted(state for state, _ in states(pair.ctx)) == ["expired"] * 40 + ["waiting"]


@pytest.mark.usefixtures("subscribed")
@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_nobody_waits_for_a_message_that_another_worker_is_at(pair: Pair) -> None:
    taken, free = ring(pair), ring(pair)
    with ThreadPoolExecutor(1) as pool, pair.ctx.db.write(EVERYWHERE) as session:
        session.exec(select(Delivery).where(col(Delivery.reminder_id) == taken).with_for_update()).one()
        claims = pool.submit(deliver.claim, pair.ctx).result(timeout=20)
        assert [one.reminder_id for one in claims] == [free]
