"""Which reminders ring now. One transaction without network turns due rows into messages (deliveries).

The rows of a member are taken together, behind a lock on the member: the few of a day (Q9) are chosen among
all of them. Whatever becomes of a due row, its next time is set: nothing is looked at twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, instant, stamp
from app.members.models import Member
from app.push import deliver, service
from app.push.models import Delivery
from app.reminders import respect, surprises, view, when
from app.reminders.models import ReminderDue
from app.reminders.view import View

BATCH: Final = 25
"""Due rows in one transaction: on SQLite it holds the one writer, and people's own writes wait behind it."""
AFTER_TROUBLE: Final = timedelta(hours=1)

Found = tuple[View, when.Occurrence]
log = structlog.get_logger("tend.reminders")


def materialise(ctx: Context, session: Session, now: datetime) -> int:
    """Looks at the reminders that are due, and puts the messages of those that ring into the outbox.

    Returns how many were looked at; 0 when none is left, or other workers are at the rest. The session
    reaches everywhere. A member whose rows can not be reckoned is tried again later; the others ring.
    """
    due = col(ReminderDue.next_due_at) <= stamp(now)
    members = session.scalars(
        select(col(ReminderDue.member_id)).where(due).order_by(col(ReminderDue.next_due_at)).limit(BATCH)
    )
    mine = _locked(session, sorted(set(members)))
    reachable = service.devices(session, mine, now)
    looked = 0
    for member_id, rows in mine.items():
        waiting = [row for row in rows if row.next_due_at and row.next_due_at <= stamp(now)]
        looked += len(waiting)
        keys = [(row.space_id, row.reminder_id) for row in waiting]
        surprises.seed(waiting, ctx.randbytes)
        try:
            with session.begin_nested():
                _ring(ctx, session, now, rows, waiting, reachable.get(member_id, []))
                session.flush()
        except Exception as error:
            log.error("reminders_broke", error=type(error).__name__)
            _put_off(session, keys, now + AFTER_TROUBLE)
    return looked


def _locked(session: Session, members: list[str]) -> dict[str, list[ReminderDue]]:
    """Every row of those members that no other worker is at, by member."""
    free = session.scalars(
        select(col(Member.id))
        .where(col(Member.id).in_(members))
        .order_by(col(Member.id))
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    mine: dict[str, list[ReminderDue]] = defaultdict(list)
    for row in session.scalars(
        select(ReminderDue)
        .where(col(ReminderDue.member_id).in_(free))
        .order_by(col(ReminderDue.space_id), col(ReminderDue.reminder_id))
        .with_for_update(skip_locked=True)
    ):
        mine[row.member_id].append(row)
    return mine


def _ring(
    ctx: Context,
    session: Session,
    now: datetime,
    rows: Sequence[ReminderDue],
    waiting: Sequence[ReminderDue],
    devices: list[str],
) -> None:
    """All rows of one member. Those that do not ring get their next time first: the choice looks at it."""
    night = view.night_of(session, rows[0].space_id)
    rings: list[tuple[View, when.Occurrence, int]] = []
    first: list[Found] = []
    for row in waiting:
        row.next_due_at = None
        if (seen := _see(session, row, night, now)) is None:
            continue
        if (again := seen.again()) and devices:
            rings.append((seen, again, row.snooze_n))
        if (found := seen.found()) and devices:
            first.append((seen, found))
        else:
            seen.advance()
    for seen, found in _few(session, first, rows, night, now):
        seen.row.last_label, seen.row.snooze_n, seen.row.snooze_at = found.label.isoformat(), 0, None
        seen.row.ignored += 1
        rings.append((seen, found, 0))
    for seen, _ in first:
        seen.advance()
    for seen, found, n in rings:
        deliver.enqueue(ctx, session, seen.ring(found, n), devices)


def _see(session: Session, row: ReminderDue, night: when.Quiet | None, now: datetime) -> View | None:
    if row.ref_id == surprises.KIND:
        return surprises.see(row, night, now)
    return view.see(session, row, night, now)


def _few(
    session: Session, first: list[Found], rows: Sequence[ReminderDue], night: when.Quiet | None, now: datetime
) -> list[Found]:
    """Those that ring now (Q9), chosen among all that this day holds: a later one may matter more."""
    chosen: list[Found] = []
    for label in sorted({found.label for _, found in first}):
        rung = _rung(session, rows, label)
        ready = [(seen, found) for seen, found in first if found.label == label]
        wanting = [(seen, found.instant) for seen, found in ready] + _later(session, rows, label, night, now)
        candidates = [
            respect.Candidate(at, seen.practice, seen.row.priority, seen.row.reminder_id)
            for seen, at in wanting
            if seen.practice not in rung
        ]
        kept = {one.reminder for one in respect.cap(candidates, respect.MOST_PER_LABEL - len(rung))}
        chosen += [(seen, found) for seen, found in ready if seen.row.reminder_id in kept]
    return chosen


def _rung(session: Session, rows: Sequence[ReminderDue], label: date) -> list[str]:
    """What has rung for that day already. The outbox knows too: who flies back over the date line lives a day
    again, and the rows have moved on to the next."""
    sent = set(
        session.scalars(
            select(col(Delivery.reminder_id)).where(
                col(Delivery.reminder_id).in_([row.reminder_id for row in rows]),
                col(Delivery.label) == str(label),
                col(Delivery.space_id) == rows[0].space_id,
            )
        )
    )
    return [row.practice for row in rows if row.last_label == str(label) or row.reminder_id in sent]


def _later(
    session: Session, rows: Sequence[ReminderDue], label: date, night: when.Quiet | None, now: datetime
) -> list[tuple[View, datetime]]:
    """What is still to ring on that day, as far as one knows by now."""
    found = []
    for row in rows:
        if row.label == label.isoformat() and row.next_due_at is not None and row.next_due_at > stamp(now):
            seen = _see(session, row, night, now)
            if seen is not None and seen.may_ring(label):
                found.append((seen, instant(row.next_due_at)))
    return found


def _put_off(session: Session, keys: list[tuple[str, str]], until: datetime) -> None:
    session.execute(
        update(ReminderDue)
        .where(tuple_(col(ReminderDue.space_id), col(ReminderDue.reminder_id)).in_(keys))
        .values(next_due_at=stamp(until))
        .execution_options(synchronize_session=False)
    )
