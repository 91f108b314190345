"""What becomes of a message on its way: once, again later, never, or nobody is there any more."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from app.kit.clock import FixedClock
from app.kit.context import Context
from app.kit.db import EVERYWHERE
from app.push import deliver, service
from app.push.models import Delivery, PushSubscription
from app.push.payload import topic
from app.push.sender import Outcome, Verdict
from tests.cast import Pair, new_id
from tests.push.service import Answer, PushService

LABEL = "2026-11-23"


def ring(pair: Pair, reminder: str | None = None, n: int = 0) -> str:
    """Puts one ring for Alice into the outbox, of use for two hours; returns its reminder."""
    now, made = pair.ctx.now(), reminder or new_id()
    wanted = deliver.Ring(pair.alice.own, made, pair.alice.id, LABEL, n, now, now + timedelta(hours=2))
    with pair.ctx.db.write(EVERYWHERE) as session:
        deliver.enqueue(pair.ctx, session, wanted, [pair.alice.session])
    return made


def send(ctx: Context) -> int:
    async def now() -> int:
        async with service.sender(ctx) as sender:
            return await deliver.send_due(ctx, sender)

    return asyncio.run(now())


def outbox(ctx: Context) -> list[Delivery]:
    with ctx.db.read(EVERYWHERE) as session:
        return list(session.exec(select(Delivery)))


def states(ctx: Context) -> list[tuple[str, str | None]]:
    return [(row.state, row.last_outcome) for row in outbox(ctx)]


def test_a_ring_reaches_the_phone_with_ids_and_neutral_words(pair: Pair, phones: PushService, subscribed: str) -> None:
    reminder = ring(pair)
    assert send(pair.ctx) == 1
    message = phones.messages[0]
    data = {"kind": "reminder", "space": pair.alice.own, "reminder": reminder, "label": LABEL}
    assert (message.subscription, message.json()["notification"]["data"]) == (subscribed, data)
    assert message.json()["notification"]["body"] == "Something small for today"
    assert (message.headers["ttl"], message.headers["urgency"]) == ("7200", "normal")
    assert message.headers["topic"] == message.json()["notification"]["tag"] == topic(UUID(reminder), LABEL)
    assert states(pair.ctx) == [("sent", "sent 201")]
    assert send(pair.ctx) == 0


@pytest.mark.usefixtures("subscribed")
def test_the_same_ring_is_enqueued_once_and_a_snooze_is_another(pair: Pair) -> None:
    reminder = ring(pair)
    for n in (0, 1, 1):
        ring(pair, reminder, n)
    assert sorted(row.snooze_n for row in outbox(pair.ctx)) == [0, 1]


def test_a_phone_that_is_gone_is_forgotten(pair: Pair, phones: PushService, subscribed: str) -> None:
    phones.forget(subscribed)
    ring(pair)
    send(pair.ctx)
    assert states(pair.ctx) == [("gone", "gone 410")]
    with pair.ctx.db.read() as session:
        assert session.exec(select(PushSubscription)).all() == []


@pytest.mark.usefixtures("subscribed")
def test_a_busy_service_is_asked_again_when_it_said(pair: Pair, phones: PushService, clock: FixedClock) -> None:
    phones.answers.append(Answer(429, {"Retry-After": "90"}))
    ring(pair)
    assert send(pair.ctx) == 1
    assert states(pair.ctx) == [("waiting", "later 429")]
    clock.advance(seconds=89)
    assert send(pair.ctx) == 0
    clock.advance(seconds=1)
    assert send(pair.ctx) == 1
    assert states(pair.ctx) == [("sent", "sent 201")]
    assert phones.messages[-1].headers["ttl"] == str(7200 - 90)


@pytest.mark.usefixtures("subscribed")
def test_without_a_word_it_waits_twice_as_long_each_time_until_it_is_of_no_use(
    pair: Pair, phones: PushService, clock: FixedClock
) -> None:
    phones.by_default = Answer(503)
    ring(pair)
    start, tries = clock.now(), []
    while outbox(pair.ctx)[0].state == "waiting":
        tries.append(int((clock.now() - start).total_seconds()))
        assert send(pair.ctx) == 1
        clock.set(datetime.fromisoformat(outbox(pair.ctx)[0].next_try_at))
    assert tries == [0, 30, 90, 210, 450, 930, 1890, 3690, 5490]
    assert states(pair.ctx) == [("expired", "later 503")]


@pytest.mark.usefixtures("subscribed")
def test_what_is_of_no_use_any_more_is_not_sent(pair: Pair, phones: PushService, clock: FixedClock) -> None:
    ring(pair)
    clock.advance(hours=2)
    assert send(pair.ctx) == 0
    assert (states(pair.ctx), phones.messages) == ([("expired", None)], [])


@pytest.mark.usefixtures("subscribed")
def test_trouble_on_our_side_keeps_the_subscription(pair: Pair, phones: PushService) -> None:
    phones.answers.append(Answer(403, text="BadJwtToken"))
    ring(pair)
    send(pair.ctx)
    assert states(pair.ctx) == [("failed", "misconfigured 403")]
    with pair.ctx.db.read() as session:
        assert len(session.exec(select(PushSubscription)).all()) == 1


@pytest.mark.parametrize("how", ["sign out", "unsubscribe", "somebody else signed in"])
def test_between_ring_and_send_a_phone_can_stop_being_hers(
    pair: Pair, phones: PushService, subscribed: str, how: str
) -> None:
    ring(pair)
    match how:
        case "sign out":
            assert pair.alice.browser.delete("/api/v1/sessions/current").status_code == 204
        case "unsubscribe":
            assert pair.alice.browser.delete("/api/v1/push/subscription").status_code == 204
        case _:
            wanted = phones.subscription() | {"endpoint": subscribed}
            assert pair.bob.browser.put("/api/v1/push/subscription", json=wanted).status_code == 204
    send(pair.ctx)
    assert (states(pair.ctx), phones.messages) == ([("gone", "gone")], [])


@pytest.mark.usefixtures("subscribed")
def test_a_lease_is_one_workers_alone_and_ends(pair: Pair, clock: FixedClock) -> None:
    for _ in range(40):
        ring(pair)
    with ThreadPoolExecutor(4) as pool:
        taken = [one.id for claims in pool.map(deliver.claim, [pair.ctx] * 4) for one in claims]
    assert len(taken) == len(set(taken)) <= 40
    clock.advance(deliver.LEASE)
    again = deliver.claim(pair.ctx)
    assert {one.id for one in again} <= {row.id for row in outbox(pair.ctx)}
    assert len(again) == 32


@pytest.mark.usefixtures("subscribed")
def test_who_lost_the_lease_does_not_mark_the_message(pair: Pair, clock: FixedClock) -> None:
    ring(pair)
    slow = deliver.claim(pair.ctx)[0]
    clock.advance(deliver.LEASE)
    second = deliver.claim(pair.ctx)[0]
    deliver.record(pair.ctx, [(slow, Outcome(Verdict.misconfigured, 403))])
    assert states(pair.ctx) == [("waiting", None)]
    deliver.record(pair.ctx, [(second, Outcome(Verdict.sent, 201))])
    deliver.record(pair.ctx, [(slow, Outcome(Verdict.later, 503))])
    assert states(pair.ctx) == [("sent", "sent 201")]


@pytest.mark.usefixtures("subscribed")
def test_last_weeks_messages_and_devices_of_nobody_are_swept(pair: Pair, clock: FixedClock) -> None:
    ring(pair)
    send(pair.ctx)
    clock.advance(days=7, hours=2, seconds=1)
    with pair.ctx.db.write(EVERYWHERE) as session:
        deliver.sweep(pair.ctx, session)
    assert outbox(pair.ctx) == []
    clock.advance(days=91)
    with pair.ctx.db.write(EVERYWHERE) as session:
        deliver.sweep(pair.ctx, session)
        assert session.exec(select(PushSubscription)).all() == []
