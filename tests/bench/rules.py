"""The rhythm of ten years of daily check-ins by two, folded whole and carried on by a day."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from app.practices import rules

START = date(2016, 1, 1)
DAYS = 3653
BARS = {"whole_ms": "<= 10 x plain", "onto_ms": "<= 0.1 x plain"}


def run(*, runs: int = 15) -> dict[str, Any]:
    """Medians in ms of CPU, and of the yardstick: a set of the same labels by member, which judges nothing."""
    today = START + timedelta(days=DAYS)
    practice = rules.Practice("each", START)
    members = [rules.Member("a"), rules.Member("b")]
    events = [rules.Event(who, START + timedelta(days=n)) for n in range(DAYS) if n % 11 for who in ("a", "b")]
    todays = {"a": today, "b": today}

    def fold(some: list[rules.Event], onto: rules.Folded | None = None) -> rules.Folded:
        return rules.fold(practice, members, some, (), (), None, todays, "a", onto)

    def plain() -> dict[str, set[date]]:
        found: dict[str, set[date]] = {}
        for event in events:
            found.setdefault(event.member, set()).add(event.label)
        return found

    stored = fold(events)
    figures = {
        "plain_ms": _ms(plain, runs),
        "whole_ms": _ms(lambda: fold(events), runs),
        "onto_ms": _ms(lambda: fold(events[-4:], stored), runs),
    }
    return {
        "unit": "CPU ms, medians",
        "figures": figures,
        "ratios_to_plain": {name: round(value / figures["plain_ms"], 2) for name, value in figures.items()},
        "bars": BARS,
    }


def _ms(work: Callable[[], object], runs: int) -> float:
    found = []
    for _ in range(runs):
        begin = time.process_time_ns()
        work()
        found.append((time.process_time_ns() - begin) / 1e6)
    return round(statistics.median(found), 4)
