"""Whether a reminder should ring: Q7 to Q10 of the rules for reminders. Pure, like `when`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_PER_LABEL = 3


class Anchor(StrEnum):
    WINDOW_START = "window_start"
    WINDOW_END = "window_end"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reminder that wants to ring, for `cap`. A higher priority goes first."""

    instant: datetime
    practice: str
    priority: int = 0
    reminder: str = ""


def backoff(ignored: int, days_since_last: int) -> bool:
    """Whether to ring today after so many in a row were left alone (Q8). Silent from nine on."""
    if ignored >= 9:
        return False
    return days_since_last >= (7 if ignored >= 6 else 2 if ignored >= 3 else 0)


def asks(state: str, my_left: int) -> bool:
    """Whether the practice still needs this member today (Q7)."""
    return state in ("open", "at_risk") and my_left > 0


def cap(candidates: Iterable[Candidate], most: int = MOST_PER_LABEL) -> list[Candidate]:
    """The few of a member's label that may ring (Q9): one per practice, chosen by priority and then by
    time, given in the order of time."""
    kept: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (-c.priority, c.instant, c.practice, c.reminder)):
        if len(kept) < most:
            kept.setdefault(candidate.practice, candidate)
    return sorted(kept.values(), key=lambda c: c.instant)


def anchor(strength: float) -> Anchor:
    """Where in its window a cue rings (Q10): a habit that stands needs no bell."""
    if strength < 0.35:
        return Anchor.WINDOW_START
    return Anchor.WINDOW_END if strength < 0.65 else Anchor.OFF
