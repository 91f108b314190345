"""One record on the one write path: made, changed, deleted, by REST and by push, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.cast import DAY, Fields, Pair, check_in, new_id, practice, sign_up


def put(browser: TestClient, address: str, fields: Fields, **headers: str) -> tuple[int, Fields]:
    """A PUT of a record as REST takes it."""
    metadata = {name: value for name, value in fields.items() if name != "body"}
    body = {"fields": metadata} | ({"body": fields["body"]} if "body" in fields else {})
    answer = browser.put(address, json=body, headers=headers)
    return answer.status_code, answer.json()


def pause(pair: Pair, **fields: Any) -> str:
    """A pause of theirs that Alice wrote: what is deleted, when it was a mistake."""
    made = new_id()
    result = pair.alice.write(pair.space, "pause", "put", made, {"first": DAY, **fields})
    assert result["outcome"] == "applied", result
    return made


def test_what_one_writes_the_other_sees(pair: Pair) -> None:
    made = pair.adopt(title="Phones away")
    seen = pair.bob.browser.get(pair.at("practices", made))
    assert seen.status_code == 200
    record = seen.json()
    assert (record["author"], record["body"]["title"], record["rev"]) == (pair.alice.id, "Phones away", 1)
    assert (record["created_on"], record["deleted"], record["enc"]) == (DAY, False, "none")
    assert seen.headers["etag"] == f'"{record["seq"]}"'
    assert pair.bob.records(pair.space)[made] == record


def test_a_stranger_finds_nothing(pair: Pair) -> None:
    made = pair.adopt()
    erin = sign_up(pair.app, "erin")
    for answer in (
        erin.browser.get(pair.at("practices")),
        erin.browser.get(pair.at("practices", made)),
        erin.browser.patch(pair.at("practices", made), json={"fields": {"rest": 2}}),
        erin.browser.delete(pair.at("practices", made)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    result = erin.write(pair.space, "practice", "patch", made, {"rest": 2})
    assert (result["outcome"], result["code"]) == ("rejected", "space_gone")


@pytest.mark.failure(3)
def test_a_replay_by_push_is_one(pair: Pair) -> None:
    made = pair.adopt()
    change = pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 3})
    first, again = pair.alice.push(change), pair.alice.push(change, change)
    assert again == first * 2
    assert pair.bob.records(pair.space)[made]["seq"] == first[0]["seq"]


@pytest.mark.failure(3)
def test_a_replay_by_idempotency_key_is_one(pair: Pair) -> None:
    made, key = pair.adopt(), new_id()
    asked = {"json": {"fields": {"rest": 3}}, "headers": {"idempotency-key": key}}
    first = pair.alice.browser.patch(pair.at("practices", made), **asked)
    pair.bob.write(pair.space, "practice", "patch", made, {"rest": 0}, base_seq=first.json()["seq"])
    again = pair.alice.browser.patch(pair.at("practices", made), **asked)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["fields"]["rest"], again.json()["fields"]["rest"]) == (3, 0)


def test_a_key_serves_one_thing_only(pair: Pair) -> None:
    one, other, key = pair.adopt(), pair.adopt(), new_id()
    asked = {"json": {"fields": {"rest": 3}}, "headers": {"idempotency-key": key}}
    assert pair.alice.browser.patch(pair.at("practices", one), **asked).status_code == 200
    answer = pair.alice.browser.patch(pair.at("practices", other), **asked)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_deleting_twice_with_one_key_is_one(pair: Pair) -> None:
    made, key = pause(pair), {"idempotency-key": new_id()}
    for _ in range(2):
        assert pair.alice.browser.delete(pair.at("pauses", made), headers=key).status_code == 204
    assert pair.alice.browser.delete(pair.at("pauses", made)).status_code == 404


def test_rest_and_push_are_the_same_write_path(pair: Pair) -> None:
    made = new_id()
    status, record = put(pair.alice.browser, pair.at("practices", made), practice("By REST"))
    assert status == 201
    again, _ = put(pair.alice.browser, pair.at("practices", made), practice("By REST"))
    assert again == 200
    assert pair.bob.records(pair.space)[made]["seq"] == record["seq"]


def test_what_was_overtaken_is_not_written(pair: Pair) -> None:
    made = pair.adopt()
    etag = pair.alice.browser.get(pair.at("practices", made)).headers["etag"]
    fits = {"json": {"fields": {"rest": 2}}, "headers": {"if-match": etag}}
    assert pair.alice.browser.patch(pair.at("practices", made), **fits).status_code == 200
    late = pair.bob.browser.patch(pair.at("practices", made), **fits)
    assert (late.status_code, late.json()["code"]) == (412, "overtaken")
    absent, _ = put(pair.bob.browser, pair.at("practices", new_id()), practice(), **{"if-match": etag})
    assert absent == 412
    assert pair.bob.browser.delete(pair.at("practices", made), headers={"if-match": etag}).status_code == 412


def test_only_the_author_deletes(pair: Pair) -> None:
    made = pause(pair)
    answer = pair.bob.browser.delete(pair.at("pauses", made))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
    result = pair.bob.write(pair.space, "pause", "delete", made, {})
    assert (result["outcome"], result["code"]) == ("rejected", "not_yours")
    assert pair.bob.browser.get(pair.at("pauses", made)).status_code == 200


def test_a_tombstone_has_nothing_in_it(pair: Pair) -> None:
    made = pause(pair)
    assert pair.alice.browser.delete(pair.at("pauses", made)).status_code == 204
    stone = pair.bob.records(pair.space)[made]
    assert (stone["deleted"], stone["fields"], stone["body"]) == (True, {}, None)
    assert pair.bob.browser.get(pair.at("pauses", made)).status_code == 404
    assert pair.bob.browser.get(pair.at("pauses")).json()["items"] == []
    status, answer = put(pair.alice.browser, pair.at("pauses", made), {"first": DAY})
    assert (status, answer["code"]) == (410, "deleted")


def test_nobody_checks_in_for_another(pair: Pair) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.bob.id)
    status, answer = put(pair.alice.browser, pair.at("check-ins", id_), fields)
    assert (status, answer["code"]) == (403, "not_yours")
    result = pair.alice.write(pair.space, "check_in", "put", id_, fields)
    assert (result["outcome"], result["code"]) == ("rejected", "not_yours")
    assert pair.bob.write(pair.space, "check_in", "put", id_, fields)["outcome"] == "applied"
    for change in ({"withdrawn": True}, {"sealed": True}, {"body": {"note": "not mine"}}):
        assert pair.alice.write(pair.space, "check_in", "patch", id_, change)["code"] == "not_yours"


def test_a_check_in_twice_is_one_row(pair: Pair) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.alice.id)
    first = pair.alice.write(pair.space, "check_in", "put", id_, fields)
    second = pair.alice.write(pair.space, "check_in", "put", id_, {**fields, "body": {"note": "again"}})
    assert (first["outcome"], second["outcome"]) == ("applied", "applied")
    rows = pair.bob.browser.get(pair.at("check-ins")).json()["items"]
    assert [(row["id"], row["body"]) for row in rows] == [(id_, {"note": "again"})]


@pytest.mark.parametrize("kind", ["check_in", "rest", "mend"])
def test_a_derived_id_must_follow_from_what_it_names(pair: Pair, kind: str) -> None:
    made = pair.adopt()
    fields = {
        "check_in": {"practice_id": made, "member_id": pair.alice.id, "label": DAY},
        "rest": {"practice_id": made, "label": DAY},
        "mend": {"practice_id": made, "periods": [DAY], "made_on": DAY},
    }[kind]
    result = pair.alice.write(pair.space, kind, "put", new_id(), fields)
    assert (result["outcome"], result["code"]) == ("rejected", "wrong_id")


def test_what_an_entry_is_about_never_changes(pair: Pair) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.alice.id)
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    for change in ({"label": "2026-11-22"}, {"member_id": pair.bob.id}, {"practice_id": pair.adopt()}):
        result = pair.alice.write(pair.space, "check_in", "patch", id_, change)
        assert (result["outcome"], result["code"]) == ("rejected", "fixed_field")
    answer = pair.alice.browser.patch(pair.at("check-ins", id_), json={"fields": {"label": "2026-11-22"}})
    assert answer.status_code == 422


def test_what_has_not_arrived_yet_is_waited_for(pair: Pair) -> None:
    made = new_id()
    id_, fields = check_in(made, pair.alice.id)
    early = pair.alice.write(pair.space, "check_in", "put", id_, fields)
    assert (early["outcome"], early["code"]) == ("deferred", "not_here_yet")
    assert pair.alice.write(pair.space, "practice", "patch", made, {"rest": 1})["outcome"] == "deferred"
    both = pair.alice.push(
        pair.alice.mutation(pair.space, "practice", "put", made, practice()),
        pair.alice.mutation(pair.space, "check_in", "put", id_, fields),
    )
    assert [result["outcome"] for result in both] == ["applied", "applied"]
    assert both[0]["seq"] == both[1]["seq"]


def test_an_entry_can_not_belong_to_a_practice_of_another_space(pair: Pair) -> None:
    mine = new_id()
    pair.alice.write(pair.alice.own, "practice", "put", mine, practice())
    id_, fields = check_in(mine, pair.alice.id)
    assert pair.alice.write(pair.space, "check_in", "put", id_, fields)["outcome"] == "deferred"
    status, answer = put(pair.alice.browser, pair.at("check-ins", id_), fields)
    assert (status, answer["code"]) == (409, "conflict")


@pytest.mark.failure(20)
def test_a_clock_off_by_a_day_is_never_refused(pair: Pair) -> None:
    made = pair.adopt()
    for at in ("2026-11-24T18:00:00.000Z", "2026-11-22T18:00:00.000Z", "1999-01-01T00:00:00.000Z"):
        assert pair.alice.write(pair.space, "practice", "patch", made, {"rest": 2}, at=at)["outcome"] == "applied"
    id_, fields = check_in(made, pair.alice.id, "2026-11-24")
    assert pair.alice.write(pair.space, "check_in", "put", id_, fields, at="2026-11-24T18:00:00.000Z")["seq"]
    assert pair.bob.records(pair.space)[id_]["fields"]["label"] == "2026-11-24"


@pytest.mark.failure(25)
def test_a_sealed_word_travels_without_its_content_until_its_author_opens_it(pair: Pair) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.alice.id, sealed=True, body={"note": "for later"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    row = pair.bob.records(pair.space)[id_]
    assert (row["sealed"], row["body"], row["rev"]) == (True, None, 0)
    assert pair.alice.records(pair.space)[id_]["body"] == {"note": "for later"}
    opened = pair.alice.write(pair.space, "check_in", "patch", id_, {"sealed": False}, base_seq=row["seq"])
    now = pair.bob.records(pair.space)[id_]
    assert (now["body"], now["seq"]) == ({"note": "for later"}, opened["seq"])
    again = pair.alice.write(pair.space, "check_in", "patch", id_, {"sealed": True}, base_seq=now["seq"])
    assert (again["outcome"], again["code"]) == ("rejected", "already_open")


def test_lists_come_in_pages_and_by_what_they_are_about(pair: Pair) -> None:
    made, other = pair.adopt(), pair.adopt()
    for day in range(1, 8):
        id_, fields = check_in(made, pair.alice.id, f"2026-11-{day:02d}")
        pair.alice.write(pair.space, "check_in", "put", id_, fields)
    id_, fields = check_in(other, pair.alice.id)
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    found, cursor = [], ""
    while True:
        page = pair.bob.browser.get(pair.at("check-ins") + f"?practice_id={made}&limit=3{cursor}").json()
        found += [row["fields"]["label"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(found) == [f"2026-11-{day:02d}" for day in range(1, 8)]
    only = pair.bob.browser.get(pair.at("check-ins") + f"?label={DAY}").json()["items"]
    assert [row["id"] for row in only] == [id_]


def test_what_there_is_only_one_of_is_withdrawn_and_never_deleted(pair: Pair) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.alice.id)
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    result = pair.alice.write(pair.space, "check_in", "delete", id_, {})
    assert (result["outcome"], result["code"]) == ("rejected", "kept")
    assert pair.alice.browser.delete(pair.at("check-ins", id_)).status_code == 409
    for withdrawn in (True, False):
        pair.alice.write(pair.space, "check_in", "patch", id_, {"withdrawn": withdrawn})
        assert pair.bob.records(pair.space)[id_]["fields"]["withdrawn"] is withdrawn


def test_a_practice_with_the_days_of_another_is_let_go_and_not_deleted(pair: Pair) -> None:
    made, alone = pair.adopt(), new_id()
    pair.bob.write(pair.space, "check_in", "put", *check_in(made, pair.bob.id))
    result = pair.alice.write(pair.space, "practice", "delete", made, {})
    assert (result["outcome"], result["code"]) == ("rejected", "held_in_common")
    let_go = pair.bob.write(pair.space, "practice", "patch", made, {"ended": DAY}, base_seq=2**53)
    assert let_go["outcome"] == "applied"
    pair.alice.write(pair.alice.own, "practice", "put", alone, practice())
    assert pair.alice.write(pair.alice.own, "practice", "delete", alone, {})["outcome"] == "applied"
