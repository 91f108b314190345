"""What lost is kept where its author finds it: it travels, can be written back, and tells the other nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.kit.clock import FixedClock
from app.kit.db import EVERYWHERE
from app.kit.records.declare import anyone
from app.kit.records.models import Version
from app.practices.records import CHECK_IN, PRACTICE
from tests.cast import DAY, Fields, Pair, Someone, check_in, new_id, replaced

LONG_AGO, EARLIER, LATER = "2026-11-23T12:00:00.000Z", "2026-11-23T18:20:00.000Z", "2026-11-23T18:40:00.000Z"
PLAIN = {"area": "goals", "requires": "each", "cadences": [{"from": "2026-11-01", "kind": "daily"}], "start": DAY}


def begin(pair: Pair, **fields: Any) -> tuple[str, int]:
    """A practice that both have seen an hour ago, and its seq."""
    made = pair.adopt(**fields)
    seq = pair.bob.records(pair.space)[made]["seq"]
    clock = pair.ctx.clock
    assert isinstance(clock, FixedClock)
    clock.advance(hours=1)
    return made, seq


def versions(someone: Someone, space: str) -> list[Fields]:
    """The versions that a first load brings: of one commit, those that were written back come first."""
    found = [record for record in someone.records(space).values() if record["type"] == "version"]
    return sorted(found, key=lambda record: (record["seq"], record["fields"].get("state", "")))


def alive(someone: Someone, space: str) -> list[tuple[str, Any, str]]:
    """`(field, value, state)` of those that are no tombstones."""
    found = [record for record in versions(someone, space) if not record["deleted"]]
    return [(v["fields"]["field"], v["body"]["value"], v["fields"]["state"]) for v in found]


def titled(pair: Pair, who: Someone, made: str, title: str, at: str, base: int = 0) -> Fields:
    """A change of a title by somebody who had not seen the other one."""
    return who.write(pair.space, "practice", "patch", made, {"body": {"title": title}}, at=at, base_seq=base)


def met(pair: Pair) -> tuple[str, Fields]:
    """A practice with two titles: Bob's stands, and Alice's is its version."""
    made, base = begin(pair, title="Walks")
    assert titled(pair, pair.bob, made, "Bob's", LATER, base)["outcome"] == "applied"
    assert titled(pair, replace(pair.alice, device=new_id()), made, "Alice's", EARLIER, base)["outcome"] == "superseded"
    (version,) = versions(pair.bob, pair.space)
    return made, version


def sealed(pair: Pair) -> tuple[str, Fields]:
    """A sealed word of Alice's that she wrote on two devices, and the version of it that lost."""
    made, _ = begin(pair)
    id_, fields = check_in(made, pair.alice.id, sealed=True, body={"note": "for later"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields, at=LATER)
    tablet = replace(pair.alice, device=new_id())
    lost = tablet.write(pair.space, "check_in", "patch", id_, {"body": {"note": "a draft"}}, at=EARLIER)
    assert lost["outcome"] == "superseded"
    (version,) = [v for v in versions(pair.alice, pair.space) if v["fields"]["entity_id"] == id_]
    return id_, version


def restore(who: Someone, space: str, version: Fields, base: int) -> list[Fields]:
    """As a phone does it: the old value, and how the version stands now, in one push."""
    about, value = version["fields"], version["body"]["value"]
    return who.push(
        who.mutation(space, about["type"], "patch", about["entity_id"], {about["field"]: value}, base_seq=base),
        who.mutation(space, "version", "patch", version["id"], {"state": "restored"}, base_seq=version["seq"]),
    )


def test_the_other_version_is_with_both_and_says_whose_it_was(pair: Pair) -> None:
    made, version = met(pair)
    assert pair.alice.records(pair.space)[version["id"]] == version
    assert (version["author"], version["body"]) == (pair.alice.id, {"value": {"title": "Alice's"}})
    assert version["fields"] == {
        "type": "practice",
        "entity_id": made,
        "field": "body",
        "author_id": pair.alice.id,
        "state": "open",
    }
    one = pair.bob.browser.get(pair.at("versions", version["id"]))
    assert (one.json(), one.headers["etag"]) == (version, f'"{version["seq"]}"')
    listed = pair.alice.browser.get(pair.at("versions"), params={"entity_id": made}).json()
    assert listed == {"items": [version], "next": None}


def test_a_value_belongs_to_who_wrote_it_not_to_who_made_the_record(pair: Pair) -> None:
    made, base = begin(pair)
    pair.bob.write(pair.space, "practice", "patch", made, {"rest": 3}, base_seq=base, at=EARLIER)
    pair.alice.write(pair.space, "practice", "patch", made, {"rest": 0}, base_seq=base, at=LATER)
    (version,) = versions(pair.alice, pair.space)
    assert (version["author"], version["fields"]["author_id"], version["body"]) == (
        pair.bob.id,
        pair.bob.id,
        {"value": 3},
    )


def test_what_lost_is_written_back_and_what_stood_there_can_be_brought_back_again(pair: Pair) -> None:
    made, version = met(pair)
    for turn, title in enumerate(["Alice's", "Bob's", "Alice's", "Bob's"]):
        who = (pair.alice, pair.bob)[turn % 2]
        seq = who.records(pair.space)[made]["seq"]
        assert [result["outcome"] for result in restore(who, pair.space, version, seq)] == ["applied", "applied"]
        for each in (pair.alice, pair.bob):
            assert each.records(pair.space)[made]["body"]["title"] == title
        now = versions(pair.alice, pair.space)
        assert now == versions(pair.bob, pair.space)
        assert [v["fields"]["state"] for v in now] == ["restored"] * (turn + 1) + ["set_aside"]
        version = now[-1]
        assert version["body"]["value"]["title"] != title, "what stood there"
        assert version["fields"]["author_id"] == [pair.bob.id, pair.alice.id][turn % 2]


def test_one_restores_while_the_other_writes_and_nothing_is_lost(pair: Pair) -> None:
    made, version = met(pair)
    base = pair.bob.records(pair.space)[made]["seq"]
    titled(pair, pair.alice, made, "A third", LATER, base)
    results = restore(pair.bob, pair.space, version, base)
    assert [result["outcome"] for result in results] in (["merged", "applied"], ["superseded", "applied"])
    told = {pair.alice.records(pair.space)[made]["body"]["title"]}
    told |= {value["title"] for _, value, _ in alive(pair.alice, pair.space)}
    assert told == {"Alice's", "A third"}, "Bob's own was on the screen of both when they wrote over it"


def test_a_version_is_set_aside_and_opened_again_by_either(pair: Pair) -> None:
    _, version = met(pair)
    one = pair.at("versions", version["id"])
    aside = pair.bob.browser.patch(one, json={"fields": {"state": "set_aside"}})
    assert (aside.status_code, aside.json()["fields"]["state"]) == (200, "set_aside")
    assert pair.alice.write(pair.space, "version", "patch", version["id"], {"state": "open"}, base_seq=2**53)["seq"]
    assert alive(pair.bob, pair.space) == [("body", {"title": "Alice's"}, "open")]
    wrong = pair.bob.browser.patch(one, json={"fields": {"state": "thrown away"}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")


def test_how_a_version_stands_is_no_text_and_leaves_no_version(pair: Pair) -> None:
    _, version = met(pair)
    tablet = replace(pair.alice, device=new_id())
    tablet.write(pair.space, "version", "patch", version["id"], {"state": "restored"}, at=LATER)
    late = pair.bob.write(pair.space, "version", "patch", version["id"], {"state": "set_aside"}, at=EARLIER)
    assert late["outcome"] == "superseded"
    assert alive(pair.bob, pair.space) == [("body", {"title": "Alice's"}, "restored")]


def test_a_push_that_is_sent_twice_leaves_one_version(pair: Pair) -> None:
    made, _ = begin(pair)
    pair.bob.write(pair.space, "practice", "patch", made, {"rest": 3}, base_seq=2**53, at=LATER)
    late = pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 0}, at=EARLIER)
    assert pair.alice.push(late) == pair.alice.push(late)
    assert alive(pair.bob, pair.space) == [("rest", 0, "open")]


def test_no_client_makes_deletes_or_rewrites_a_version(pair: Pair) -> None:
    _, version = met(pair)
    one, whole = pair.at("versions", version["id"]), version["fields"]
    for op, entity in (("put", new_id()), ("put", version["id"]), ("delete", version["id"])):
        result = pair.alice.write(pair.space, "version", op, entity, whole if op == "put" else {})
        assert (result["outcome"], result["code"]) == ("rejected", "made_here")
    for change in ({"body": {"value": 1}}, {"body": None}, {"author_id": pair.bob.id}, {"entity_id": new_id()}):
        result = pair.alice.write(pair.space, "version", "patch", version["id"], change)
        assert (result["outcome"], result["code"]) == ("rejected", "fixed_field")
    assert pair.alice.browser.put(one, json={"fields": whole}).status_code == 405
    assert pair.alice.browser.delete(one).status_code == 405
    assert pair.alice.browser.patch(one, json={"body": {"value": 1}}).status_code == 422
    assert versions(pair.alice, pair.space) == [version]


def test_who_may_not_write_the_value_does_not_settle_its_version(pair: Pair) -> None:
    _, version = met(pair)
    with replaced(PRACTICE, "may_write", lambda attempt: attempt.writer.member_id == pair.alice.id):
        result = pair.bob.write(pair.space, "version", "patch", version["id"], {"state": "restored"})
        assert (result["outcome"], result["code"]) == ("rejected", "not_yours")
        by_rest = pair.bob.browser.patch(pair.at("versions", version["id"]), json={"fields": {"state": "restored"}})
        assert by_rest.status_code == 403
    with replaced(PRACTICE, "may_write", lambda attempt: attempt.writer.member_id == pair.bob.id):
        result = pair.alice.write(pair.space, "version", "patch", version["id"], {"state": "set_aside"})
        assert result["outcome"] == "applied", "it is her own value"


# --- what the other does not learn


def test_the_version_of_a_sealed_word_does_not_exist_for_the_partner(pair: Pair) -> None:
    _, version = sealed(pair)
    one = pair.at("versions", version["id"])
    assert alive(pair.alice, pair.space) == [("body", {"note": "a draft"}, "open")]
    assert version["id"] not in pair.bob.records(pair.space)
    assert pair.bob.browser.get(pair.at("versions")).json() == {"items": [], "next": None}
    assert pair.bob.browser.get(one).status_code == 404
    assert pair.bob.browser.patch(one, json={"fields": {"state": "restored"}}).status_code == 404
    mine = pair.bob.write(pair.space, "version", "patch", version["id"], {"state": "restored"})
    none = pair.bob.write(pair.space, "version", "patch", new_id(), {"state": "restored"})
    assert {**mine, "id": ""} == {**none, "id": ""}, "as one that is not there"
    assert pair.alice.browser.patch(one, json={"fields": {"state": "set_aside"}}).status_code == 200


def test_opening_a_word_does_not_show_its_drafts(pair: Pair) -> None:
    id_, version = sealed(pair)
    pair.alice.write(pair.space, "check_in", "patch", id_, {"sealed": False}, base_seq=version["seq"])
    assert pair.bob.records(pair.space)[id_]["body"] == {"note": "for later"}
    assert versions(pair.bob, pair.space) == []
    seq = pair.alice.records(pair.space)[id_]["seq"]
    restore(pair.alice, pair.space, version, seq)
    assert pair.bob.records(pair.space)[id_]["body"] == {"note": "a draft"}
    assert versions(pair.bob, pair.space) == []
    assert alive(pair.alice, pair.space) == [
        ("body", {"note": "a draft"}, "restored"),
        ("body", {"note": "for later"}, "set_aside"),
    ]


def test_an_open_word_that_only_its_author_writes_keeps_its_drafts_to_them(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id, body={"note": "said"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    tablet = replace(pair.alice, device=new_id())
    tablet.write(pair.space, "check_in", "patch", id_, {"body": {"note": "a draft"}}, at=LONG_AGO)
    assert alive(pair.alice, pair.space) == [("body", {"note": "a draft"}, "open")]
    assert versions(pair.bob, pair.space) == []


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_are_as_if_what_is_hidden_were_not_there(pair: Pair, limit: int) -> None:
    start = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    id_, _ = sealed(pair)
    tablet = replace(pair.alice, device=new_id())
    for day in range(3):
        tablet.write(pair.space, "check_in", "patch", id_, {"body": {"note": f"draft {day}"}}, at=EARLIER)
    pair.adopt()
    seen, cursor, more = [], start, True
    while more:
        page = pair.bob.pull({"id": pair.space, "cursor": cursor}, limit=limit)["spaces"][0]
        cursor, more = page["cursor"], page["more"]
        assert len(page["changes"]) == limit or not more, "no page says by its length that something is left out"
        seen += [change["type"] for change in page["changes"]]
    assert seen == ["practice", "check_in", "practice"]


def test_what_was_typed_into_something_deleted_reaches_who_typed_it(pair: Pair) -> None:
    made, base = begin(pair)
    stone = pair.alice.write(pair.space, "practice", "delete", made, {}, base_seq=base)
    late = titled(pair, pair.bob, made, "Typed on a train", LATER, base)
    assert (late["outcome"], late["seq"]) == ("superseded", stone["seq"] + 1)
    assert alive(pair.bob, pair.space) == [("body", {"title": "Typed on a train"}, "open")]
    assert versions(pair.alice, pair.space) == []
    assert pair.alice.browser.get(pair.at("versions")).json()["items"] == []


def test_who_deletes_without_having_seen_a_change_does_not_take_it_along(pair: Pair) -> None:
    made, base = begin(pair)
    titled(pair, pair.bob, made, "Bob's own words", LATER, base)
    assert pair.alice.write(pair.space, "practice", "delete", made, {}, base_seq=base)["outcome"] == "applied"
    assert alive(pair.bob, pair.space) == [("body", {"title": "Bob's own words"}, "open")]
    assert versions(pair.alice, pair.space) == []


def test_deleting_takes_the_versions_from_everybody_but_their_author(pair: Pair) -> None:
    made, version = met(pair)
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    assert pair.alice.write(pair.space, "practice", "delete", made, {}, base_seq=2**53)["outcome"] == "applied"
    told = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]["changes"]
    assert {(change["id"], change["deleted"], change["body"]) for change in told} == {
        (made, True, None),
        (version["id"], True, None),
    }
    assert alive(pair.bob, pair.space) == []
    assert alive(pair.alice, pair.space) == [("body", {"title": "Alice's"}, "open")]


def test_sealing_takes_the_versions_from_everybody_but_their_author(pair: Pair) -> None:
    """No type of today seals what others write too; the engine holds for the next one."""
    id_, fields = check_in(pair.adopt(), pair.alice.id)
    with replaced(CHECK_IN, "may_write", anyone), replaced(CHECK_IN, "check", lambda _: None):
        pair.alice.write(pair.space, "check_in", "put", id_, {**fields, "body": {"note": "hers"}})
        pair.bob.write(pair.space, "check_in", "patch", id_, {"body": {"note": "his"}}, at=LONG_AGO)
        assert alive(pair.alice, pair.space) == alive(pair.bob, pair.space) == [("body", {"note": "his"}, "open")]
        pair.alice.write(pair.space, "check_in", "patch", id_, {"sealed": True}, base_seq=2**53)
        assert alive(pair.alice, pair.space) == []
        assert alive(pair.bob, pair.space) == [("body", {"note": "his"}, "open")]


def test_a_version_of_ones_own_stays_in_ones_own_space(pair: Pair) -> None:
    made, tablet = new_id(), replace(pair.alice, device=new_id())
    own = pair.alice.own
    pair.alice.write(own, "practice", "put", made, {**PLAIN, "body": {"title": "Mine"}})
    tablet.write(own, "practice", "patch", made, {"body": {"title": "On the tablet"}}, at=LONG_AGO)
    assert alive(pair.alice, own) == [("body", {"title": "On the tablet"}, "open")]
    assert versions(pair.alice, pair.space) == versions(pair.bob, pair.space) == []
    assert pair.bob.browser.get(f"/api/v1/spaces/{own}/versions").status_code == 404
    pair.alice.write(own, "practice", "delete", made, {}, base_seq=2**53)
    assert alive(pair.alice, own) == [("body", {"title": "On the tablet"}, "open")]


def test_what_nobody_wrote_leaves_no_version(pair: Pair) -> None:
    """Two devices check in for one day, and only one of them said a word."""
    id_, fields = check_in(pair.adopt(), pair.alice.id)
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    tablet = replace(pair.alice, device=new_id())
    said = tablet.write(pair.space, "check_in", "put", id_, {**fields, "body": {"note": "a word"}}, at=LONG_AGO)
    assert said["outcome"] == "applied"
    assert versions(pair.alice, pair.space) == []
    assert pair.bob.records(pair.space)[id_]["body"] == {"note": "a word"}


def test_no_row_of_a_version_is_without_its_value(pair: Pair) -> None:
    met(pair)
    sealed(pair)
    with pair.ctx.db.read(EVERYWHERE) as session:
        rows = session.execute(select(Version)).scalars().all()
    assert len(rows) == 2
    assert all("value" in json.loads(row.body or "") and row.rev == 1 for row in rows)
