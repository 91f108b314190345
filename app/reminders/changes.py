"""What a written record means for the cache of due times, within the transaction that writes it.

Nothing is reckoned here: rows are marked, and the worker, which may look into every space, reckons them at
once. So a write stays as quick as any other, and a crash in between forgets nothing.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.clock import tzdata_version
from app.kit.context import instant, stamp
from app.kit.records.declare import Row
from app.push.deliver import withdraw
from app.reminders import surprises
from app.reminders.models import Preferences, ReminderDue
from app.reminders.when import MEMORY

MOST_STAYS: Final = 8
JUST_BEFORE: Final = timedelta(milliseconds=1)
_RULE: Final = ("time", "days", "zone_mode", "window_start", "window_end")


def of_reminders(session: Session, rows: list[Row], now: str) -> None:
    """A new rule is reckoned from now on; a reminder that is off, or deleted, is silent at once."""
    for row in rows:
        due = _due(session, row)
        rule = _rule(row)
        due.ref_space, due.ref_id, due.priority = row["ref_space"], row["ref_id"], row["priority"]
        if rule != due.rule:
            due.rule, due.since, due.label = rule, now, None
            due.next_due_at = now if rule and due.zones else None
        if rule is None:
            due.snooze_at = None
            withdraw(session, row["space_id"], row["id"])
    session.flush()


def of_replies(session: Session, rows: list[Row], now: str) -> None:
    """Opened and done end the waiting of that label; later asks again, if that label has rung."""
    for row in rows:
        due = session.get(ReminderDue, (row["space_id"], row["reminder_id"]), with_for_update=True)
        if due is None or row["deleted_at"] is not None or due.last_label != row["label"]:
            continue
        if row["reply"] != "later":
            due.ignored, due.snooze_at = 0, None
            withdraw(session, row["space_id"], row["reminder_id"], row["label"])
        elif due.rule and (row["n"] > due.snooze_n or (row["n"] == due.snooze_n and due.snooze_at)):
            due.snooze_n, due.snooze_at = row["n"], _again(row, now)
            due.next_due_at = min(due.next_due_at or due.snooze_at, due.snooze_at)
    session.flush()


def of_preferences(session: Session, rows: list[Row], now: str) -> None:
    """Another zone or other quiet hours move every reminder. What a journey jumped over is still found."""
    for row in rows:
        surprises.of_preferences(session, row, now)
        theirs = select(ReminderDue).where(col(ReminderDue.space_id) == row["space_id"]).with_for_update()
        for due in session.scalars(theirs):
            before = due.zones
            if not before or before[-1][1] != row["zone"]:
                due.zones = _moved(before, row["zone"], now)
            if due.rule is None:
                continue
            waits_already = before and due.next_due_at is not None and due.next_due_at <= now
            if not waits_already:
                due.since = max(due.since, stamp(instant(now) - JUST_BEFORE))
            due.label, due.next_due_at = None, now
    session.flush()


def _due(session: Session, row: Row) -> ReminderDue:
    due = session.get(ReminderDue, (row["space_id"], row["id"]), with_for_update=True)
    if due is not None:
        return due
    due = ReminderDue(
        space_id=row["space_id"],
        reminder_id=row["id"],
        member_id=row["author_id"],
        ref_space=row["ref_space"],
        ref_id=row["ref_id"],
        rule=None,
        zones=_zones(session, row["space_id"], row["updated_at"]),
        tzdata=tzdata_version(),
        since=row["updated_at"],
        next_due_at=None,
        label=None,
        last_label=None,
        snooze_at=None,
    )
    session.add(due)
    return due


def _zones(session: Session, space_id: str, now: str) -> list[list[str]]:
    """The zone that the member's clock follows now; nothing while nobody has said it."""
    known = session.execute(
        select(col(Preferences.zone)).where(
            col(Preferences.space_id) == space_id, col(Preferences.deleted_at).is_(None)
        )
    ).scalar()
    return [] if known is None else [[now, known]]


def _moved(before: list[list[str]], to: str, now: str) -> list[list[str]]:
    """Where the clock was lately, and where it is from now on. An old stay says nothing about today."""
    cutoff = stamp(instant(now) - MEMORY)
    old = [stay for stay in before if stay[0] <= cutoff][-1:]
    lately = [stay for stay in before if stay[0] > cutoff][-MOST_STAYS:]
    return [*old, *lately, [now, to]]


def _rule(row: Row) -> dict[str, Any] | None:
    if row["deleted_at"] is not None or not row["active"]:
        return None
    return {name: sorted(row[name]) if name == "days" else row[name] for name in _RULE}


def _again(row: Row, now: str) -> str:
    """When to ring again, counted from the tap: it may have waited on the phone for a network."""
    tapped = json.loads(row["stamps"])["minutes"][1]
    return max(now, stamp(instant(tapped) + timedelta(minutes=row["minutes"])))
