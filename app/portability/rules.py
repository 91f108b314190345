"""How instants are told to a calendar: a wall time that returns on some weekdays, and what is otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from app.kit.days import ONE_DAY
from app.reminders.when import Kind, resolve


@dataclass(frozen=True, slots=True)
class Repeat:
    """Wall times are naive, by the clock of one zone; instants are aware.

    It returns on the weekdays (Monday 0) of calendar days from `first` to `last`, but not at the wall times in
    `without`, which it would have had. `besides`: instants that no pattern holds.
    """

    first: datetime
    last: datetime
    weekdays: frozenset[int]
    without: tuple[datetime, ...]
    besides: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of the clock: at that wall time by the offset before, the offset after begins."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


def repeating(instants: Collection[datetime], zone: tzinfo) -> Repeat | None:
    """The pattern that most of them follow on the clock of that zone. None for no instants.

    A wall time that does not exist in one night is no part of it: programs read it an hour apart.
    """
    if not instants:
        return None
    walls = sorted(instant.astimezone(zone).replace(tzinfo=None) for instant in instants)
    at = Counter(wall.time() for wall in walls).most_common(1)[0][0]
    fitting = [wall for wall in walls if wall.time() == at]
    weekdays = frozenset(wall.weekday() for wall in fitting)
    left, without = set(instants), []
    for day in _days(fitting[0].date(), fitting[-1].date(), weekdays):
        there = resolve(day, at, zone)
        if there.kind is Kind.GAP or there.instant not in left:
            without.append(datetime.combine(day, at))
        else:
            left.remove(there.instant)
    return Repeat(fitting[0], fitting[-1], weekdays, tuple(without), tuple(sorted(left)))


def turns(zone: tzinfo, since: datetime, until: datetime) -> list[Turn]:
    """How the clock stands at `since` (the first, as a turn that changes nothing) and how it turns until `until`.

    Aware instants in UTC. It looks once a day: no clock turns twice in one.
    """
    found = [_turn(zone, since, since)]
    at = since
    while at < until:
        following = at + ONE_DAY
        if _stand(zone, following) != _stand(zone, at):
            found.append(_turn(zone, at, _moment(zone, at, following)))
        at = following
    return found


def _days(first: date, last: date, weekdays: frozenset[int]) -> Iterator[date]:
    days = (first + n * ONE_DAY for n in range((last - first).days + 1))
    return (day for day in days if day.weekday() in weekdays)


def _moment(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """The second at which the clock turns, between two instants that show it before and after."""
    stand = _stand(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        before, after = (middle, after) if _stand(zone, middle) == stand else (before, middle)
    return after


def _turn(zone: tzinfo, before: datetime, at: datetime) -> Turn:
    offset, (after, name, summer) = _stand(zone, before)[0], _stand(zone, at)
    return Turn((at + offset).replace(tzinfo=None), offset, after, name, summer)


def _stand(zone: tzinfo, at: datetime) -> tuple[timedelta, str, bool]:
    local = at.astimezone(zone)
    offset = local.utcoffset()
    if offset is None:
        raise ValueError("A zone is needed that knows its offset.")
    return offset, local.tzname() or "", bool(local.dst())
