"""What changes elsewhere and makes due times wrong: zone rules, a couple's home clock, a break-up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.clock import tzdata_version
from app.kit.context import Context, stamp
from app.kit.db import EVERYWHERE
from app.kit.records.models import Membership, Space
from app.push.models import Delivery
from app.reminders.models import ReminderDue
from app.spaces.models import Couple

CLOCKS_APART: Final = timedelta(minutes=5)
"""Between two processes that write to the same database, at most."""


def refresh(ctx: Context, since: datetime | None = None) -> int:
    """Marks every reminder that was reckoned with other zone rules or another home clock. Returns how many.

    `since`: when the same process looked last. The zone rules of a process stay what they are, so it has to look
    again only where a couple agreed on something meanwhile, and not at every reminder there is.
    """
    wrong = select(col(ReminderDue.space_id), col(ReminderDue.reminder_id)).where(col(ReminderDue.rule).is_not(None))
    agreed = and_(col(Couple.space_id) == col(ReminderDue.ref_space), col(Couple.updated_at) >= col(ReminderDue.since))
    if since is None:
        wrong = wrong.where(or_(col(ReminderDue.tzdata) != tzdata_version(), exists().where(agreed)))
    else:
        inside = and_(
            col(Membership.space_id) == col(ReminderDue.ref_space),
            col(Membership.member_id) == col(ReminderDue.member_id),
        )
        wrong = wrong.join(Membership, inside).join(Couple, agreed)
        wrong = wrong.where(col(Couple.updated_at) >= stamp(since - CLOCKS_APART))
    with ctx.db.read(EVERYWHERE) as session:
        found = [(space, reminder) for space, reminder in session.execute(wrong)]
    for start in range(0, len(found), 500):
        with ctx.db.write(EVERYWHERE) as session:
            _mark(session, found[start : start + 500], ctx.stamp())
    return len(found)


def withdraw_after_leaving(ctx: Context) -> int:
    """Takes back what still waits for somebody who is not in that space any more. Returns how many."""
    there = exists().where(
        col(Space.id) == col(ReminderDue.ref_space),
        col(Space.closed_at).is_(None),
        col(Membership.space_id) == col(Space.id),
        col(Membership.member_id) == col(ReminderDue.member_id),
        col(Membership.left).is_(None),
    )
    unwanted = (
        select(col(Delivery.id))
        .join(
            ReminderDue,
            and_(
                col(ReminderDue.space_id) == col(Delivery.space_id),
                col(ReminderDue.reminder_id) == col(Delivery.reminder_id),
            ),
        )
        .where(col(Delivery.state) == "waiting", ~there)
    )
    with ctx.db.read(EVERYWHERE) as session:
        found = list(session.scalars(unwanted))
    if found:
        with ctx.db.write(EVERYWHERE) as session:
            session.execute(
                update(Delivery)
                .where(col(Delivery.id).in_(found), col(Delivery.state) == "waiting")
                .values(state="expired")
            )
    return len(found)


def _mark(session: Session, keys: list[tuple[str, str]], now: str) -> None:
    session.execute(
        update(ReminderDue)
        .where(tuple_(col(ReminderDue.space_id), col(ReminderDue.reminder_id)).in_(keys))
        .where(col(ReminderDue.rule).is_not(None))
        .values(next_due_at=now, label=None)
    )
