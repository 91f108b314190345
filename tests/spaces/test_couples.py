"""Making a couple, asking somebody in, and leaving."""

from __future__ import annotations

import pytest

from app.kit.clock import FixedClock
from tests.cast import Pair, Someone, couple, knock, new_id, sign_up


def invited(pair: Pair, kind: str = "qr") -> str:
    """The code of a fresh invitation by Alice."""
    made = pair.alice.browser.post(f"/api/v1/couples/{pair.space}/invites", json={"kind": kind})
    assert made.status_code == 201
    code: str = made.json()["code"]
    return code


def shown(someone: Someone, code: str) -> tuple[int, str | None]:
    """What showing a code answers: the status, and the code of the refusal."""
    answer = someone.browser.post("/api/v1/join-requests", json={"code": code})
    return answer.status_code, answer.json().get("code")


def test_a_couple_made_twice_with_one_id_is_one(pair: Pair) -> None:
    asked = {"id": new_id(), "name": "The two of us", "home_zone": "Europe/Lisbon"}
    answers = [pair.alice.browser.post("/api/v1/couples", json=asked) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    rows = pair.alice.records(asked["id"]).values()
    assert sorted(row["type"] for row in rows) == ["card", "couple"]
    taken = pair.bob.browser.post("/api/v1/couples", json=asked)
    assert (taken.status_code, taken.json()["code"]) == (422, "invalid")


def test_both_are_in_with_a_card_each(pair: Pair) -> None:
    space = next(s for s in pair.bob.pull()["memberships"] if s["id"] == pair.space)
    assert {member["id"] for member in space["members"]} == {pair.alice.id, pair.bob.id}
    cards = [row for row in pair.alice.records(pair.space).values() if row["type"] == "card"]
    assert {card["fields"]["member_id"] for card in cards} == {pair.alice.id, pair.bob.id}


def test_the_inviter_says_yes_before_anybody_is_in(pair: Pair) -> None:
    erin = sign_up(pair.app, "erin")
    request = knock(pair.alice, erin, pair.space)
    assert erin.browser.get(f"/api/v1/join-requests/{request}").json()["state"] == "waiting"
    assert erin.browser.get(pair.at("practices")).status_code == 404
    assert pair.bob.browser.get(f"/api/v1/couples/{pair.space}/join-requests").json() == {"requests": []}
    waiting = pair.alice.browser.get(f"/api/v1/couples/{pair.space}/join-requests").json()["requests"]
    assert waiting == [{"id": request, "name": waiting[0]["name"]}]
    confirmation = f"/api/v1/couples/{pair.space}/join-requests/{request}/confirmation"
    assert pair.bob.browser.put(confirmation).status_code == 404
    assert [pair.alice.browser.put(confirmation).status_code for _ in range(2)] == [204, 204]
    stands = erin.browser.get(f"/api/v1/join-requests/{request}").json()
    assert (stands["state"], stands["space_id"]) == ("confirmed", pair.space)
    assert erin.browser.get(pair.at("practices")).status_code == 200


def test_a_silent_no_looks_like_any_other_end(pair: Pair) -> None:
    erin = sign_up(pair.app, "erin")
    declined, cancelled = knock(pair.alice, erin, pair.space), knock(pair.alice, erin, pair.space)
    requests = f"/api/v1/couples/{pair.space}/join-requests"
    assert pair.alice.browser.delete(f"{requests}/{declined}").status_code == 204
    assert erin.browser.delete(f"/api/v1/join-requests/{cancelled}").status_code == 204
    states = [erin.browser.get(f"/api/v1/join-requests/{one}").json() for one in (declined, cancelled)]
    assert [(one["state"], one["space_id"]) for one in states] == [("closed", None)] * 2
    assert pair.alice.browser.put(f"{requests}/{declined}/confirmation").status_code == 404
    assert erin.browser.get(pair.at("practices")).status_code == 404


def test_an_invitation_opens_once_and_again_for_the_same_person(pair: Pair) -> None:
    erin, gus = sign_up(pair.app, "erin"), sign_up(pair.app, "gus")
    code = invited(pair)
    first = erin.browser.post("/api/v1/join-requests", json={"code": code}).json()
    again = erin.browser.post("/api/v1/join-requests", json={"code": f" {code[:13].lower()}-{code[13:]}"})
    assert (again.status_code, again.json()) == (201, first)
    assert first["inviter_name"] == "canary-name-alice"
    assert shown(gus, code) == (410, "invite_used")


@pytest.mark.parametrize(("kind", "minutes"), [("qr", 15), ("link", 48 * 60)])
def test_an_invitation_runs_out(pair: Pair, clock: FixedClock, kind: str, minutes: int) -> None:
    erin, code = sign_up(pair.app, "erin"), invited(pair, kind)
    clock.advance(minutes=minutes)
    assert shown(erin, code) == (410, "invite_expired")
    assert pair.alice.browser.get(f"/api/v1/couples/{pair.space}/invites").json() == {"invites": []}


def test_a_wrong_and_a_cancelled_code_look_the_same(pair: Pair) -> None:
    erin, code = sign_up(pair.app, "erin"), invited(pair)
    invites = f"/api/v1/couples/{pair.space}/invites"
    (listed,) = pair.alice.browser.get(invites).json()["invites"]
    assert "code" not in listed
    assert pair.bob.browser.delete(f"{invites}/{listed['id']}").status_code == 404
    assert [pair.alice.browser.delete(f"{invites}/{listed['id']}").status_code for _ in range(2)] == [204, 204]
    assert shown(erin, code) == shown(erin, "Z" * 26) == shown(erin, "no code at all, but as long") == (
        404, "invite_unknown",
    )  # fmt: skip


def test_a_code_that_does_not_open_says_what_to_do_and_the_next_one_opens(pair: Pair, clock: FixedClock) -> None:
    erin, gus = sign_up(pair.app, "erin"), sign_up(pair.app, "gus")
    late = invited(pair)
    clock.advance(minutes=15)
    used = invited(pair)
    assert shown(gus, used)[0] == 201
    for code in ("Z" * 26, late, used):
        answer = erin.browser.post("/api/v1/join-requests", json={"code": code})
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
        assert code not in answer.text
    assert shown(erin, invited(pair)) == (201, None)


def test_nobody_joins_twice_or_their_own(pair: Pair) -> None:
    assert shown(pair.alice, invited(pair)) == (409, "already_together")
    assert shown(pair.bob, invited(pair)) == (409, "already_together")


def test_guessing_codes_slows_down(pair: Pair) -> None:
    erin = sign_up(pair.app, "erin")
    answers = [erin.browser.post("/api/v1/join-requests", json={"code": "Z" * 26}) for _ in range(12)]
    assert [answer.status_code for answer in answers[:10]] == [404] * 10
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too_many_tries")
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_too_many_open_doors_are_refused(pair: Pair) -> None:
    for _ in range(10):
        invited(pair)
    answer = pair.alice.browser.post(f"/api/v1/couples/{pair.space}/invites", json={"kind": "qr"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_invites")


def test_leaving_is_at_once_and_closes_a_space_of_two(pair: Pair) -> None:
    code = pair.bob.browser.post(f"/api/v1/couples/{pair.space}/invites", json={"kind": "link"}).json()["code"]
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 404
    assert [space["kind"] for space in pair.bob.browser.get("/api/v1/spaces").json()["spaces"]] == ["own"]
    left = next(s for s in pair.alice.browser.get("/api/v1/spaces").json()["spaces"] if s["id"] == pair.space)
    assert left["closed"] is True
    closed = pair.alice.browser.post(f"/api/v1/couples/{pair.space}/invites", json={"kind": "qr"})
    assert (closed.status_code, closed.json()["code"]) == (409, "space_closed")
    assert pair.alice.browser.put(f"/api/v1/couples/{pair.space}/continuation").status_code == 409
    assert shown(sign_up(pair.app, "erin"), code) == (404, "invite_unknown")


def test_of_three_those_who_stay_go_on(pair: Pair) -> None:
    erin = sign_up(pair.app, "erin")
    space = couple(pair.alice, pair.bob, erin)
    assert erin.browser.delete(f"/api/v1/couples/{space}/members/me").status_code == 204
    assert pair.bob.browser.put(f"/api/v1/couples/{space}/continuation").status_code == 204
    (found,) = [s for s in pair.alice.browser.get("/api/v1/spaces").json()["spaces"] if s["id"] == space]
    assert (found["closed"], found["continued"]) == (False, ["2026-11-23"])
    assert [member["left"] for member in found["members"] if member["id"] == erin.id] == ["2026-11-23"]


def test_an_own_space_is_no_couple(pair: Pair) -> None:
    for method, path in (("DELETE", "members/me"), ("GET", "invites"), ("PUT", "continuation")):
        answer = pair.alice.browser.request(method, f"/api/v1/couples/{pair.alice.own}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_several_couples_never_meet(pair: Pair) -> None:
    carol = sign_up(pair.app, "carol")
    other = couple(pair.bob, carol)
    for someone, foreign in ((pair.alice, other), (carol, pair.space)):
        assert foreign not in someone.browser.get("/api/v1/spaces").text
        assert someone.pull({"id": foreign})["spaces"][0]["state"] == "gone"
        assert someone.browser.get(f"/api/v1/spaces/{foreign}/changes").status_code == 404
