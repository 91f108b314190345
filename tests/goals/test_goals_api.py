"""Goals over HTTP and through a push: who may write what, which steps there are, and how far it has come."""

from __future__ import annotations

import random
from typing import Any

import pytest

from app.kit.ids import derived
from tests.cast import DAY, Cast, Fields, Pair, Someone, new_id

NOW = 2**53
"""As a device that has read everything."""


def aim(pair: Pair, who: Someone | None = None, **fields: Any) -> str:
    """A goal in their space; its id."""
    made = new_id()
    body = fields.pop("body", {"title": "Walk the coast path", "unit": "km"})
    write(pair, who or pair.alice, "goal", "put", made, {**fields, "body": body})
    return made


def write(pair: Pair, who: Someone, kind: str, op: str, id_: str, fields: Fields, **more: Any) -> Fields:
    result = who.write(pair.space, kind, op, id_, fields, **{"base_seq": NOW, **more})
    assert result["outcome"] in ("applied", "merged"), result
    return result


def give(pair: Pair, who: Someone, goal: str, amount: int | None = None, **fields: Any) -> str:
    made = new_id()
    about = {"goal_id": goal, "member_id": who.id, "day": DAY, "amount": amount, **fields}
    write(pair, who, "contribution", "put", made, about)
    return made


def progress(pair: Pair, goal: str, who: Someone | None = None) -> Fields:
    answer = (who or pair.bob).browser.get(pair.at("goals", f"{goal}/progress"))
    assert answer.status_code == 200, answer.text
    found: Fields = answer.json()
    return found


def test_5_1_both_give_and_both_see_how_far_it_has_come(pair: Pair) -> None:
    goal = aim(pair, target_amount=1000)
    give(pair, pair.alice, goal, 250)
    back = give(pair, pair.bob, goal, 500)
    seen = progress(pair, goal)
    assert (seen["share"], seen["amount"], seen["times"], seen["last_on"]) == (0.75, 750, 2, DAY)
    assert {one["member_id"]: one["amount"] for one in seen["members"]} == {pair.alice.id: 250, pair.bob.id: 500}
    write(pair, pair.bob, "contribution", "patch", back, {"withdrawn": True})
    assert progress(pair, goal, pair.alice)["share"] == 0.25


def test_5_1_milestones_are_the_measure_where_nothing_is_counted(pair: Pair) -> None:
    goal = aim(pair)
    ways = [new_id() for _ in range(4)]
    for place, way in enumerate(ways):
        about = {"goal_id": goal, "position": place, "body": {"title": f"Place {place}"}}
        write(pair, pair.alice, "milestone", "put", way, about)
    write(pair, pair.bob, "milestone", "patch", ways[0], {"state": "reached", "state_on": DAY})
    write(pair, pair.alice, "milestone", "patch", ways[3], {"state": "let_go", "state_on": DAY})
    seen = progress(pair, goal)
    assert (seen["milestones"], seen["milestones_reached"], seen["share"]) == (3, 1, pytest.approx(1 / 3))


def test_a_contribution_is_ones_own_and_only_added_or_withdrawn(pair: Pair) -> None:
    goal = aim(pair)
    about = {"goal_id": goal, "member_id": pair.bob.id, "day": DAY}
    assert pair.alice.write(pair.space, "contribution", "put", new_id(), about)["code"] == "not_yours"
    given = give(pair, pair.bob, goal, 100)
    taken = pair.alice.write(pair.space, "contribution", "patch", given, {"withdrawn": True}, base_seq=NOW)
    assert taken["code"] == "not_yours"
    more = pair.bob.write(pair.space, "contribution", "patch", given, {"amount": 200}, base_seq=NOW)
    assert more["code"] == "fixed_field"


def test_5_5_either_sets_it_back_lets_it_go_and_takes_it_up_again(pair: Pair) -> None:
    goal = aim(pair)
    for who, state in ((pair.bob, "set_back"), (pair.alice, "open"), (pair.bob, "let_go"), (pair.alice, "open")):
        write(pair, who, "goal", "patch", goal, {"state": state, "state_on": DAY})
        assert progress(pair, goal)["state"] == state


def test_a_step_that_is_none_is_refused_to_who_knew(pair: Pair) -> None:
    goal = aim(pair)
    write(pair, pair.alice, "goal", "patch", goal, {"state": "let_go", "state_on": DAY})
    address = pair.at("goals", goal)
    answer = pair.bob.browser.patch(address, json={"fields": {"state": "reached", "state_on": DAY}})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_step")
    answer = pair.bob.browser.patch(address, json={"fields": {"state": "reached"}})
    assert answer.status_code == 409
    answer = pair.bob.browser.patch(address, json={"fields": {"state": "open", "state_on": None}})
    assert answer.status_code == 200
    answer = pair.bob.browser.patch(address, json={"fields": {"state": "reached"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_who_had_not_heard_of_it_is_not_refused_and_the_later_word_stands(pair: Pair) -> None:
    goal = aim(pair)
    write(pair, pair.alice, "goal", "patch", goal, {"state": "let_go", "state_on": DAY}, at="2026-11-23T17:00:00.000Z")
    late = {"base_seq": 1, "at": "2026-11-23T17:30:00.000Z"}
    write(pair, pair.bob, "goal", "patch", goal, {"state": "reached", "state_on": DAY}, **late)
    assert progress(pair, goal)["state"] == "reached"


def test_a_goal_in_which_the_other_has_a_part_is_not_deleted(pair: Pair) -> None:
    goal = aim(pair)
    give(pair, pair.bob, goal)
    gone = pair.alice.write(pair.space, "goal", "delete", goal, {}, base_seq=NOW)
    assert gone["code"] == "held_in_common"
    mine = aim(pair)
    write(pair, pair.alice, "goal", "delete", mine, {})
    assert pair.bob.browser.get(pair.at("goals", f"{mine}/progress")).status_code == 404


def test_a_cheer_is_for_something_of_that_goal(pair: Pair) -> None:
    goal, other = aim(pair), aim(pair)
    given = give(pair, pair.alice, goal)
    cheer = {"kind": "glad", "contribution_id": given, "body": {"words": "Wet and smiling."}}
    write(pair, pair.bob, "cheer", "put", new_id(), {"goal_id": goal, **cheer})
    astray = pair.bob.write(pair.space, "cheer", "put", new_id(), {"goal_id": other, **cheer})
    assert astray["code"] == "invalid"


def test_a_practice_is_held_once_whoever_says_so(pair: Pair) -> None:
    goal, practice = aim(pair), pair.adopt()
    id_ = derived("habit", goal, practice)
    for who in (pair.alice, pair.bob):
        write(pair, who, "habit", "put", id_, {"goal_id": goal, "practice_id": practice, "withdrawn": False})
    found = pair.alice.browser.get(pair.at("habits"), params={"goal_id": goal}).json()["items"]
    assert [one["id"] for one in found] == [id_]


def test_5_3_support_is_closed_by_who_asked_and_lives_with_somebody(pair: Pair) -> None:
    asked = new_id()
    write(pair, pair.alice, "support", "put", asked, {"kind": "listen", "body": {"about": "A long week."}})
    assert pair.bob.records(pair.space)[asked]["body"] == {"about": "A long week."}
    theirs = pair.bob.write(pair.space, "support", "patch", asked, {"state": "closed"}, base_seq=NOW)
    assert theirs["code"] == "not_yours"
    write(pair, pair.alice, "support", "patch", asked, {"state": "closed"})
    alone = pair.alice.write(pair.alice.own, "support", "put", new_id(), {"kind": "listen"})
    assert alone["code"] == "not_here"


def test_a_replay_is_one(pair: Pair) -> None:
    goal = aim(pair, target_amount=100)
    about = {"goal_id": goal, "member_id": pair.alice.id, "day": DAY, "amount": 50}
    sent = pair.alice.mutation(pair.space, "contribution", "put", new_id(), about)
    assert [pair.alice.push(sent)[0]["outcome"] for _ in range(2)] == ["applied", "applied"]
    assert progress(pair, goal)["amount"] == 50


def test_a_stranger_finds_no_goal(cast: Cast) -> None:
    place = cast.places["ab"]
    address = f"/api/v1/spaces/{place.id}/goals/{place.records['goal']}/progress"
    assert cast["bob"].browser.get(address).status_code == 200
    assert cast["erin"].browser.get(address).status_code == 404


@pytest.mark.parametrize("seed", range(3))
def test_in_whatever_order_two_phones_arrive_the_sum_is_the_same(pair: Pair, seed: int) -> None:
    rng = random.Random(seed)
    found = []
    goal = aim(pair, target_amount=10_000)
    gifts = [(who, new_id(), rng.randint(1, 900), rng.random() < 0.3) for who in (pair.alice, pair.bob) * 4]
    writes = [(who, id_, "put", amount) for who, id_, amount, _ in gifts]
    writes += [(who, id_, "patch", 0) for who, id_, _, back in gifts if back]
    for _ in range(2):
        order = sorted(writes, key=lambda one: (one[2] == "patch", rng.random()))
        for who, id_, op, amount in order:
            about = {"goal_id": goal, "member_id": who.id, "day": DAY, "amount": amount}
            write(pair, who, "contribution", op, id_, about if op == "put" else {"withdrawn": True})
        found.append(progress(pair, goal)["amount"])
    stands = sum(amount for _, _, amount, back in gifts if not back)
    assert found[0] == stands
