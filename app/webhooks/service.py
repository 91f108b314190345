"""Webhooks: made, agreed to, tried and ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import httpx
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context
from app.kit.db import by_secret
from app.kit.errors import NotFound, Refusal
from app.kit.records.entry import Entry
from app.kit.records.models import Membership, Space
from app.webhooks.events import TRIAL, agreed
from app.webhooks.models import Webhook, WebhookAgreement, WebhookDelivery
from app.webhooks.outside import checked
from app.webhooks.schemas import WebhookIn, WebhookOut

MOST: Final = 10
"""Of one member in one space."""


class TooManyWebhooks(Refusal):
    """As many as one may have here are there."""

    status = 409
    code = "too_many_webhooks"
    title = "There are enough webhooks here"
    detail = f"You have {MOST} in this space. End one first."


def make(ctx: Context, session: Session, here: Entry, wanted: WebhookIn) -> Webhook:
    """A new webhook. Whoever makes one that hears of everybody agrees to it. Raises RefusedWebhook, TooManyWebhooks."""
    url = checked(wanted.url, loopback=ctx.settings.webhooks_loopback)
    session.execute(update(Space).where(col(Space.id) == here.space_id).values(hooked=True))  # and locks it
    mine = select(col(Webhook.id)).where(
        col(Webhook.space_id) == here.space_id, col(Webhook.member_id) == here.member_id
    )
    if len(session.scalars(mine).all()) >= MOST:
        raise TooManyWebhooks
    hook = Webhook(
        space_id=here.space_id,
        id=ctx.ids.uuid7(),
        member_id=here.member_id,
        url=url,
        whose=wanted.whose,
        events=wanted.events,
        created_on=ctx.now().date().isoformat(),
        failing_since=None,
        paused_on=None,
    )
    session.add(hook)
    session.flush()
    if wanted.whose == "ours":
        agree(session, here, hook)
    return hook


def seen(session: Session, here: Entry) -> Sequence[Webhook]:
    """One's own, and those that hear of everybody. That a partner hears of their own acts is theirs to know."""
    return session.scalars(
        select(Webhook).where(*_seen_by(here)).order_by(col(Webhook.created_on), col(Webhook.id))
    ).all()


def one_seen(session: Session, here: Entry, webhook_id: str) -> Webhook:
    """Raises NotFound for what is not there, or is another's own."""
    hook = session.scalars(select(Webhook).where(*_seen_by(here), col(Webhook.id) == webhook_id)).one_or_none()
    if hook is None:
        raise NotFound
    return hook


def mine(session: Session, here: Entry, webhook_id: str) -> Webhook:
    """One that the member made. Raises NotFound."""
    hook = one_seen(session, here, webhook_id)
    if hook.member_id != here.member_id:
        raise NotFound
    return hook


def agree(session: Session, here: Entry, hook: Webhook) -> None:
    """Says yes to one that hears of everybody. Safe to repeat. Raises NotFound for one that hears of one alone."""
    if hook.whose != "ours":
        raise NotFound
    if here.member_id not in agreed(session, hook):
        session.add(WebhookAgreement(space_id=hook.space_id, webhook_id=hook.id, member_id=here.member_id))
        session.flush()


def disagree(session: Session, here: Entry, hook: Webhook) -> None:
    """Takes the yes back: it hears nothing from now on, and what waits is dropped. Safe to repeat."""
    session.execute(
        delete(WebhookAgreement).where(
            col(WebhookAgreement.space_id) == hook.space_id,
            col(WebhookAgreement.webhook_id) == hook.id,
            col(WebhookAgreement.member_id) == here.member_id,
        )
    )
    _drop(session, hook)


def try_out(ctx: Context, session: Session, hook: Webhook) -> None:
    """A message that says nothing, on its way at once, also to one that was given up: it hears again."""
    hook.failing_since = hook.paused_on = None
    now = ctx.stamp()
    session.add(
        WebhookDelivery(
            space_id=hook.space_id,
            id=ctx.ids.uuid7(),
            webhook_id=hook.id,
            event=TRIAL,
            record_id=None,
            made_at=now,
            next_try_at=now,
            state="waiting",
        )
    )
    session.flush()


def end(session: Session, hook: Webhook) -> None:
    """With all that waits for it."""
    session.delete(hook)
    session.flush()


def end_all(session: Session, member_id: str) -> None:
    """Every webhook of a member, wherever it is: part of cutting everything."""
    with by_secret(session):
        session.execute(delete(Webhook).where(col(Webhook.member_id) == member_id))


def out(session: Session, here: Entry, hook: Webhook) -> WebhookOut:
    """As this member may see it."""
    yes = agreed(session, hook)
    own = hook.member_id == here.member_id
    return WebhookOut(
        id=hook.id,
        mine=own,
        host=httpx.URL(hook.url).host,
        url=hook.url if own else None,
        whose=hook.whose,
        events=hook.events,
        agreed=here.member_id in yes,
        active=hook.paused_on is None and (hook.whose == "mine" or _present(session, here) <= yes),
        created_on=hook.created_on,
        paused_on=hook.paused_on,
    )


def _seen_by(here: Entry) -> tuple[Any, ...]:
    return (
        col(Webhook.space_id) == here.space_id,
        or_(col(Webhook.member_id) == here.member_id, col(Webhook.whose) == "ours"),
    )


def _present(session: Session, here: Entry) -> set[str]:
    there = select(col(Membership.member_id)).where(
        col(Membership.space_id) == here.space_id, col(Membership.left).is_(None)
    )
    return set(session.scalars(there))


def _drop(session: Session, hook: Webhook) -> None:
    session.execute(
        update(WebhookDelivery)
        .where(
            col(WebhookDelivery.space_id) == hook.space_id,
            col(WebhookDelivery.webhook_id) == hook.id,
            col(WebhookDelivery.state) == "waiting",
        )
        .values(state="dropped")
    )
