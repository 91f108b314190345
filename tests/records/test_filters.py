"""What a list may be asked for: single values, days from and to, and the area of the practice that a record is of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Pair, check_in, new_id, practice


def practise(pair: Pair, area: str) -> str:
    """A practice of that area, done on three days by Alice."""
    made = new_id()
    pair.alice.write(pair.space, "practice", "put", made, practice(area=area))
    for label in ("2026-11-20", "2026-11-21", "2026-11-23"):
        pair.alice.write(pair.space, "check_in", "put", *check_in(made, pair.alice.id, label))
    return made


def found(pair: Pair, plural: str, **asked: Any) -> list[dict[str, Any]]:
    answer = pair.bob.browser.get(pair.at(plural), params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def labels(items: list[dict[str, Any]]) -> list[str]:
    return sorted(item["fields"]["label"] for item in items)


def test_check_ins_of_some_days(pair: Pair) -> None:
    practise(pair, "trust")
    assert labels(found(pair, "check-ins", label_from="2026-11-21")) == ["2026-11-21", "2026-11-23"]
    assert labels(found(pair, "check-ins", label_to="2026-11-21")) == ["2026-11-20", "2026-11-21"]
    assert labels(found(pair, "check-ins", label_from="2026-11-21", label_to="2026-11-22")) == ["2026-11-21"]


def test_practices_and_check_ins_of_one_area(pair: Pair) -> None:
    trust, goals = practise(pair, "trust"), practise(pair, "goals")
    assert [item["id"] for item in found(pair, "practices", area="goals")] == [goals]
    assert {item["fields"]["practice_id"] for item in found(pair, "check-ins", area="trust")} == {trust}
    assert found(pair, "check-ins", area="conflict") == []


def test_filters_hold_across_pages(pair: Pair) -> None:
    practise(pair, "trust")
    practise(pair, "goals")
    asked = {"area": "trust", "label_from": "2026-11-21", "limit": 1}
    first = pair.bob.browser.get(pair.at("check-ins"), params=asked).json()
    second = pair.bob.browser.get(pair.at("check-ins"), params={**asked, "cursor": first["next"]}).json()
    assert labels(first["items"] + second["items"]) == ["2026-11-21", "2026-11-23"]
    assert second["next"] is None


def test_another_space_of_the_same_area_stays_out(pair: Pair) -> None:
    """An area is looked up in this space alone: the same id in one's own would let its check-ins through."""
    here = practise(pair, "trust")
    pair.alice.write(pair.alice.own, "practice", "put", here, practice(area="conflict"))
    assert found(pair, "check-ins", area="conflict") == []


@pytest.mark.parametrize("asked", [{"label_from": "yesterday"}, {"area": "x" * 40}, {"area": "a\x00b"}, {"until": "1"}])
def test_what_cannot_be_asked_is_said(pair: Pair, asked: dict[str, str]) -> None:
    answer = pair.bob.browser.get(pair.at("check-ins"), params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
