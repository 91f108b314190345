"""What changes elsewhere and makes due times wrong: zone rules, a couple's home clock, a break-up."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.clock import tzdata_version
from app.kit.context import Context
from app.kit.db import EVERYWHERE
from app.kit.records.models import Membership, Space
from app.push.models import Delivery
from app.reminders.models import ReminderDue
from app.spaces.models import Couple


def refresh(ctx: Context) -> int:
    """Marks every reminder that was reckoned with other zone rules or another home clock. Returns how many."""
    agreed_since = exists().where(
        col(Couple.space_id) == col(ReminderDue.ref_space), col(Couple.updated_at) >= col(ReminderDue.since)
    )
    wrong = select(col(ReminderDue.space_id), col(ReminderDue.reminder_id)).where(
        col(ReminderDue.rule).is_not(None), or_(col(ReminderDue.tzdata) != tzdata_version(), agreed_since)
    )
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
