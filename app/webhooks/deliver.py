"""The outbox of webhooks: taken by lease, sent with a signature, and tried again for three days.

At least once: a receiver knows a message by its `webhook-id`, which is the same in every try.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import httpx
import structlog
from anyio import to_thread
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, instant, stamp
from app.kit.db import EVERYWHERE
from app.kit.records.models import Membership
from app.webhooks.events import TRIAL
from app.webhooks.models import Webhook, WebhookDelivery
from app.webhooks.outside import NotPublic, RefusedWebhook, checked
from app.webhooks.signing import headers

AT_ONCE: Final = 16
TIMEOUT: Final = 10.0
"""Seconds for one try, from the look-up of the name to the status."""
LEASE: Final = timedelta(seconds=60)
WAITS: Final = tuple(
    timedelta(**wait)
    for wait in (
        {"seconds": 5}, {"minutes": 5}, {"minutes": 30}, {"hours": 2}, {"hours": 5}, {"hours": 10}, {"hours": 14},
        {"hours": 20}, {"hours": 24},
    )
)  # fmt: skip
"""After which a message is tried again, as Standard Webhooks suggests; after the last it has failed."""
KEPT_FOR: Final = timedelta(days=7)
GIVEN_UP: Final = timedelta(days=5)
"""A webhook that nobody has answered for so long is paused."""

State = Literal["sent", "waiting", "failed", "dropped"]
log = structlog.get_logger("tend.webhooks")


@dataclass(frozen=True, slots=True)
class Message:
    """What one process alone may send until the lease is over."""

    space_id: str
    id: str
    webhook_id: str
    url: str
    event: str
    record_id: str | None
    attempt: int

    def body(self) -> bytes:
        """Ids and no content; no time either: records say days, and never minutes."""
        data = {"space": self.space_id, "record": self.record_id}
        return json.dumps({"type": self.event, "data": data}, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a try: the HTTP status, or why there is none."""

    status: int | None
    reason: str = ""

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


async def send_due(ctx: Context, client: httpx.AsyncClient) -> int:
    """Sends what may be sent now, a few at a time. Returns how many were tried."""
    tried = 0
    while claims := await to_thread.run_sync(claim, ctx):
        answers = await asyncio.gather(*(send(ctx, client, one) for one in claims))
        await to_thread.run_sync(record, ctx, list(zip(claims, answers, strict=True)))
        tried += len(claims)
    return tried


def claim(ctx: Context) -> list[Message]:
    """Takes a lease on a few messages. Drops those of who is not in the space any more, or whose webhook is paused."""
    now = ctx.now()
    if not _anything(ctx, now):
        return []
    with ctx.db.write(EVERYWHERE) as session:
        rows = session.execute(
            select(WebhookDelivery, Webhook, col(Membership.left))
            .join(Webhook, _OF_IT)
            .outerjoin(Membership, _MAKER)
            .where(col(WebhookDelivery.state) == "waiting", col(WebhookDelivery.next_try_at) <= stamp(now))
            .order_by(col(WebhookDelivery.next_try_at))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, of=WebhookDelivery)
        ).all()
        claims = []
        for delivery, hook, left in rows:
            if left is not None or hook.paused_on is not None:
                delivery.state = "dropped"
                continue
            delivery.attempt += 1
            delivery.next_try_at = stamp(now + LEASE)
            claims.append(_message(delivery, hook))
        session.flush()
    return claims


async def send(ctx: Context, client: httpx.AsyncClient, one: Message) -> Answer:
    """Sends it once. Never raises for what a receiver or the network does."""
    body = one.body()
    signed = {**headers(ctx, one.webhook_id, one.id, body), "content-type": "application/json"}
    try:
        url = checked(one.url, loopback=ctx.settings.webhooks_loopback)
        async with asyncio.timeout(TIMEOUT), client.stream("POST", url, content=body, headers=signed) as response:
            return Answer(response.status_code)
    except (httpx.HTTPError, NotPublic, RefusedWebhook, TimeoutError, OSError) as error:
        return Answer(None, type(error).__name__)


def record(ctx: Context, tries: list[tuple[Message, Answer]]) -> None:
    """Marks what became of each try, unless somebody else has taken that message since."""
    now = ctx.now()
    with ctx.db.write(EVERYWHERE) as session:
        for one, answer in tries:
            state, again = _what_next(one, answer, now)
            session.execute(
                update(WebhookDelivery)
                .where(
                    col(WebhookDelivery.space_id) == one.space_id,
                    col(WebhookDelivery.id) == one.id,
                    col(WebhookDelivery.attempt) == one.attempt,
                    col(WebhookDelivery.state) == "waiting",
                )
                .values(state=state, next_try_at=stamp(again))
            )
            _note(session, one, answer, now)


def sweep(ctx: Context) -> None:
    """Forgets what was settled last week."""
    with ctx.db.write(EVERYWHERE) as session:
        session.execute(
            delete(WebhookDelivery).where(
                col(WebhookDelivery.made_at) < stamp(ctx.now() - KEPT_FOR), col(WebhookDelivery.state) != "waiting"
            )
        )


def next_try(ctx: Context) -> datetime | None:
    """When the next message may be sent; None while nothing waits."""
    with ctx.db.read(EVERYWHERE) as session:
        at = session.execute(
            select(func.min(col(WebhookDelivery.next_try_at))).where(col(WebhookDelivery.state) == "waiting")
        ).scalar()
    return None if at is None else instant(at)


_OF_IT = (col(Webhook.space_id) == col(WebhookDelivery.space_id)) & (col(Webhook.id) == col(WebhookDelivery.webhook_id))
_MAKER = (col(Membership.space_id) == col(Webhook.space_id)) & (col(Membership.member_id) == col(Webhook.member_id))


def _message(delivery: WebhookDelivery, hook: Webhook) -> Message:
    return Message(
        delivery.space_id, delivery.id, hook.id, hook.url, delivery.event, delivery.record_id, delivery.attempt
    )


def _anything(ctx: Context, now: datetime) -> bool:
    """A look without the writer's lock."""
    at = next_try(ctx)
    return at is not None and at <= now


def _what_next(one: Message, answer: Answer, now: datetime) -> tuple[State, datetime]:
    if answer.taken:
        return "sent", now
    if answer.status == 410 or one.event == TRIAL or one.attempt > len(WAITS):
        return "failed", now
    return "waiting", now + WAITS[one.attempt - 1]


def _note(session: Session, one: Message, answer: Answer, now: datetime) -> None:
    """How the webhook fares: gone when it says so, paused when nobody has answered for days."""
    hook = session.get(Webhook, (one.space_id, one.webhook_id))
    if hook is None:
        return
    if answer.taken:
        hook.failing_since = None
    else:
        log.info("webhook_refused", status=answer.status, reason=answer.reason)
        hook.failing_since = hook.failing_since or stamp(now)
        if answer.status == 410 or instant(hook.failing_since) <= now - GIVEN_UP:
            hook.paused_on = now.date().isoformat()
    session.flush()
