"""Which reminders ring now. One transaction without network turns due rows into messages (deliveries).

The rows of a member are taken together, behind a lock on the member: the few of a day (Q9) are chosen among
all of them. Whatever becomes of a due row, its next time is set: nothing is looked at twice.

What decides is loaded for all of them first, and what was decided is written for all of them last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from app.kit.context import Context, instant, stamp
from app.kit.records.statements import table_of
from app.push import deliver, service
from app.reminders import respect, surprises, view, when
from app.reminders.known import Due, Known, due_rows, is_crowded
from app.reminders.models import ReminderDue
from app.reminders.view import View

AFTER_TROUBLE: Final = timedelta(hours=1)

Found = tuple[View, when.Occurrence]
Ringing = tuple[View, when.Occurrence, int]
log = structlog.get_logger("tend.reminders")

_DECIDED: Final = (
    *("rule", "next_due_at", "label", "since", "tzdata"),
    *("last_label", "ignored", "snooze_n", "snooze_at"),
)
_TABLE: Final = table_of(ReminderDue)
_WRITE: Final = (
    update(_TABLE)
    .where(_TABLE.c.space_id == bindparam("the_space"), _TABLE.c.reminder_id == bindparam("the_id"))
    .values({name: bindparam(f"its_{name}") for name in _DECIDED})
)


def materialise(ctx: Context, session: Session, now: datetime) -> int:
    """Looks at the reminders that are due, and puts the messages of those that ring into the outbox.

    Returns how many were looked at; 0 when none is left, or other workers are at the rest. The session
    reaches everywhere. A member whose rows can not be reckoned is tried again later; the others ring.
    """
    mine = due_rows(session, now)
    if not mine:
        return 0
    known = Known(session, mine.values(), now)
    reachable = service.devices(session, mine, now)
    looked, changed, rings = 0, [], []
    for member_id, rows in mine.items():
        devices = reachable.get(member_id, [])
        decided = [replace(row) for row in rows]
        looked += sum(row.is_due(stamp(now)) for row in rows)
        try:
            surprises.seed(decided, ctx.randbytes)
            wanted = [(seen.ring(found, n), seen.row) for seen, found, n in _ring(known, now, decided, bool(devices))]
        except Exception as error:
            log.error("reminders_broke", error=type(error).__name__)
            decided = [_put_off(row, now) for row in rows]
        else:
            rings += [
                (ring, device)
                for ring, row in wanted
                for device in devices
                if not known.is_in_outbox(row, ring.label, ring.snooze_n, device)
            ]
        changed += [row for row, before in zip(decided, rows, strict=True) if row != before]
    _write(session, changed)
    deliver.enqueue_all(ctx, session, rings)
    return looked


def _ring(known: Known, now: datetime, rows: Sequence[Due], reachable: bool) -> list[Ringing]:
    """All rows of one member. Those that do not ring get their next time first: the choice looks at it."""
    rings: list[Ringing] = []
    first: list[Found] = []
    for row in [row for row in rows if row.is_due(stamp(now))]:
        row.next_due_at = None
        if (seen := _see(known, row, now)) is None:
            continue
        if (again := seen.again()) and reachable:
            rings.append((seen, again, row.snooze_n))
        if (found := seen.found()) and reachable:
            first.append((seen, found))
        else:
            seen.advance()
    for seen, found in _few(known, first, rows, now):
        seen.row.last_label, seen.row.snooze_n, seen.row.snooze_at = found.label.isoformat(), 0, None
        seen.row.ignored += 1
        rings.append((seen, found, 0))
    for seen, _ in first:
        seen.advance()
    return rings


def _see(known: Known, row: Due, now: datetime) -> View | None:
    if row.ref_id == surprises.KIND:
        return surprises.see(known, row, now)
    return view.see(known, row, now)


def _few(known: Known, first: list[Found], rows: Sequence[Due], now: datetime) -> list[Found]:
    """Those that ring now (Q9), chosen among all that this day holds: a later one may matter more."""
    chosen: list[Found] = []
    for label in sorted({found.label for _, found in first}):
        rung = _rung(known, rows, label)
        ready = [(seen, found) for seen, found in first if found.label == label]
        wanting = [(seen, found.instant) for seen, found in ready] + _later(known, rows, label, now)
        candidates = [
            respect.Candidate(at, seen.practice, seen.row.priority, seen.row.reminder_id)
            for seen, at in wanting
            if seen.practice not in rung
        ]
        kept = {one.reminder for one in respect.cap(candidates, respect.MOST_PER_LABEL - len(rung))}
        chosen += [(seen, found) for seen, found in ready if seen.row.reminder_id in kept]
    return chosen


def _rung(known: Known, rows: Sequence[Due], label: date) -> list[str]:
    """What has rung for that day already. The outbox knows too: who flies back over the date line lives a day
    again, and the rows have moved on to the next."""
    return [row.practice for row in rows if row.last_label == str(label) or known.has_rung(row, str(label))]


def _later(known: Known, rows: Sequence[Due], label: date, now: datetime) -> list[tuple[View, datetime]]:
    """What is still to ring on that day, as far as one knows by now. Nobody asks where all of them can."""
    found = []
    for row in rows if is_crowded(rows, now) else ():
        if row.label == label.isoformat() and row.next_due_at is not None and row.next_due_at > stamp(now):
            seen = _see(known, row, now)
            if seen is not None and seen.may_ring(label):
                found.append((seen, instant(row.next_due_at)))
    return found


def _put_off(row: Due, now: datetime) -> Due:
    return replace(row, next_due_at=stamp(now + AFTER_TROUBLE)) if row.is_due(stamp(now)) else row


def _write(session: Session, rows: Sequence[Due]) -> None:
    if rows:
        session.connection().execute(_WRITE, [_values(row) for row in rows])


def _values(row: Due) -> dict[str, Any]:
    decided = {f"its_{name}": getattr(row, name) for name in _DECIDED}
    return {"the_space": row.space_id, "the_id": row.reminder_id, **decided}
