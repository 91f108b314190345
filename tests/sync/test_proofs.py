"""docs/sync-proofs.md is complete and true: what it names is there, and what is there is named."""

from __future__ import annotations

import re

import pytest

from tests.sync import proofs
from tests.sync.ablation.table import SAFEGUARDS


@pytest.fixture(scope="module")
def page() -> str:
    return proofs.PAGE.read_text()


def test_every_failure_has_its_words_and_a_test(page: str) -> None:
    called, shown = proofs.failures(page), proofs.tests_of_rows()
    assert list(called) == list(proofs.ROWS)
    assert min(map(len, called.values())) > 10
    assert [row for row in proofs.ROWS if not shown[row]] == []
    assert set(shown) <= set(proofs.ROWS)


def test_every_test_that_the_page_names_is_there(page: str) -> None:
    there = [*proofs.server_tests(), *proofs.client_tests()]
    scenes = {proofs.scene_of(safeguard) for safeguard in SAFEGUARDS}
    assert {one for one in proofs.named(page) - scenes if not any(_begins(other, one) for other in there)} == set()


def _begins(whole: proofs.Test, one: proofs.Test) -> bool:
    """A test that is made for each of several has their name before a colon."""
    each, _, _ = one.name.partition(":")
    return whole.file == one.file and whole.name.replace("${name}", each).startswith(one.name)


def test_every_marked_test_is_named_beside_its_row(page: str) -> None:
    beside = {int(row): proofs.named(tests) for row, _, tests in re.findall(r"^\| (\d+) \|([^|]+)\|(.*)$", page, re.M)}
    shown = proofs.tests_of_rows()
    assert beside == {row: set(shown[row]) for row in proofs.ROWS}


def test_every_safeguard_of_the_server_and_of_the_client_is_named_with_what_fails_without_it(page: str) -> None:
    assert len(proofs.client_ablations()) == sum(
        path.read_text().count("safeguard:") for path in (proofs.ROOT / "pwa/testing/ablations").glob("[!a]*.ts")
    )
    assert page == proofs.written(page), "write it anew: python -m tests.sync.proofs"


def test_nothing_in_the_app_knows_of_the_switches() -> None:
    told = [path for path in (proofs.ROOT / "app").rglob("*.py") if "ablation" in path.read_text()]
    assert told == []
