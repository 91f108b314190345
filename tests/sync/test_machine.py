"""Whatever happens between phones, programs, backups and a real server: nothing is lost, and all agree.

TEND_HISTORIES and TEND_SEED choose how many and which; then what was met is counted aloud. With TEND_SHRINK a
failure is made small, which takes a while.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI

from tests.sync.machine.rules import Run, play, poisoned
from tests.sync.machine.scene import build
from tests.sync.machine.stage import Stage

SHORT = 20
HISTORIES = int(os.environ.get("TEND_HISTORIES", SHORT))
SEED = int(os.environ.get("TEND_SEED", "20261123"))
ENOUGH: dict[str, int] = {}
"""How often each of these comes in so many histories at least, or the run is too sleepy to prove anything."""


@pytest.fixture
def run(process: FastAPI, database_url: str | None, tmp_path: Path) -> Iterator[Run]:
    """The app at an empty database, with five people in it."""
    stage = Stage(process, tmp_path, database_url)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        with poisoned(stage):
            yield Run(stage, build(stage))
    finally:
        stage.close()
        structlog.reset_defaults()


@pytest.mark.failure(3)
@pytest.mark.failure(4)
@pytest.mark.failure(6)
@pytest.mark.failure(7)
@pytest.mark.failure(18)
@pytest.mark.failure(20)
@pytest.mark.failure(21)
@pytest.mark.failure(23)
@pytest.mark.failure(24)
@pytest.mark.failure(25)
def test_nothing_is_lost_and_all_agree(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    play(run, histories=HISTORIES, seed_of_run=SEED, shrink="TEND_SHRINK" in os.environ)
    if "TEND_HISTORIES" in os.environ or "TEND_SEED" in os.environ:
        with capsys.disabled():
            _say(run)
    asleep = {kind: run.tally[kind] for kind, times in ENOUGH.items() if run.tally[kind] * SHORT < times * HISTORIES}
    assert asleep == {}, "too sleepy"


def _say(run: Run) -> None:
    counts = "\n".join(f"{times:8} {kind}" for kind, times in sorted(run.tally.items()))
    sys.stdout.write(f"\nseed {SEED}, on {run.stage.ctx.db.url.partition(':')[0]}\n{counts}\n")


def test_the_same_seed_gives_the_same_end(run: Run) -> None:
    ends = []
    for _ in range(2):
        run.ends.clear()
        ends.append(play(run, histories=2, seed_of_run=7).digest())
    assert ends[0] == ends[1]
