"""The one source of time, and the one source of time zones.

Nothing below the edges asks the machine what time it is: it is handed a `Clock`. Zone rules come from
the `tzdata` package alone. The machine's own files are often older and disagree about the future by an
hour, and then two servers would ring at two different times.
"""

import importlib
import time
import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(to=[])
ZoneInfo.clear_cache()  # a zone that was read before this line came from the machine's files


class UnknownZone(ValueError):
    """A time zone that the tz database does not have under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No time zone is called {name[:64]!r}. Send an IANA name such as Europe/Berlin.")
        self.name = name


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back: for durations, not for dates."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class FixedClock:
    """A clock that stands still until it is told to move: for tests and demos."""

    def __init__(self, at: datetime) -> None:
        self._elapsed = 0.0
        self.set(at)

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def advance(self, by: timedelta = timedelta(), /, **parts: float) -> datetime:
        """Let time pass: `advance(timedelta(minutes=5))` or `advance(minutes=5)`. Returns the new instant."""
        step = by + timedelta(**parts)
        if step < timedelta():
            raise ValueError("Time only passes forwards; to put the clock back, use set().")
        self._now += step
        self._elapsed += step.total_seconds()
        return self._now

    def set(self, at: datetime) -> None:
        """Put the hands elsewhere, as a wrong clock is put right. `monotonic` does not notice."""
        if at.tzinfo is None:
            raise ValueError("A clock needs an aware instant, such as datetime(2026, 6, 1, tzinfo=UTC).")
        self._now = at.astimezone(UTC)


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, exactly as spelled.

    Asked of a fixed list, so that what a caller sends never becomes a path. Raises `UnknownZone`.
    """
    if name not in _zone_names():
        raise UnknownZone(name)
    return ZoneInfo(name)


@cache
def tzdata_version() -> str:
    """The release of the zone rules, such as "2026f". When it changes, cached instants are stale."""
    version: str = importlib.import_module("tzdata").IANA_VERSION  # the package carries no types
    return version


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
