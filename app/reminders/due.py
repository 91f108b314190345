"""Which reminders ring now. One transaction without network turns due rows into messages (deliveries).

The rows of a member are taken together, behind a lock on the member: the few of a day (Q9) are chosen among
all of them. Whatever becomes of a due row, its next time is set: nothing is looked at twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.clock import tzdata_version, zone
from app.kit.context import Context, instant, stamp
from app.kit.days import label_of, zone_at
from app.members.models import Member
from app.push import deliver, service
from app.reminders import respect, when
from app.reminders.models import Preferences, ReminderDue
from app.reminders.need import Standing, standing

BATCH: Final = 100
"""Due rows in one transaction: on SQLite it holds the one writer, and people's own writes wait behind it."""
LOOK_AGAIN: Final = timedelta(days=1)
"""For a cue whose habit stands without a bell: until it may need one again."""
AFTER_TROUBLE: Final = timedelta(hours=1)
ONE_MINUTE: Final = timedelta(minutes=1)

log = structlog.get_logger("tend.reminders")


@dataclass(frozen=True, slots=True)
class View:
    """One reminder with all that decides about it now. `today` is its owner's day."""

    row: ReminderDue
    rule: when.Rule
    where: when.Whereabouts
    standing: Standing | None
    strength: float
    today: date

    @property
    def practice(self) -> str:
        return f"{self.row.ref_space}/{self.row.ref_id}"

    @property
    def last_label(self) -> date | None:
        return date.fromisoformat(self.row.last_label) if self.row.last_label else None


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
        try:
            with session.begin_nested():
                _ring(ctx, session, now, rows, waiting, reachable.get(member_id, []))
                session.flush()
        except Exception as error:
            log.error("reminders_broke", error=type(error).__name__, member=member_id)
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
    """All of one member."""
    night = _night(session, rows[0].space_id)
    views = [view for row in waiting if (view := _view(session, row, night, now))]
    rings: list[tuple[View, when.Occurrence, int]] = []
    first: list[tuple[View, when.Occurrence]] = []
    for row in waiting:
        row.next_due_at = None
    for view in views:
        if (again := _again(view, now)) and devices:
            rings.append((view, again, view.row.snooze_n))
        if (found := _found(view, now)) and devices:
            first.append((view, found))
        else:
            _advance(view, now)
    for view, found in _few(session, first, rows, night, now):
        view.row.last_label, view.row.snooze_n, view.row.snooze_at = found.label.isoformat(), 0, None
        view.row.ignored += 1
        rings.append((view, found, 0))
    for view, found, n in rings:
        deliver.enqueue(ctx, session, _message(view, found, n, now), devices)
    for view, _ in first:
        _advance(view, now)


def _night(session: Session, space_id: str) -> when.Quiet | None:
    row = session.execute(
        select(col(Preferences.quiet_from), col(Preferences.quiet_to)).where(col(Preferences.space_id) == space_id)
    ).first()
    if row is None or row.quiet_from is None or row.quiet_to is None:
        return None
    return when.Quiet(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to))


def _view(session: Session, row: ReminderDue, night: when.Quiet | None, now: datetime) -> View | None:
    """None for a reminder that is off, or whose owner's clock nobody knows."""
    if row.rule is None or not row.zones:
        return None
    zones = [(instant(since), zone(name)) for since, name in row.zones]
    today = label_of(now, zone_at(zones, now))
    found = standing(session, row.member_id, row.ref_space, row.ref_id)
    home = found.home if found else None
    fixed = row.rule["zone_mode"] == when.Mode.FIXED and home is not None
    window = row.rule["window_start"] is not None
    return View(
        row,
        when.Rule(
            when.Window(time.fromisoformat(row.rule["window_start"]), time.fromisoformat(row.rule["window_end"]))
            if window
            else time.fromisoformat(row.rule["time"]),
            frozenset(row.rule["days"]),
            when.Mode.FIXED if fixed else when.Mode.FLOATING,
        ),
        when.Whereabouts(zones, night, home if fixed else None),
        found,
        found.strength(now, today) if found and window else 0.0,
        today,
    )


def _found(view: View, now: datetime) -> when.Occurrence | None:
    """What would ring now, but for the others of the day."""
    found = when.latest_due(
        view.rule,
        view.where,
        since=instant(view.row.since),
        now=now,
        last_label=view.last_label,
        strength=view.strength,
    )
    if found is None or _asleep(view, now) or not _patient(view, found.label) or not _wanted(view, now):
        return None
    return found


def _again(view: View, now: datetime) -> when.Occurrence | None:
    """A ring that was put off and whose time has come (Q6), if it is still of use."""
    row = view.row
    if row.snooze_at is None or row.snooze_at > stamp(now) or view.last_label is None:
        return None
    row.snooze_at = None
    allowed = when.snooze(
        view.last_label,
        zone_at(view.where.zones, now),
        now=now - ONE_MINUTE,
        minutes=1,
        used=row.snooze_n - 1,
        quiet=view.where.quiet,
        home=view.where.home,
    )
    if allowed is None or not _wanted(view, now):
        return None
    return when.Occurrence(view.last_label, now, when.useful_until(view.rule, now, view.where))


def _few(
    session: Session,
    first: list[tuple[View, when.Occurrence]],
    rows: Sequence[ReminderDue],
    night: when.Quiet | None,
    now: datetime,
) -> list[tuple[View, when.Occurrence]]:
    """Those that ring now (Q9), chosen among all that this day holds: a later one may matter more."""
    chosen = []
    for label in sorted({found.label for _, found in first}):
        rung = [row for row in rows if row.last_label == label.isoformat()]
        taken = {f"{row.ref_space}/{row.ref_id}" for row in rung}
        now_due = [(view, found) for view, found in first if found.label == label]
        instants = [(view, found.instant) for view, found in now_due]
        candidates = [
            respect.Candidate(at, view.practice, view.row.priority, view.row.reminder_id)
            for view, at in instants + _later_today(session, rows, label, night, now)
            if view.practice not in taken
        ]
        kept = {c.reminder for c in respect.cap(candidates, respect.MOST_PER_LABEL - len(rung))}
        chosen += [(view, found) for view, found in now_due if view.row.reminder_id in kept]
    return chosen


def _later_today(
    session: Session, rows: Sequence[ReminderDue], label: date, night: when.Quiet | None, now: datetime
) -> list[tuple[View, datetime]]:
    later = [row for row in rows if row.label == label.isoformat() and (row.next_due_at or "") > stamp(now)]
    views = [(view, row.next_due_at) for row in later if (view := _view(session, row, night, now))]
    return [(view, instant(at)) for view, at in views if at and _patient(view, label) and _wanted(view, now)]


def _patient(view: View, label: date) -> bool:
    """Q8. Doing it answers a ring as well as tapping it does."""
    last = view.last_label
    if last is None:
        return True
    if view.row.ignored and view.standing and view.standing.did_since(last):
        view.row.ignored = 0
    return respect.backoff(view.row.ignored, (label - last).days)


def _wanted(view: View, now: datetime) -> bool:
    return view.standing is not None and view.standing.wants(now, view.today)


def _asleep(view: View, now: datetime) -> bool:
    """Quiet where its owner is now, whatever clock it was due by."""
    quiet = view.where.quiet
    return quiet is not None and quiet.covers(now.astimezone(zone_at(view.where.zones, now)).time())


def _message(view: View, found: when.Occurrence, n: int, now: datetime) -> deliver.Ring:
    return deliver.Ring(
        view.row.space_id,
        view.row.reminder_id,
        view.row.member_id,
        found.label.isoformat(),
        n,
        found.instant,
        min(found.useful_until, when.useful_until(view.rule, now, view.where)),
    )


def _advance(view: View, now: datetime) -> None:
    """The next time to look. A window whose habit stands is looked at tomorrow."""
    row = view.row
    following = when.next_occurrence(
        view.rule, view.where, after=now, last_label=view.last_label, strength=view.strength
    )
    row.since, row.tzdata = stamp(now), tzdata_version()
    row.label = following.label.isoformat() if following else None
    at = stamp(following.instant) if following else None
    if at is None and isinstance(view.rule.at, when.Window):
        at = stamp(now + LOOK_AGAIN)
    row.next_due_at = min((time for time in (at, row.snooze_at) if time), default=None)


def _put_off(session: Session, keys: list[tuple[str, str]], until: datetime) -> None:
    for space_id, reminder_id in keys:
        session.execute(
            update(ReminderDue)
            .where(col(ReminderDue.space_id) == space_id, col(ReminderDue.reminder_id) == reminder_id)
            .values(next_due_at=stamp(until))
            .execution_options(synchronize_session=False)
        )
