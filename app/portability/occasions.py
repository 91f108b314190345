"""What a member's calendar shows. Each kind of thing has one function here that gives its series; plans will have
theirs, in `SOURCES`, and nothing else has to know of them.

Nothing behind today: a calendar is for what is to come, and whoever keeps it need not know more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.content.load import load_catalogue
from app.goals.models import Goal
from app.kit.clock import zone
from app.kit.days import ROLLOVER, label_of
from app.kit.records.entry import Entry
from app.kit.records.models import Membership, Space
from app.practices import reckon
from app.reminders import surprises, view, when
from app.reminders.known import Due
from app.reminders.models import Preferences, Reminder, ReminderDue
from app.reminders.need import Standing, of_member
from app.reminders.view import View

AHEAD: Final = timedelta(days=365)
"""A calendar that is not asked for any more falls silent by itself."""


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that returns: aware instants in UTC, to be told by the clock of the zone of that name. Or, with a
    `day`, a whole day, which has no instants, no zone and no alarm.

    `key` names it within its member's calendar. `title`: its owner's own words for it, if there are any.
    """

    key: str
    zone: str
    instants: tuple[datetime, ...]
    title: str | None = None
    day: date | None = None


Source = Callable[[Session, str, datetime], Iterable[Series]]
"""`(session, own space, now)`. The wall of the session is open for the spaces that its member is in."""


def reminders(session: Session, own: str, now: datetime) -> Iterator[Series]:
    """The reminders of a member where their clock is now, in the order of their ids. Surprises are none."""
    night = _night(session, own)
    rows = session.execute(
        select(*(getattr(ReminderDue, name) for name in Due.__slots__))
        .where(col(ReminderDue.space_id) == own, col(ReminderDue.ref_id) != surprises.KIND)
        .order_by(col(ReminderDue.reminder_id))
    ).all()
    for row in (Due(*row) for row in rows):
        seen = view.of(row, night, _standing(session, row), now)
        if seen is not None and seen.standing is not None:
            name = _zone_name(seen)
            instants = tuple(_instants(seen, zone(name)))
            yield Series(f"reminder/{row.reminder_id}", name, instants, _title(session, row, seen.standing))


def days_of_goals(session: Session, own: str, now: datetime) -> Iterator[Series]:
    """The days that goals are meant for, while they are on, wherever their member is, in the order of their ids."""
    today = label_of(now, zone(_own_zone(session, own)))
    (member,) = session.scalars(select(col(Membership.member_id)).where(col(Membership.space_id) == own)).all()
    here = select(col(Membership.space_id)).where(
        col(Membership.member_id) == member, col(Membership.left).is_(None), col(Space.closed_at).is_(None)
    )
    spaces = session.scalars(here.join(Space, col(Space.id) == col(Membership.space_id))).all()
    goals = session.scalars(
        select(Goal)
        .where(
            col(Goal.space_id).in_(spaces),
            col(Goal.deleted_at).is_(None),
            col(Goal.state).in_(("open", "set_back")),
            col(Goal.target_day) >= today.isoformat(),
            col(Goal.target_day) <= (today + AHEAD).isoformat(),
        )
        .order_by(col(Goal.id))
    )
    for goal in goals:
        title = _goal_title(goal, own)
        yield Series(f"goal/{goal.space_id}/{goal.id}", "UTC", (), title, date.fromisoformat(str(goal.target_day)))


SOURCES: Final[tuple[Source, ...]] = (reminders, days_of_goals)


def _own_zone(session: Session, own: str) -> str:
    found = session.execute(select(col(Preferences.zone)).where(col(Preferences.space_id) == own)).scalar()
    return found or "UTC"


def _goal_title(goal: Goal, own: str) -> str | None:
    """What it is called, where it is one's own alone. In a couple its name may be a partner's words, whoever wrote the
    rest of it last, and those are never handed to whoever keeps this calendar.
    """
    return str(json.loads(goal.body)["title"]) if goal.body and goal.space_id == own else None


def _night(session: Session, own: str) -> when.Quiet | None:
    row = session.execute(
        select(col(Preferences.quiet_from), col(Preferences.quiet_to)).where(col(Preferences.space_id) == own)
    ).first()
    if row is None or row.quiet_from is None or row.quiet_to is None:
        return None
    return when.Quiet(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_to))


def _standing(session: Session, row: Due) -> Standing | None:
    """None when nobody is asked: the member left, the space is closed, the practice is gone or another's."""
    here = select(col(Space.kind)).join(Membership, col(Membership.space_id) == col(Space.id))
    kind = session.execute(
        here.where(
            col(Space.id) == row.ref_space,
            col(Space.closed_at).is_(None),
            col(Membership.member_id) == row.member_id,
            col(Membership.left).is_(None),
        )
    ).scalar()
    if kind is None:
        return None
    ground = reckon.load(session, Entry(row.ref_space, kind, row.member_id, ""), [row.ref_id])
    return of_member(ground, ground.practices[0], row.member_id) if ground.practices else None


def _zone_name(seen: View) -> str:
    """A shared moment is told by the couple's home clock, all else by the one that its owner lives by."""
    if seen.rule.mode is when.Mode.FIXED and seen.standing and seen.standing.ground.home:
        return seen.standing.ground.home
    return seen.row.zones[-1][1]


def _instants(seen: View, clock: tzinfo) -> Iterator[datetime]:
    """When it rings from today on, where it is not silent for a reason that is known today."""
    where = when.Whereabouts(seen.where.zones[-1:], seen.where.quiet, seen.where.home)
    after = when.resolve(label_of(seen.now, clock), time(ROLLOVER), clock).instant - timedelta(seconds=1)
    until, last = after + AHEAD, None
    while found := when.next_occurrence(seen.rule, where, after=after, last_label=last, strength=seen.strength):
        if found.instant > until:
            return
        if seen.standing and seen.standing.stands_on(found.instant, found.label):
            yield found.instant
        after, last = found.instant, found.label


def _title(session: Session, row: Due, seen: Standing) -> str | None:
    """What its owner calls it: the practice by its name in the catalogue or in their own space, else their own cue.

    A name that was given in a couple may be a partner's words, and those are never handed to whoever keeps this
    calendar.
    """
    title = reckon.title(seen.practice)
    if row.ref_space == row.space_id or title in _catalogue_titles():
        return title
    body = session.execute(
        select(col(Reminder.body)).where(col(Reminder.space_id) == row.space_id, col(Reminder.id) == row.reminder_id)
    ).scalar()
    cue: str | None = json.loads(body).get("cue") if body else None
    return cue or None


@cache
def _catalogue_titles() -> frozenset[str]:
    return frozenset(practice.title for area in load_catalogue().areas for practice in area.practices)
