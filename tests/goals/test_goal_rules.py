"""The rules of goals: the vectors that the client runs too, and that no order of arrival makes a difference."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.goals.rules import STEPS, Given, may_become, progress

VECTORS = yaml.safe_load((Path(__file__).parents[1] / "vectors" / "goals.yaml").read_text("utf-8"))
AMOUNTS = st.none() | st.integers(1, 10**9)
GIVEN = st.builds(
    Given, st.sampled_from(["alice", "bob"]), st.dates(date(2026, 1, 1), date(2026, 12, 31)), AMOUNTS, st.booleans()
)
STATES = st.sampled_from(["open", "reached", "let_go"])


@pytest.mark.parametrize("vector", VECTORS["progress"], ids=lambda vector: vector["id"])
def test_the_vectors(vector: dict[str, Any]) -> None:
    asked, wanted = vector["given"], vector["expect"]
    all_given = [Given(**{**one, "day": date.fromisoformat(one["day"])}) for one in asked["given"]]
    found = progress(asked["state"], asked["target"], asked["milestones"], all_given)
    last = None if wanted["last"] is None else date.fromisoformat(wanted["last"])
    assert {name: getattr(found, name) for name in wanted} == {**wanted, "last": last}


def test_the_steps_are_these_and_no_others() -> None:
    assert {name: {other for other in STEPS if may_become(name, other)} for name in STEPS} == {
        name: set(others) for name, others in VECTORS["steps"].items()
    }


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(GIVEN, max_size=12), st.lists(STATES, max_size=5), AMOUNTS)
def test_no_order_of_arrival_makes_a_difference(
    data: st.DataObject, all_given: list[Given], milestones: list[str], target: int | None
) -> None:
    here = progress("open", target, milestones, all_given)
    there = progress("open", target, data.draw(st.permutations(milestones)), data.draw(st.permutations(all_given)))
    assert here == there
    assert here.share is None or 0 <= here.share <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(GIVEN, max_size=8), GIVEN, AMOUNTS)
def test_to_give_never_sets_it_back_and_to_withdraw_undoes_it(
    all_given: list[Given], one: Given, target: int | None
) -> None:
    before = progress("open", target, [], all_given)
    with_it = progress("open", target, [], [*all_given, one])
    assert with_it.amount >= before.amount
    withdrawn = Given(one.member, one.day, one.amount, withdrawn=True)
    assert progress("open", target, [], [*all_given, withdrawn]) == before
