"""What a member's calendar shows. Each kind of thing has one function here that gives its series; plans and the
days of goals will have theirs, in `SOURCES`, and nothing else has to know of them.

Nothing behind today: a calendar is for what is to come, and whoever keeps it need not know more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from functools import cache
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.content.load import load_catalogue
from app.kit.clock import zone
from app.kit.days import ROLLOVER, label_of
from app.practices import reckon
from app.reminders import surprises, view, when
from app.reminders.models import Reminder, ReminderDue
from app.reminders.need import Standing
from app.reminders.view import View

AHEAD: Final = timedelta(days=365)
"""A calendar that is not asked for any more falls silent by itself."""


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that returns: aware instants in UTC, to be told by the clock of the zone of that name.

    `key` names it within its member's calendar. `title`: its owner's own words for it, if there are any.
    """

    key: str
    zone: str
    instants: tuple[datetime, ...]
    title: str | None = None


Source = Callable[[Session, str, datetime], Iterable[Series]]
"""`(session, own space, now)`. The wall of the session is open for the spaces that its member is in."""


def reminders(session: Session, own: str, now: datetime) -> Iterator[Series]:
    """The reminders of a member where their clock is now, in the order of their ids. Surprises are none."""
    night = view.night_of(session, own)
    rows = session.scalars(
        select(ReminderDue)
        .where(col(ReminderDue.space_id) == own, col(ReminderDue.ref_id) != surprises.KIND)
        .order_by(col(ReminderDue.reminder_id))
    ).all()
    for row in rows:
        seen = view.see(session, row, night, now)
        if seen is not None and seen.standing is not None:
            name = _zone_name(seen)
            instants = tuple(_instants(seen, zone(name)))
            yield Series(f"reminder/{row.reminder_id}", name, instants, _title(session, row, seen.standing))


SOURCES: Final[tuple[Source, ...]] = (reminders,)


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


def _title(session: Session, row: ReminderDue, seen: Standing) -> str | None:
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
