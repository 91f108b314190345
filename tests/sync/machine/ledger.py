"""Every edit that somebody was told is saved, who knew of which, and in which history the server took it.

A restored backup starts another history: up to the heads in the backup it is the one before, then it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.sync.machine.line import Json
from tests.sync.machine.truth import Key

ANY = 2**53


@dataclass(slots=True)
class Edit:
    """One change by one member, from a device or by REST.

    `knew` is the record's seq that its author had before their eyes, in history `at_history`, and `saw` its fields.
    `made_in`: the history that the server was in, whether or not the author knew.
    """

    number: int
    id: str
    author: str
    device: str
    n: int
    key: Key
    op: str
    fields: Json
    knew: int
    at_history: int
    saw: Json
    made_in: int = 0
    sealed: bool = False
    forgotten: bool = False
    seqs: dict[int, int] = field(default_factory=dict)

    @property
    def space(self) -> str:
        return self.key[0]


@dataclass(slots=True)
class History:
    """One life of the server's data: what it grew out of, and how far it shares that one's commits."""

    parent: int | None
    heads: Mapping[str, int]


class Ledger:
    """All edits of one run, and the tree of histories."""

    def __init__(self, first: int = 1) -> None:
        self.first = first
        self.edits: dict[str, Edit] = {}
        self.by_number: dict[int, Edit] = {}
        self.by_key: dict[Key, list[Edit]] = {}
        self.histories: list[History] = [History(None, {})]
        self.results: dict[tuple[int, str], tuple[Any, ...]] = {}

    @property
    def now(self) -> int:
        """The history that the server is in."""
        return len(self.histories) - 1

    @property
    def next_number(self) -> int:
        return len(self.by_number) + self.first

    def note(self, edit: Edit) -> Edit:
        edit.made_in = self.now
        self.edits[edit.id] = edit
        self.by_number[edit.number] = edit
        self.by_key.setdefault(edit.key, []).append(edit)
        return edit

    def took(self, id_: str, seq: int) -> None:
        """The server says which commit holds it."""
        if id_ in self.edits:
            self.edits[id_].seqs.setdefault(self.now, seq)

    def fork(self, history: int, heads: Mapping[str, int]) -> None:
        """The server came back from a backup of that history."""
        self.histories.append(History(history, heads))

    def knew(self, later: Edit, earlier: Edit) -> bool:
        """Whether who made `later` had `earlier` before their eyes, or made it on the same device."""
        if later.device == earlier.device:
            return later.n > earlier.n
        return any(self._reaches(later, history, seq) for history, seq in earlier.seqs.items())

    def _reaches(self, later: Edit, history: int, seq: int) -> bool:
        """Whether a commit belongs to what `later`'s author had seen, whatever was restored in between."""
        line = self._line(later.at_history)
        there = self._line(history)
        common = max(set(line) & set(there))
        space = later.space
        reach = min(self._kept(line, common, space), self._kept(there, common, space))
        return seq <= min(later.knew, reach)

    def _line(self, history: int) -> list[int]:
        line = [history]
        while (parent := self.histories[line[-1]].parent) is not None:
            line.append(parent)
        return line

    def _kept(self, line: list[int], common: int, space: str) -> int:
        """How many commits of `common` are still in the history at the start of this line."""
        grown = line[: line.index(common)]
        return min((self.histories[history].heads.get(space, 0) for history in grown), default=ANY)
