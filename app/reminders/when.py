"""When a reminder rings: Q1 to Q6 of the rules for reminders. Whether it should is in `respect`.

Pure: values in, a decision out. Instants are aware and in UTC, walls are naive, labels are the days of
`app.kit.days`. A reminder is stored as a wall time; its instants are a cache, to be asked for again when
the rule, the zone, the home zone or the tz database changes. Zones come from `app.kit.clock.zone`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.kit.days import ONE_DAY, ROLLOVER, ZoneHistory, label_of, label_of_wall, zone_at
from app.reminders.respect import Anchor, anchor

CATCH_UP = timedelta(hours=2)
MOST_SNOOZES = 3
HORIZON = 21  # labels: a floating time that quiet hours drop for three weeks is dropped always
FIXED_HORIZON = 400  # a shared moment can fall into somebody's night for the whole of a summer time
MEMORY = timedelta(days=3)  # no reminder stays useful for longer
EVERY_DAY = frozenset(range(7))


class Kind(StrEnum):
    PLAIN = "plain"
    GAP = "gap"
    OVERLAP = "overlap"


class Mode(StrEnum):
    FLOATING = "floating"  # follows the member's own clock
    FIXED = "fixed"  # a shared moment, by the couple's home clock


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time found on the line of time, and what the clock really shows then."""

    instant: datetime
    kind: Kind
    wall: datetime


@dataclass(frozen=True, slots=True)
class Quiet:
    """A member's quiet hours by the wall clock: from start (in) to end (out), usually over midnight.
    Equal ends mean none."""

    start: time
    end: time

    def covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Window:
    """What an if-then plan is tied to ("after dinner"), as wall times of one day from 04:00 to 04:00."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if _order(self.end) < _order(self.start):
            raise ValueError("A window ends on the day on which it starts, and that day ends at 04:00.")


@dataclass(frozen=True, slots=True)
class Rule:
    """A reminder as its owner wrote it: a wall time or a window, on these weekdays of the label
    (Monday 0)."""

    at: time | Window
    weekdays: frozenset[int] = EVERY_DAY
    mode: Mode = Mode.FLOATING

    def __post_init__(self) -> None:
        if not self.weekdays <= EVERY_DAY:
            raise ValueError("Weekdays are numbers from 0 (Monday) to 6 (Sunday).")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One ring. `label` with the reminder's id is its idempotency key; after `useful_until` it is let go."""

    label: date
    instant: datetime
    useful_until: datetime


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What decides about instants besides the rule: the member's zones (the one they are in, and of
    those before it only what a late phone may still ask about), their quiet hours, and the couple's home
    zone for shared moments."""

    zones: ZoneHistory
    quiet: Quiet | None = None
    home: tzinfo | None = None


def next_occurrence(
    rule: Rule,
    where: Whereabouts,
    *,
    after: datetime,
    last_label: date | None = None,
    strength: float = 0.0,
) -> Occurrence | None:
    """The first ring strictly after an instant, or None when it would never ring.

    `last_label` is the newest label that this reminder has rung for: only newer ones come, so a member
    who flies into yesterday is not asked twice. After a move, ask with `after` before the move's
    instant: what the journey jumped over is caught up at that instant. `strength` matters to windows.
    """
    at = _wall_time(rule, strength)
    if at is None:
        return None
    best: Occurrence | None = None
    for label in _labels(rule, where, after, last_label):
        if best and label > best.label + 2 * ONE_DAY:
            break
        instant = _instant(rule, label, at, where)
        # After a jump over the date line a younger label can come first, or both at one instant.
        if instant and instant > after and (best is None or instant <= best.instant):
            best = Occurrence(label, instant, useful_until(rule, instant, where))
    return best


def latest_due(
    rule: Rule,
    where: Whereabouts,
    *,
    since: datetime,
    now: datetime,
    last_label: date | None = None,
    strength: float = 0.0,
) -> Occurrence | None:
    """What to send now after a silence that began at `since`: the newest ring in (since, now] that is
    still useful, or None. A server that was down never sends a pile."""
    due = None
    after = max(since, now - MEMORY)
    while found := next_occurrence(rule, where, after=after, last_label=last_label, strength=strength):
        if found.instant > now:
            break
        due, after, last_label = found, found.instant, found.label
    return due if due and due.useful_until > now else None


def useful_until(rule: Rule, instant: datetime, where: Whereabouts) -> datetime:
    """The end of the label or the next quiet hours, whichever comes first: a phone that is switched on
    at night must not ring."""
    zone = zone_at(where.zones, instant)
    ends = _next(time(ROLLOVER), instant, _home(where) if rule.mode is Mode.FIXED else zone)
    if where.quiet is None or where.quiet.start == where.quiet.end:
        return ends
    return min(ends, _next(where.quiet.start, instant, zone))


def resolve(day: date, at: time, zone: tzinfo) -> Moment:
    """A wall time of a calendar day as an instant (Q1, Q2).

    A time that does not exist moves forward by the gap (RFC 5545, 3.3.5); one that exists twice is the
    first of the two.
    """
    wall = datetime.combine(day, at)
    first = wall.replace(tzinfo=zone, fold=0)
    before, after = first.utcoffset(), first.replace(fold=1).utcoffset()
    if before is None or after is None:
        raise ValueError("A zone is needed that knows its offset.")
    instant = (wall - before).replace(tzinfo=UTC)
    if before == after:
        return Moment(instant, Kind.PLAIN, wall)
    if before > after:
        return Moment(instant, Kind.OVERLAP, wall)
    return Moment(instant, Kind.GAP, wall + (after - before))


def on_label(label: date, at: time, zone: tzinfo) -> Moment:
    """A wall time of a label: before 04:00 it stands on the next calendar day (Q3)."""
    return resolve(label + ONE_DAY if at.hour < ROLLOVER else label, at, zone)


def series(first: date, last: date, at: time, zone: tzinfo) -> list[datetime]:
    """The instants of the labels from first to last, both included: the wall time stays, not the distance."""
    return [on_label(first + n * ONE_DAY, at, zone).instant for n in range((last - first).days + 1)]


def outside_quiet(label: date, at: time, zone: tzinfo, quiet: Quiet | None) -> datetime | None:
    """The instant by the member's own clock, moved to the end of quiet hours if that is still the same
    label, else None (Q5)."""
    moment = on_label(label, at, zone)
    if quiet is None or not quiet.covers(moment.wall.time()):
        return moment.instant
    next_day = quiet.end <= moment.wall.time()
    end = resolve(moment.wall.date() + ONE_DAY * next_day, quiet.end, zone)
    if label_of_wall(end.wall) != label or quiet.covers(end.wall.time()):
        return None
    return end.instant


def fixed(label: date, at: time, home: tzinfo, zones: ZoneHistory, quiet: Quiet | None = None) -> datetime | None:
    """The instant of a shared moment, by the couple's home clock; None for a member who sleeps (Q5)."""
    instant = on_label(label, at, home).instant
    return None if _asleep(instant, zone_at(zones, instant), quiet) else instant


def floating(label: date, at: time, zones: ZoneHistory, quiet: Quiet | None = None) -> datetime | None:
    """The one instant of a label for a member who travels (Q4): the first time that their clock shows
    it, or the moment of a move that jumped over it by at most two hours."""
    for n, (since, zone) in enumerate(zones):
        instant = outside_quiet(label, at, zone, quiet)
        if instant and n and instant < since:
            instant = since if _can_catch_up(label, instant, since, zone, quiet) else None
        if instant and (n + 1 == len(zones) or instant < zones[n + 1][0]):
            return instant.astimezone(UTC)
    return None


def snooze(
    label: date,
    zone: tzinfo,
    *,
    now: datetime,
    minutes: int,
    used: int,
    quiet: Quiet | None = None,
    home: tzinfo | None = None,
) -> datetime | None:
    """The instant to ring again, in elapsed minutes; None when it is let go (Q6): after three times,
    into quiet hours, or over the rollover of the clock that made the label (`home` for a shared moment).
    """
    if minutes <= 0:
        raise ValueError("A snooze lasts at least one minute.")
    again = now.astimezone(UTC) + timedelta(minutes=minutes)
    let_go = used >= MOST_SNOOZES or _asleep(again, zone, quiet) or label_of(again, home or zone) != label
    return None if let_go else again


def _wall_time(rule: Rule, strength: float) -> time | None:
    if isinstance(rule.at, time):
        return rule.at
    return {Anchor.WINDOW_START: rule.at.start, Anchor.WINDOW_END: rule.at.end}.get(anchor(strength))


def _labels(rule: Rule, where: Whereabouts, after: datetime, last_label: date | None) -> Iterator[date]:
    """The rule's labels that could ring after an instant: two back, for clocks differ by up to 26 h."""
    first = label_of(after, zone_at(where.zones, after)) - 2 * ONE_DAY
    if last_label:
        first = max(first, last_label + ONE_DAY)
    horizon = FIXED_HORIZON if rule.mode is Mode.FIXED else HORIZON
    labels = (first + n * ONE_DAY for n in range(horizon))
    return (label for label in labels if label.weekday() in rule.weekdays)


def _instant(rule: Rule, label: date, at: time, where: Whereabouts) -> datetime | None:
    if rule.mode is Mode.FLOATING:
        return floating(label, at, where.zones, where.quiet)
    return fixed(label, at, _home(where), where.zones, where.quiet)


def _next(at: time, after: datetime, zone: tzinfo) -> datetime:
    day = after.astimezone(zone).date()
    instants = (resolve(day + n * ONE_DAY, at, zone).instant for n in range(3))
    return next(instant for instant in instants if instant > after)


def _can_catch_up(label: date, missed: datetime, moved: datetime, zone: tzinfo, quiet: Quiet | None) -> bool:
    in_time = moved - missed <= CATCH_UP and label_of(moved, zone) == label
    return in_time and not _asleep(moved, zone, quiet)


def _asleep(instant: datetime, zone: tzinfo, quiet: Quiet | None) -> bool:
    return quiet is not None and quiet.covers(instant.astimezone(zone).time())


def _home(where: Whereabouts) -> tzinfo:
    if where.home is None:
        raise ValueError("A shared moment needs the couple's home zone.")
    return where.home


def _order(at: time) -> int:
    """Seconds since the rollover."""
    return ((at.hour - ROLLOVER) % 24) * 3600 + at.minute * 60 + at.second
