"""The template by which a test can have SQLite alone, and a process that forks real servers on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import ORIGIN
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


@pytest.fixture
def nursery(sqlite_file: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that forks servers on this SQLite file."""
    environment = {
        **os.environ,
        "TEND_DATA_DIR": str(sqlite_file.parent),
        "TEND_PUBLIC_URL": ORIGIN,
        "TEND_REGISTRATION": "open",
        "TEND_WORKER_IN_WEB": "false",
    }
    command = [sys.executable, "-m", "tests.sync.zygote"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        yield process
        process.kill()
