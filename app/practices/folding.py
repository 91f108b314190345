"""What one period after another adds up to: run, best, total and strength (R9, R11, R12, R13)."""

from typing import NamedTuple

from app.practices.periods import Period

GAP = {"daily": 3}
"""Missed periods that one mend can close, and kept ones that it takes first; of other cadences 1 (R11)."""

_SHOWN = max(GAP.values()) + 1


class Folded(NamedTuple):
    """The sum of every period before the day `upto`, small enough to store.

    `bucket` and `spent` are the allowance of rest last used and how many misses are in it; `since` the first
    day of the run; `before` the run that ended before it, and `gap` the days on which the misses between
    the two began, of which no more are kept than say that they are too many to mend.
    """

    upto: int = 0
    run: int = 0
    best: int = 0
    total: int = 0
    strength: float = 0.0
    since: int | None = None
    bucket: tuple[int, int] = (0, 0)
    spent: int = 0
    before: int = 0
    gap: tuple[int, ...] = ()
    mendable: int = 1


class Tally:
    """A `Folded` while it is being added to."""

    __slots__ = Folded._fields

    upto: int
    run: int
    best: int
    total: int
    strength: float
    since: int | None
    bucket: tuple[int, int]
    spent: int
    before: int
    gap: tuple[int, ...]
    mendable: int

    def __init__(self, folded: Folded) -> None:
        (
            self.upto,
            self.run,
            self.best,
            self.total,
            self.strength,
            self.since,
            self.bucket,
            self.spent,
            self.before,
            self.gap,
            self.mendable,
        ) = folded

    def folded(self) -> Folded:
        return Folded(*(getattr(self, name) for name in self.__slots__))

    def keep(self, first: int, periods: int, keeps: float) -> None:
        """That many kept periods in a row, the first of them from the day `first`."""
        if not self.run:
            self.since = first
        self.run += periods
        self.total += periods
        self.best = max(self.best, self.run)
        strength, gains = self.strength, 1 - keeps
        for _ in range(periods):
            strength = strength * keeps + gains
        self.strength = strength

    def bridge(self, credit: float, keeps: float) -> None:
        """A period that is open, pending, paused, mended or rested: it can only raise the strength."""
        self.strength = max(self.strength, self.strength * keeps + credit * (1 - keeps))

    def miss(self, period: Period, kind: str, rest: int, credit: float, keeps: float) -> None:
        """Rested by itself while the bucket's allowance lasts."""
        self.spent = self.spent_in(period) + 1
        self.bucket = period.bucket
        if self.spent <= rest:
            self.bridge(credit, keeps)
            return
        if self.run:
            self.before, self.gap = self.run, ()
        self.gap = (*self.gap, period.first)[:_SHOWN]
        self.mendable = GAP.get(kind, 1)
        self.run, self.since = 0, None
        self.strength = self.strength * keeps + credit * (1 - keeps)

    def spent_in(self, period: Period) -> int:
        return self.spent if self.bucket == period.bucket else 0
