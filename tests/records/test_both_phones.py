"""Two phones change one record: field by field, the later wins, and what lost is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.kit.clock import FixedClock
from app.kit.db import EVERYWHERE
from app.kit.records.models import Version
from tests.cast import Pair, Someone, check_in, new_id, practice


def kept(pair: Pair) -> list[tuple[str, Any, str]]:
    """`(field, value, whose)` of everything that lost."""
    with pair.ctx.db.read(EVERYWHERE) as session:
        rows = session.execute(select(Version).order_by(col(Version.field))).scalars().all()
        return [(row.field, json.loads(row.body or "")["value"], row.author_id) for row in rows]


def seen(pair: Pair, made: str) -> dict[str, Any]:
    """The record as both see it."""
    mine, theirs = pair.alice.records(pair.space)[made], pair.bob.records(pair.space)[made]
    assert mine == theirs
    return mine


def test_different_fields_meet_without_a_loser(pair: Pair) -> None:
    made = pair.adopt()
    base = seen(pair, made)["seq"]
    pair.alice.write(pair.space, "practice", "patch", made, {"rest": 3}, base_seq=base)
    result = pair.bob.write(pair.space, "practice", "patch", made, {"position": 7}, base_seq=base)
    assert result["outcome"] == "applied"
    fields = seen(pair, made)["fields"]
    assert (fields["rest"], fields["position"], kept(pair)) == (3, 7, [])


def test_the_later_word_stands_and_the_other_is_kept(pair: Pair, clock: FixedClock) -> None:
    made = pair.adopt()
    base = seen(pair, made)["seq"]
    clock.advance(hours=1)
    pair.alice.write(
        pair.space, "practice", "patch", made, {"body": {"title": "Mine"}}, base_seq=base, at="2026-11-23T18:20:00.000Z"
    )
    result = pair.bob.write(
        pair.space, "practice", "patch", made, {"body": {"title": "His"}}, base_seq=base, at="2026-11-23T18:40:00.000Z"
    )
    assert result["outcome"] == "merged"
    assert seen(pair, made)["body"]["title"] == "His"
    assert kept(pair) == [("body", {"title": "Mine"}, pair.alice.id)]


def test_the_earlier_word_is_superseded_and_kept(pair: Pair, clock: FixedClock) -> None:
    made = pair.adopt()
    base = seen(pair, made)["seq"]
    clock.advance(hours=1)
    pair.alice.write(pair.space, "practice", "patch", made, {"rest": 3}, base_seq=base, at="2026-11-23T18:40:00.000Z")
    result = pair.bob.write(
        pair.space, "practice", "patch", made, {"rest": 0}, base_seq=base, at="2026-11-23T18:20:00.000Z"
    )
    assert (result["outcome"], seen(pair, made)["fields"]["rest"]) == ("superseded", 3)
    versions = [row for row in pair.bob.records(pair.space).values() if row["type"] == "version"]
    assert [row["seq"] for row in versions] == [result["seq"]], "the commit that keeps it is the one that is confirmed"
    assert kept(pair) == [("rest", 0, pair.bob.id)]


def test_a_clock_in_the_future_wins_no_more_than_now(pair: Pair, clock: FixedClock) -> None:
    made = pair.adopt()
    base = seen(pair, made)["seq"]
    pair.alice.write(pair.space, "practice", "patch", made, {"rest": 3}, base_seq=base, at="2027-11-23T18:00:00.000Z")
    clock.advance(minutes=1)
    result = pair.bob.write(
        pair.space, "practice", "patch", made, {"rest": 0}, base_seq=base, at="2026-11-23T18:01:00.000Z"
    )
    assert (result["outcome"], seen(pair, made)["fields"]["rest"]) == ("merged", 0)


def test_who_has_seen_it_simply_changes_it(pair: Pair) -> None:
    made = pair.adopt()
    first = pair.alice.write(pair.space, "practice", "patch", made, {"rest": 3}, at="2026-11-23T17:00:00.000Z")
    result = pair.bob.write(
        pair.space, "practice", "patch", made, {"rest": 0}, base_seq=first["seq"], at="2026-11-22T00:00:00.000Z"
    )
    assert (result["outcome"], kept(pair)) == ("applied", [])


def test_two_phones_that_adopt_the_same_thing_offline_meet_in_one_row(pair: Pair) -> None:
    made = pair.adopt(title="Walks")
    result = pair.bob.write(pair.space, "practice", "put", made, practice("Long walks"), at="2026-11-23T18:00:00.500Z")
    assert result["outcome"] in ("merged", "superseded")
    both = {seen(pair, made)["body"]["title"], *(value["title"] for field, value, _ in kept(pair) if field == "body")}
    assert both == {"Walks", "Long walks"}


def test_a_day_that_was_checked_in_twice_is_one_day_and_both_words_are_kept(pair: Pair, clock: FixedClock) -> None:
    made, tablet = pair.adopt(), replace(pair.alice, device=new_id())
    clock.advance(hours=1)
    for phone, word, at in ((pair.alice, "On the stairs.", "18:20"), (tablet, "In the hall.", "18:40")):
        id_, fields = check_in(made, pair.alice.id, body={"note": word})
        result = phone.write(pair.space, "check_in", "put", id_, fields, at=f"2026-11-23T{at}:00.000Z")
        assert result["outcome"] in ("applied", "merged")
    rows = pair.bob.browser.get(pair.at("check-ins")).json()["items"]
    assert [(row["id"], row["body"]) for row in rows] == [(id_, {"note": "In the hall."})]
    assert kept(pair) == [("body", {"note": "On the stairs."}, pair.alice.id)]


@pytest.mark.failure(24)
def test_an_edit_400_days_old_does_not_wake_what_was_deleted(pair: Pair, clock: FixedClock) -> None:
    made, tablet, base = alone(pair)
    change = {"body": {"title": "Written offline"}, "rest": 3}
    old = tablet.mutation(tablet.own, "practice", "patch", made, change, base_seq=base)
    stone = pair.alice.write(pair.alice.own, "practice", "delete", made, {})
    clock.advance(days=400)
    pair.alice.sign_in()
    result = tablet.push(old)[0]
    assert (result["outcome"], result["code"]) == ("superseded", None)
    record = pair.alice.records(pair.alice.own)[made]
    assert (record["deleted"], record["seq"]) == (True, stone["seq"])
    assert kept(pair) == [("body", {"title": "Written offline"}, pair.alice.id), ("rest", 3, pair.alice.id)]


def test_nonsense_about_something_deleted_is_refused_and_not_tried_for_ever(pair: Pair) -> None:
    made, tablet, _ = alone(pair)
    pair.alice.write(pair.alice.own, "practice", "delete", made, {})
    nonsense: list[dict[str, Any]] = [{"x" * 60: 1}, {"body": {"title": "\ud800"}}, {"rest": 99}, {"catalogue": "\x00"}]
    for fields in nonsense:
        body = tablet.outbox(tablet.mutation(tablet.own, "practice", "patch", made, fields))
        answer = tablet.browser.post(
            "/api/v1/sync/push", content=json.dumps(body).encode(), headers={"content-type": "application/json"}
        )
        assert answer.status_code == 200
        assert [result["code"] for result in answer.json()["results"]] == ["invalid"]
    assert kept(pair) == []


def alone(pair: Pair) -> tuple[str, Someone, int]:
    """A practice of Alice's own, her other device, and what that one has seen of it."""
    made, tablet = new_id(), replace(pair.alice, device=new_id())
    seq: int = pair.alice.write(pair.alice.own, "practice", "put", made, practice())["seq"]
    return made, tablet, seq
