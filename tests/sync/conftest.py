"""The template by which a test can have SQLite alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import empty_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> str | None:
    """An empty database of each kind in turn."""
    return empty_database(request, request.param, tmp_path)


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """An empty SQLite file in a folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    return Path(shutil.copy(sqlite_template, folder / "tend.sqlite3"))
