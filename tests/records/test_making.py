"""Making a record without a name of one's own: the server names it, and never twice for one wish."""

from __future__ import annotations

import pytest

from tests.cast import Pair, new_id


def practice_of(title: str) -> dict[str, object]:
    cadence = {"from": "2026-11-23", "kind": "daily"}
    fields = {"area": "affection", "requires": "each", "start": "2026-11-23", "cadences": [cadence]}
    return {"fields": fields, "body": {"title": title}}


def test_each_one_gets_a_name_of_its_own(pair: Pair) -> None:
    made = [pair.alice.browser.post(pair.at("practices"), json=practice_of("Tea")) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert len({answer.json()["id"] for answer in made}) == 2
    assert len(pair.bob.browser.get(pair.at("practices")).json()["items"]) == 2


def test_a_wish_that_is_sent_again_makes_it_once(pair: Pair) -> None:
    key = {"idempotency-key": new_id()}
    made = [pair.alice.browser.post(pair.at("practices"), json=practice_of("Tea"), headers=key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 200]
    assert made[0].json() == made[1].json()
    others = pair.bob.browser.post(pair.at("practices"), json=practice_of("Soup"), headers=key)
    assert others.status_code == 201
    assert others.json()["id"] != made[0].json()["id"], "a key is its sender's own"


def test_what_can_be_there_once_is_there_once(pair: Pair) -> None:
    practice = pair.adopt()
    fields = {"practice_id": practice, "member_id": pair.alice.id, "label": "2026-11-23"}
    first = pair.alice.browser.post(pair.at("check-ins"), json={"fields": fields})
    again = pair.alice.browser.post(pair.at("check-ins"), json={"fields": fields, "body": {"note": "We laughed."}})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    [seen] = pair.bob.browser.get(pair.at("check-ins")).json()["items"]
    assert seen["body"]["note"] == "We laughed."


@pytest.mark.parametrize("missing", ["practice_id", "member_id", "label"])
def test_what_is_missing_is_said(pair: Pair, missing: str) -> None:
    fields = {"practice_id": pair.adopt(), "member_id": pair.alice.id, "label": "2026-11-23"}
    del fields[missing]
    answer = pair.alice.browser.post(pair.at("check-ins"), json={"fields": fields})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [f"fields.{missing}"]


def test_nobody_checks_in_for_another(pair: Pair) -> None:
    fields = {"practice_id": pair.adopt(), "member_id": pair.alice.id, "label": "2026-11-23"}
    answer = pair.bob.browser.post(pair.at("check-ins"), json={"fields": fields})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
