"""What a look at due reminders needs, loaded for all of them at once: a few statements, however many ring.

What follows from it is reckoned without the database, in `view` and `need`. A row that nobody can read breaks
only where it is looked at, so that it silences nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.kit.context import stamp
from app.kit.listed import among, among_pairs
from app.kit.prepared import Prepared
from app.kit.records.declare import COUPLE
from app.kit.records.models import Membership, Space
from app.kit.records.statements import table_of
from app.members.models import Member
from app.practices import reckon
from app.practices.models import CheckIn, Mend, Pause, Practice, Rest
from app.push.models import Delivery
from app.reminders.models import SURPRISE, Preferences, ReminderDue
from app.reminders.need import Standing, of_member
from app.reminders.respect import MOST_PER_LABEL
from app.reminders.when import MEMORY, Quiet
from app.spaces.models import Card, Couple

BATCH: Final = 50
"""Due rows in one transaction: on SQLite it holds the one writer, and people's own writes wait behind it."""
ONE_DAY: Final = timedelta(days=1)

Key = tuple[str, str]
"""A space, and the id of a row in it."""


@dataclass(slots=True)
class Due:
    """A row of `reminder_due` with the names of its columns, to be decided about."""

    space_id: str
    reminder_id: str
    member_id: str
    ref_space: str
    ref_id: str
    rule: dict[str, Any] | None
    priority: int
    zones: list[list[str]]
    tzdata: str
    since: str
    next_due_at: str | None
    label: str | None
    last_label: str | None
    ignored: int
    snooze_n: int
    snooze_at: str | None

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.space_id, self.reminder_id

    @property
    def practice(self) -> str:
        """What it points at, as one text."""
        return f"{self.ref_space}/{self.ref_id}"

    def is_due(self, at: str) -> bool:
        """Whether to look at it at that instant."""
        return self.next_due_at is not None and self.next_due_at <= at


def _everywhere(statement: Any) -> Prepared:
    return Prepared(statement, everywhere=True)


def _acts(table: Any, *names: str) -> Any:
    statement = select(table.space_id, table.practice_id, *(getattr(table, name) for name in names))
    return statement.where(table.deleted_at.is_(None), table.withdrawn.is_(False))


_FIRST: Final = _everywhere(
    select(col(Member.id))
    .join_from(table_of(Member), table_of(ReminderDue), col(ReminderDue.member_id) == col(Member.id))
    .where(col(ReminderDue.next_due_at) <= bindparam("now"))
    .order_by(col(ReminderDue.next_due_at))
    .limit(BATCH)
    .with_for_update(of=[table_of(Member), table_of(ReminderDue)], skip_locked=True, key_share=True)
)
_OF_MEMBERS: Final = _everywhere(
    select(*(getattr(ReminderDue, name) for name in Due.__slots__))
    .where(among(col(ReminderDue.member_id)))
    .order_by(col(ReminderDue.space_id), col(ReminderDue.reminder_id))
    .with_for_update(skip_locked=True)
)
_NIGHTS: Final = _everywhere(
    select(col(Preferences.space_id), col(Preferences.quiet_from), col(Preferences.quiet_to)).where(
        among(col(Preferences.space_id))
    )
)
_RUNG: Final = _everywhere(
    select(
        col(Delivery.space_id),
        col(Delivery.reminder_id),
        col(Delivery.label),
        col(Delivery.snooze_n),
        col(Delivery.subscription_id),
    ).where(among(col(Delivery.reminder_id)), col(Delivery.label) >= bindparam("oldest"))
)
_INSIDE: Final = _everywhere(
    select(col(Space.id), col(Space.continued), col(Membership.member_id), col(Membership.joined), col(Membership.left))
    .join(Membership, col(Membership.space_id) == col(Space.id))
    .where(among(col(Space.id)), col(Space.closed_at).is_(None))
)
_MINE: Final = aliased(Membership)
_COMPANY: Final = _everywhere(
    select(col(_MINE.member_id), col(Space.id))
    .join_from(_MINE, Space, col(Space.id) == col(_MINE.space_id))
    .join(Membership, col(Membership.space_id) == col(Space.id))
    .where(among(col(_MINE.member_id)), col(_MINE.left).is_(None))
    .where(col(Space.kind) == bindparam("kind"), col(Space.closed_at).is_(None))
    .where(col(Membership.member_id) != col(_MINE.member_id), col(Membership.left).is_(None))
    .distinct()
)
_HOMES: Final = _everywhere(
    select(col(Couple.space_id), col(Couple.home_zones)).where(
        among(col(Couple.space_id)), col(Couple.deleted_at).is_(None)
    )
)
_CARDS: Final = _everywhere(
    select(col(Card.space_id), col(Card.member_id), col(Card.home_zone)).where(
        among(col(Card.space_id)), col(Card.deleted_at).is_(None)
    )
)
_NAMES: Final = ("id", "area", "requires", "cadences", "start", "ended", "rest")
_PRACTICES: Final = _everywhere(
    select(col(Practice.space_id), *(getattr(Practice, name) for name in _NAMES)).where(
        among_pairs(col(Practice.space_id), col(Practice.id)), col(Practice.deleted_at).is_(None)
    )
)
_DONE: Final = _everywhere(
    _acts(CheckIn, "member_id", "label").where(among_pairs(col(CheckIn.space_id), col(CheckIn.practice_id)))
)
_PAUSES: Final = _everywhere(_acts(Pause, "member_id", "first", "last").where(among(col(Pause.space_id))))
_RESTS: Final = _everywhere(
    _acts(Rest, "label").where(among(col(Rest.space_id)), among(col(Rest.practice_id), "practices"))
)
_MENDS: Final = _everywhere(
    _acts(Mend, "periods").where(among(col(Mend.space_id)), among(col(Mend.practice_id), "practices"))
)


def due_rows(session: Session, now: datetime) -> dict[str, list[Due]]:
    """By member, every row of some members who have one that is due, and whom no other worker is at.

    The member is taken first, then the row: whoever else is at a member's rows is passed by, never waited for.
    """
    members = {id_ for (id_,) in _FIRST.rows(session, now=stamp(now))}
    found: dict[str, list[Due]] = defaultdict(list)
    for row in _OF_MEMBERS.rows(session, ids=sorted(members)) if members else ():
        due = Due(*row)
        found[due.member_id].append(due)
    return found


def is_crowded(rows: Iterable[Due], now: datetime) -> bool:
    """Whether one of a member's reminders can stand in another's way: more than a day rings, or two for the same."""
    lately = str((now - MEMORY - ONE_DAY).date())
    theirs = [row.practice for row in rows if row.rule is not None or (row.last_label or "") >= lately]
    return len(theirs) > MOST_PER_LABEL or len(set(theirs)) < len(theirs)


class Known:
    """All that decides about some reminders, as it is stored at this moment."""

    def __init__(self, session: Session, of_members: Iterable[list[Due]], now: datetime) -> None:
        """Asks for what concerns reminders that are due, and where it matters those that are still to come that day."""
        groups = list(of_members)
        every = [row for rows in groups for row in rows]
        rows = [row for group in groups for row in group if row.is_due(stamp(now)) or _may_follow(row, group, now)]
        self._nights = {
            space: (first, last)
            for space, first, last in _NIGHTS.rows(session, ids=sorted({row.space_id for row in rows}))
        }
        self._rung: dict[Key, set[tuple[str, int, str]]] = defaultdict(set)
        oldest = str((now - MEMORY - ONE_DAY).date())
        for space, id_, *ring in _RUNG.rows(session, ids=[row.reminder_id for row in every], oldest=oldest):
            self._rung[space, id_].add((ring[0], ring[1], ring[2]))
        self._couples: dict[str, list[str]] = defaultdict(list)
        surprised = sorted({row.member_id for row in rows if row.ref_id == SURPRISE})
        for member, couple in _COMPANY.rows(session, ids=surprised, kind=COUPLE) if surprised else ():
            self._couples[member].append(couple)
        couples = {couple for theirs in self._couples.values() for couple in theirs}
        self._load_spaces(session, sorted({row.ref_space for row in rows} | couples))
        self._load_acts(session, sorted({(row.ref_space, row.ref_id) for row in rows}))
        self._grounds: dict[Key, reckon.Ground] = {}

    def night(self, space_id: str) -> Quiet | None:
        """The quiet hours of a member, by their own space."""
        first, last = self._nights.get(space_id, (None, None))
        return None if first is None or last is None else Quiet(time.fromisoformat(first), time.fromisoformat(last))

    def has_rung(self, row: Due, label: str) -> bool:
        """Whether anything stands in the outbox for that day."""
        return any(rung == label for rung, _, _ in self._rung.get(row.key, ()))

    def is_in_outbox(self, row: Due, label: str, n: int, device: str) -> bool:
        """Whether this very message does."""
        return (label, n, device) in self._rung.get(row.key, ())

    def is_somebody_there(self, row: Due, day: date) -> bool:
        """Whether its member is in a couple with somebody, in which nobody pauses everything on that day."""
        return any(
            not any(
                of is None and first <= str(day) and (last is None or str(day) <= last)
                for of, _, first, last in self._pauses.get(couple, ())
            )
            for couple in self._couples.get(row.member_id, ())
        )

    def standing(self, row: Due) -> Standing | None:
        """None when nobody is asked: the member left, the space is closed, the practice is gone or another's."""
        key = (row.ref_space, row.ref_id)
        here = any(id_ == row.member_id and left is None for id_, _, left in self._inside.get(row.ref_space, ()))
        practice = self._practices.get(key)
        if not here or practice is None:
            return None
        if key not in self._grounds:
            self._grounds[key] = self._ground(key, practice)
        return of_member(self._grounds[key], practice, row.member_id)

    def _load_spaces(self, session: Session, spaces: list[str]) -> None:
        self._inside: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
        self._continued: dict[str, list[str]] = {}
        for space, continued, member, joined, left in _INSIDE.rows(session, ids=spaces):
            self._inside[space].append((member, joined, left))
            self._continued[space] = continued
        self._homes: dict[str, list[dict[str, Any]]] = dict(_HOMES.rows(session, ids=spaces))
        self._zones: dict[str, dict[str, str | None]] = defaultdict(dict)
        for space, member, home in _CARDS.rows(session, ids=spaces):
            self._zones[space][member] = home
        self._pauses = _by_space(_PAUSES.rows(session, ids=spaces))

    def _load_acts(self, session: Session, keys: list[Key]) -> None:
        self._practices: dict[Key, dict[str, Any]] = {
            (space, row[0]): dict(zip(_NAMES, row, strict=True)) for space, *row in _PRACTICES.rows(session, pairs=keys)
        }
        which = {"ids": sorted({space for space, _ in keys}), "practices": sorted({id_ for _, id_ in keys})}
        self._done = _by_practice(_DONE.rows(session, pairs=keys))
        self._rests = _by_practice(_RESTS.rows(session, **which))
        self._mends = _by_practice(_MENDS.rows(session, **which))

    def _ground(self, key: Key, practice: dict[str, Any]) -> reckon.Ground:
        space, id_ = key
        ground = reckon.bare(
            self._inside[space], [practice], self._continued[space], self._homes.get(space), self._zones.get(space, {})
        )
        for member, label in self._done.get(key, ()):
            ground.did(id_, member, label)
        for of, member, first, last in self._pauses.get(space, ()):
            ground.paused(of, member, first, last)
        for (label,) in self._rests.get(key, ()):
            ground.rested(id_, label)
        for (periods,) in self._mends.get(key, ()):
            ground.mended(id_, periods)
        return ground


def _may_follow(row: Due, rows: list[Due], now: datetime) -> bool:
    """Whether it may still ring on a day that another is due for; nobody's day begins later than tomorrow."""
    return row.label is not None and row.label <= str((now + ONE_DAY).date()) and is_crowded(rows, now)


def _by_space(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for space, *rest in rows:
        found[space].append(rest)
    return found


def _by_practice(rows: Iterable[Any]) -> dict[Key, list[Any]]:
    found: dict[Key, list[Any]] = defaultdict(list)
    for space, practice, *rest in rows:
        found[space, practice].append(rest)
    return found
