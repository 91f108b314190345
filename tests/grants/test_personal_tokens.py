"""Personal tokens: who makes one, what it opens, how it ends, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from app.auth import links
from app.grants.scopes import SCOPES
from app.kit.clock import FixedClock
from app.kit.context import Context
from app.members.recovery import proof_of
from tests.cast import PASSWORD, Pair, another_browser, canary, check_in, couple, program, token_of
from tests.grants.conftest import SQLITE, TOKENS, refusal

NEXT = "eight loud herons at dawn"


def kept(ctx: Context) -> str:
    """Every row of every table, as text."""
    with ctx.db.reader.connect() as connection:
        tables = (table.name for table in SQLModel.metadata.sorted_tables)
        return "\n".join(str(connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()) for name in tables)


def wanted(pair: Pair, **more: object) -> dict[str, object]:
    return {"name": "My script", "scopes": ["practices:read"], "spaces": [pair.space], **more}


def test_one_is_made_shown_once_listed_and_revoked(pair: Pair) -> None:
    alice = pair.alice.browser
    assert alice.get(TOKENS).json()["tokens"] == []
    answer = alice.post(TOKENS, json=wanted(pair))
    assert answer.status_code == 201
    made = answer.json()["made"]
    assert made == {
        "id": made["id"],
        "kind": "personal",
        "name": "My script",
        "scopes": ["practices:read"],
        "spaces": [pair.space],
        "created_on": "2026-11-23",
        "expires_at": "2027-02-21T18:00:00.000Z",
        "used_on": None,
    }
    token = answer.json()["token"]
    assert token.startswith("tend_pat_")
    assert token not in kept(pair.ctx)
    listed = alice.get(TOKENS)
    assert listed.json()["tokens"] == [made]
    assert [scope["name"] for scope in listed.json()["scopes"]] == list(SCOPES)
    assert token not in listed.text
    script = program(pair.app, token)
    assert script.get(pair.at("practices")).status_code == 200
    assert alice.get(TOKENS).json()["tokens"][0]["used_on"] == "2026-11-23"
    for _ in range(2):
        assert alice.delete(f"{TOKENS}/{made['id']}").status_code == 204
    assert alice.get(TOKENS).json()["tokens"] == []
    refused = script.get(pair.at("practices"))
    assert refusal(refused) == (401, "token_revoked")
    assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_it_takes_a_recent_password_to_make_one_and_none_to_revoke_it(pair: Pair, clock: FixedClock) -> None:
    _, made = token_of(pair.alice, [pair.space], ["practices:read"])
    clock.advance(minutes=11)
    assert refusal(pair.alice.browser.post(TOKENS, json=wanted(pair))) == (403, "step_up_required")
    assert pair.alice.browser.delete(f"{TOKENS}/{made}").status_code == 204


def test_other_devices_hear_of_it_and_the_partner_does_not(pair: Pair) -> None:
    tablet = another_browser(pair.app)
    tablet.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD})
    before = [pair.bob.browser.get(address).text for address in ("/api/v1/me", TOKENS, pair.at("changes"))]
    token_of(pair.alice, [pair.space], ["practices:read"])
    notices = {"kind": "new_token", "device": canary("phone", "alice")}
    assert [one for one in tablet.get("/api/v1/me").json()["notices"] if one.items() >= notices.items()]
    assert [one["kind"] for one in pair.alice.browser.get("/api/v1/me").json()["notices"]] == ["new_session"]
    after = [pair.bob.browser.get(address).text for address in ("/api/v1/me", TOKENS, pair.at("changes"))]
    assert after == before


def test_what_a_token_writes_both_phones_show(pair: Pair, alices: TestClient) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.alice.id)
    written = alices.put(pair.at("check-ins", id_), json={"fields": fields})
    assert written.status_code == 201, written.text
    assert written.json()["author"] == pair.alice.id
    for someone in (pair.alice, pair.bob):
        assert someone.records(pair.space)[id_]["fields"]["label"] == "2026-11-23"
    again = alices.put(pair.at("check-ins", id_), json={"fields": fields})
    assert again.status_code == 200
    in_bobs_name = check_in(made, pair.bob.id)
    refused = alices.put(pair.at("check-ins", in_bobs_name[0]), json={"fields": in_bobs_name[1]})
    assert refusal(refused) == (403, "not_yours")


@SQLITE
def test_who_may_write_may_read_and_not_the_other_way_round(pair: Pair) -> None:
    writes = program(pair.app, token_of(pair.alice, [pair.space], ["practices:write"])[0])
    reads = program(pair.app, token_of(pair.alice, [pair.space], ["practices:read"])[0])
    made = pair.adopt()
    assert writes.get(pair.at("practices", made)).status_code == 200
    refused = reads.patch(pair.at("practices", made), json={"fields": {"position": 3}})
    assert refusal(refused) == (403, "scope_missing")
    assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="practices:write"'
    assert writes.patch(pair.at("practices", made), json={"fields": {"position": 3}}).status_code == 200


def test_it_sees_the_couples_it_names_and_never_the_own_space(pair: Pair, alices: TestClient) -> None:
    other = couple(pair.alice)
    listed = alices.get("/api/v1/spaces").json()["spaces"]
    assert [(space["id"], space["head"]) for space in listed] == [(pair.space, 0)]
    for space in (other, pair.alice.own, pair.bob.own):
        assert refusal(alices.get(f"/api/v1/spaces/{space}/practices")) == (404, "not_found")
    own = pair.alice.browser.post(TOKENS, json=wanted(pair, spaces=[pair.alice.own]))
    assert refusal(own) == (422, "invalid")
    assert own.json()["errors"][0]["code"] == "own_space"
    assert refusal(pair.alice.browser.post(TOKENS, json=wanted(pair, spaces=[pair.bob.own]))) == (404, "not_found")


@SQLITE
@pytest.mark.parametrize("days", [1, 90, 365])
def test_it_holds_as_long_as_was_said(pair: Pair, clock: FixedClock, days: int) -> None:
    script = program(pair.app, token_of(pair.alice, [pair.space], ["practices:read"], days=days)[0])
    clock.advance(timedelta(days=days, seconds=-1))
    assert script.get(pair.at("practices")).status_code == 200
    clock.advance(seconds=1)
    assert refusal(script.get(pair.at("practices"))) == (401, "token_expired")
    pair.alice.sign_in()
    assert pair.alice.browser.get(TOKENS).json()["tokens"] == []


@SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        *({"days": 0}, {"days": 366}, {"scopes": []}, {"scopes": ["everything"]}, {"spaces": []}, {"name": " "}),
        {"scopes": ["practices:read", "practices:read"]},
        {"own": True},
    ],
    ids=str,
)
def test_what_does_not_fit_makes_no_token(pair: Pair, wrong: dict[str, object]) -> None:
    assert refusal(pair.alice.browser.post(TOKENS, json=wanted(pair, **wrong))) == (422, "invalid")
    assert pair.alice.browser.get(TOKENS).json()["tokens"] == []


@SQLITE
def test_there_is_an_end_to_how_many(pair: Pair) -> None:
    for _ in range(50):
        assert pair.alice.browser.post(TOKENS, json=wanted(pair)).status_code == 201
    assert refusal(pair.alice.browser.post(TOKENS, json=wanted(pair))) == (409, "too_many_tokens")


def test_leaving_ends_it_there_and_coming_back_does_not_begin_it_anew(pair: Pair) -> None:
    bobs = program(pair.app, token_of(pair.bob, [pair.space], ["practices:read"])[0])
    assert bobs.get(pair.at("practices")).status_code == 200
    third = couple(pair.alice, pair.bob)
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    assert refusal(bobs.get(pair.at("practices"))) == (404, "not_found")
    assert refusal(bobs.get(f"/api/v1/spaces/{third}/practices")) == (404, "not_found")
    assert pair.bob.browser.get(TOKENS).json()["tokens"][0]["spaces"] == []


def sign_out_others(pair: Pair) -> None:
    assert pair.alice.browser.delete("/api/v1/sessions/others").status_code == 204


def new_password_that_ends_others(pair: Pair) -> None:
    answer = pair.alice.browser.put("/api/v1/me/password", json={"current": PASSWORD, "new": NEXT, "end_others": True})
    assert answer.status_code == 204


def reset_by_the_host(pair: Pair) -> None:
    code = links.reset_link(pair.ctx, "alice").rpartition("#")[2]
    answer = another_browser(pair.app).put("/api/v1/accounts/reset", json={"code": code, "password": NEXT})
    assert answer.status_code == 204


def recovery(pair: Pair) -> None:
    asked = {"login": "alice", "proof": proof_of(pair.alice.recovery), "password": NEXT}
    assert another_browser(pair.app).put("/api/v1/accounts/recovery", json=asked).status_code == 200


@pytest.mark.parametrize("way", [sign_out_others, new_password_that_ends_others, reset_by_the_host, recovery])
def test_what_ends_every_session_ends_every_token(pair: Pair, alices: TestClient, way) -> None:  # type: ignore[no-untyped-def]
    bobs = program(pair.app, token_of(pair.bob, [pair.space], ["practices:read"])[0])
    assert alices.get(pair.at("practices")).status_code == 200
    way(pair)
    assert refusal(alices.get(pair.at("practices"))) == (401, "token_revoked")
    assert bobs.get(pair.at("practices")).status_code == 200


@SQLITE
def test_alices_tokens_are_not_bobs_to_see_or_revoke(pair: Pair, token: tuple[str, str], alices: TestClient) -> None:
    assert pair.bob.browser.get(TOKENS).json()["tokens"] == []
    assert refusal(pair.bob.browser.delete(f"{TOKENS}/{token[1]}")) == (404, "not_found")
    assert alices.get(pair.at("practices")).status_code == 200


@SQLITE
def test_a_token_and_a_cookie_are_one_proof_too_many(pair: Pair, token: tuple[str, str]) -> None:
    both = {"authorization": f"Bearer {token[0]}"}
    for address in (pair.at("practices"), "/api/v1/me", "/api/v1/spaces"):
        assert refusal(pair.alice.browser.get(address, headers=both)) == (400, "two_credentials")


@SQLITE
@pytest.mark.parametrize("shown", ["Bearer tend_pat_" + "A" * 43, "Bearer ", "Bearer x", "Basic YTpi", "Bearer a.b.c"])
def test_what_was_never_given_out_opens_nothing(pair: Pair, shown: str) -> None:
    stranger = another_browser(pair.app)
    assert refusal(stranger.get(pair.at("practices"), headers={"authorization": shown})) == (401, "token_unknown")


@SQLITE
def test_what_ended_long_ago_is_not_kept(pair: Pair, clock: FixedClock) -> None:
    token_of(pair.alice, [pair.space], ["practices:read"], days=1)
    assert "canary-token-alice" in kept(pair.ctx)
    clock.advance(timedelta(days=32))
    pair.alice.sign_in()
    assert pair.alice.browser.post(TOKENS, json=wanted(pair)).status_code == 201
    assert "canary-token-alice" not in kept(pair.ctx)
