"""What becomes of a write, each kind over HTTP: taken, met, late, early, refused, tried again; and of a device."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.kit.clock import FixedClock
from app.kit.prepared import Prepared, Values
from app.kit.records.declare import Attempt
from app.practices.records import PRACTICE
from tests.cast import PASSWORD, Fields, Pair, another_browser, check_in, new_id, practice, replaced

EARLIER, LATER = "2026-11-23T18:20:00.000Z", "2026-11-23T18:40:00.000Z"
POISON = "a title that breaks something"


@contextmanager
def the_database_breaks_on(word: str) -> Iterator[None]:
    """Every write that carries this word fails, as on a full disk or a broken page."""
    write = Prepared.run

    def breaks(statement: Prepared, session: Session, *rows: Values) -> None:
        if word in str(rows):
            raise OperationalError("a write", {}, Exception("disk I/O error"))
        write(statement, session, *rows)

    Prepared.run = breaks  # type: ignore[method-assign]
    try:
        yield
    finally:
        Prepared.run = write  # type: ignore[method-assign]


def _a_rule_with_a_mistake(attempt: Attempt) -> None:
    if POISON in (attempt.after["body"] or ""):
        raise KeyError("a mistake of ours")


def outcomes(results: list[Fields]) -> list[tuple[str, str | None]]:
    return [(result["outcome"], result["code"]) for result in results]


@pytest.mark.failure(7)
def test_one_push_has_every_outcome_and_only_the_broken_one_is_tried_again(pair: Pair, clock: FixedClock) -> None:
    met, lost = pair.adopt(), pair.adopt()
    base = pair.bob.records(pair.space)[lost]["seq"]
    clock.advance(hours=1)
    for made in (met, lost):
        at = EARLIER if made == met else LATER
        pair.alice.write(pair.space, "practice", "patch", made, {"rest": 3}, base_seq=base, at=at)
    bob, space, broken = pair.bob, pair.space, new_id()
    sent = [
        bob.mutation(space, "practice", "put", new_id(), practice()),
        bob.mutation(space, "practice", "patch", met, {"rest": 0}, base_seq=base, at=LATER),
        bob.mutation(space, "practice", "patch", lost, {"rest": 0}, base_seq=base, at=EARLIER),
        bob.mutation(space, "practice", "patch", new_id(), {"rest": 0}),
        bob.mutation(space, "practice", "patch", met, {"rest": 99}),
        bob.mutation(space, "practice", "put", broken, practice(POISON)),
    ]
    wanted = [
        ("applied", None),
        ("merged", None),
        ("superseded", None),
        ("deferred", "not_here_yet"),
        ("rejected", "invalid"),
        ("retry", "internal"),
    ]
    with the_database_breaks_on(POISON):
        results = bob.push(*sent)
        assert outcomes(results) == wanted
        assert broken not in bob.records(space)
    again = bob.push(*sent)
    assert outcomes(again) == [*wanted[:5], ("applied", None)], "the disk is well again"
    assert again[:3] == results[:3], "what was taken is taken once"
    assert broken in pair.alice.records(space)
    held = bob.pull(unconfirmed=tuple(one["id"] for one in sent))["confirmed"]
    assert held == {result["id"]: result["seq"] for result in again if result["seq"] is not None}
    assert set(held) == {sent[i]["id"] for i in (0, 1, 2, 5)}


@pytest.mark.failure(7)
def test_a_mistake_of_ours_is_a_500_that_leaves_nothing_behind_and_is_found_by_halving(pair: Pair) -> None:
    ids = [new_id() for _ in range(8)]
    titles = [POISON if n == 5 else f"Practice {n}" for n in range(8)]
    sent = [
        pair.alice.mutation(pair.space, "practice", "put", id_, practice(title))
        for id_, title in zip(ids, titles, strict=True)
    ]
    head = pair.alice.pull()["memberships"]
    with replaced(PRACTICE, "check", _a_rule_with_a_mistake):
        whole = _post(pair, sent)
        assert (whole.status_code, whole.json()["code"]) == (500, "internal")
        assert POISON not in whole.text
        assert pair.alice.pull()["memberships"] == head, "a batch is one transaction"
        poison = _halved(pair, sent)
    assert poison == [sent[5]]
    seen = pair.bob.records(pair.space)
    assert [id_ in seen for id_ in ids] == [n != 5 for n in range(8)]
    assert pair.alice.push(*sent)[5]["outcome"] == "applied", "after the update it goes"


def _halved(pair: Pair, sent: list[Fields]) -> list[Fields]:
    """What is left when a client has sent everything in ever smaller batches."""
    answer = _post(pair, sent)
    if answer.status_code == 200:
        return []
    if len(sent) == 1:
        return sent
    middle = len(sent) // 2
    return _halved(pair, sent[:middle]) + _halved(pair, sent[middle:])


def _post(pair: Pair, sent: list[Fields]) -> Any:
    return pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox(*sent))


def test_what_comes_before_its_parent_in_one_push_is_taken_in_order(pair: Pair) -> None:
    made, alice, space = new_id(), pair.alice, pair.space
    id_, fields = check_in(made, alice.id, body={"note": "first"})
    results = alice.push(
        alice.mutation(space, "check_in", "patch", id_, {"withdrawn": True}),
        alice.mutation(space, "check_in", "put", id_, fields),
        alice.mutation(space, "check_in", "patch", id_, {"body": {"note": "second"}}),
        alice.mutation(space, "practice", "put", made, practice()),
        alice.mutation(space, "check_in", "patch", id_, {"body": {"note": "third"}}),
        alice.mutation(space, "pause", "put", new_id(), {"practice_id": new_id(), "first": "2026-11-23"}),
    )
    assert outcomes(results) == [("applied", None)] * 5 + [("deferred", "not_here_yet")]
    assert len({result["seq"] for result in results[:5]}) == 1, "one commit"
    record = pair.bob.records(space)[id_]
    assert record["fields"]["withdrawn"] is True
    assert record["body"] == {"note": "third"}


def test_what_was_deferred_is_not_remembered_and_goes_when_its_parent_is_there(pair: Pair) -> None:
    made = new_id()
    early = pair.alice.mutation(pair.space, "check_in", "put", *check_in(made, pair.alice.id))
    assert pair.alice.push(early)[0]["outcome"] == "deferred"
    assert pair.alice.pull(unconfirmed=(early["id"],))["confirmed"] == {}
    pair.bob.write(pair.space, "practice", "put", made, practice())
    assert pair.alice.push(early)[0]["outcome"] == "applied"


# --- a couple that is left


@pytest.mark.failure(23)
def test_who_stays_finds_a_frozen_space_and_who_left_finds_none(pair: Pair) -> None:
    made = pair.adopt(title="Walks")
    cursors = {who.name: who.pull({"id": pair.space})["spaces"][0]["cursor"] for who in (pair.alice, pair.bob)}
    pair.alice.write(pair.space, "practice", "patch", made, {"position": 4}, base_seq=2**53)
    assert pair.alice.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204

    left = pair.alice.pull({"id": pair.space, "cursor": cursors["alice"]})
    assert left["spaces"] == [_nothing(pair.space, "gone")]
    assert pair.space not in {space["id"] for space in left["memberships"]}
    assert pair.alice.browser.get(pair.at("changes")).status_code == 404

    stays = pair.bob.pull({"id": pair.space, "cursor": cursors["bob"]})["spaces"][0]
    assert (stays["state"], [change["id"] for change in stays["changes"]]) == ("frozen", [made])
    assert pair.bob.pull({"id": pair.space})["spaces"][0]["state"] == "frozen", "a new phone reads it too"

    own = new_id()
    for who, code in ((pair.alice, "space_gone"), (pair.bob, "space_closed")):
        results = who.push(
            who.mutation(pair.space, "practice", "patch", made, {"rest": 0}),
            who.mutation(who.own, "practice", "put", own, practice()),
        )
        assert outcomes(results) == [("rejected", code), ("applied", None)], "only what was for that space is parked"
        assert "privately" in results[0]["detail"]
    by_rest = pair.bob.browser.patch(pair.at("practices", made), json={"fields": {"rest": 0}})
    assert by_rest.status_code == 409
    assert pair.bob.records(pair.space)[made]["fields"]["rest"] == 1

    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    assert pair.bob.pull({"id": pair.space, "cursor": stays["cursor"]})["spaces"] == [_nothing(pair.space, "gone")]


def test_a_space_that_one_was_never_in_looks_like_one_that_was_left_and_like_none(pair: Pair) -> None:
    for space in (pair.bob.own, new_id()):
        assert pair.alice.pull({"id": space})["spaces"] == [_nothing(space, "gone")]
        result = pair.alice.write(space, "practice", "put", new_id(), practice())
        assert (result["outcome"], result["code"]) == ("rejected", "space_gone")


def _nothing(space: str, state: str) -> Fields:
    none = {"cursor": None, "before": None, "more": False, "floor": None}
    return {"id": space, "state": state, "changes": [], **none}


# --- a device that is no longer let in


@pytest.mark.failure(21)
@pytest.mark.parametrize("why", ["not_signed_in", "session_expired", "session_revoked", "session_erased"])
def test_a_device_hears_why_it_is_not_let_in_and_its_outbox_goes_after_the_next_sign_in(
    pair: Pair, clock: FixedClock, why: str
) -> None:
    tablet = replace(pair.bob, browser=another_browser(pair.app), device=new_id())
    tablet.sign_in()
    cursor = tablet.pull({"id": pair.space})["spaces"][0]["cursor"]
    waiting = tablet.outbox(tablet.mutation(pair.space, "practice", "put", new_id(), practice()))
    query = {"session_revoked": "", "session_erased": "?erase=true"}
    if why in query:
        assert pair.bob.browser.delete(f"/api/v1/sessions/{tablet.session}{query[why]}").status_code == 204
    elif why == "session_expired":
        clock.advance(days=91)
    else:
        tablet.browser.cookies.clear()
    asked = {"account": tablet.id, "device": tablet.device, "schema": 1, "spaces": [{"id": pair.space}]}
    answers = [
        tablet.browser.post("/api/v1/sync/push", json=waiting),
        tablet.browser.post("/api/v1/sync/pull", json=asked),
        tablet.browser.get("/api/v1/sync/events"),
        tablet.browser.get(pair.at("changes")),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(401, why)] * 4
    wiped = ["clear-site-data" in answer.headers for answer in answers]
    assert wiped == [why == "session_erased"] * 4, "only what was lost is wiped"
    again = tablet.browser.post("/api/v1/sessions", json={"login": "bob", "password": PASSWORD})
    assert again.status_code == 201
    sent = tablet.browser.post("/api/v1/sync/push", json=waiting).json()["results"]
    assert [result["outcome"] for result in sent] == ["applied"]
    assert tablet.pull({"id": pair.space, "cursor": cursor})["spaces"][0]["state"] == "ok", "it reads on where it was"
