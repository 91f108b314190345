"""The cast is assembled once and copied for each test: SQLite alone, but where a test asks for PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.kit.clock import FixedClock
from app.kit.context import Context, make_context
from app.kit.settings import Settings
from app.sync.live import Live
from tests.api.glance import Glance
from tests.cast import ORIGIN, Cast, assemble
from tests.conftest import EVENING, empty_database


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """SQLite, unless the test says `@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)`."""
    return empty_database(request, getattr(request, "param", "sqlite"), tmp_path)


@pytest.fixture(scope="session")
def assembled(process: FastAPI, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """The file that holds everybody, and everybody."""
    folder = tmp_path_factory.mktemp("cast")
    shutil.copy(sqlite_template, folder / "tend.sqlite3")
    ctx = make_context(
        Settings(data_dir=folder, public_url=ORIGIN, registration="open", worker_in_web=False),
        clock=FixedClock(EVENING),
    )
    process.state.context, process.state.live = ctx, Live(ctx)
    cast = assemble(process, ctx)
    ctx.db.dispose()
    return folder / "tend.sqlite3", cast


@pytest.fixture
def cast(
    request: pytest.FixtureRequest, database_url: str | None, whole_app: FastAPI, ctx: Context, tmp_path: Path
) -> Iterator[Cast]:
    """Everybody, in a copy of the database that this test may spoil. Streams end at their first pause."""
    whole_app.state.live = Glance(ctx)
    if database_url is not None:
        yield assemble(whole_app, ctx)
        return
    file, everybody = request.getfixturevalue("assembled")
    whole_app.state.context, whole_app.state.live = ctx, Glance(ctx)
    shutil.copy(file, tmp_path / "tend.sqlite3")
    yield everybody.elsewhere(ctx)
