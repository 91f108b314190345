"""A partner may propose a reminder, takes it back alone, and never learns what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response

from app.kit.ids import derived
from tests.api.glance import Glance
from tests.cast import Fields, Pair, Someone, check_in, new_id, sign_up

GLIMPSES = {"x-request-id", "date"}
"""Headers that are others each time."""


def proposal(practice: str, **more: Any) -> Fields:
    return {"practice_id": practice, "time": "20:00", "days": [4], "body": {"words": "Only if you like."}, **more}


def outcome(who: Someone, space: str, kind: str, op: str, id_: str, fields: Fields) -> str:
    result = who.write(space, kind, op, id_, fields, base_seq=2**53)
    return str(result["code"] or result["outcome"])


def propose(pair: Pair, who: Someone, practice: str) -> str:
    made = new_id()
    assert outcome(who, pair.space, "proposal", "put", made, proposal(practice)) == "applied"
    return made


def answer(pair: Pair, who: Someone, made: str, said: str) -> str:
    fields = {"proposal_id": made, "answer": said}
    return outcome(who, who.own, "proposal_answer", "put", derived("proposal_answer", made), fields)


def test_the_other_reads_it_and_a_stranger_gets_404(pair: Pair) -> None:
    made = propose(pair, pair.alice, pair.adopt())
    carol = sign_up(pair.app, "carol")
    read = pair.bob.browser.get(pair.at("proposals", made))
    assert (read.status_code, read.json()["body"]) == (200, {"words": "Only if you like."})
    assert carol.browser.get(pair.at("proposals", made)).status_code == 404
    assert outcome(carol, pair.space, "proposal", "put", new_id(), proposal(pair.adopt())) == "space_gone"


def test_a_replay_is_one(pair: Pair) -> None:
    alice, made = pair.alice, new_id()
    mutation = alice.mutation(pair.space, "proposal", "put", made, proposal(pair.adopt()))
    assert alice.push(mutation)[0] == alice.push(mutation)[0]
    assert [each["id"] for each in alice.browser.get(pair.at("proposals")).json()["items"]] == [made]


def test_only_who_made_it_changes_it_or_takes_it_back(pair: Pair) -> None:
    made = propose(pair, pair.alice, pair.adopt())
    for op, fields in (("patch", {"time": "21:00"}), ("delete", {})):
        assert outcome(pair.bob, pair.space, "proposal", op, made, fields) == "not_yours"
        assert outcome(pair.alice, pair.space, "proposal", op, made, fields) in ("applied", "merged")
    assert pair.bob.browser.get(pair.at("proposals", made)).status_code == 404


def test_it_lives_in_a_couple_and_its_answer_in_the_own_space_alone(pair: Pair) -> None:
    alice, practice = pair.alice, pair.adopt()
    made = propose(pair, alice, practice)
    assert outcome(alice, alice.own, "proposal", "put", new_id(), proposal(practice)) == "not_here"
    said = {"proposal_id": made, "answer": "taken"}
    assert outcome(pair.bob, pair.space, "proposal_answer", "put", derived("proposal_answer", made), said) == "not_here"


def test_three_are_open_at_most_for_each_who_proposes_and_each_practice(pair: Pair) -> None:
    alice, bob = pair.alice, pair.bob
    practice, other = pair.adopt(), pair.adopt()
    first, *_ = [propose(pair, alice, practice) for _ in range(3)]
    assert outcome(alice, pair.space, "proposal", "put", new_id(), proposal(practice)) == "too_many_proposals"
    propose(pair, bob, practice)
    propose(pair, alice, other)
    assert outcome(alice, pair.space, "proposal", "patch", first, {"time": "07:00"}) == "applied"
    refused = alice.browser.put(
        pair.at("proposals", new_id()), json={"fields": {"practice_id": practice, "time": "20:00", "days": [4]}}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_proposals")
    assert outcome(alice, pair.space, "proposal", "delete", first, {}) == "applied"
    propose(pair, alice, practice)


def test_those_of_one_push_are_counted_together(pair: Pair) -> None:
    practice = pair.adopt()
    made = [pair.alice.mutation(pair.space, "proposal", "put", new_id(), proposal(practice)) for _ in range(4)]
    assert [result["code"] for result in pair.alice.push(*made)] == [None, None, None, "too_many_proposals"]


@pytest.mark.parametrize(
    "wrong", [{"time": "24:00"}, {"days": []}, {"days": [1, 1]}, {"body": {"words": "x" * 201}}, {"seen": True}]
)
def test_what_does_not_fit_is_refused(pair: Pair, wrong: Fields) -> None:
    assert outcome(pair.alice, pair.space, "proposal", "put", new_id(), proposal(pair.adopt(), **wrong)) == "invalid"


def takes(pair: Pair, made: str, practice: str) -> None:
    rung = {"ref_space": pair.space, "ref_id": practice, "time": "19:30", "days": [4, 5]}
    assert outcome(pair.bob, pair.bob.own, "reminder", "put", new_id(), rung) == "applied"
    assert answer(pair, pair.bob, made, "taken") == "applied"


def sets_aside(pair: Pair, made: str, practice: str) -> None:
    assert answer(pair, pair.bob, made, "set_aside") == "applied"


def thinks_again(pair: Pair, made: str, practice: str) -> None:
    sets_aside(pair, made, practice)
    assert answer(pair, pair.bob, made, "taken") in ("merged", "applied")


def does_nothing(pair: Pair, made: str, practice: str) -> None:
    pass


@pytest.mark.parametrize("becomes", [takes, sets_aside, thinks_again, does_nothing])
def test_whatever_the_other_makes_of_it_every_answer_to_who_proposed_is_the_same_bytes(
    pair: Pair, becomes: Callable[[Pair, str, str], None]
) -> None:
    pair.app.state.live = Glance(pair.ctx)
    alice, practice, made = pair.alice, pair.adopt(), new_id()
    put = alice.mutation(pair.space, "proposal", "put", made, proposal(practice))
    head = alice.push(put)[0]["seq"]
    ids = {"proposals": made, "practices": practice}
    before = everything(pair, put, ids)
    assert len(before) > 50
    becomes(pair, made, practice)
    look_again(pair)
    after = everything(pair, put, ids)
    assert {asked for asked in before if before[asked] != after[asked]} == set()
    assert outcome(alice, pair.space, "proposal", "delete", made, {}) == "applied"
    assert alice.records(pair.space)[made]["seq"] == head + 1, "nothing else was written in between"


def test_a_trace_in_the_couples_space_would_be_seen_by_that_comparison(pair: Pair) -> None:
    pair.app.state.live = Glance(pair.ctx)
    practice, made = pair.adopt(), new_id()
    put = pair.alice.mutation(pair.space, "proposal", "put", made, proposal(practice))
    assert pair.alice.push(put)[0]["outcome"] == "applied"
    ids = {"proposals": made, "practices": practice}
    before = everything(pair, put, ids)
    id_, fields = check_in(practice, pair.bob.id)
    assert outcome(pair.bob, pair.space, "check_in", "put", id_, fields) == "applied"
    after = everything(pair, put, ids)
    seen = {asked.rpartition("/")[2] for asked in before if before[asked] != after[asked]}
    assert {"pull", "events", "changes", "today", "spaces"} <= seen | {"spaces"}


def look_again(pair: Pair) -> None:
    """The database may find the same rows in another way after this: that is no news, either."""
    with pair.ctx.db.writer.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def in_order(pair: Pair, content: bytes) -> bytes:
    """As it is on SQLite. PostgreSQL finds rows that nobody asked to be in order in the order that suits it now."""
    if not pair.ctx.db.writer.url.drivername.startswith("postgresql"):
        return content
    try:
        return json.dumps(sorted_through(json.loads(content)), sort_keys=True).encode()
    except ValueError:
        return b"\n".join(sorted(content.splitlines()))


def sorted_through(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: sorted_through(part) for name, part in value.items()}
    if isinstance(value, list):
        return sorted((sorted_through(part) for part in value), key=json.dumps)
    return value


def everything(pair: Pair, put: Fields, ids: dict[str, str]) -> dict[str, tuple[object, ...]]:
    """Every answer that Alice can get by reading: each GET of the document about each of her spaces and about
    Bob's own, with her ids and with those that follow from them; a pull of all; and her write, told again."""
    alice, bob = pair.alice, pair.bob
    theirs = derived("proposal_answer", ids["proposals"])
    asked = {}
    for path, methods in pair.app.openapi()["paths"].items():
        if "get" not in methods or "{secret}" in path:  # whose calendar that is, nobody can guess
            continue
        kind = path.split("/")[5] if "/spaces/{space_id}/" in path else ""
        for space in (pair.space, alice.own, bob.own):
            for record in (ids.get(kind, ids["practices"]), theirs):
                address = path.format(space_id=space, record_id=record, request_id=record)
                asked[address] = alice.browser.get(address)
    spaces = [{"id": space} for space in (pair.space, alice.own, bob.own)]
    pull = {"account": alice.id, "device": alice.device, "schema": 1, "spaces": spaces, "new_spaces": True}
    asked["pull"] = alice.browser.post("/api/v1/sync/pull", json=pull)
    asked["push"] = alice.browser.post("/api/v1/sync/push", json=alice.outbox(put))
    return {
        name: (each.status_code, len(each.content), in_order(pair, each.content), headers(each))
        for name, each in asked.items()
    }


def headers(answer: Response) -> list[tuple[str, str]]:
    """Compressed, the length is that of one order of the same rows; the length of the content is compared."""
    packed = {"content-length"} if "content-encoding" in answer.headers else set()
    return sorted(each for each in answer.headers.items() if each[0] not in GLIMPSES | packed)
