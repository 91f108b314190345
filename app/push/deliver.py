"""The outbox of messages: put in, taken by lease, sent, and marked with what became of them.

At least once: a worker that dies between sending and marking sends again when its lease is over. The phone
makes that one, for both have the same topic and tag.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

import structlog
from anyio import to_thread
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, instant, stamp
from app.kit.db import EVERYWHERE, insert_into
from app.members.models import MemberSession
from app.push import service
from app.push.models import Delivery, PushSubscription
from app.push.outcome import CONCURRENCY, TIMEOUT, Outcome, Subscription, Verdict
from app.push.payload import reminder_payload, topic

if TYPE_CHECKING:
    from app.push.sender import PushSender

LEASE: Final = timedelta(seconds=60)
"""Longer than one send can take, so that no two workers are at the same message."""
BACK_OFF: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=30)
KEPT_FOR: Final = timedelta(days=7)

if timedelta(seconds=2 * TIMEOUT) > LEASE:
    raise RuntimeError("the lease on a delivery must outlast its send")

State = Literal["waiting", "sent", "gone", "failed", "expired"]
log = structlog.get_logger("tend.push")


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of a reminder, before it is known on how many devices."""

    space_id: str
    reminder_id: str
    member_id: str
    label: str
    snooze_n: int
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """One message that this process alone may send until the lease is over."""

    id: str
    space_id: str
    reminder_id: str
    label: str
    session_id: str
    expires_at: str
    attempt: int
    subscription: Subscription | None
    """None: nobody is signed in on that device any more."""


def enqueue(ctx: Context, session: Session, ring: Ring, devices: Sequence[str]) -> None:
    """One waiting message for each device. Safe to repeat: the same ring is there once."""
    now = ctx.stamp()
    rows = [
        {
            "id": ctx.ids.uuid7(),
            "space_id": ring.space_id,
            "reminder_id": ring.reminder_id,
            "member_id": ring.member_id,
            "label": ring.label,
            "snooze_n": ring.snooze_n,
            "subscription_id": device,
            "due_at": stamp(ring.due_at),
            "expires_at": stamp(ring.expires_at),
            "next_try_at": now,
            "attempt": 0,
            "state": "waiting",
        }
        for device in devices
    ]
    session.execute(insert_into(session, Delivery).values(rows).on_conflict_do_nothing())


def withdraw(session: Session, space_id: str, reminder_id: str, label: str | None = None) -> None:
    """What still waits of a reminder, or of one label of it, is no longer wanted.

    Clients make the ids, so another member's reminder may have the same one: its space tells them apart.
    """
    where: list[Any] = [
        col(Delivery.space_id) == space_id,
        col(Delivery.reminder_id) == reminder_id,
        col(Delivery.state) == "waiting",
    ]
    if label is not None:
        where.append(col(Delivery.label) == label)
    session.execute(update(Delivery).where(*where).values(state="expired"))


async def send_due(ctx: Context, sender: PushSender) -> int:
    """Sends what may be sent now, a small lease at a time. Returns how many messages were tried."""
    tried = 0
    while claims := await to_thread.run_sync(claim, ctx):
        tried += len(claims)
        await asyncio.gather(*(_send(ctx, sender, one) for one in claims))
    return tried


def claim(ctx: Context) -> list[Claim]:
    """Takes a lease on a few free messages, the longest waiting first. Opens its own transaction."""
    now = ctx.now()
    if not _anything(ctx, now):
        return []
    with ctx.db.write(EVERYWHERE) as session:
        _let_go_of_the_late(session, now)
        rows = session.scalars(
            select(Delivery)
            .where(col(Delivery.state) == "waiting", col(Delivery.next_try_at) <= stamp(now))
            .order_by(col(Delivery.next_try_at), col(Delivery.id))
            .limit(CONCURRENCY)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.attempt += 1
            row.next_try_at = stamp(now + LEASE)
        session.flush()
        reachable = _reachable(session, [row.subscription_id for row in rows], now)
        return [
            Claim(
                row.id,
                row.space_id,
                row.reminder_id,
                row.label,
                row.subscription_id,
                row.expires_at,
                row.attempt,
                reachable.get((row.subscription_id, row.member_id)),
            )
            for row in rows
        ]


def record(ctx: Context, one: Claim, outcome: Outcome) -> None:
    """Marks what became of one try, unless somebody else has taken the message since."""
    now = ctx.now()
    state, next_try = _what_next(one, outcome, now)
    with ctx.db.write(EVERYWHERE) as session:
        session.execute(
            update(Delivery)
            .where(col(Delivery.id) == one.id, col(Delivery.attempt) == one.attempt, col(Delivery.state) == "waiting")
            .values(state=state, next_try_at=stamp(next_try), last_outcome=_short(outcome))
        )
        if outcome.verdict is Verdict.gone and one.subscription is not None:
            service.unsubscribe(session, one.session_id, one.subscription.endpoint)


def sweep(ctx: Context, session: Session) -> None:
    """Forgets messages of last week, and devices where nobody is signed in any more."""
    now = ctx.now()
    session.execute(delete(Delivery).where(col(Delivery.expires_at) < stamp(now - KEPT_FOR)))
    alive = select(col(PushSubscription.session_id)).join(MemberSession, service.signed_in(now))
    session.execute(delete(PushSubscription).where(col(PushSubscription.session_id).not_in(alive)))


async def _send(ctx: Context, sender: PushSender, one: Claim) -> None:
    outcome = Outcome(Verdict.gone, reason="signed out")
    if one.subscription is not None:
        reminder = UUID(one.reminder_id)
        payload = reminder_payload(
            origin=ctx.settings.public_url, space=UUID(one.space_id), reminder=reminder, label=one.label
        )
        left = instant(one.expires_at) - ctx.now()
        ttl = max(1, int(left.total_seconds()))
        outcome = await sender.send(one.subscription, payload, ttl=ttl, topic=topic(reminder, one.label))
    if outcome.verdict in (Verdict.misconfigured, Verdict.too_large):
        log.error("push_refused", verdict=outcome.verdict.value, status=outcome.status, reason=outcome.reason)
    await to_thread.run_sync(record, ctx, one, outcome)


def _anything(ctx: Context, now: datetime) -> bool:
    """A look without the writer's lock, for it is asked every second."""
    with ctx.db.read(EVERYWHERE) as session:
        waiting = select(col(Delivery.id)).where(
            col(Delivery.state) == "waiting", col(Delivery.next_try_at) <= stamp(now)
        )
        return session.execute(waiting.limit(1)).first() is not None


def _let_go_of_the_late(session: Session, now: datetime) -> None:
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.state) == "waiting",
            col(Delivery.next_try_at) <= stamp(now),
            col(Delivery.expires_at) <= stamp(now),
        )
        .values(state="expired")
    )


def _reachable(session: Session, ids: list[str], now: datetime) -> dict[tuple[str, str], Subscription]:
    rows = session.execute(
        select(
            col(PushSubscription.session_id),
            col(PushSubscription.member_id),
            col(PushSubscription.endpoint),
            col(PushSubscription.p256dh),
            col(PushSubscription.auth),
        )
        .join(MemberSession, service.rings(now))
        .where(col(PushSubscription.session_id).in_(ids))
    )
    return {(id_, member): Subscription(endpoint, p256dh, auth) for id_, member, endpoint, p256dh, auth in rows}


def _what_next(one: Claim, outcome: Outcome, now: datetime) -> tuple[State, datetime]:
    match outcome.verdict:
        case Verdict.sent:
            return "sent", now
        case Verdict.gone:
            return "gone", now
        case Verdict.too_large | Verdict.misconfigured:
            return "failed", now
        case Verdict.later:
            again = now + _wait(one.attempt, outcome.retry_after)
            return ("waiting" if again < instant(one.expires_at) else "expired"), again


def _wait(attempt: int, asked: float | None) -> timedelta:
    """As long as the push service asked for, a day at the most; else twice as long each time."""
    if asked is not None:
        return timedelta(seconds=min(max(asked, 1.0), 86_400.0))
    return min(BACK_OFF * (1 << min(attempt - 1, 10)), LONGEST_WAIT)


def _short(outcome: Outcome) -> str:
    return outcome.verdict.value if outcome.status is None else f"{outcome.verdict.value} {outcome.status}"
