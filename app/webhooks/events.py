"""What a webhook may hear of, and how a commit puts it into the outbox, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.records.commit import Commit
from app.kit.records.declare import COUPLE, record_types
from app.webhooks.models import Webhook, WebhookAgreement, WebhookDelivery

WRITTEN: Final = "written"
DELETED: Final = "deleted"
TRIAL: Final = "trial"


def names() -> list[str]:
    """Every event: `check_in.written`, `check_in.deleted`, and so on for what lives in a couple's space.

    Of what no program may ever read, none hears either.
    """
    kinds = [kind.name for kind in record_types().values() if COUPLE in kind.homes and kind.scope is not None]
    return [f"{kind}.{what}" for kind in sorted(kinds) for what in (WRITTEN, DELETED)]


def put(commit: Commit, space_id: str) -> None:
    """One waiting message for each webhook that may hear of it, and each record that this commit touched in it.

    Called for spaces that have had webhooks, and for no other: a commit elsewhere asks nothing.
    """
    touched = list(_events(commit, space_id))
    if not touched:
        return
    rows = [
        WebhookDelivery(
            space_id=space_id,
            id=commit.new_id(),
            webhook_id=hook.id,
            event=event,
            record_id=record_id,
            made_at=commit.now,
            next_try_at=commit.now,
            state="waiting",
        )
        for hook in hearing(commit.session, space_id, commit.writer.member_id, commit.spaces[space_id].members)
        for event, record_id in touched
        if event in hook.events
    ]
    commit.session.add_all(rows)
    commit.session.flush()


def hearing(session: Session, space_id: str, actor: str, present: frozenset[str]) -> Sequence[Webhook]:
    """The webhooks that may hear of what `actor` does: their own, and those of all to which all present agreed."""
    hooks = session.scalars(select(Webhook).where(col(Webhook.space_id) == space_id, col(Webhook.paused_on).is_(None)))
    return [hook for hook in hooks if may_hear(session, hook, actor, present)]


def may_hear(session: Session, hook: Webhook, actor: str, present: frozenset[str]) -> bool:
    """Of oneself: while one is here. Of everybody: while each who is here agrees, whoever came last included."""
    if hook.member_id not in present:
        return False
    return hook.member_id == actor if hook.whose == "mine" else present <= agreed(session, hook)


def agreed(session: Session, hook: Webhook) -> set[str]:
    """Who agrees to a webhook that hears of everybody."""
    of_it = (col(WebhookAgreement.space_id) == hook.space_id, col(WebhookAgreement.webhook_id) == hook.id)
    return set(session.scalars(select(col(WebhookAgreement.member_id)).where(*of_it)))


def _events(commit: Commit, space_id: str) -> Iterator[tuple[str, str]]:
    known = set(names())
    for (kind, space, record_id), row in commit.touched.items():
        event = f"{kind}.{WRITTEN if row['deleted_at'] is None else DELETED}"
        if space == space_id and event in known:
            yield event, record_id
