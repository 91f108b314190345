"""How two changes of one record meet. Pure: values in, a decision out (design: "Merge")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Stamps = dict[str, list[Any]]
"""For each field `[seq, at, device]` of its last change, and who made it where that is not the record's author."""


@dataclass(frozen=True, slots=True)
class Change:
    """A patch as it arrived. `at` is the device's time; `base_seq` is what the device had seen."""

    fields: Mapping[str, Any]
    base_seq: int
    at: str
    device: str


@dataclass(slots=True)
class Merged:
    """`wins` are to be written, `losers` are `(field, value, whether it is the newcomer's)`, to be kept.

    `at` is when the change counts as made.
    """

    at: str
    wins: dict[str, Any] = field(default_factory=dict)
    losers: list[tuple[str, Any, bool]] = field(default_factory=list)

    @property
    def outcome(self) -> Literal["applied", "merged", "superseded"]:
        """applied: nobody else had touched it; merged: side by side; superseded: a later change stands."""
        if not self.losers:
            return "applied"
        return "merged" if self.wins else "superseded"


def concurrent(stamp: list[Any] | None, change: Change) -> bool:
    """Whether a field was changed, elsewhere, after what this device had seen."""
    return stamp is not None and stamp[0] > change.base_seq and stamp[2] != change.device


def merge(
    now: Mapping[str, Any], stamps: Stamps, change: Change, *, earliest: Callable[[], str], received: str
) -> Merged:
    """The later `at` wins field by field, clamped to [time of the base, receipt]; time breaks ties, never rejects.

    Saying again what stands already counts as having said it later: what somebody else meant in between
    does not undo it. `earliest` is asked only when two changes did meet: it costs a look into the history.
    """
    result = Merged(min(change.at, received))
    for name, value in change.fields.items():
        stamp = stamps.get(name)
        if stamp is None or not concurrent(stamp, change):
            result.wins[name] = value
            continue
        same = now.get(name) == value
        result.at = min(max(change.at, earliest()), received)
        if (result.at, change.device) > (stamp[1], stamp[2]):
            result.wins[name] = value
            if not same:
                result.losers.append((name, now.get(name), False))
        elif not same:
            result.losers.append((name, value, True))
    return result


def stamped(
    stamps: Stamps, names: Mapping[str, Any], *, seq: int, at: str, device: str, other: str | None = None
) -> Stamps:
    """The stamps after these fields were written, by the record's author or by an `other` member."""
    stamp = [seq, at, device] if other is None else [seq, at, device, other]
    return {**stamps, **dict.fromkeys(names, stamp)}


def writer_of(stamp: list[Any] | None, author: str) -> str:
    """Whose value a field holds."""
    return stamp[3] if stamp is not None and len(stamp) > 3 else author
