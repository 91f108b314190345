"""The ablation gate: take any safeguard of sync away, and a scene fails that passes with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.cast import Pair
from tests.sync.ablation.table import POSTGRES, SAFEGUARDS, Safeguard

CASES = [
    pytest.param(one, one.database, id=str(one), marks=[pytest.mark.postgres] if one.database == POSTGRES else [])
    for one in SAFEGUARDS
]


@pytest.fixture(scope="module")
def table() -> Iterator[list[tuple[str, str, str]]]:
    """Safeguard, scene, and what happened without it: printed at the end, for whoever looks (`pytest -s`)."""
    rows: list[tuple[str, str, str]] = []
    yield rows
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(2)]
    lines = [f"{name:<{widths[0]}}  {scene:<{widths[1]}}  {how}" for name, scene, how in rows]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(("safeguard", "database_url"), CASES, indirect=["database_url"])
def test_the_scene_passes_with_its_safeguard(safeguard: Safeguard, pair: Pair) -> None:
    safeguard.scene(pair)


@pytest.mark.parametrize(("safeguard", "database_url"), CASES, indirect=["database_url"])
def test_the_scene_fails_without_its_safeguard(
    safeguard: Safeguard, pair: Pair, table: list[tuple[str, str, str]]
) -> None:
    with safeguard.off(pair), pytest.raises(AssertionError) as failed:
        safeguard.scene(pair)
    table.append((str(safeguard), safeguard.scene.__name__, f"fails: {failed.traceback[-1].statement}"))


def test_each_safeguard_is_named_once() -> None:
    names = [str(one) for one in SAFEGUARDS]
    assert len(set(names)) == len(names) > 40
