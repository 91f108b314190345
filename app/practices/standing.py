"""Where a rhythm stands on the viewer's day: its state, and what is left to do (R9, R11, R14)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from app.practices.folding import Tally
from app.practices.judging import Case, Verdict
from app.practices.periods import Period
from app.practices.spans import Spans, count
from app.practices.tracks import Track

State = Literal["ended", "upcoming", "done", "paused", "resting", "lapsed", "at_risk", "open"]

_MEND_EVERY = 30
_WORTH_KEEPING = 3


class Progress(NamedTuple):
    """Logs asked in the current period, of everybody, and how many of them there are."""

    need: int
    have: int


class Span(NamedTuple):
    """Both days included."""

    from_: date
    to: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a practice's check-ins add up to, as the viewer sees it.

    `run`, `best` and `total` count kept periods; `strength` is 0 to 1; `since` is the first day of the run.
    What asks about the viewer's current `period` is None before the start and after the end. `left`: logs
    lacking, of everybody; `days_left`: days that the viewer still has for them. `mend_offer`: first days of
    the periods that a mend would close. `provisional`: time alone may still lower `best`, so no record is
    announced.
    """

    run: int
    best: int
    total: int
    strength: float
    state: State
    since: date | None
    provisional: bool
    left: int | None = None
    my_left: int | None = None
    days_left: int | None = None
    rest_left: int | None = None
    progress: Progress | None = None
    period: Span | None = None
    mend_offer: tuple[date, ...] = ()


class Now(NamedTuple):
    """The viewer's current period, and the misses before it in its bucket of rest."""

    period: Period
    verdict: Verdict
    spent: int


def rhythm(case: Case, tally: Tally, now: Now | None, rests: Collection[date], provisional: bool) -> Rhythm:
    """`now` None: before the start or after the end."""
    sums = tally.run, tally.best, tally.total, tally.strength
    since = date.fromordinal(tally.since) if tally.since else None
    ended = case.practice.ended
    if ended and case.now >= ended.toordinal():
        return Rhythm(*sums, "ended", since, provisional)
    if now is None:
        return Rhythm(*sums, "upcoming", since, provisional)
    counts, mine = now.verdict.counts, _viewers_days(case)
    need, left = sum(need for _, need, _ in counts), sum(max(0, need - have) for _, need, have in counts)
    rest_left = max(0, case.practice.rest - now.spent)
    return Rhythm(
        *sums,
        _state(case, tally, now, rests, rest_left),
        since,
        provisional,
        left=left,
        my_left=_my_left(case, now),
        days_left=_free(mine, case.own, case.now, now.period.last),
        rest_left=rest_left,
        progress=Progress(need, need - left),
        period=Span(date.fromordinal(now.period.first), date.fromordinal(now.period.last)),
        mend_offer=_mend_offer(case, tally),
    )


def _state(case: Case, tally: Tally, now: Now, rests: Collection[date], rest_left: int) -> State:
    """The first that holds (R14)."""
    first, last, _, _ = now.period
    if now.verdict.kept:
        return "done"
    if _paused(case, now):
        return "paused"
    if rest_left and any(first <= day.toordinal() <= last for day in rests):
        return "resting"
    if not tally.run and tally.total:
        return "lapsed"
    if tally.run >= _WORTH_KEEPING and not rest_left and now.verdict.asked and not _can_spare(case, now):
        return "at_risk"
    return "open"


def _paused(case: Case, now: Now) -> bool:
    """Today is, for the viewer, or so much of the period that nothing of it is asked."""
    counts = now.verdict.counts
    excused = any(want for want, _, _ in counts) and not any(need for _, need, _ in counts)
    return excused or not count(_viewers_days(case), case.now, case.now)


def _can_spare(case: Case, now: Now) -> bool:
    """Everybody who lacks something has more days than they need for it."""
    for track, (_, need, have) in zip(case.tracks.all, now.verdict.counts, strict=True):
        today = case.tracks.todays[track.members[0]] if len(case.tracks.all) > 1 else case.now
        days = track.active if len(case.tracks.all) > 1 else _viewers_days(case)
        if 0 < need - have >= _free(days, track, max(today, now.period.first), now.period.last):
            return False
    return True


def _viewers_days(case: Case) -> Spans:
    """Days on which the viewer could do it, unpaused; where one member alone is asked, that member."""
    if case.practice.requires == "either":
        return case.tracks.active[case.viewer]
    return case.own.active


def _my_left(case: Case, now: Now) -> int:
    """Nothing where the viewer is not asked, or paused to the end of the period."""
    if case.viewer not in case.own.members or not count(_viewers_days(case), case.now, now.period.last):
        return 0
    _, need, have = now.verdict.counts[case.tracks.all.index(case.own)]
    return max(0, need - have)


def _free(days: Spans, track: Track, today: int, last: int) -> int:
    """Days from today to the last on which another label could still be filled."""
    free = count(days, today, last)
    return free - (today in track.labels and count(days, today, today))


def _mend_offer(case: Case, tally: Tally) -> tuple[date, ...]:
    """A small gap before a run that has begun anew, after one that was worth keeping (R11)."""
    recent = any(0 <= case.now - day <= _MEND_EVERY for day in case.mends)
    small = 0 < len(tally.gap) <= tally.mendable <= tally.run
    if small and tally.before >= _WORTH_KEEPING and not recent:
        return tuple(date.fromordinal(day) for day in tally.gap)
    return ()
