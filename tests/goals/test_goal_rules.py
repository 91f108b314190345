"""How far a goal has come: the vectors, and that it is the same in whatever order things arrived."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.goals import rules
from app.goals.rules import Given
from tests.goals.cases import cases
from tests.goals.cases import given as given_in

STATES = sorted(rules.STEPS)
GIFTS = st.lists(
    st.builds(
        Given,
        st.sampled_from(["a", "b", "c"]),
        st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        st.none() | st.integers(1, 10**9),
        st.booleans(),
    ),
    max_size=12,
)
WAYS = st.lists(st.sampled_from(["open", "reached", "let_go"]), max_size=8)


def told(found: rules.Progress) -> dict[str, Any]:
    """Progress as the vectors write it."""
    return {
        "share": found.share,
        "amount": found.amount,
        "times": found.times,
        "last": found.last.isoformat() if found.last else None,
        "milestones": found.milestones,
        "reached": found.reached,
        "members": [{"member": one.member, "times": one.times, "amount": one.amount} for one in found.members],
    }


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_5_1_progress_is_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert told(rules.progress(case["state"], case["target"], case["milestones"], given_in(case))) == case["wanted"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(STATES), st.none() | st.integers(1, 10**9), WAYS, GIFTS, st.randoms(use_true_random=False))
def test_progress_is_the_same_in_any_order(state: str, target: int | None, ways: Any, gifts: Any, rng: Any) -> None:
    before = rules.progress(state, target, ways, gifts)
    rng.shuffle(ways)
    rng.shuffle(gifts)
    assert rules.progress(state, target, ways, gifts) == before
    assert before.share is None or 0 <= before.share <= 1
    assert before.amount == sum(one.amount for one in before.members)
    assert before.times == sum(one.times for one in before.members)


@settings(max_examples=40, deadline=None)
@given(GIFTS)
def test_what_is_withdrawn_is_as_if_it_had_never_been_said(gifts: list[Given]) -> None:
    stands = [one for one in gifts if not one.withdrawn]
    assert rules.progress("open", 500, [], gifts) == rules.progress("open", 500, [], stands)


def test_5_5_a_setback_can_go_on_and_what_was_let_go_is_taken_up_first() -> None:
    ways = {before: {after for after in STATES if rules.may_become(before, after)} for before in STATES}
    assert ways == {
        "open": set(STATES),
        "set_back": set(STATES),
        "reached": {"reached", "open"},
        "let_go": {"let_go", "open"},
    }
