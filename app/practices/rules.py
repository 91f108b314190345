"""Rhythm and streak of a practice: a pure fold over check-ins, pauses and the cadence.

The rule numbers (R1 to R14) are those of the design; the client's twin gives the same answers. Nothing here
reads a clock: `today` is handed in, one date for each member.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.practices.folding import Folded, Tally
from app.practices.judging import Case, Verdict, is_open, is_pending, judge
from app.practices.periods import Cadence, Period, Stretch
from app.practices.standing import Now, Progress, Rhythm, Span, State, rhythm
from app.practices.tracks import Event, Member, Pause, Practice, Todays, lay_out

__all__ = [
    "Cadence",
    "Event",
    "Folded",
    "Member",
    "Pause",
    "Practice",
    "Progress",
    "PublicRhythm",
    "Rhythm",
    "Span",
    "State",
    "evaluate",
    "fold",
    "public_view",
]

AFFECTION = "affection"


@dataclass(frozen=True, slots=True)
class PublicRhythm:
    """All that may be seen of a rhythm of affection: nothing in it can be lost."""

    total: int
    state: Literal["done", "open"]


def evaluate(
    practice: Practice,
    members: Sequence[Member],
    events: Iterable[Event],
    pauses: Collection[Pause],
    rests: Collection[date],
    mends: Collection[date],
    synced_through: date | None,
    today: Todays,
    viewer: str,
    onto: Folded | None = None,
) -> Rhythm:
    """The rhythm of a practice on the members' todays.

    `today` has a date for every member who is asked, by their own clock, or by the couple's home zone for
    `together`. `rests`: days marked as rest; `mends`: first days of the periods whose mending was accepted.
    `synced_through`: the last label of which every log of the viewer's own devices has arrived; None: all.
    `onto`: a stored `fold` of the same practice; events from before its `upto` need not be given. It holds
    until anything from before that day changes (a log, a pause, a mend, a member): then fold anew.

    Raises ValueError if `requires` asks nobody who is a member, or the viewer is none; KeyError if the today
    of a member is lacking.
    """
    case = _case(practice, members, events, pauses, mends, synced_through, today, viewer)
    tally = Tally(onto or Folded())
    _settle(case, tally)
    now, provisional = _follow(case, tally)
    return rhythm(case, tally, now, rests, provisional)


def fold(
    practice: Practice,
    members: Sequence[Member],
    events: Iterable[Event],
    pauses: Collection[Pause],
    mends: Collection[date],
    synced_through: date | None,
    today: Todays,
    viewer: str,
    onto: Folded | None = None,
) -> Folded:
    """The sum of all that time alone cannot change any more, to be stored and handed back as `onto`.

    It is the viewer's own if `synced_through` is given, else the same for everybody.
    """
    tally = Tally(onto or Folded())
    _settle(_case(practice, members, events, pauses, mends, synced_through, today, viewer), tally)
    return tally.folded()


def public_view(whole: Rhythm, area: str) -> Rhythm | PublicRhythm:
    """What of a rhythm may be shown or handed out in an area, given by its slug."""
    if area == AFFECTION:
        return PublicRhythm(whole.total, "done" if whole.state == "done" else "open")
    return whole


def _case(
    practice: Practice,
    members: Sequence[Member],
    events: Iterable[Event],
    pauses: Collection[Pause],
    mends: Collection[date],
    synced_through: date | None,
    today: Todays,
    viewer: str,
) -> Case:
    if all(member.id != viewer for member in members):
        raise ValueError(f"the viewer {viewer!r} is not a member")
    tracks = lay_out(practice, members, events, pauses, today)
    own = next((track for track in tracks.all if viewer in track.members), tracks.all[0])
    clock = viewer if viewer in own.members else own.members[0]
    synced = synced_through.toordinal() if synced_through else None
    mended = frozenset(day.toordinal() for day in mends)
    return Case(practice, tracks, mended, viewer, synced, own, tracks.todays[clock])


def _settle(case: Case, tally: Tally) -> None:
    """Adds every period that is over for everybody and waits for no device."""
    settles, kept = case.settles, case.tracks.kept
    for stretch in case.stretches():
        day, end, keeps = max(stretch.first, tally.upto), min(stretch.last + 1, settles), stretch.keeps
        while day < end:
            first = day
            if stretch.kind == "daily" and day in kept:
                while day < end and day in kept:
                    day += 1
                tally.keep(first, day - first, keeps)
            else:
                period = stretch.at(day)
                if period.last >= settles:
                    return
                _add(case, tally, stretch, period, judge(case, period, stretch.times))
                day = period.last + 1
            tally.upto = day


def _follow(case: Case, tally: Tally) -> tuple[Now | None, bool]:
    """Adds the few periods that remain, up to the day of whoever is furthest ahead.

    Gives the viewer's current period, and whether time alone may still lower `best`.
    """
    furthest = max(case.tracks.todays.values())
    now, waiting, provisional = None, False, False
    for stretch in case.stretches():
        day = max(stretch.first, tally.upto)
        while day <= min(stretch.last, furthest):
            period = stretch.at(day)
            verdict = judge(case, period, stretch.times)
            if period.first <= case.now <= period.last:
                now = Now(period, verdict, tally.spent_in(period))
            pending = is_pending(case, period, verdict)
            provisional |= pending or (waiting and verdict.kept)
            if pending or (not verdict.kept and is_open(case, period)):
                waiting = True
                tally.bridge(verdict.credit, stretch.keeps)
            else:
                _add(case, tally, stretch, period, verdict)
            day = period.last + 1
    return now, provisional


def _add(case: Case, tally: Tally, stretch: Stretch, period: Period, verdict: Verdict) -> None:
    if verdict.kept:
        tally.keep(period.first, 1, stretch.keeps)
    elif verdict.asked:
        tally.miss(period, stretch.kind, case.practice.rest, verdict.credit, stretch.keeps)
    else:
        tally.bridge(verdict.credit, stretch.keeps)
