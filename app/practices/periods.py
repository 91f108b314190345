"""The stretches of days that a practice asks about: a day, a week, a window of N days, a month (R5).

Days are ordinals here (`date.toordinal()`): ten years of them are walked at every full fold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import Literal, NamedTuple

Kind = Literal["daily", "weekly", "every", "monthly"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

FOREVER = date.max.toordinal()

_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BUCKET = 6
_HALF_LIFE = 13
_MONTH = 30


@dataclass(frozen=True, slots=True)
class Cadence:
    """One version of a practice's cadence, in force from a day on until the next version's day.

    `from_` None: from the start of the practice, as the first version is in any case. `times` (≥ 1) counts
    for weeks and months, `days` (≥ 1) is the N of "every N days".
    """

    from_: date | None = None
    kind: Kind = "daily"
    times: int = 1
    days: int = 1
    week_start: Weekday = "mon"


class Period(NamedTuple):
    """`first..last` is what is left of it after clipping, `full` its length in days before.

    `bucket` names the periods that share one allowance of rest (R9).
    """

    first: int
    last: int
    full: int
    bucket: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days `first..last` during which one version of the cadence is in force.

    `keeps` is m: the share of the strength that outlives one period (R12).
    """

    kind: Kind
    times: int
    days: int
    week: int
    first: int
    last: int
    keeps: float

    def at(self, day: int) -> Period:
        """The period with this day of the stretch in it."""
        match self.kind:
            case "daily":
                return Period(day, day, 1, (self._week_of(day), -1))
            case "weekly":
                first, full = self._week_of(day), 7
                nth = (first - self._week_of(self.first)) // 7
            case "every":
                nth, full = (day - self.first) // self.days, self.days
                first = self.first + nth * self.days
            case "monthly":
                first, full, nth = _month_of(day)
                nth -= _month_of(self.first)[2]
        last = min(first + full - 1, self.last)
        return Period(max(first, self.first), last, full, (self.first, nth // _BUCKET))

    def _week_of(self, day: int) -> int:
        return day - (day - 1 - self.week) % 7


def stretches(cadences: tuple[Cadence, ...], start: date, ended: date | None) -> Iterator[Stretch]:
    """The versions in their order, clipped by the start and the end: a change never rewrites the past.

    Of two versions from the same day the later one in the tuple holds.
    """
    opening, closing = start.toordinal(), ended.toordinal() if ended else FOREVER
    versions = sorted((c.from_.toordinal() if c.from_ else 0, n, c) for n, c in enumerate(cadences))
    froms = [opening, *(max(since, opening) for since, _, _ in versions[1:]), closing + 1]
    for (first, following), (_, _, version) in zip(pairwise(froms), versions, strict=True):
        last = min(following - 1, closing)
        if first <= last:
            yield _stretch(version, first, last)


def _stretch(cadence: Cadence, first: int, last: int) -> Stretch:
    times = cadence.times if cadence.kind in ("weekly", "monthly") else 1
    length = {"daily": 1, "weekly": 7, "every": cadence.days, "monthly": _MONTH}[cadence.kind]
    keeps = float(0.5 ** (sqrt(times * length) / _HALF_LIFE))
    return Stretch(cadence.kind, times, cadence.days, _WEEKDAYS.index(cadence.week_start), first, last, keeps)


def _month_of(day: int) -> tuple[int, int, int]:
    """(its first day, its length, its number)."""
    that = date.fromordinal(day)
    first = that.replace(day=1).toordinal()
    number = that.year * 12 + that.month
    following = date(number // 12, number % 12 + 1, 1).toordinal()
    return first, following - first, number
