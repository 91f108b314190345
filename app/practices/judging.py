"""What one period came to: kept, missed, or nothing that would count (R6, R7, R8, R10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.practices.periods import Period, Stretch, stretches
from app.practices.tracks import Count, Practice, Track, Tracks

_PENDING_DAYS = 7


class Verdict(NamedTuple):
    """`counts`: of each track; `kept`; `asked`: a miss would be one; `credit`: the fraction kept, 0 to 1."""

    counts: tuple[Count, ...]
    kept: bool
    asked: bool
    credit: float


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked about: the practice laid out, with its days as ordinals.

    `own`: the viewer's track, or the only one, if they are not asked themselves. `now`: the viewer's today;
    where one member alone is asked, that member's.
    """

    practice: Practice
    tracks: Tracks
    mends: frozenset[int]
    viewer: str
    synced: int | None
    own: Track
    now: int

    @property
    def settles(self) -> int:
        """The first day that may still be open or pending."""
        earliest = min(self.tracks.todays.values())
        if self.synced is None:
            return earliest
        return min(earliest, max(self.synced + 1, earliest - _PENDING_DAYS))

    def stretches(self) -> Iterator[Stretch]:
        return stretches(self.practice.cadences, self.practice.start, self.practice.ended)


def judge(case: Case, period: Period, times: int) -> Verdict:
    """Kept: whoever is asked did their part, and somebody did it at all.

    A mended period asks for nothing, so its bucket's allowance of rest is there for another.
    """
    counts, asked, part = [], 0, 0.0
    satisfied, somebody, excused = True, False, False
    for track in case.tracks.all:
        count = want, need, have = track.count(period, times)
        counts.append(count)
        if need:
            asked += 1
            part += have / need if have < need else 1
            satisfied &= have >= need
        excused |= want > need == 0
        somebody |= have >= (need or 1)
    kept = satisfied and somebody
    matters = bool(asked) and not excused and period.first not in case.mends
    return Verdict(tuple(counts), kept, matters, part / asked if asked else float(kept))


def is_open(case: Case, period: Period) -> bool:
    """Somebody's clock may still show one of its days."""
    return case.tracks.slowest(period) <= period.last


def is_pending(case: Case, period: Period, verdict: Verdict) -> bool:
    """The viewer's own unsent logs alone could still keep it.

    Where a partner's is lacking as well it is missed at once: else a late log of the viewer's would end the
    waiting, and cost a run by being there.
    """
    if verdict.kept or case.synced is None or case.synced >= period.last:
        return False
    tracks = zip(case.tracks.all, verdict.counts, strict=True)
    lacking = [track for track, (_, need, have) in tracks if have < need]
    waits = 0 < case.tracks.slowest(period) - period.last <= _PENDING_DAYS
    return verdict.asked and waits and all(case.viewer in track.members for track in lacking)
