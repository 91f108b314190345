"""Goals over HTTP: how they step, who may write what, what merges, and how far they have come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kit.clock import FixedClock
from app.kit.ids import derived
from tests.cast import DAY, Fields, Pair, Someone, new_id, practice, program, sign_up, token_of


def put(pair: Pair, who: Someone, kind: str, fields: Fields, *, id_: str = "", **more: Any) -> str:
    made = id_ or new_id()
    result = who.write(pair.space, kind, "put", made, fields, **more)
    assert result["outcome"] == "applied", result
    return made


def patch(pair: Pair, who: Someone, kind: str, id_: str, seen: int = 2**53, **fields: Any) -> Fields:
    return who.write(pair.space, kind, "patch", id_, fields, base_seq=seen)


def aim(pair: Pair, **fields: Any) -> str:
    return put(pair, pair.alice, "goal", {"body": {"title": "Around the lake", "unit": "km"}, **fields})


def give(pair: Pair, who: Someone, goal: str, **fields: Any) -> str:
    return put(pair, who, "contribution", {"goal_id": goal, "member_id": who.id, "day": DAY, **fields})


def progress(pair: Pair, goal: str, who: str = "bob") -> Fields:
    answer = getattr(pair, who).browser.get(pair.at("goals", f"{goal}/progress"))
    assert answer.status_code == 200, answer.text
    found: Fields = answer.json()
    return found


def an_hour_of(clock: FixedClock) -> Callable[[int], str]:
    """Lets an hour pass, and tells its minutes as a phone writes them."""
    begun = clock.now()
    clock.advance(hours=1)
    return lambda minute: f"{begun + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%S}.000Z"


def state(pair: Pair, goal: str) -> str:
    return str(pair.bob.records(pair.space)[goal]["fields"]["state"])


def test_each_contributes_and_both_see_how_far_it_has_come(pair: Pair) -> None:
    goal = aim(pair, target_amount=1000)
    give(pair, pair.alice, goal, amount=250)
    give(pair, pair.bob, goal, amount=125, day="2026-11-24")
    for who in ("alice", "bob"):
        seen = progress(pair, goal, who)
        assert (seen["amount"], seen["share"], seen["times"], seen["last_on"]) == (375, 0.375, 2, "2026-11-24")


def test_what_is_withdrawn_counts_no_longer(pair: Pair) -> None:
    goal = aim(pair, target_amount=1000)
    given = give(pair, pair.bob, goal, amount=500)
    assert patch(pair, pair.bob, "contribution", given, withdrawn=True)["outcome"] == "applied"
    assert (progress(pair, goal)["amount"], progress(pair, goal)["last_on"]) == (0, None)


def test_nobody_contributes_or_withdraws_in_the_others_name(pair: Pair) -> None:
    goal = aim(pair)
    forged = {"goal_id": goal, "member_id": pair.bob.id, "day": DAY}
    assert pair.alice.write(pair.space, "contribution", "put", new_id(), forged)["code"] == "not_yours"
    given = give(pair, pair.bob, goal)
    assert patch(pair, pair.alice, "contribution", given, withdrawn=True)["code"] == "not_yours"


def test_what_was_given_does_not_change(pair: Pair) -> None:
    given = give(pair, pair.bob, aim(pair), amount=100)
    assert patch(pair, pair.bob, "contribution", given, amount=90_000)["code"] == "fixed_field"


def test_milestones_say_how_far_it_is_where_nothing_is_measured(pair: Pair) -> None:
    goal = aim(pair)
    assert progress(pair, goal)["share"] is None
    first, second, third = (
        put(pair, pair.alice, "milestone", {"goal_id": goal, "position": at, "body": {"title": "A step"}})
        for at in (1024, 2048, 3072)
    )
    assert patch(pair, pair.bob, "milestone", first, state="reached", state_on=DAY)["outcome"] == "applied"
    assert patch(pair, pair.bob, "milestone", third, state="let_go")["outcome"] == "applied"
    seen = progress(pair, goal)
    assert (seen["milestones"], seen["milestones_reached"], seen["share"]) == (2, 1, 0.5)
    assert patch(pair, pair.alice, "milestone", second, position=512)["outcome"] == "applied"


def test_two_phones_move_different_parts_of_a_goal_and_both_stand(pair: Pair) -> None:
    goal = aim(pair)
    seen = pair.alice.records(pair.space)[goal]["seq"]
    patch(pair, pair.alice, "goal", goal, seen, target_day="2027-05-01")
    assert patch(pair, pair.bob, "goal", goal, seen, state="set_back", state_on=DAY)["outcome"] == "applied"
    fields = pair.alice.records(pair.space)[goal]["fields"]
    assert (fields["target_day"], fields["state"], fields["state_on"]) == ("2027-05-01", "set_back", DAY)


@pytest.mark.parametrize(
    ("first", "then", "possible"),
    [
        ("set_back", "open", True),
        ("set_back", "reached", True),
        ("set_back", "let_go", True),
        ("reached", "open", True),
        ("let_go", "open", True),
        ("reached", "let_go", False),
        ("reached", "set_back", False),
        ("let_go", "reached", False),
        ("let_go", "set_back", False),
    ],
)
def test_either_takes_a_goal_from_state_to_state_by_steps_that_exist(
    pair: Pair, first: str, then: str, possible: bool
) -> None:
    goal = aim(pair)
    assert patch(pair, pair.alice, "goal", goal, state=first, state_on=DAY)["outcome"] == "applied"
    result = patch(pair, pair.bob, "goal", goal, state=then, state_on=DAY)
    assert (result["outcome"], result["code"]) == (("applied", None) if possible else ("rejected", "no_such_step"))
    assert state(pair, goal) == (then if possible else first)


def test_over_rest_a_step_that_is_none_says_so(pair: Pair) -> None:
    goal = aim(pair)
    patch(pair, pair.alice, "goal", goal, state="let_go", state_on=DAY)
    answer = pair.bob.browser.patch(pair.at("goals", goal), json={"fields": {"state": "reached", "state_on": DAY}})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_such_step")


@pytest.mark.parametrize(("alice_at", "bob_at", "stands"), [(10, 40, "reached"), (40, 10, "let_go")])
def test_who_did_not_know_is_not_refused_the_later_change_stands(
    pair: Pair, clock: FixedClock, alice_at: int, bob_at: int, stands: str
) -> None:
    """Alice lets it go while Bob, without a network, reaches it. His arrives after hers."""
    goal = aim(pair)
    seen, at = pair.bob.records(pair.space)[goal]["seq"], an_hour_of(clock)
    let_go = {"state": "let_go", "state_on": DAY}
    reached = {"state": "reached", "state_on": DAY}
    pair.alice.write(pair.space, "goal", "patch", goal, let_go, base_seq=seen, at=at(alice_at))
    result = pair.bob.write(pair.space, "goal", "patch", goal, reached, base_seq=seen, at=at(bob_at))
    assert result["outcome"] in ("applied", "merged", "superseded"), result
    assert state(pair, goal) == stands


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.permutations(["alice"] * 4 + ["bob"] * 5))
def test_whatever_order_two_phones_come_back_in_it_has_come_as_far(
    pair: Pair, clock: FixedClock, turns: list[str]
) -> None:
    """Each was without a network and meant other things; the later change stands, field by field."""
    goal = aim(pair, target_amount=1000)
    step = put(pair, pair.alice, "milestone", {"goal_id": goal, "body": {"title": "A step"}})
    early = give(pair, pair.bob, goal, amount=50)
    seen, at = pair.bob.records(pair.space)[early]["seq"], an_hour_of(clock)

    def change(who: Someone, minute: int, kind: str, id_: str, **fields: Any) -> Fields:
        return who.mutation(pair.space, kind, "patch", id_, fields, base_seq=seen, at=at(minute))

    def gift(who: Someone, amount: int) -> Fields:
        fields = {"goal_id": goal, "member_id": who.id, "day": DAY, "amount": amount}
        return who.mutation(pair.space, "contribution", "put", new_id(), fields)

    waiting = {
        "alice": [
            gift(pair.alice, 100),
            change(pair.alice, 10, "goal", goal, target_amount=2000),
            change(pair.alice, 20, "milestone", step, state="reached", state_on=DAY),
            change(pair.alice, 25, "goal", goal, state="let_go", state_on=DAY),
        ],
        "bob": [
            gift(pair.bob, 250),
            change(pair.bob, 12, "contribution", early, withdrawn=True),
            change(pair.bob, 15, "goal", goal, target_amount=700),
            change(pair.bob, 18, "milestone", step, state="let_go", state_on=None),
            change(pair.bob, 30, "goal", goal, state="set_back", state_on=DAY),
        ],
    }
    for who in turns:
        result = getattr(pair, who).push(waiting[who].pop(0))[0]
        assert result["outcome"] in ("applied", "merged", "superseded"), result
    found = progress(pair, goal)
    assert (found["state"], found["target_amount"], found["share"]) == ("set_back", 700, 0.5)
    assert (found["amount"], found["times"]) == (350, 2)
    assert (found["milestones"], found["milestones_reached"]) == (1, 1)
    assert {one["member_id"]: one["amount"] for one in found["members"]} == {pair.alice.id: 100, pair.bob.id: 250}


def test_a_goal_that_the_other_gave_something_to_is_let_go_and_not_deleted(pair: Pair) -> None:
    goal = aim(pair)
    give(pair, pair.bob, goal)
    refused = pair.alice.write(pair.space, "goal", "delete", goal, {}, base_seq=2**53)
    assert refused["code"] == "held_in_common"


def test_a_reached_goal_says_on_which_day(pair: Pair) -> None:
    assert patch(pair, pair.alice, "goal", aim(pair), state="reached")["code"] == "invalid"


def test_a_cheer_is_for_something_of_its_goal_and_taken_back_by_who_gave_it(pair: Pair) -> None:
    goal, other = aim(pair), aim(pair)
    given = give(pair, pair.alice, goal)
    cheer = put(pair, pair.bob, "cheer", {"goal_id": goal, "contribution_id": given, "kind": "glad"})
    assert patch(pair, pair.alice, "cheer", cheer, withdrawn=True)["code"] == "not_yours"
    astray = {"goal_id": other, "contribution_id": given, "kind": "glad"}
    assert pair.bob.write(pair.space, "cheer", "put", new_id(), astray)["code"] == "invalid"


def test_a_goal_holds_a_practice_once_and_the_practice_goes_on_without_it(pair: Pair) -> None:
    goal, made = aim(pair), pair.adopt()
    about = {"goal_id": goal, "practice_id": made}
    habit = put(pair, pair.alice, "habit", about, id_=derived("habit", goal, made))
    again = pair.bob.write(pair.space, "habit", "put", habit, about, base_seq=2**53)
    assert again["outcome"] == "applied"
    assert patch(pair, pair.bob, "habit", habit, withdrawn=True)["outcome"] == "applied"
    assert not pair.bob.records(pair.space)[made]["deleted"]


def test_support_is_asked_and_closed_by_one_and_seen_by_the_other(pair: Pair) -> None:
    asked = put(pair, pair.alice, "support", {"kind": "listen", "body": {"about": "The talk tomorrow."}})
    assert pair.bob.records(pair.space)[asked]["body"] == {"about": "The talk tomorrow."}
    assert patch(pair, pair.bob, "support", asked, state="closed")["code"] == "not_yours"
    assert patch(pair, pair.alice, "support", asked, state="closed")["outcome"] == "applied"


def test_support_is_asked_of_somebody_so_not_in_ones_own_space(pair: Pair) -> None:
    fields = {"kind": "listen", "body": {"about": "Nobody hears this."}}
    assert pair.alice.write(pair.alice.own, "support", "put", new_id(), fields)["code"] == "not_here"


def test_a_stranger_finds_no_goal_and_a_private_one_is_ones_own(pair: Pair) -> None:
    goal, erin = aim(pair), sign_up(pair.app, "erin")
    assert erin.browser.get(pair.at("goals", f"{goal}/progress")).status_code == 404
    mine = new_id()
    pair.alice.write(pair.alice.own, "goal", "put", mine, {"body": {"title": "Mine alone"}})
    assert pair.bob.browser.get(pair.at("goals", f"{mine}/progress")).status_code == 404
    assert mine not in pair.bob.records(pair.space)


def test_a_replay_is_one(pair: Pair) -> None:
    goal = aim(pair, target_amount=1000)
    fields = {"goal_id": goal, "member_id": pair.bob.id, "day": DAY, "amount": 100}
    twice = pair.bob.mutation(pair.space, "contribution", "put", new_id(), fields)
    pair.bob.push(twice)
    pair.bob.push(twice)
    assert progress(pair, goal)["amount"] == 100


def test_programs_read_goals_with_their_scope_and_never_who_asked_for_support(pair: Pair) -> None:
    goal = aim(pair)
    put(pair, pair.alice, "support", {"kind": "space", "body": {"about": "Until Sunday."}})
    token, _ = token_of(pair.alice, [pair.space], ["goals:read"])
    browser = program(pair.app, token)
    assert browser.get(pair.at("goals")).json()["items"][0]["id"] == goal
    assert browser.get(pair.at("goals", f"{goal}/progress")).status_code == 200
    assert browser.get(pair.at("supports")).status_code == 403
    assert "support" not in browser.get(pair.at("changes")).text
    events = pair.alice.browser.get(f"/api/v1/spaces/{pair.space}/webhooks").json()["events"]
    assert "goal.written" in events
    assert not [event for event in events if event.startswith("support")]


def test_a_practice_of_another_space_is_no_habit(pair: Pair) -> None:
    goal, private = aim(pair), new_id()
    pair.alice.write(pair.alice.own, "practice", "put", private, practice(requires=f"one:{pair.alice.id}"))
    fields = {"goal_id": goal, "practice_id": private}
    result = pair.alice.write(pair.space, "habit", "put", derived("habit", goal, private), fields)
    assert result["outcome"] == "deferred"
