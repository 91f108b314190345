"""What a phone keeps, in tables, with transactions that hold as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from tests.sync.machine.line import Json

TABLES = ("base", "shadow", "cursors", "outbox", "sent", "parked", "memberships")


class PowerLost(Exception):
    """The phone died in the middle of a transaction."""


@dataclass(frozen=True, slots=True)
class Row:
    """A write of this device's, from the moment it was said to be saved.

    `replay`: the commit that held it before the server came back from a backup.
    """

    mutation: Json
    state: Literal["pending", "acked"] = "pending"
    seq: int | None = None
    replay: int | None = None
    fails: int = 0
    waits: int = 0
    after: datetime | None = None
    confirmed_at: datetime | None = None
    why: str = ""

    @property
    def id(self) -> str:
        return str(self.mutation["id"])

    @property
    def n(self) -> int:
        return int(self.mutation["n"])

    @property
    def space(self) -> str:
        return str(self.mutation["space"])

    @property
    def entity(self) -> tuple[str, str, str]:
        return (self.space, self.mutation["type"], self.mutation["entity"])


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a space was read. Every commit from `floor` to `upto` is here, of the server's `history`."""

    cursor: str | None = None
    before: str | None = None
    upto: int = 0
    floor: int = 0
    rebuilding: bool = False
    history: int = 0


class Store:
    """Tables of frozen rows. A transaction that is cut leaves everything as it was."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Any, Any]] = {name: {} for name in TABLES}
        self._left: int | None = None

    def __getitem__(self, table: str) -> dict[Any, Any]:
        return self.tables[table]

    def put(self, table: str, key: Any, row: Any) -> None:
        self._step()
        self.tables[table][key] = row

    def remove(self, table: str, key: Any) -> None:
        self._step()
        self.tables[table].pop(key, None)

    def clear(self, table: str, space: str) -> None:
        """Every record of a space."""
        self._step()
        self.tables[table] = {key: row for key, row in self.tables[table].items() if key[0] != space}

    @contextmanager
    def transaction(self, cut_after: int | None = None) -> Iterator[Store]:
        """Raises PowerLost at the write after `cut_after` of them, and nothing was written then."""
        before = {name: dict(rows) for name, rows in self.tables.items()}
        self._left = cut_after
        try:
            yield self
            if cut_after is not None:
                raise PowerLost
        except BaseException:
            self.tables = before
            raise
        finally:
            self._left = None

    def _step(self) -> None:
        if self._left is None:
            return
        if self._left == 0:
            raise PowerLost
        self._left -= 1
