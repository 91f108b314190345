"""Apps of different ages: what an older one wrote is lifted, what a newer one wrote waits, and nobody erases what
they do not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.kit.db import EVERYWHERE
from app.kit.records import declare
from app.practices.models import Practice
from app.practices.records import PRACTICE
from tests.cast import DAILY, Fields, Pair, new_id, practice, replaced


def _a_list_of_cadences(op: str, fields: Fields) -> Fields:
    """Form 1 knew one cadence, without its first day."""
    if "cadence" not in fields:
        return fields
    rest = {name: value for name, value in fields.items() if name != "cadence"}
    return {**rest, "cadences": [{**fields["cadence"], "from": "2026-11-01"}]}


def _says_who(op: str, fields: Fields) -> Fields:
    """Form 2 did not say of whom a practice asks something; a change of it says nothing about that."""
    return {"requires": "each", **fields} if op == "put" else fields


@contextmanager
def after_two_releases() -> Iterator[None]:
    """Practices in their third form."""
    lifts = {1: _a_list_of_cadences, 2: _says_who}
    with replaced(PRACTICE, "form", 3), replaced(PRACTICE, "lifts", lifts):
        yield


@pytest.fixture
def third_form() -> Iterator[None]:
    with after_two_releases():
        yield


def first_form(title: str = "From a drawer") -> Fields:
    """A practice as the first release sent it."""
    return {"area": "affection", "cadence": {"kind": "daily"}, "start": "2026-11-01", "body": {"title": title}}


@pytest.mark.usefixtures("third_form")
def test_what_an_old_app_wrote_is_lifted_form_by_form(pair: Pair) -> None:
    made, second = new_id(), new_id()
    results = pair.alice.push(
        pair.alice.mutation(pair.space, "practice", "put", made, first_form(), v=1),
        pair.alice.mutation(pair.space, "practice", "patch", made, {"cadence": {"kind": "weekly"}}, v=1),
        pair.alice.mutation(
            pair.space, "practice", "put", second, {k: v for k, v in practice().items() if k != "requires"}, v=2
        ),
        pair.alice.mutation(pair.space, "practice", "patch", second, {"rest": 3}, v=3),
    )
    assert [result["outcome"] for result in results] == ["applied"] * 4
    seen = pair.bob.records(pair.space)
    assert [cadence["kind"] for cadence in seen[made]["fields"]["cadences"]] == ["weekly"]
    assert (seen[made]["fields"]["requires"], seen[second]["fields"]["rest"]) == ("each", 3)


@pytest.mark.usefixtures("third_form")
def test_an_old_mutation_sent_again_after_the_update_is_still_one(pair: Pair) -> None:
    sent = pair.alice.mutation(pair.space, "practice", "put", new_id(), first_form(), v=1)
    assert pair.alice.push(sent) == pair.alice.push(sent)


@pytest.mark.usefixtures("third_form")
def test_a_form_that_never_was_is_refused_and_nothing_else_with_it(pair: Pair) -> None:
    nonsense: list[dict[str, Any]] = [{"cadence": 7}, {"cadence": None}, {"cadence": []}, {"cadence": {"kind": "x"}}]
    bad = [pair.alice.mutation(pair.space, "practice", "put", new_id(), first_form() | f, v=1) for f in nonsense]
    good = pair.alice.mutation(pair.space, "practice", "put", new_id(), first_form(), v=1)
    results = pair.alice.push(*bad, good)
    assert [(result["outcome"], result["code"]) for result in results] == [("rejected", "invalid")] * 4 + [
        ("applied", None)
    ]


def test_a_newer_form_is_kept_by_the_phone_until_the_server_is_updated(pair: Pair) -> None:
    made = new_id()
    later = pair.alice.mutation(pair.space, "practice", "put", made, practice(), v=3)
    other = pair.alice.mutation(pair.space, "practice", "put", new_id(), practice())
    results = pair.alice.push(later, other)
    assert [(result["outcome"], result["code"]) for result in results] == [
        ("rejected", "newer_form"),
        ("applied", None),
    ]
    assert made not in pair.bob.records(pair.space)
    with after_two_releases():
        assert pair.alice.push(later)[0]["outcome"] == "applied"
    assert made in pair.bob.records(pair.space)


@pytest.mark.usefixtures("third_form")
def test_rest_and_the_server_itself_write_todays_form(pair: Pair) -> None:
    made = new_id()
    fields = practice()
    body = {"fields": {name: value for name, value in fields.items() if name != "body"}, "body": fields["body"]}
    assert pair.alice.browser.put(pair.at("practices", made), json=body).status_code == 201
    assert pair.alice.browser.patch(pair.at("practices", made), json={"fields": {"rest": 2}}).status_code == 200


def test_a_type_that_does_not_lift_each_older_form_does_not_start() -> None:
    kind = replace(declare.record_types()["practice"], name="hobby", plural="hobbies")
    for form, lifts in ((2, {}), (3, {2: _says_who}), (1, {1: _says_who})):
        with pytest.raises(ValueError, match="lift"):
            declare.declare(replace(kind, form=form, lifts=lifts))
    assert "hobby" not in declare.record_types()


@pytest.mark.failure(22)
@pytest.mark.parametrize("op", ["patch", "put"])
def test_an_old_client_does_not_erase_fields_that_it_does_not_know(pair: Pair, op: str) -> None:
    """The old one reads the record, knows neither `position` nor `catalogue` nor `plan`, and writes what it knows."""
    made = pair.adopt(position=7, catalogue="a-long-hug", body={"title": "A long hug", "plan": {"cue": "after dinner"}})
    raw = pair.bob.records(pair.space)[made]
    known = {name: raw["fields"][name] for name in ("area", "requires", "start", "rest")}
    change = {"rest": 3} if op == "patch" else {**known, "rest": 3, "cadences": DAILY}
    result = pair.bob.write(pair.space, "practice", op, made, change, base_seq=raw["seq"])
    assert result["outcome"] == "applied"
    now = pair.alice.records(pair.space)[made]
    assert now["fields"] == {**raw["fields"], "rest": 3}
    assert now["body"] == raw["body"]


@pytest.mark.failure(22)
def test_an_old_client_that_rewrites_content_it_kept_raw_loses_none_of_it(pair: Pair) -> None:
    """Content is one field: a client keeps what it does not know in it, changes its own part, and sends it whole."""
    made = pair.adopt(body={"title": "A long hug", "how": ["hold on"], "plan": {"cue": "after dinner", "then": ""}})
    raw = pair.bob.records(pair.space)[made]
    change = {"body": {**raw["body"], "title": "A longer hug"}}
    pair.bob.write(pair.space, "practice", "patch", made, change, base_seq=raw["seq"])
    assert pair.alice.records(pair.space)[made]["body"] == {**raw["body"], "title": "A longer hug"}


# --- too old altogether


def test_below_the_oldest_schema_nothing_is_taken_and_everything_can_be_read(pair: Pair) -> None:
    made, late = pair.adopt(), new_id()
    outbox = pair.alice.outbox(pair.alice.mutation(pair.space, "practice", "put", late, practice()))
    object.__setattr__(pair.ctx.settings, "min_schema", 3)
    try:
        for schema in (1, 2):
            answer = pair.alice.browser.post("/api/v1/sync/push", json={**outbox, "schema": schema})
            assert (answer.status_code, answer.json()["code"]) == (426, "schema_too_old")
            assert answer.headers["content-type"] == "application/problem+json"
        pulled = pair.alice.pull({"id": pair.space}, unconfirmed=(outbox["mutations"][0]["id"],))
        assert (pulled["min_schema"], pulled["confirmed"]) == (3, {})
        assert made in {change["id"] for change in pulled["spaces"][0]["changes"]}
        cursor = pulled["spaces"][0]["cursor"]
        bobs = {**pair.bob.outbox(pair.bob.mutation(pair.space, "practice", "put", new_id(), practice())), "schema": 3}
        assert pair.bob.browser.post("/api/v1/sync/push", json=bobs).json()["results"][0]["outcome"] == "applied"
        assert len(pair.alice.pull({"id": pair.space, "cursor": cursor})["spaces"][0]["changes"]) == 1
        with pair.ctx.db.read(EVERYWHERE) as session:
            assert late not in session.execute(select(Practice.id)).scalars().all()  # type: ignore[call-overload]
        updated = pair.alice.browser.post("/api/v1/sync/push", json={**outbox, "schema": 3})
        assert updated.json()["results"][0]["outcome"] == "applied", "the same outbox, after the update"
    finally:
        object.__setattr__(pair.ctx.settings, "min_schema", 1)
    assert late in pair.bob.records(pair.space)
