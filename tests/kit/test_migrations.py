"""A database of the release before comes along whole: on both kinds, with what people wrote in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from app.cli import ROOT, upgrade

SPACE, OWN, ALICE, BOB = (str(uuid4()) for _ in range(4))
PRACTICE, GONE, DONE, MINE = (str(uuid4()) for _ in range(4))
THEN = "2026-11-23T18:00:00.000Z"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    server = make_url(request.getfixturevalue("postgres")).set(drivername="postgresql+psycopg")
    name = f"old_{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    admin.dispose()


@pytest.fixture
def old(url: str) -> Iterator[Engine]:
    """The tables of the first release, with a couple's space, a member's own, and what had lost in them."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.attributes["configured_by"] = "app"
    command.upgrade(config, "0001")
    engine = create_engine(url)
    with engine.begin() as connection:
        for id_, kind, head in ((SPACE, "couple", 7), (OWN, "own", 2)):
            connection.execute(
                text("INSERT INTO space (id, kind, head, created_at, continued) VALUES (:i, :k, :h, :at, '[]')"),
                {"i": id_, "k": kind, "h": head, "at": THEN},
            )
        for id_, deleted, space in ((PRACTICE, None, SPACE), (GONE, THEN, SPACE), (MINE, None, OWN)):
            connection.execute(
                text(
                    "INSERT INTO practice (space_id, id, author_id, seq, created_at, updated_at, deleted_at, enc,"
                    " key_epoch, rev, stamps, area, requires, cadences, start, rest, position)"
                    " VALUES (:s, :i, :a, 1, :at, :at, :d, 'none', 0, 1, '{}', 'goals', 'each', '[]',"
                    " '2026-11-01', 1, 0)"
                ),
                {"s": space, "i": id_, "a": ALICE, "at": THEN, "d": deleted},
            )
        lost = [
            (SPACE, "practice", PRACTICE, "body", {"title": "Mine"}, ALICE),
            (SPACE, "practice", GONE, "rest", 3, BOB),
            (SPACE, "check_in", DONE, "body", {"note": "mine"}, BOB),
            (OWN, "practice", MINE, "ended", None, ALICE),
        ]
        for space, kind, entity, name, value, author in lost:
            connection.execute(
                text(
                    "INSERT INTO version (space_id, id, type, entity_id, field, value, author_id, seq, at)"
                    " VALUES (:s, :i, :t, :e, :f, :v, :a, 1, :at)"
                ),
                {"s": space, "i": str(uuid4()), "t": kind, "e": entity, "f": name, "v": json.dumps(value)}
                | {"a": author, "at": THEN},
            )
    yield engine
    engine.dispose()


def test_what_had_lost_before_versions_travelled_travels_now(old: Engine, url: str) -> None:
    upgrade(url)
    with old.connect() as connection:
        rows = connection.execute(
            text("SELECT space_id, type, entity_id, field, body, author_id, only_for, state, seq, id FROM version")
        ).all()
        assert {row[:8] for row in rows} == {
            (SPACE, "practice", PRACTICE, "body", '{"value":{"title":"Mine"}}', ALICE, None, "open"),
            (SPACE, "practice", GONE, "rest", '{"value":3}', BOB, BOB, "open"),
            (SPACE, "check_in", DONE, "body", '{"value":{"note":"mine"}}', BOB, BOB, "open"),
            (OWN, "practice", MINE, "ended", '{"value":null}', ALICE, None, "open"),
        }
        assert {(row.space_id, row.seq) for row in rows} == {(SPACE, 8), (OWN, 3)}
        heads = connection.execute(text("SELECT id, head FROM space")).all()
        assert {tuple(head) for head in heads} == {(SPACE, 8), (OWN, 3)}
        tags = connection.execute(text("SELECT space_id, seq, length(tag), length(at) FROM space_commit")).all()
        assert {tuple(tag) for tag in tags} == {(SPACE, 8, 16, 24), (OWN, 3, 16, 24)}
        places = connection.execute(text("SELECT space_id, seq, type, id, only_for FROM feed")).all()
        assert {tuple(place) for place in places} == {
            (row.space_id, row.seq, "version", row.id, row.only_for) for row in rows
        }


def test_the_guards_hold_for_versions_after_the_way_up(old: Engine, url: str) -> None:
    upgrade(url)
    for statement in ("UPDATE version SET state = 'restored'", "DELETE FROM version"):
        with pytest.raises(DBAPIError, match=r"seq must rise|tombstones"), old.begin() as connection:
            connection.execute(text(statement))
