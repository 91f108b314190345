"""Whatever happens between phones, programs, backups and a real server: nothing is lost, and all agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.sync.machine.rules import Run, play, poisoned
from tests.sync.machine.scene import build
from tests.sync.machine.stage import Stage


@pytest.fixture
def run(process: FastAPI, database_url: str | None, tmp_path: Path) -> Iterator[Run]:
    """The app at an empty database, with five people in it."""
    stage = Stage(process, tmp_path, database_url)
    try:
        with poisoned(stage):
            yield Run(stage, build(stage))
    finally:
        stage.close()


def test_nothing_is_lost_and_all_agree(run: Run) -> None:
    import os
    import time

    t = time.process_time()
    try:
        play(run, histories=int(os.environ.get("H", "20")), seed_of_run=int(os.environ.get("S", "1")))
    finally:
        print(time.process_time() - t)
        for k, v in sorted(run.tally.items()):
            print(k, v)
    print(run.digest())
