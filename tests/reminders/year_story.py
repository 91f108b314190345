"""What a story of many people is made of: who they are, what they did by the minute, and what rang."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.push.outcome import Outcome, Subscription, Verdict
from tests.cast import Someone

ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Adelaide",
    "America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Honolulu", "America/Sao_Paulo",
    "America/St_Johns", "Africa/Cairo",
)  # fmt: skip
HOME = "Europe/Berlin"
CHANGES_RULES, TO = "Asia/Kolkata", "Asia/Karachi"
"""A country that leaves its half hour, by a release of the zone rules in the middle of the story."""
NIGHTS = (("22:00", "07:00"), ("23:30", "06:30"), ("21:45", "05:15"), ("13:00", "14:30"), None)
TIMES = ("06:15", "08:00", "12:30", "13:40", "18:05", "20:00", "21:50", "00:30", "01:30", "02:30", "23:45")
HOUR, DAY = 60, 24 * 60


def minute_of(at: datetime) -> int:
    """Whole minutes since 1970."""
    return int(at.timestamp()) // 60


def moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


@cache
def clock_of(name: str) -> tzinfo:
    return ZoneInfo(name)


@dataclass(eq=False)
class Person:
    who: Someone
    space: str
    zone: str
    night: tuple[time, time] | None
    tired: bool
    reminders: list[Bell] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Has more reminders than a day may ring."""
        return len(self.reminders) > 3


@dataclass(eq=False)
class Bell:
    """A reminder."""

    id: str
    of: Person
    practice: str
    requires: str
    at: time
    days: list[int]
    fixed: bool


@dataclass
class Story:
    """What happened, by the minute: `(kind, about)`, and what rang: `(bell, label)`."""

    start: int
    end: int
    people: list[Person] = field(default_factory=list)
    happened: dict[int, list[tuple[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    rang: dict[int, list[tuple[Bell, str]]] = field(default_factory=lambda: defaultdict(list))
    downtimes: list[tuple[int, int]] = field(default_factory=list)

    def note(self, minute: int, kind: str, *about: Any) -> None:
        self.happened[minute].append((kind, about))

    def wakes(self, minute: int) -> int | None:
        """When the server is back, if it is down at that minute."""
        return next((end for begin, end in self.downtimes if begin <= minute < end), None)


class Phones:
    """A push sender that keeps what it is handed, in place of encrypting it."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, int]] = []

    async def send(
        self, to: Subscription, payload: bytes, *, ttl: int, topic: str | None = None, padded: bool = True
    ) -> Outcome:
        assert topic
        assert padded
        self.sent.append((to.endpoint, payload, ttl))
        return Outcome(Verdict.sent, 201)


def is_quiet(night: tuple[time, time] | None, at: time) -> bool:
    """Said once more, apart from the code under test."""
    if night is None:
        return False
    first, last = night
    return first <= at < last if first <= last else not last <= at < first
