"""How Alembic finds the database and the tables. Migrations run on SQLite and on PostgreSQL."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, event
from sqlmodel.sql.sqltypes import AutoString

from app.kit.partial import spell_out
from app.kit.settings import Settings
from app.tables import metadata

config = context.config
spell_out(metadata)


def _plain_strings(kind, item, _):
    """Migrations name SQLAlchemy's own types, so that they need no SQLModel to run."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


def _engine():
    url = config.get_main_option("sqlalchemy.url") or Settings().url
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _prepare(connection, _):
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")

        @event.listens_for(engine, "begin")
        def _begin(connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def run() -> None:
    engine = _engine()
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transactional_ddl=True,
            render_as_batch=False,
            compare_type=True,
            render_item=_plain_strings,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
