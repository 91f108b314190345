"""Which day something belongs to.

A day ends at 04:00 on the wall clock, not at midnight: what is done at half past midnight belongs to the
evening. Such a day's date is called its label.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

ROLLOVER = 4
"""The hour of the wall clock at which one label ends and the next begins."""

ZoneHistory = Sequence[tuple[datetime, tzinfo]]
"""Where a member's clock was: (from this instant on, this zone), rising, not empty. The first zone also
holds for the time before its instant."""

ONE_DAY = timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)


def label_of(instant: datetime, zone: tzinfo, rollover: int = ROLLOVER) -> date:
    """The label that the clock of this zone shows at an aware instant (R1)."""
    return label_of_wall(instant.astimezone(zone), rollover)


def label_of_wall(wall: datetime, rollover: int = ROLLOVER) -> date:
    """The label of what a wall clock shows.

    The subtraction is naive on purpose: the hands alone decide, so a change of the clock at night moves
    nothing into another day.
    """
    return (wall.replace(tzinfo=None) - timedelta(hours=rollover)).date()


def zone_at(zones: ZoneHistory, instant: datetime) -> tzinfo:
    """The zone that a member's clock followed at that instant."""
    return next((zone for since, zone in reversed(zones) if since <= instant), zones[0][1])


def unlived(zones: ZoneHistory, until: datetime, rollover: int = ROLLOVER) -> list[date]:
    """The labels that a member's clock showed for less than 12 hours, having jumped over the rest (R4).

    A flight over the date line does that; no change of summer time does. Looks at finished labels only:
    from the one in which the history begins to the one before `until`'s.
    """
    first = label_of(zones[0][0], zones[0][1], rollover)
    today = label_of(until, zone_at(zones, until), rollover)
    shown = {first + n * ONE_DAY: timedelta() for n in range((today - first).days)}
    for start, end, zone in _stays(zones, until, rollover):
        label = label_of(start, zone, rollover)
        while (begins := _beginning(label, zone, rollover)) < end:
            ends = _beginning(label + ONE_DAY, zone, rollover)
            if label in shown:
                shown[label] += max(min(ends, end) - max(begins, start), timedelta())
            label += ONE_DAY
    return [label for label, length in shown.items() if length < HALF_A_DAY]


def _stays(zones: ZoneHistory, until: datetime, rollover: int) -> Iterator[tuple[datetime, datetime, tzinfo]]:
    """(from, to, zone) in UTC. The first stay is counted from the beginning of its label: the member was
    somewhere before the history was written."""
    for n, (since, zone) in enumerate(zones):
        start = since if n else _beginning(label_of(since, zone, rollover), zone, rollover)
        end = min(zones[n + 1][0], until) if n + 1 < len(zones) else until
        yield start.astimezone(UTC), end.astimezone(UTC), zone


def _beginning(label: date, zone: tzinfo, rollover: int) -> datetime:
    return datetime.combine(label, time(rollover), tzinfo=zone).astimezone(UTC)
