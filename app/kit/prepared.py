"""Statements of the hot paths: compiled once, run on the driver, with the wall built in.

What SQLAlchemy does each time a statement runs costs many times the statement. So what every request of a
phone waits for skips it: who asks, pull, and push. A statement on rows that belong to a space gets its
criterion here, is asked for one space at a time, and sees nothing of a space that its session was not opened
for. So the wall of `app.kit.db` stands around these too, and nobody can prepare a statement without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, cast

from pydantic_core import to_json
from sqlalchemy import Boolean, Dialect, Executable, Select, Table, bindparam
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.selectable import AliasedReturnsRows
from sqlalchemy.sql.visitors import iterate

from app.kit.db import Everywhere, InSpace, WallBroken, translated, within

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement as one driver takes it: `parameters` makes of values what it wants, in its order or by name.

    `found` converts what the driver does not: `(position, how)`. `many`: the same for a whole list of rows at
    once, given as JSON, where that takes fewer journeys.
    """

    sql: str
    parameters: Callable[[Values], Any]
    found: tuple[tuple[int, Convert], ...]
    many: str | None

    def results(self, rows: list[Row]) -> list[Row]:
        """The rows as the columns' types say."""
        if not self.found:
            return rows
        whole = [list(row) for row in rows]
        for at, convert in self.found:
            for row in whole:
                row[at] = convert(row[at])
        return [tuple(row) for row in whole]


class Prepared:
    """A statement, and what each kind of database makes of it."""

    def __init__(self, statement: Executable, *, proven: Sequence[Table] = (), everywhere: bool = False) -> None:
        """Adds `space_id = :space` where rows of spaces are read, changed or taken away.

        `proven`: what it reads in spaces only where its own joins have proved that the one who asks is a member.
        `everywhere`: adds nothing, and is refused to any session but that of a job, which no request ever gets.
        """
        self._everywhere = everywhere
        walled = cast(Any, statement)
        inside = [] if everywhere else _tables_in_spaces(statement, proven)
        self._inserts = isinstance(statement, Insert)
        if not self._inserts:
            for table in inside:
                walled = walled.where(table.c.space_id == bindparam("space"))
        self._statement = walled
        self._walled = bool(inside)
        self._plans: dict[str, Plan] = {}

    def rows(self, session: Session, **asked: Any) -> list[Row]:
        """What is there. Of rows in spaces `asked` names the space; outside of the session's reach is nothing.

        Raises WallBroken for a statement of jobs in another session than theirs.
        """
        self._only_for_jobs(session)
        if self._walled and not within(session, asked["space"]):
            return []
        cursor, dialect, plan = self._at(session)
        try:
            return plan.results(cursor.execute(plan.sql, plan.parameters(asked)).fetchall())
        except dialect.loaded_dbapi.Error as error:
            raise translated(session.connection(), plan.sql, error) from error

    def run(self, session: Session, *rows: Values) -> None:
        """Writes, once for each of `rows`. Raises WallBroken, and writes nothing, outside of the session's reach."""
        if not rows:
            return
        self._only_for_jobs(session)
        if self._walled:
            _all_within(session, rows, "space_id" if self._inserts else "space")
        cursor, dialect, plan = self._at(session)
        try:
            if len(rows) == 1:
                cursor.execute(plan.sql, plan.parameters(rows[0]))
            elif plan.many is not None:
                cursor.execute(plan.many, [to_json(rows).decode()])
            else:
                cursor.executemany(plan.sql, [plan.parameters(row) for row in rows])
        except dialect.loaded_dbapi.Error as error:
            raise translated(session.connection(), plan.sql, error) from error

    def _only_for_jobs(self, session: Session) -> None:
        if self._everywhere and not isinstance(session.info["reach"], Everywhere):
            raise WallBroken("a job's statement")

    def _at(self, session: Session) -> tuple[Any, Dialect, Plan]:
        cursor, dialect = _line(session)
        return cursor, dialect, self.plan(dialect)

    def plan(self, dialect: Dialect) -> Plan:
        """What that kind of database makes of it."""
        plan = self._plans.get(dialect.name)
        if plan is None:
            plan = self._plans[dialect.name] = _plan(self._statement, dialect)
        return plan


def _line(session: Session) -> tuple[Any, Dialect]:
    """One cursor of the driver for all that a transaction asks. Who asks has taken every row before the next asks."""
    now = session.get_transaction()
    found = session.info.get("line")
    if found is None or now is None or found[0] is not now:
        connection = session.connection()
        driver: Any = connection.connection.dbapi_connection
        found = session.info["line"] = (session.get_transaction(), driver.cursor(), connection.dialect)
    return found[1], found[2]


def _all_within(session: Session, rows: Sequence[Values], name: str) -> None:
    for space in {row[name] for row in rows}:
        if not within(session, space):
            raise WallBroken(space)


def _tables_in_spaces(statement: Any, proven: Sequence[Table]) -> list[Table]:
    """The tables in it whose rows belong to a space, but for the proven. Only plain ones: a criterion has to reach
    each of them."""
    walled = {found for kind in _descendants(InSpace) if (found := getattr(kind, "__table__", None)) is not None}
    parts = list(iterate(statement))
    walled -= set(proven)
    inside = {part for part in parts if isinstance(part, Table) and part in walled}
    if isinstance(statement, (Insert, Update, Delete)) and statement.table in walled:
        inside.add(cast(Table, statement.table))
    hidden = [part for part in parts if isinstance(part, (Select, AliasedReturnsRows)) and part is not statement]
    if inside and hidden:
        raise TypeError("a statement on rows of a space is prepared without a part that the wall would miss")
    return sorted(inside, key=lambda table: table.name)


def _descendants(kind: type) -> list[type]:
    children: list[type] = kind.__subclasses__()
    return [found for child in children for found in (child, *_descendants(child))]


def _plan(statement: Any, dialect: Dialect) -> Plan:
    compiled = statement.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
    given = {name: convert for name, bind in binds.items() if bind.required and (convert := _given(bind.type, dialect))}
    columns = enumerate(statement.selected_columns if isinstance(statement, Select) else ())
    found = tuple((at, convert) for at, column in columns if (convert := _found(column.type, dialect)))
    order = tuple(compiled.positiontup) if compiled.positional else None
    many = None
    if isinstance(statement, Insert) and dialect.name == "postgresql" and not given:
        many = _from_json(statement.table, list(binds), dialect)
    return Plan(str(compiled), _parameters(order, fixed, given), found, many)


def _parameters(
    order: tuple[str, ...] | None, fixed: dict[str, Any], given: dict[str, Convert]
) -> Callable[[Values], Any]:
    """KeyError, once it is called, for a value that is missing."""
    if order is not None and len(order) > 1 and not fixed and not given:
        return itemgetter(*order)

    def parameters(values: Values) -> Any:
        if fixed or given:
            values = {**fixed, **values, **{name: convert(values[name]) for name, convert in given.items()}}
        return values if order is None else [values[name] for name in order]

    return parameters


def _from_json(table: Any, names: list[str], dialect: Dialect) -> str:
    """PostgreSQL takes a thousand rows as one parameter, and reads the types off the table."""
    quoted = dialect.identifier_preparer
    columns = ", ".join(quoted.quote(name) for name in names)
    into = quoted.format_table(table)
    return f"INSERT INTO {into} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{into}, %s::json)"


def _given(kind: Any, dialect: Dialect) -> Convert | None:
    if isinstance(kind, Boolean):  # SQLAlchemy only looks whether it is one
        return None
    convert: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _found(kind: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert
