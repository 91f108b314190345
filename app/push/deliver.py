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
from sqlalchemy import bindparam, delete, literal_column, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, instant, stamp
from app.kit.db import EVERYWHERE, insert_into
from app.kit.listed import among
from app.kit.prepared import Prepared, Row
from app.kit.records.statements import table_of
from app.members.models import MemberSession
from app.push import service
from app.push.models import Delivery, PushSubscription
from app.push.outcome import TIMEOUT, Outcome, Subscription, Verdict
from app.push.payload import reminder_payload, topic

if TYPE_CHECKING:
    from app.push.sender import PushSender

LEASED: Final = 32
"""Messages of one lease, as they are sent in two waves at most."""
LEASE: Final = timedelta(seconds=60)
"""Longer than one send can take, so that no two workers are at the same message."""
BACK_OFF: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=30)
KEPT_FOR: Final = timedelta(days=7)

if timedelta(seconds=5 * TIMEOUT) > LEASE:
    raise RuntimeError("the lease on a delivery must outlast two waves of sends, each with a smaller one after it")

State = Literal["waiting", "sent", "gone", "failed", "expired"]
log = structlog.get_logger("tend.push")


_FREE: Final = Prepared(
    select(
        col(Delivery.id),
        col(Delivery.space_id),
        col(Delivery.reminder_id),
        col(Delivery.label),
        col(Delivery.subscription_id),
        col(Delivery.expires_at),
        col(Delivery.attempt),
        col(Delivery.member_id),
    )
    .where(col(Delivery.state) == literal_column("'waiting'"), col(Delivery.next_try_at) <= bindparam("now"))
    .order_by(col(Delivery.next_try_at))  # and no further: a minute has many of one instant, which would be sorted
    .limit(LEASED)
    .with_for_update(skip_locked=True)
)
_ANYTHING: Final = Prepared(
    select(col(Delivery.id))
    .where(col(Delivery.state) == literal_column("'waiting'"), col(Delivery.next_try_at) <= bindparam("now"))
    .limit(1)
)
_SESSION, _EXPIRES = 4, 5
_OUTBOX: Final = table_of(Delivery)
_TAKE: Final = Prepared(
    update(_OUTBOX)
    .where(among(_OUTBOX.c.id))
    .values(attempt=_OUTBOX.c.attempt + literal_column("1"), next_try_at=bindparam("until"))
)
_MARK: Final = Prepared(
    update(_OUTBOX)
    .where(
        _OUTBOX.c.id == bindparam("message"),
        _OUTBOX.c.attempt == bindparam("tried"),
        _OUTBOX.c.state == literal_column("'waiting'"),
    )
    .values(state=bindparam("became"), next_try_at=bindparam("again"), last_outcome=bindparam("said"))
)
_LET_GO: Final = Prepared(update(_OUTBOX).where(among(_OUTBOX.c.id)).values(state=literal_column("'expired'")))


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
    enqueue_all(ctx, session, [(ring, device) for device in devices])


def enqueue_all(ctx: Context, session: Session, rings: Sequence[tuple[Ring, str]]) -> None:
    """A waiting message for each ring and the device that it is for. Safe to repeat."""
    if not rings:
        return
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
        for ring, device in rings
    ]
    session.connection().execute(insert_into(session, table_of(Delivery)).on_conflict_do_nothing(), rows)


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
    tried, marks = 0, _Marks(ctx)
    while claims := await to_thread.run_sync(claim, ctx):
        tried += len(claims)
        await asyncio.gather(*(_send(ctx, sender, one, marks) for one in claims))
    return tried


def claim(ctx: Context) -> list[Claim]:
    """Takes a lease on a few free messages, the longest waiting first. Opens its own transaction.

    What another worker is at is passed by. What is of no use any more is let go of on the way.
    """
    now = ctx.now()
    while _anything(ctx, now):
        with ctx.db.write(EVERYWHERE) as session:
            rows = _FREE.rows(session, now=stamp(now))
            good = [row for row in rows if row[_EXPIRES] > stamp(now)]
            late = [row[0] for row in rows if row[_EXPIRES] <= stamp(now)]
            if late:
                _LET_GO.run(session, {"ids": late})
            if good:
                _TAKE.run(session, {"ids": [row[0] for row in good], "until": stamp(now + LEASE)})
            reachable = service.reachable(session, [row[_SESSION] for row in good], now)
        if good or not late:
            return [_claimed(row, reachable) for row in good]
    return []


def record(ctx: Context, tries: Sequence[tuple[Claim, Outcome]]) -> None:
    """Marks what became of each try, unless somebody else has taken that message since. One transaction for all."""
    now = ctx.now()
    with ctx.db.write(EVERYWHERE) as session:
        _MARK.run(session, *(_mark(one, outcome, now) for one, outcome in tries))
        for one, outcome in tries:
            if outcome.verdict is Verdict.gone and one.subscription is not None:
                service.unsubscribe(session, one.session_id, one.subscription.endpoint)


def sweep(ctx: Context, session: Session) -> None:
    """Forgets messages of last week, and devices where nobody is signed in any more."""
    now = ctx.now()
    session.execute(delete(Delivery).where(col(Delivery.expires_at) < stamp(now - KEPT_FOR)))
    alive = select(col(PushSubscription.session_id)).join(MemberSession, service.SIGNED_IN)
    dead = delete(PushSubscription).where(col(PushSubscription.session_id).not_in(alive))
    session.execute(dead, service.times(now), execution_options={"synchronize_session": False})


class _Marks:
    """Marks tries as they end. What ends while others are being written is written with the next, all at once."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._ended: list[tuple[Claim, Outcome]] = []
        self._turn = asyncio.Lock()

    async def put(self, one: Claim, outcome: Outcome) -> None:
        """Returns when it is written, by this call or another. What could not be written is sent again after its lease:
        the call that tried to write it raises."""
        self._ended.append((one, outcome))
        async with self._turn:
            if self._ended:
                batch, self._ended = self._ended, []
                await to_thread.run_sync(record, self._ctx, batch)


async def _send(ctx: Context, sender: PushSender, one: Claim, marks: _Marks) -> None:
    outcome = Outcome(Verdict.gone, reason="signed out")
    if one.subscription is not None:
        outcome = await _try(ctx, sender, one, one.subscription)
        if outcome.verdict is Verdict.too_large:  # once: what is too large when it is smallest will never be taken
            outcome = await _try(ctx, sender, one, one.subscription, smallest=True)
    if outcome.verdict in (Verdict.misconfigured, Verdict.too_large):
        log.error("push_refused", verdict=outcome.verdict.value, status=outcome.status, reason=outcome.reason)
    await marks.put(one, outcome)


async def _try(ctx: Context, sender: PushSender, one: Claim, to: Subscription, *, smallest: bool = False) -> Outcome:
    reminder = UUID(one.reminder_id)
    payload = reminder_payload(
        origin=ctx.settings.public_url,
        space=UUID(one.space_id),
        reminder=reminder,
        label=one.label,
        with_actions=not smallest,
    )
    left = instant(one.expires_at) - ctx.now()
    ttl = max(1, int(left.total_seconds()))
    return await sender.send(to, payload, ttl=ttl, topic=topic(reminder, one.label), padded=not smallest)


def _claimed(row: Row, reachable: dict[tuple[str, str], Subscription]) -> Claim:
    id_, space, reminder, label, device, expires, attempt, member = row
    return Claim(id_, space, reminder, label, device, expires, attempt + 1, reachable.get((device, member)))


def _anything(ctx: Context, now: datetime) -> bool:
    """A look without the writer's lock, for it is asked every second."""
    with ctx.db.read(EVERYWHERE) as session:
        return bool(_ANYTHING.rows(session, now=stamp(now)))


def _mark(one: Claim, outcome: Outcome, now: datetime) -> dict[str, Any]:
    state, again = _what_next(one, outcome, now)
    said = outcome.verdict.value if outcome.status is None else f"{outcome.verdict.value} {outcome.status}"
    return {"message": one.id, "tried": one.attempt, "became": state, "again": stamp(again), "said": said}


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
