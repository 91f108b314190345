"""Whatever happens between phones, programs, backups and a real server: nothing is lost, and all agree.

TEND_HISTORIES and TEND_SEED choose how many and which; then what was met is counted aloud. With TEND_SHRINK a
failure is made small, which takes a while.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from hypothesis.errors import Flaky

from tests.conftest import empty_database
from tests.sync.ablation.table import SAFEGUARDS
from tests.sync.machine.rules import Machine, Run, play, poisoned
from tests.sync.machine.scene import build
from tests.sync.machine.stage import Stage

Step = tuple[str, dict[str, Any]]
"""(rule of the machine, what was chosen for it)."""

SHORT = 30
HISTORIES = int(os.environ.get("TEND_HISTORIES", SHORT))
SEED = int(os.environ.get("TEND_SEED", "20261123"))
ENOUGH = {
    "push dropped": 50,
    "push doubled": 30,
    "push cut": 25,
    "push part": 15,
    "crash in a pull": 25,
    "restore that undoes commits": 20,
    "page reset": 60,
    "answered: read_first": 2,
    "answered: behind": 3,
    "first load anew": 4,
    "first load with a floor": 1,
    "page gone": 2,
    "join": 1,
    "leave": 1,
    "merged": 70,
    "superseded": 45,
    "the other version taken": 3,
    "REST blind": 12,
    "REST seen": 8,
    "REST stale": 5,
    "REST twice": 12,
    "REST repeated under its key": 20,
    "poison: a break": 3,
    "poison: a crash": 2,
    "poison: a newer form": 5,
    "poison: a request too large": 6,
    "poison: a text too large": 3,
    "poison: an unknown kind": 8,
    "poison: nonsense": 7,
    "push answered 413": 10,
    "push answered 500": 1,
    "push into an outage": 1,
    "426": 1,
    "401 session_expired": 12,
    "401 session_revoked": 1,
    "another account": 3,
    "written in an old form": 300,
    "app updated": 3,
    "tried again after an update": 1,
    "clock skewed": 3,
    "zone changed": 1,
    "an edit 400 days old on a tombstone": 2,
    "edits in versions": 100,
    "edits parked": 60,
}
"""How often each of these comes in a hundred histories at least, or a run is too sleepy to prove anything."""


@contextmanager
def staged(process: FastAPI, folder: Path, database_url: str | None) -> Iterator[Run]:
    """The app at an empty database, with five people in it."""
    stage = Stage(process, folder, database_url)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        with poisoned(stage):
            yield Run(stage, build(stage))
    finally:
        stage.close()
        structlog.reset_defaults()


@pytest.fixture
def run(process: FastAPI, database_url: str | None, tmp_path: Path) -> Iterator[Run]:
    """On each database in turn."""
    with staged(process, tmp_path, database_url) as run:
        yield run


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
    asleep = {kind: run.tally[kind] for kind, times in ENOUGH.items() if run.tally[kind] * 100 < times * HISTORIES}
    assert asleep == {}, "too sleepy"


def _say(run: Run) -> None:
    counts = "\n".join(f"{times:8} {kind}" for kind, times in sorted(run.tally.items()))
    sys.stdout.write(f"\nseed {SEED}, on {run.stage.ctx.db.url.partition(':')[0]}\n{counts}\n")


@pytest.mark.postgres
def test_the_same_seed_gives_the_same_end_on_either_database(
    process: FastAPI, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    ends = []
    for turn, kind in enumerate(("sqlite", "sqlite", "postgresql")):
        folder = tmp_path / str(turn)
        folder.mkdir()
        with staged(process, folder, empty_database(request, kind, folder)) as run:
            ends.append(play(run, histories=2, seed_of_run=7).digest())
    assert ends[0] == ends[1] == ends[2]


FOUND: dict[str, list[Step]] = {
    "an old app writes and moves what it wrote before it was sent": [
        ("write", {"who": 3, "what": ["practice", *["place"] * 4], "where": 0, "pick": pick, "then": "whole"})
        for pick in range(4)
    ],
    "a tablet deletes a pause that the phone changed meanwhile": [
        ("write", {"who": 0, "what": ["pause"], "where": 0, "pick": 0, "then": "whole"}),
        *(
            ("meet", {"pair": ("alice", "alice's tablet"), "what": ["shorten", "delete"], "pick": pick, "how": "whole"})
            for pick in range(4)
        ),
    ],
    "a pause of the other is not mine to change": [
        ("meet", {"pair": ("alice", "bob"), "what": ["pause", "shorten"], "pick": pick, "how": "doubled"})
        for pick in range(6)
    ],
}
"""Histories that broke something once, as the machine tells them."""


@pytest.mark.parametrize("history", FOUND.values(), ids=FOUND)
def test_what_was_found_once_holds(run: Run, history: list[Step]) -> None:
    machine = Machine(run)
    for rule, chosen in history:
        getattr(machine, rule)(**chosen)
        machine.holds()
    machine.teardown()
    assert len(run.ends) == 1


TEETH = (
    "losers are kept",
    "memory of applied mutations",
    "sealed words are withheld",
    "tombstones are not revived",
)


@pytest.mark.parametrize("name", TEETH)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_safeguard_the_machine_finds_what_it_was_good_for(run: Run, name: str) -> None:
    """What failed is played again by hypothesis, which is cross if that ends in another way: the verdict stands."""
    (off,) = (one.off for one in SAFEGUARDS if one.name == name)
    with off(run), pytest.raises((AssertionError, Flaky)) as failed:
        play(run, histories=SHORT, seed_of_run=20261123)
    assert failed.type is AssertionError or run.tally["verdicts"] > 0
    assert run.tally["histories"] < SHORT
