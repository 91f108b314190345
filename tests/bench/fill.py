"""Rows by the million, made inside the database: copies of a couple's own, under other names.

Nothing here goes through the server: what is measured afterwards is what it does with tables of that size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, create_engine, func, insert, select, text
from sqlalchemy import update as updated
from sqlalchemy.sql.expression import ColumnElement

from app.tables import metadata

PER_DAY = 10
_QUICK = {
    "sqlite": ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-200000"),
    "postgresql": ("SET session_replication_role = replica", "SET synchronous_commit = off", "SET work_mem = '128MB'"),
}
"""No waiting for the disk, and nothing looked up that is known to be there."""
_SETTLED = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "VACUUM ANALYZE"}
_UUID = {
    "sqlite": "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' "
    "|| substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))",
    "postgresql": "gen_random_uuid()::text",
}

_here = MetaData()
_SPACE = Table(
    "filled_space",
    _here,
    Column("space_id", String),
    Column("member_id", String),
    Column("size", Integer),
    prefixes=["TEMPORARY"],
)
_TURN = Table("filled_turn", _here, Column("n", Integer), Column("label", String), prefixes=["TEMPORARY"])
_ROW = Table(
    "filled_row",
    _here,
    Column("space_id", String),
    Column("member_id", String),
    Column("seq", Integer),
    Column("label", String),
    Column("id", String),
    Column("mutation", String),
    prefixes=["TEMPORARY"],
)


def fill(url: str, space_id: str, member_id: str, *, own: int, spaces: int, each: int) -> None:
    """`own` check-ins more of this member in this space, and `each` in every one of so many others.

    The space has a practice, and a check-in that was its last commit. The rows lie in the tables as years would
    have left them: side by side what was written on one day, whoever wrote it.
    """
    engine = create_engine(url)
    with engine.connect() as connection:
        for word in _QUICK[engine.dialect.name]:
            connection.execute(text(word))
        connection.commit()
        head = _head(connection, space_id)
        _here.create_all(connection)
        _plan(connection, {(space_id, member_id): own} | {(str(uuid4()), str(uuid4())): each for _ in range(spaces)})
        connection.execute(_rows(engine.dialect.name, head))
        for statement in (*_spaces(space_id, head), *_check_ins(space_id, head)):
            connection.execute(statement)
            connection.commit()
        space = metadata.tables["space"]
        connection.execute(updated(space).where(space.c.id == space_id).values(head=head + own))
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(_SETTLED[engine.dialect.name]))
    engine.dispose()


def _head(connection: Connection, space_id: str) -> int:
    space = metadata.tables["space"]
    return connection.execute(select(space.c.head).where(space.c.id == space_id)).scalar_one()


def _plan(connection: Connection, sizes: dict[tuple[str, str], int]) -> None:
    spaces = [{"space_id": space, "member_id": member, "size": size} for (space, member), size in sizes.items()]
    connection.execute(insert(_SPACE), spaces)
    first, last = date(2000, 1, 1), max(sizes.values())
    turns = [{"n": n, "label": str(first + timedelta(n // PER_DAY))} for n in range(1, last + 1)]
    connection.execute(insert(_TURN), turns)


def _rows(dialect: str, head: int) -> Any:
    """A line for each check-in. In PostgreSQL rows lie as they came, in SQLite by their space however they came."""
    new = text(_UUID[dialect])
    made = select(_SPACE.c.space_id, _SPACE.c.member_id, _TURN.c.n + head, _TURN.c.label, new, new)
    made = made.join_from(_SPACE, _TURN, _TURN.c.n <= _SPACE.c.size)
    order = (_TURN.c.n, _SPACE.c.space_id) if dialect == "postgresql" else (_SPACE.c.space_id, _TURN.c.n)
    return insert(_ROW).from_select([column.name for column in _ROW.c], made.order_by(*order))


def _spaces(space_id: str, head: int) -> Iterator[Any]:
    """The space, its member and its practice, once for each of the others."""
    space, member, practice = (metadata.tables[name] for name in ("space", "membership", "practice"))
    other = _SPACE.c.space_id != space_id
    inside = {"space_id": _SPACE.c.space_id}
    yield _copies(_SPACE, other, space, space.c.id == space_id, id=_SPACE.c.space_id, head=_SPACE.c.size + head)
    yield _copies(_SPACE, other, member, member.c.space_id == space_id, **inside, member_id=_SPACE.c.member_id)
    yield _copies(_SPACE, other, practice, practice.c.space_id == space_id, **inside)


def _check_ins(space_id: str, head: int) -> Iterator[Any]:
    """All that the last check-in left behind, once for each line."""
    names = ("check_in", "feed", "space_commit", "applied_mutation")
    check_in, feed, commit, applied = (metadata.tables[name] for name in names)
    here = {"space_id": _ROW.c.space_id, "seq": _ROW.c.seq}
    who = {"author_id": _ROW.c.member_id, "member_id": _ROW.c.member_id}
    asked = {"account_id": _ROW.c.member_id, "id": _ROW.c.mutation, "entity_id": _ROW.c.id}

    def sample(table: Table) -> ColumnElement[bool]:
        return (table.c.space_id == space_id) & (table.c.seq == head)

    yield _copies(_ROW, None, check_in, sample(check_in), **here, **who, id=_ROW.c.id, label=_ROW.c.label)
    yield _copies(_ROW, None, feed, sample(feed), **here, id=_ROW.c.id)
    yield _copies(_ROW, None, commit, sample(commit), **here, tag=func.substr(_ROW.c.mutation, 1, 16))
    yield _copies(_ROW, None, applied, sample(applied), **here, **asked)


def _copies(
    lines: Table, which: ColumnElement[bool] | None, table: Table, sample: ColumnElement[bool], **instead: Any
) -> Any:
    """The sample row for each of these lines, with other values instead of its own."""
    columns = {column.name: column for column in table.columns} | instead
    copies = select(*columns.values()).join_from(table, lines, sample)
    if which is not None:
        copies = copies.where(which)
    return insert(table).from_select(list(columns), copies)
