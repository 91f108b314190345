"""Indexes on some rows alone, declared without what each kind of database makes of them.

SQLAlchemy loads all of a database's dialect, and of its drivers', to take an option of it: 5 MB in each process that
uses the other one. Only migrations need the words.
"""

from __future__ import annotations

from sqlalchemy import Index, MetaData, text

_WHERE = "where"


def partial(name: str, *columns: str, where: str) -> Index:
    """An index on the rows that `where` holds for, an SQL expression that every database understands."""
    return Index(name, *columns, info={_WHERE: where})


def spell_out(metadata: MetaData) -> None:
    """Tells each of these indexes its condition in every dialect, for Alembic to see."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if (where := index.info.get(_WHERE)) is not None:
                for dialect in ("sqlite", "postgresql"):
                    index.dialect_options[dialect]["where"] = text(where)
