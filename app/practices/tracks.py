"""Who has to do what: a practice, its members, their logs and pauses, laid out as tracks (R2, R3, R10).

A track is one count that has to be filled: the couple's for `either` and `together`, each member's own for
`each`, one member's for `one:`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.practices.periods import FOREVER, Cadence, Period
from app.practices.spans import Spans, count, minus, span, union

Todays = Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Practice:
    """`requires`: `one:<member id>`, `either`, `together` or `each`; `rest`: 0 to 3 a bucket.

    The day of `ended` asks for nothing any more, but what was done on it counts. `go_on`: the days on which
    those who remained after somebody left said that the practice goes on.
    """

    requires: str
    start: date
    ended: date | None = None
    rest: int = 1
    cadences: tuple[Cadence, ...] = (Cadence(),)
    go_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """`joined` None: before the practice. The day of leaving asks for nothing, but logs on it count."""

    id: str
    joined: date | None = None
    left: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A check-in that stands (not withdrawn), with the label that its device gave it."""

    member: str
    label: date


@dataclass(frozen=True, slots=True)
class Pause:
    """From a day to a day, both included, or open; of one member, or of everybody."""

    from_: date
    to: date | None = None
    member: str | None = None


class Count(NamedTuple):
    """Of one track in one period: asked without pauses, asked, distinct labels that there are (R6, R7)."""

    want: int
    need: int
    have: int


@dataclass(frozen=True, slots=True)
class Track:
    """`present`: days somebody is there to be asked; `active`: those that no pause takes out."""

    members: tuple[str, ...]
    labels: frozenset[int]
    ordered: tuple[int, ...]
    present: Spans
    active: Spans

    def count(self, period: Period, times: int) -> Count:
        first, last, full, _ = period
        want = _share(times, count(self.present, first, last), full)
        need = want if self.active == self.present else _share(times, count(self.active, first, last), full)
        return Count(want, need, bisect_right(self.ordered, last) - bisect_left(self.ordered, first))


@dataclass(frozen=True, slots=True)
class Tracks:
    """`kept`: labels on which every track has a log. `todays` and `present` are by member."""

    all: tuple[Track, ...]
    kept: frozenset[int]
    todays: dict[str, int]
    present: dict[str, Spans]
    active: dict[str, Spans]

    def slowest(self, period: Period) -> int:
        """The latest of the clocks that may still show a day of this period, by its label (R8)."""
        asked = [
            self.todays[member]
            for track in self.all
            for member in track.members
            if count(self.present[member], period.first, period.last)
        ]
        return min(asked, default=min(self.todays.values()))


def lay_out(
    practice: Practice,
    members: Sequence[Member],
    events: Iterable[Event],
    pauses: Collection[Pause],
    today: Todays,
) -> Tracks:
    """Leaves out what R2 ignores. Raises ValueError if `requires` names nobody who is a member."""
    asked = _asked(practice, members)
    todays = {member.id: today[member.id].toordinal() for member in asked}
    bounds = {member.id: _bounds(practice, member, todays[member.id]) for member in asked}
    labels: dict[str, set[int]] = {member.id: set() for member in asked}
    for event in events:
        who, label = event.member, event.label.toordinal()
        if who in bounds and bounds[who][0] <= label <= bounds[who][1]:
            labels[who].add(label)
    away = _away(practice, members, pauses)
    present = {member.id: _present(practice, member) for member in asked}
    active = {who: minus(days, away[who]) for who, days in present.items()}
    if practice.requires == "each":
        each = [_track((who,), labels[who], present[who], active[who]) for who in present]
        kept = frozenset.intersection(*(track.labels for track in each)) if each else frozenset()
        return Tracks(tuple(each), kept, todays, present, active)
    there = union(pair for spans in present.values() for pair in spans)
    shared = union(pair for spans in active.values() for pair in spans)
    if practice.requires == "together":
        out = [pair for who, days in present.items() for pair in minus(days, active[who])]
        shared = minus(there, union(out))
    ours = _track(tuple(present), set().union(*labels.values()), there, shared)
    return Tracks((ours,), ours.labels, todays, present, active)


def _asked(practice: Practice, members: Sequence[Member]) -> Sequence[Member]:
    kind, _, who = practice.requires.partition(":")
    if kind not in ("one", "either", "together", "each"):
        raise ValueError(f"nobody knows who {practice.requires!r} is")
    asked = [member for member in members if kind != "one" or member.id == who]
    if not asked:
        raise ValueError(f"{practice.requires!r} asks nobody who is a member")
    return asked


def _bounds(practice: Practice, member: Member, today: int) -> tuple[int, int]:
    """First and last label of a log of this member that counts."""
    ends = [day.toordinal() for day in (practice.ended, member.left) if day]
    begins = [day.toordinal() for day in (practice.start, member.joined) if day]
    return max(begins), min(today, *ends) if ends else today


def _present(practice: Practice, member: Member) -> Spans:
    first, last = _bounds(practice, member, FOREVER)
    return span(first, last if last == FOREVER else last - 1)


def _away(practice: Practice, members: Sequence[Member], pauses: Collection[Pause]) -> dict[str, Spans]:
    """By member: their pauses, those of everybody, and what rests since somebody left (R10)."""
    shared = [] if practice.requires.startswith("one:") else list(_after_leaving(practice, members))
    own: dict[str, list[tuple[int, int]]] = {member.id: list(shared) for member in members}
    for pause in pauses:
        pair = pause.from_.toordinal(), pause.to.toordinal() if pause.to else FOREVER
        for who in own if pause.member is None else (pause.member,):
            if who in own:
                own[who].append(pair)
    return {who: union(pairs) for who, pairs in own.items()}


def _after_leaving(practice: Practice, members: Sequence[Member]) -> Iterable[tuple[int, int]]:
    """Whoever had left before the practice began was never part of it."""
    for member in members:
        if member.left and member.left > practice.start:
            on = min((day for day in practice.go_on if day >= member.left), default=None)
            yield member.left.toordinal(), on.toordinal() - 1 if on else FOREVER


def _track(members: tuple[str, ...], labels: set[int], present: Spans, active: Spans) -> Track:
    return Track(members, frozenset(labels), tuple(sorted(labels)), present, active)


def _share(times: int, days: int, full: int) -> int:
    """`times` by the share of a full period, half a time rounded up."""
    return (2 * times * days + full) // (2 * full)
