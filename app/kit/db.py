"""Engines and sessions. One writer on SQLite, one wall around every space on both databases."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, column, create_engine, event, false, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError
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
_READS = ("PRAGMA query_only=ON",)
_GLANCES = (*_READS, "PRAGMA busy_timeout=0", "PRAGMA cache_size=-1000")
_WRITE, _SNAPSHOT = "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
TRUSTED_FOR = 5.0
"""Seconds that a connection to PostgreSQL counts as alive after its last use: asking costs a journey each time."""


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
            self.writer = _sqlite_engine(url, 1, begin="BEGIN IMMEDIATE")
            self.reader = _sqlite_engine(url, pool_size, _READS, begin="BEGIN")
            self._glancer = _sqlite_engine(url, 1, _GLANCES, begin=None, patience=0)
        else:
            engine = _postgresql_engine(url, pool_size=pool_size)
            self.writer = engine.execution_options(begin=_WRITE)
            self.reader = engine.execution_options(begin=_SNAPSHOT)
        self._listeners: list[Callable[[], None]] = []

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Calls `listener`, from any thread, after each transaction of this process that wrote."""
        self._listeners.append(listener)

    @contextmanager
    def read(self, reach: Reach = NOWHERE) -> Iterator[ModelSession]:
        """One snapshot for everything that is read. Sees rows of the spaces in `reach` and no others.

        It ends by a COMMIT: after each ROLLBACK psycopg forgets the statements that it had prepared.
        """
        with _session(self.reader, reach) as session:
            yield session
            session.commit()

    @contextmanager
    def glance(self, reach: Reach = NOWHERE) -> Iterator[ModelSession]:
        """On SQLite alone, and without a transaction: each statement sees what is committed by then.

        It never waits, not for a lock and not for a connection, so that it may be taken in the event loop: it raises
        OperationalError or TimeoutError instead.
        """
        with _session(self._glancer, reach) as session:
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
        for engine in (*([self._glancer] if self.sqlite else []), self.reader, self.writer):
            engine.dispose()


@contextmanager
def _session(engine: Engine, reach: Reach) -> Iterator[ModelSession]:
    with ModelSession(engine, expire_on_commit=False, autoflush=False) as session:
        session.info["reach"] = reach
        try:
            yield session
        finally:
            session.info.clear()  # what it asked through may not outlive it: SQLite would keep the file open


def insert_into(session: Session, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, in the words of this session's database. The other's are not even loaded."""
    return import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}").insert(table)


def within(session: Session, space_id: str) -> bool:
    """Whether the wall of this session is open for that space."""
    reach = session.info["reach"]
    return isinstance(reach, Everywhere) or space_id in reach


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


def _sqlite_engine(
    url: str, pool_size: int, pragmas: tuple[str, ...] = (), *, begin: str | None, patience: float = 30
) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (*_SQLITE, *pragmas):
            connection.execute(pragma)

    event.listen(engine, "begin", _begin)
    return engine.execution_options(begin=begin)


def _postgresql_engine(url: str, *, pool_size: int) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, entry: Any) -> None:
        connection.autocommit = True  # transactions begin as their door says
        entry.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkin")
    def _note(_: Any, entry: Any) -> None:
        entry.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _alive(connection: Any, entry: Any, _: Any) -> None:
        if time.monotonic() - entry.info["used"] < TRUSTED_FOR:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Says it to the driver itself: the whole of SQLAlchemy for one word took as long as a look-up."""
    word = connection.get_execution_options().get("begin")
    if word is None:
        return
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.execute(word)
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, word, error) from error


def translated(connection: Connection, sql: str, error: Exception) -> Exception:
    """The driver's error as SQLAlchemy's own, without any value. A connection that is gone is not used again."""
    dialect: Any = connection.dialect
    gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if gone:
        connection.invalidate(error)
        connection.engine.dispose()  # the others of that time are gone as well
    return DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=gone, dialect=dialect
    )


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
