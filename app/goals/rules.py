"""What may become of a goal, and how far it has come. Pure: its twin on the phone is `pwa/domain/goals.ts`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

State = Literal["open", "set_back", "reached", "let_go"]

STEPS: Final[dict[str, frozenset[str]]] = {
    "open": frozenset({"set_back", "reached", "let_go"}),
    "set_back": frozenset({"open", "reached", "let_go"}),
    "reached": frozenset({"open"}),
    "let_go": frozenset({"open"}),
}
"""What was reached or let go is taken up again before it becomes anything else."""


@dataclass(frozen=True, slots=True)
class Given:
    """A contribution. `amount`: hundredths of the unit, None where none was said."""

    member: str
    day: date
    amount: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """What one member gave: how often, and how much of it was measured."""

    member: str
    times: int
    amount: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`share`: 0 to 1, None where there is neither an amount nor a milestone to measure it by."""

    share: float | None
    amount: int
    times: int
    last: date | None
    milestones: int
    reached: int
    members: tuple[Share, ...]


def may_become(before: str, after: str) -> bool:
    """Whether a goal (or a milestone) in that state may come to the other one."""
    return before == after or after in STEPS[before]


def progress(state: str, target: int | None, milestones: Iterable[str], given: Iterable[Given]) -> Progress:
    """From a goal's state and target, the states of its milestones and all its contributions, in any order.

    Amounts are whole numbers, so their sum is the same in whatever order they arrived.
    """
    stands = [one for one in given if not one.withdrawn]
    wanted = [one for one in milestones if one != "let_go"]
    reached = wanted.count("reached")
    amount = sum(one.amount or 0 for one in stands)
    return Progress(
        _share(state, target, amount, len(wanted), reached),
        amount,
        len(stands),
        max((one.day for one in stands), default=None),
        len(wanted),
        reached,
        tuple(_of(member, stands) for member in sorted({one.member for one in stands})),
    )


def _share(state: str, target: int | None, amount: int, wanted: int, reached: int) -> float | None:
    if state == "reached":
        return 1.0
    if target:
        return min(1.0, amount / target)
    return reached / wanted if wanted else None


def _of(member: str, stands: list[Given]) -> Share:
    own = [one for one in stands if one.member == member]
    return Share(member, len(own), sum(one.amount or 0 for one in own))
