"""From stored rows to rhythms: loads what the rules ask for, and asks the rules."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.clock import zone
from app.kit.days import label_of
from app.kit.records.entry import Entry
from app.kit.records.models import Membership, Space
from app.practices import rules
from app.practices.models import CheckIn, Mend, Pause, Practice, Rest
from app.spaces.models import Card, Couple


@dataclass(slots=True)
class Ground:
    """Everything of one space that rhythms are reckoned from."""

    members: list[rules.Member]
    present: list[str]
    practices: list[dict[str, Any]]
    continued: tuple[date, ...]
    home: str | None
    zones: Mapping[str, str | None]
    events: dict[str, list[rules.Event]] = field(default_factory=lambda: defaultdict(list))
    pauses: dict[str | None, list[rules.Pause]] = field(default_factory=lambda: defaultdict(list))
    rests: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    mends: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))

    def did(self, practice: str, member: str, label: str) -> None:
        """A stored check-in."""
        self.events[practice].append(rules.Event(member, date.fromisoformat(label)))

    def paused(self, practice: str | None, member: str | None, first: str, last: str | None) -> None:
        """A stored pause."""
        self.pauses[practice].append(as_pause(first, last, member))

    def rested(self, practice: str, label: str) -> None:
        """A stored day of rest."""
        self.rests[practice].append(date.fromisoformat(label))

    def mended(self, practice: str, periods: list[str]) -> None:
        """A stored mend."""
        self.mends[practice].extend(date.fromisoformat(day) for day in periods)


def bare(
    members: Sequence[tuple[str, str, str | None]],
    practices: list[dict[str, Any]],
    continued: list[str],
    home_zones: list[dict[str, Any]] | None,
    zones: Mapping[str, str | None],
) -> Ground:
    """A space in which nothing was done yet. `members`: id, and the days on which they came and left."""
    return Ground(
        [rules.Member(id_, _joined(members, id_), _day(left)) for id_, _, left in members],
        [id_ for id_, _, left in members if left is None],
        practices,
        tuple(date.fromisoformat(day) for day in continued),
        str(home_zones[-1]["zone"]) if home_zones else None,
        zones,
    )


def load(session: Session, here: Entry, practice_ids: list[str] | None = None) -> Ground:
    """The rows of a space, or of some practices in it. The session's wall is open for this space alone."""
    members = session.execute(
        select(col(Membership.member_id), col(Membership.joined), col(Membership.left)).where(
            col(Membership.space_id) == here.space_id
        )
    ).all()
    ground = bare(
        [(id_, joined, left) for id_, joined, left in members],
        _practices(session, here, practice_ids),
        session.get_one(Space, here.space_id).continued,
        _home(session, here),
        _home_zones(session, here),
    )
    _acts(session, here, ground, practice_ids)
    return ground


def rhythm(ground: Ground, practice: Mapping[str, Any], viewer: str, now: datetime, label: date) -> rules.Rhythm:
    """The rhythm of one practice as this viewer sees it on the day `label`."""
    todays = {m.id: today_of(ground, m.id, viewer, now, label) for m in ground.members}
    if practice["requires"] == "together" and ground.home is not None:
        todays = dict.fromkeys(todays, label_of(now, zone(ground.home)))
    return rules.evaluate(
        as_rule(practice, ground.continued),
        ground.members,
        ground.events[practice["id"]],
        [*ground.pauses[None], *ground.pauses[practice["id"]]],
        ground.rests[practice["id"]],
        ground.mends[practice["id"]],
        None,
        todays,
        viewer,
    )


def today_of(ground: Ground, member: str, viewer: str, now: datetime, label: date) -> date:
    """The viewer's own day as they say it; another's by the home zone they chose to show, never their device's."""
    if member == viewer:
        return label
    return label_of(now, zone(ground.zones.get(member) or ground.home or "UTC"))


def as_rule(row: Mapping[str, Any], continued: tuple[date, ...]) -> rules.Practice:
    """A stored practice as the rules take it."""
    return rules.Practice(
        row["requires"],
        date.fromisoformat(row["start"]),
        _day(row["ended"]),
        row["rest"],
        tuple(
            rules.Cadence(
                date.fromisoformat(version["from"]),
                version["kind"],
                version.get("times") or 1,
                version.get("days") or 1,
                version["week_start"],
            )
            for version in row["cadences"]
        ),
        continued,
    )


def as_pause(first: str, last: str | None, member: str | None) -> rules.Pause:
    """A stored pause as the rules take it."""
    return rules.Pause(date.fromisoformat(first), _day(last), member)


def title(row: Mapping[str, Any]) -> str:
    """What a practice is called."""
    return str(json.loads(row["body"])["title"]) if row["body"] else ""


def days_together(ground: Ground) -> int:
    """Days on which anybody did anything here. It never falls but by taking something back."""
    return len({event.label for events in ground.events.values() for event in events})


def _practices(session: Session, here: Entry, ids: list[str] | None) -> list[dict[str, Any]]:
    names = ("id", "area", "requires", "cadences", "start", "ended", "rest", "position", "body")
    statement = select(*(getattr(Practice, name) for name in names)).where(
        col(Practice.space_id) == here.space_id, col(Practice.deleted_at).is_(None)
    )
    if ids is not None:
        statement = statement.where(col(Practice.id).in_(ids))
    rows = session.execute(statement.order_by(col(Practice.position), col(Practice.id))).mappings()
    return [dict(row) for row in rows]


def _acts(session: Session, here: Entry, ground: Ground, asked: list[str] | None) -> None:
    """Of a whole space, what was done in a practice that was deleted since is a day together all the same."""
    ids = [practice["id"] for practice in ground.practices]
    for practice, member, label in _rows(session, here, CheckIn, asked, "practice_id", "member_id", "label"):
        ground.did(practice, member, label)
    for practice, member, first, last in _rows(session, here, Pause, None, "practice_id", "member_id", "first", "last"):
        ground.paused(practice, member, first, last)
    for practice, label in _rows(session, here, Rest, ids, "practice_id", "label"):
        ground.rested(practice, label)
    for practice, periods in _rows(session, here, Mend, ids, "practice_id", "periods"):
        ground.mended(practice, periods)


def _rows(session: Session, here: Entry, table: Any, ids: list[str] | None, *names: str) -> list[Any]:
    statement = select(*(getattr(table, name) for name in names)).where(
        table.space_id == here.space_id, table.deleted_at.is_(None), table.withdrawn.is_(False)
    )
    if ids is not None:
        statement = statement.where(table.practice_id.in_(ids))
    return list(session.execute(statement))


def _home(session: Session, here: Entry) -> list[dict[str, Any]] | None:
    return session.execute(
        select(col(Couple.home_zones)).where(col(Couple.space_id) == here.space_id, col(Couple.deleted_at).is_(None))
    ).scalar()


def _home_zones(session: Session, here: Entry) -> dict[str, str | None]:
    cards = select(col(Card.member_id), col(Card.home_zone)).where(
        col(Card.space_id) == here.space_id, col(Card.deleted_at).is_(None)
    )
    return {card.member_id: card.home_zone for card in session.execute(cards)}


def _joined(members: Sequence[tuple[str, str, str | None]], member: str) -> date | None:
    """The first ones were there from the beginning; only who came later has a day of joining."""
    first = min(joined for _, joined, _ in members)
    joined = next(joined for id_, joined, _ in members if id_ == member)
    return None if joined == first else date.fromisoformat(joined)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
