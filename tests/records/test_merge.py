"""How two changes of one record meet, in plain values."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.kit.records.merge import Change, merge, stamped

ALICES, BOBS = "alice's phone", "bob's phone"
MORNING, NOON, EVENING = (f"2026-11-23T{hour:02}:00:00.000Z" for hour in (8, 12, 20))


def change(fields: dict[str, Any], *, base: int = 1, at: str = NOON, device: str = BOBS) -> Change:
    return Change(fields, base, at, device)


def stamps(*names: str, seq: int = 2, at: str = MORNING, device: str = ALICES) -> dict[str, list[Any]]:
    return stamped({}, dict.fromkeys(names), seq=seq, at=at, device=device)


def test_an_edit_of_what_the_device_had_seen_is_applied() -> None:
    met = merge({"rest": 1}, stamps("rest", seq=1), change({"rest": 2}), earliest=lambda: "", received=EVENING)
    assert (met.outcome, met.wins, met.losers) == ("applied", {"rest": 2}, [])


def test_edits_of_different_fields_stand_side_by_side() -> None:
    met = merge(
        {"rest": 3, "position": 0}, stamps("rest"), change({"position": 5}), earliest=lambda: "", received=EVENING
    )
    assert (met.outcome, met.wins) == ("applied", {"position": 5})


def test_the_later_edit_of_one_field_wins_and_the_earlier_is_kept() -> None:
    met = merge({"rest": 3}, stamps("rest", at=MORNING), change({"rest": 2}), earliest=lambda: "", received=EVENING)
    assert (met.outcome, met.wins, met.losers) == ("merged", {"rest": 2}, [("rest", 3, False)])


def test_an_earlier_edit_that_arrives_late_is_kept_beside_the_one_that_stands() -> None:
    met = merge({"rest": 3}, stamps("rest", at=EVENING), change({"rest": 2}), earliest=lambda: "", received=EVENING)
    assert (met.outcome, met.wins, met.losers) == ("superseded", {}, [("rest", 2, True)])


def test_a_clock_that_runs_a_day_ahead_does_not_win_by_it() -> None:
    ahead = change({"rest": 2}, at="2026-11-24T20:00:00.000Z")
    met = merge({"rest": 3}, stamps("rest", at=EVENING), ahead, earliest=lambda: "", received=NOON)
    assert met.outcome == "superseded"


def test_a_clock_that_is_a_year_behind_counts_from_what_it_had_seen() -> None:
    behind = change({"rest": 2}, at="2025-11-23T20:00:00.000Z")
    met = merge({"rest": 3}, stamps("rest", at=MORNING), behind, earliest=lambda: NOON, received=EVENING)
    assert met.outcome == "merged"


def test_one_device_never_meets_itself() -> None:
    own = change({"rest": 2}, device=ALICES, at=MORNING)
    met = merge({"rest": 3}, stamps("rest", at=EVENING), own, earliest=lambda: "", received=EVENING)
    assert (met.outcome, met.wins) == ("applied", {"rest": 2})


def test_the_same_value_twice_is_no_meeting() -> None:
    met = merge({"rest": 2}, stamps("rest"), change({"rest": 2}), earliest=lambda: "", received=EVENING)
    assert (met.outcome, met.losers) == ("applied", [])


def test_saying_again_what_stands_counts_as_having_said_it_later() -> None:
    again = change({"withdrawn": False}, at=EVENING, device=ALICES, base=1)
    met = merge(
        {"withdrawn": False}, stamps("withdrawn", at=MORNING, device=BOBS), again, earliest=lambda: "", received=EVENING
    )
    assert (met.outcome, met.wins, met.at) == ("applied", {"withdrawn": False}, EVENING)


def test_a_clock_that_is_behind_is_not_remembered_as_behind() -> None:
    behind = change({"rest": 2}, at="2025-11-23T20:00:00.000Z")
    met = merge({"rest": 3}, stamps("rest", at=MORNING), behind, earliest=lambda: NOON, received=EVENING)
    assert met.at == NOON


_value = st.integers(0, 3)
_edit = st.tuples(
    st.dictionaries(st.sampled_from(("rest", "position", "area")), _value, min_size=1),
    st.integers(0, 6),
    st.sampled_from((MORNING, NOON, EVENING)),
    st.sampled_from((ALICES, BOBS, "a tablet")),
)


@given(st.lists(_edit, min_size=1, max_size=8))
def test_whatever_meets_every_value_is_live_or_kept(edits: list[Any]) -> None:
    live: dict[str, Any] = {"rest": 0, "position": 0, "area": 0}
    marks: dict[str, list[Any]] = {}
    for seq, (fields, base, at, device) in enumerate(edits, 1):
        met = merge(live, marks, Change(fields, base, at, device), earliest=lambda: "", received=EVENING)
        kept = {(name, value) for name, value, _ in met.losers}
        unseen = {name: live[name] for name in met.wins if name in marks and marks[name][0] > base}
        elsewhere = {name for name in unseen if marks[name][2] != device}
        live |= met.wins
        marks = stamped(marks, met.wins, seq=seq, at=at, device=device)
        assert all(live[name] == value or (name, value) in kept for name, value in fields.items())
        assert all(live[name] == unseen[name] or (name, unseen[name]) in kept for name in elsewhere)
