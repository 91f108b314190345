"""Engines and sessions. One writer on SQLite, one wall around every space on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Engine, column, create_engine, event, false, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.pool import QueuePool
from sqlmodel import Field, SQLModel
from sqlmodel import Session as ModelSession

_SQLITE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-8000",
)


class InSpace(SQLModel):
    """A row that belongs to one space, which leads its key. The wall looks for exactly this base class."""

    space_id: str = Field(primary_key=True, max_length=36)

    @classmethod
    def walled(cls) -> Any:
        """The column that the wall compares. The base has no table: SQLAlchemy only looks at its shape."""
        return getattr(cls, "space_id", column("space_id"))


T = TypeVar("T")


class WallBroken(RuntimeError):
    """Code tried to write a row outside the spaces that its session was opened for."""


class Everywhere:
    """The mark of a session for jobs and migrations, which no request ever gets."""


EVERYWHERE = Everywhere()
Reach = frozenset[str] | Everywhere
NOWHERE: frozenset[str] = frozenset()


class Database:
    """The two doors to the data: `read` (a snapshot) and `write` (a transaction that commits at the end)."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.sqlite:
            self.writer = _sqlite_engine(url, pool_size=1, begin="BEGIN IMMEDIATE", read_only=False)
            self.reader = _sqlite_engine(url, pool_size=pool_size, begin="BEGIN", read_only=True)
        else:
            self.writer = create_engine(
                url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True
            )
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ")
        self._listeners: list[Callable[[], None]] = []

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Calls `listener`, from any thread, after each transaction of this process that wrote."""
        self._listeners.append(listener)

    @contextmanager
    def read(self, reach: Reach = NOWHERE) -> Iterator[ModelSession]:
        """One snapshot for everything that is read. Sees rows of the spaces in `reach` and no others."""
        with _session(self.reader, reach) as session:
            yield session

    @contextmanager
    def write(self, reach: Reach = NOWHERE) -> Iterator[ModelSession]:
        """One transaction: committed when the block ends, undone when it raises. Services never commit."""
        with _session(self.writer, reach) as session:
            yield session
            session.commit()
        for listener in self._listeners:
            listener()

    def settle(self, work: Callable[[ModelSession], T], reach: Reach = NOWHERE) -> T:
        """`work` in a transaction of its own, and once more if another one made the same row meanwhile.

        For what is sent twice at the same moment: the second time finds what the first one made.
        """
        try:
            with self.write(reach) as session:
                return work(session)
        except IntegrityError:
            with self.write(reach) as session:
                return work(session)

    def dispose(self) -> None:
        """Closes every connection."""
        self.reader.dispose()
        self.writer.dispose()


def _session(engine: Engine, reach: Reach) -> ModelSession:
    session = ModelSession(engine, expire_on_commit=False, autoflush=False)
    session.info["reach"] = reach
    return session


def widen(session: Session, reach: frozenset[str]) -> None:
    """Opens the wall of a running session for further spaces, once access to them was proved."""
    now = session.info["reach"]
    if not isinstance(now, Everywhere):
        session.info["reach"] = now | reach


@contextmanager
def by_secret(session: Session) -> Iterator[None]:
    """Lifts the wall for one look-up by a secret, or by an id that only its owner was told.

    Whoever holds the secret of an invitation is in none of its spaces yet. Nothing else may be read in here.
    """
    reach = session.info["reach"]
    session.info["reach"] = EVERYWHERE
    try:
        yield
    finally:
        session.info["reach"] = reach


def _sqlite_engine(url: str, *, pool_size: int, begin: str, read_only: bool) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in _SQLITE:
            connection.execute(pragma)
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


@event.listens_for(Session, "do_orm_execute")
def _wall(state: ORMExecuteState) -> None:
    """Every ORM statement sees only the session's spaces; a session that names none sees none."""
    reach = state.session.info.get("reach", NOWHERE)
    if isinstance(reach, Everywhere) or state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(_only(reach))


@lru_cache(maxsize=512)
def _only(reach: frozenset[str]) -> Any:
    """The criterion that keeps every statement within these spaces; for no space, the one that nothing fits."""
    if not reach:
        return with_loader_criteria(InSpace, lambda _: false(), include_aliases=True)
    allowed = tuple(sorted(reach))
    return with_loader_criteria(InSpace, lambda cls: cls.walled().in_(allowed), include_aliases=True)


@event.listens_for(Session, "before_flush")
def _wall_for_writes(session: Session, *_: Any) -> None:
    reach = session.info.get("reach", NOWHERE)
    if isinstance(reach, Everywhere):
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, InSpace) and row.space_id not in reach:
            raise WallBroken(type(row).__name__)
