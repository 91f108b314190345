"""When the next try may come: GCRA (a theoretical arrival time) whose interval doubles with each try."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """So many tries at once, then 1 s, 2 s, 4 s … up to `longest`; all forgotten after `forget` of quiet (ms)."""

    name: str
    free: int
    longest: int = 15 * 60_000
    forget: int = 60 * 60_000


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Tries so far, and the instant (ms) from which the next one may come."""

    tries: int = 0
    tat: int = 0


def wait(gate: Gate, before: Arrivals, now: int) -> int:
    """Milliseconds until a try may come; 0 if it may now. A try that was refused costs nothing: no hard lock."""
    return min(max(0, before.tat - now), gate.longest)


def after_try(gate: Gate, before: Arrivals, now: int) -> Arrivals:
    """The arrivals once a try was let through."""
    tries = 1 if now >= before.tat + gate.forget else before.tries + 1
    if tries < gate.free:
        return Arrivals(tries, now)
    doubling = min(tries - gate.free, 20)  # beyond, the longest wait is long reached
    return Arrivals(tries, now + min(1000 << doubling, gate.longest))
