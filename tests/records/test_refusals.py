"""What can never be taken is refused with a stable code, says where, and never repeats what was typed."""

from __future__ import annotations

import json
from typing import Any

from httpx2 import Response

from app.kit.ids import derived
from tests.cast import DAILY, DAY, Fields, Pair, check_in, new_id, practice

JSON = {"content-type": "application/json"}
TYPED = "a secret that was typed"

BAD_PRACTICES: dict[str, Fields] = {
    "an unknown field": {"colour": TYPED},
    "an unknown area": {"area": TYPED},
    "nobody in particular": {"requires": TYPED},
    "no cadence": {"cadences": []},
    "a cadence of an unknown kind": {"cadences": [{"from": DAY, "kind": TYPED}]},
    "a week of nine days": {"cadences": [{"from": DAY, "kind": "weekly", "times": 9}]},
    "days of a daily cadence": {"cadences": [{"from": DAY, "kind": "daily", "days": 3}]},
    "cadences out of order": {"cadences": [*DAILY, *DAILY]},
    "a day that does not exist": {"start": "2026-02-30"},
    "a day in another age": {"start": "1826-02-20"},
    "an end before its start": {"ended": "2026-10-01"},
    "too much rest": {"rest": 4},
    "a position beyond any list": {"position": 2**40},
    "a catalogue entry with odd signs": {"catalogue": "a\x00b"},
    "no title": {"body": {"summary": TYPED}},
    "a body with an unknown part": {"body": {"title": "x", "mood": TYPED}},
    "half a letter": {"body": {"title": "\ud800"}},
    "half a letter in a field": {"catalogue": "\ud800"},
    "a list for a title": {"body": {"title": [TYPED]}},
}


def test_what_does_not_fit_is_refused_by_push(pair: Pair) -> None:
    changes = {
        what: pair.alice.mutation(pair.space, "practice", "put", new_id(), practice(**bad))
        for what, bad in BAD_PRACTICES.items()
    }
    content = _ascii(pair.alice.outbox(*changes.values()))
    answer = pair.alice.browser.post("/api/v1/sync/push", content=content, headers=JSON)
    assert answer.status_code == 200, answer.text
    results = dict(zip(changes, answer.json()["results"], strict=True))
    assert {what: (r["outcome"], r["code"]) for what, r in results.items()} == dict.fromkeys(
        changes, ("rejected", "invalid")
    )
    assert [what for what, result in results.items() if not result["errors"]] == []
    assert TYPED not in answer.text
    assert pair.alice.browser.get(pair.at("practices")).json()["items"] == []


def test_what_does_not_fit_is_refused_by_rest(pair: Pair) -> None:
    answers = {what: _put(pair, practice(**bad)) for what, bad in BAD_PRACTICES.items()}
    assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(answers, 422)
    for answer in answers.values():
        assert answer.json()["code"] == "invalid"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errors"]
        assert TYPED not in answer.text


def _put(pair: Pair, fields: Fields) -> Response:
    content = _ascii({"body": fields.pop("body"), "fields": fields})
    return pair.alice.browser.put(pair.at("practices", new_id()), content=content, headers=JSON)


def test_an_unknown_zone_is_refused(pair: Pair) -> None:
    answer = pair.alice.browser.post("/api/v1/couples", json={"home_zone": f"Europe/{TYPED}"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == "home_zone"
    assert TYPED not in answer.text
    zones = {"home_zones": [{"from": DAY, "zone": "../../etc/passwd"}]}
    couple = next(id_ for id_, row in pair.alice.records(pair.space).items() if row["type"] == "couple")
    result = pair.alice.write(pair.space, "couple", "patch", couple, zones)
    assert (result["outcome"], result["code"]) == ("rejected", "invalid")


def test_an_unknown_zone_in_a_setting_names_the_field_and_leaves_what_stood(pair: Pair) -> None:
    alice, odd = pair.alice, f"Mars/{TYPED}"
    preferences, card = derived("preferences", alice.own), derived("card", pair.space, alice.id)
    assert alice.write(alice.own, "preferences", "put", preferences, {"zone": "Europe/Rome"})["outcome"] == "applied"
    later = alice.mutation(alice.own, "preferences", "patch", preferences, {"streaks_hidden": True})
    results = alice.push(
        alice.mutation(alice.own, "preferences", "patch", preferences, {"zone": odd}),
        alice.mutation(pair.space, "card", "patch", card, {"home_zone": odd}),
        later,
    )
    assert [(result["outcome"], result["code"]) for result in results] == [
        ("rejected", "invalid"), ("rejected", "invalid"), ("retry", "behind"),
    ]  # fmt: skip
    assert alice.push(later)[0]["outcome"] == "applied", "once its author has settled the one before"
    assert [result["errors"][0]["field"] for result in results[:2]] == ["zone", "home_zone"]
    assert TYPED not in json.dumps(results)
    address = f"/api/v1/spaces/{alice.own}/preferences/{preferences}"
    answer = alice.browser.patch(address, json={"fields": {"zone": odd}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "fields.zone")
    stands = alice.browser.get(address).json()["fields"]
    assert (stands["zone"], stands["streaks_hidden"]) == ("Europe/Rome", True)


def test_a_rhythm_that_cannot_be_names_the_field_and_leaves_what_stood(pair: Pair) -> None:
    made, nine = pair.adopt(), {"cadences": [*DAILY, {"from": DAY, "kind": "weekly", "times": 29}]}
    other = pair.adopt()
    bad, word = pair.alice.push(
        pair.alice.mutation(pair.space, "practice", "patch", made, nine),
        pair.alice.mutation(pair.space, "practice", "patch", other, {"body": {"title": "A longer hug"}}),
    )
    assert (bad["outcome"], bad["code"], bad["errors"][0]["field"]) == ("rejected", "invalid", "cadences.1.times")
    assert word["outcome"] == "applied", "one entry that does not fit holds no other entry back"
    answer = pair.alice.browser.patch(pair.at("practices", made), json={"fields": nine})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "fields.cadences.1.times")
    seen = pair.bob.records(pair.space)
    assert [version["kind"] for version in seen[made]["fields"]["cadences"]] == ["daily"]
    assert seen[other]["body"]["title"] == "A longer hug"


def test_a_check_in_in_anothers_name_holds_ones_own_not_back(pair: Pair) -> None:
    made, word = pair.adopt(), {"note": "Warm."}
    mine, theirs = check_in(made, pair.alice.id, body=word), check_in(made, pair.bob.id, body={"note": TYPED})
    results = pair.alice.push(
        *(pair.alice.mutation(pair.space, "check_in", "put", id_, fields) for id_, fields in (theirs, mine))
    )
    assert [(result["outcome"], result["code"]) for result in results] == [("rejected", "not_yours"), ("applied", None)]
    assert results[0]["detail"]
    rows = pair.bob.browser.get(pair.at("check-ins")).json()["items"]
    assert [(row["id"], row["body"]) for row in rows] == [(mine[0], word)]


def test_33_kilobytes_in_one_entry_are_too_much(pair: Pair) -> None:
    made = pair.adopt()
    how = ["x" * 1700] * 20
    result = pair.alice.write(pair.space, "practice", "patch", made, {"body": {"title": "Long", "how": how}})
    assert (result["outcome"], result["code"]) == ("rejected", "body_too_large")
    body = {"body": {"title": "Long", "how": how}}
    answer = pair.alice.browser.patch(pair.at("practices", made), json=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert pair.bob.records(pair.space)[made]["body"]["title"] == "A long hug"


def test_an_unknown_type_is_refused_alone(pair: Pair) -> None:
    made = new_id()
    results = pair.alice.push(
        pair.alice.mutation(pair.space, "horoscope", "put", new_id(), {"sign": "leo"}),
        pair.alice.mutation(pair.space, "practice", "put", made, practice()),
    )
    assert [(result["outcome"], result["code"]) for result in results] == [
        ("rejected", "unknown_type"),
        ("applied", None),
    ]


def test_a_type_lives_only_where_it_belongs(pair: Pair) -> None:
    preferences = {"zone": "Europe/Berlin"}
    result = pair.alice.write(pair.space, "preferences", "put", new_id(), preferences)
    assert (result["outcome"], result["code"]) == ("rejected", "not_here")
    answer = pair.alice.browser.put(pair.at("preferences", new_id()), json={"fields": preferences})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_pause_has_no_words(pair: Pair) -> None:
    asked = {"first": DAY, "body": {"why": TYPED}}
    result = pair.alice.write(pair.space, "pause", "put", new_id(), asked)
    assert (result["outcome"], result["code"]) == ("rejected", "invalid")


def test_nobody_pauses_another(pair: Pair) -> None:
    asked = {"member_id": pair.bob.id, "first": DAY}
    result = pair.alice.write(pair.space, "pause", "put", new_id(), asked)
    assert (result["outcome"], result["code"]) == ("rejected", "not_yours")
    ours = {"member_id": None, "first": DAY}
    assert pair.alice.write(pair.space, "pause", "put", new_id(), ours)["outcome"] == "applied"


def test_a_practice_for_one_names_somebody_here(pair: Pair) -> None:
    for member, outcome in ((pair.bob.id, "applied"), (new_id(), "rejected")):
        result = pair.alice.write(pair.space, "practice", "put", new_id(), practice(requires=f"one:{member}"))
        assert result["outcome"] == outcome


def test_a_closed_space_is_read_and_not_written(pair: Pair) -> None:
    made = pair.adopt()
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    result = pair.alice.write(pair.space, "practice", "patch", made, {"rest": 2})
    assert (result["outcome"], result["code"]) == ("rejected", "space_closed")
    answer = pair.alice.browser.patch(pair.at("practices", made), json={"fields": {"rest": 2}})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert pair.alice.browser.get(pair.at("practices", made)).status_code == 200
    assert pair.alice.pull({"id": pair.space})["spaces"][0]["state"] == "frozen"


def test_who_left_is_a_stranger_at_once(pair: Pair) -> None:
    made = pair.adopt()
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    assert pair.bob.write(pair.space, "practice", "patch", made, {"rest": 2})["code"] == "space_gone"
    assert pair.bob.browser.get(pair.at("practices", made)).status_code == 404
    page = pair.bob.pull({"id": pair.space})
    assert page["spaces"][0] == {
        "id": pair.space, "state": "gone", "changes": [], "cursor": None, "before": None, "more": False, "floor": None,
    }  # fmt: skip
    assert [space["kind"] for space in page["memberships"]] == ["own"]


def _ascii(body: Any) -> bytes:
    """JSON whose odd signs are escaped, as any client can send it."""
    return json.dumps(body).encode()
