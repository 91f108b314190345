"""What lost reaches who could have written it, and tells the other nothing: no row, no place, no count."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.kit.db import EVERYWHERE
from app.kit.records.declare import anyone
from app.kit.records.models import Version
from app.practices.records import CHECK_IN
from tests.cast import Pair, check_in, new_id, replaced
from tests.records.losing import EARLIER, LATER, LONG_AGO, PLAIN, alive, begin, met, restore, sealed, titled, versions


@pytest.mark.failure(25)
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
