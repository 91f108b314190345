"""Where a history plays: the whole app at a database that starts again from one template, on either engine.

Everything that could differ from run to run is handed in: the clock stands still, and ids, tags and tokens
come from one seeded source. A copy of the file, or of every table, is a backup.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection, exc
from sqlmodel import SQLModel

from app.kit.clock import FixedClock
from app.kit.context import Context, make_context
from app.kit.settings import Settings
from app.sync.live import Live
from tests.cast import ORIGIN
from tests.conftest import EVENING
from tests.sync.machine.line import Line

Backup = Path | dict[str, list[Any]]
"""A copy of the SQLite file, or the rows of every PostgreSQL table."""


@dataclass(slots=True)
class Source:
    """The one source of chance of a history."""

    random: Random

    def randbytes(self, n: int) -> bytes:
        return self.random.randbytes(n)


class Stage:
    """One database and the app at it, for many histories one after the other."""

    def __init__(self, app: FastAPI, folder: Path, database_url: str | None) -> None:
        settings = Settings(
            data_dir=folder, database_url=database_url, public_url=ORIGIN, registration="open", worker_in_web=False
        )
        self.clock = FixedClock(EVENING)
        self.source = Source(Random(0))
        self.ctx: Context = make_context(settings, clock=self.clock, randbytes=self.source.randbytes)
        self.file = None if database_url else folder / "tend.sqlite3"
        self.folder = folder
        self.line = Line(app)
        self.template: Backup | None = None
        self.broken = False
        self.mended = False
        self._copies = 0
        app.state.context = self.ctx
        app.state.live = Live(self.ctx)
        self._watch_writes()

    def close(self) -> None:
        self.ctx.db.dispose()
        self.line.close()

    def start(self) -> None:
        """The state of the template, and the same chance and clock as ever."""
        assert self.template is not None
        self.clock.set(EVENING)
        self.source.random.seed(1)
        self.broken = False
        self.mended = False
        object.__setattr__(self.ctx.settings, "min_schema", 1)
        self._drop_copies()
        self.restore(self.template)

    def backup(self) -> Backup:
        """A consistent copy of everything."""
        if self.file is None:
            with self.ctx.db.reader.connect() as connection:
                return {table.name: list(connection.execute(table.select())) for table in _tables()}
        self._copies += 1
        target = self.folder / f"backup-{self._copies}.sqlite3"
        live, copy = sqlite3.connect(self.file), sqlite3.connect(target)
        live.backup(copy)
        live.close()
        copy.close()
        return target

    def restore(self, backup: Backup) -> None:
        """Puts a copy back without telling anyone: heads, commits and memory of mutations included."""
        if isinstance(backup, dict):
            with self.ctx.db.writer.begin() as connection:
                _refill(connection, backup)
            return
        assert self.file is not None
        self.ctx.db.dispose()
        for leftover in self.folder.glob("tend.sqlite3-*"):
            leftover.unlink()
        shutil.copy(backup, self.file)

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The database takes no writes: a full disk, a server that is starting."""
        self.broken = True
        try:
            yield
        finally:
            self.broken = False

    def _watch_writes(self) -> None:
        write = self.ctx.db.write

        @contextmanager
        def guarded(*args: Any) -> Iterator[Any]:
            if self.broken:
                raise exc.OperationalError("BEGIN", {}, Exception("injected"))
            with write(*args) as session:
                yield session

        self.ctx.db.write = guarded  # type: ignore[method-assign]

    def _drop_copies(self) -> None:
        for copy in self.folder.glob("backup-*.sqlite3"):
            if copy != self.template:
                copy.unlink()


def _tables() -> list[Any]:
    return list(SQLModel.metadata.sorted_tables)


def _refill(connection: Connection, backup: dict[str, list[Any]]) -> None:
    """Every table as it was. The guards that forbid this to everybody else are out while it happens."""
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    names = ", ".join(f'"{name}"' for name in backup)
    connection.exec_driver_sql(f"TRUNCATE {names} CASCADE")
    for table in _tables():
        if rows := backup[table.name]:
            connection.execute(table.insert(), [dict(row._mapping) for row in rows])
