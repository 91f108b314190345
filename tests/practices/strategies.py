"""Practices, couples and histories of every kind, for the properties of the rhythm engine.

A history is grown from a length and a seed: hundreds of days are too many to draw one by one, thousands of
times. The length shrinks.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from app.practices.periods import Kind, Weekday
from app.practices.rules import Cadence, Event, Member, Pause, Practice
from tests.practices.cases import Asked

MONDAY = date(2026, 3, 2)
KINDS: tuple[Kind, ...] = ("daily", "daily", "weekly", "every", "monthly")
REQUIRES = ("one:a", "either", "together", "each", "each")
WEEK_STARTS: tuple[Weekday, ...] = ("mon", "sun", "wed")
LENGTHS = (None, 0, 1, 2, 6, 7, 13, 30)


def day(offset: int) -> date:
    return MONDAY + timedelta(offset)


def histories(
    kinds: tuple[Kind, ...] = KINDS, one_clock: bool = False, synced: bool = True, mended: bool = True
) -> st.SearchStrategy[Asked]:
    """Practices of up to ten weeks, with members, logs, pauses, rests, mends and changes of cadence."""
    return st.builds(
        lambda length, seed: grown(length, Random(seed), kinds, one_clock, synced, mended),
        st.integers(-1, 70),
        st.integers(0, 2**64),
    )


def pauses() -> st.SearchStrategy[Pause]:
    return st.integers(0, 2**64).map(lambda seed: _pause(Random(seed), 60))


def grown(
    length: int,
    chance: Random,
    kinds: tuple[Kind, ...] = KINDS,
    one_clock: bool = False,
    synced: bool = True,
    mended: bool = True,
) -> Asked:
    start = chance.randint(0, 9)
    last = start + length
    members = tuple(_members(chance, start, last))
    waits = synced and chance.random() < 0.5
    lag = (0,) if one_clock else (0, 0, 0, -1, 1)
    return Asked(
        practice=_practice(chance, start, last, kinds),
        members=members,
        events=tuple(_logs(chance, members, start - 2, last + 1)),
        pauses=tuple(_pause(chance, last) for _ in range(chance.choice((0, 0, 1, 2, 3)))),
        rests=tuple(day(last - chance.randint(-1, 7)) for _ in range(chance.randint(0, 2))),
        mends=tuple(day(chance.randint(start, last + 2)) for _ in range(chance.choice((0, 0, 1, 3)) * mended)),
        synced_through=day(last - chance.randint(0, 9)) if waits else None,
        today={member.id: day(last + chance.choice(lag)) for member in members},
        viewer=chance.choice(members).id,
    )


def _practice(chance: Random, start: int, last: int, kinds: tuple[Kind, ...]) -> Practice:
    since = sorted(chance.randint(start - 2, last + 3) for _ in range(chance.choice((0, 0, 1, 2))))
    return Practice(
        chance.choice(REQUIRES),
        day(start),
        day(chance.randint(start - 1, last + 3)) if chance.random() < 0.25 else None,
        chance.choice((0, 1, 1, 2, 3)),
        tuple(_cadence(chance, kinds, that) for that in (None, *map(day, since))),
        tuple(day(chance.randint(start, last + 2)) for _ in range(chance.randint(0, 2))),
    )


def _cadence(chance: Random, kinds: tuple[Kind, ...], since: date | None) -> Cadence:
    times, days = chance.randint(1, 4), chance.randint(1, 5)
    return Cadence(since, chance.choice(kinds), times, days, chance.choice(WEEK_STARTS))


def _members(chance: Random, start: int, last: int) -> Iterator[Member]:
    """One to three, who may join late or leave."""
    for who in "abc"[: chance.choice((1, 2, 2, 2, 3))]:
        joined = day(chance.randint(start - 3, last + 2)) if chance.random() < 0.3 else None
        left = day(chance.randint(start - 3, last + 2)) if chance.random() < 0.15 else None
        yield Member(who, joined, left)


def _logs(chance: Random, members: tuple[Member, ...], first: int, last: int) -> Iterator[Event]:
    """Sparse, even or dense, by member."""
    for member in members:
        often = chance.choice((0.1, 0.5, 0.8, 0.95, 1))
        yield from (Event(member.id, day(n)) for n in range(first, last + 1) if chance.random() < often)


def _pause(chance: Random, last: int) -> Pause:
    first, length = chance.randint(-5, max(last, 0)), chance.choice(LENGTHS)
    to = None if length is None else day(first + length)
    return Pause(day(first), to, chance.choice((None, "a", "b", "c")))
