"""What lost is kept and travels, says whose it was, and is written back by either in one push."""

from __future__ import annotations

from dataclasses import replace

from app.practices.records import PRACTICE
from tests.cast import Pair, new_id, replaced
from tests.records.losing import EARLIER, LATER, alive, begin, met, restore, titled, versions


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
