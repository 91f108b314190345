"""What costs time whenever somebody looks is there in numbers that a couple can use, and not without end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.kit.records import declare
from tests.cast import DAY, Pair, new_id, practice


@pytest.fixture
def room_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A space holds two practices."""
    small = replace(declare.record_types()["practice"], most=2)
    monkeypatch.setitem(declare._types, "practice", small)


@pytest.mark.usefixtures("room_for_two")
def test_a_full_space_takes_no_more_in_one_batch_or_in_several(pair: Pair) -> None:
    wanted = [pair.alice.mutation(pair.space, "practice", "put", new_id(), practice()) for _ in range(3)]
    results = pair.alice.push(*wanted)
    assert [(result["outcome"], result["code"]) for result in results] == [
        ("applied", None),
        ("applied", None),
        ("rejected", "too_many"),
    ]
    assert pair.bob.write(pair.space, "practice", "put", new_id(), practice())["code"] == "too_many"
    assert pair.bob.write(pair.bob.own, "practice", "put", new_id(), practice())["outcome"] == "applied"


@pytest.mark.usefixtures("room_for_two")
def test_what_is_there_can_be_changed_in_a_full_space_and_deleting_makes_room(pair: Pair) -> None:
    first, _ = pair.adopt(), pair.adopt()
    assert (
        pair.bob.write(pair.space, "practice", "patch", first, {"ended": DAY}, base_seq=2**53)["outcome"] == "applied"
    )
    assert pair.alice.write(pair.space, "practice", "delete", first, {})["outcome"] == "applied"
    assert pair.alice.write(pair.space, "practice", "put", new_id(), practice())["outcome"] == "applied"


@pytest.mark.parametrize("kind", ["practice", "pause", "reminder"])
def test_every_type_that_is_folded_for_each_look_has_an_end(kind: str) -> None:
    assert declare.record_types()[kind].most is not None
