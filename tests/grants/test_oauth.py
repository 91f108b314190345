"""An app asks, a member says yes, and the app gets in: once by its code, then by refresh tokens, until it ends."""

from __future__ import annotations

import pytest

from app.grants.clients import BadRedirect, add, checked, takes
from app.kit.clock import FixedClock
from app.kit.context import Context
from tests.cast import PASSWORD, REDIRECT, VERIFIER, Pair, another_browser, app_of, couple
from tests.grants.conftest import SQLITE, TOKENS, App, error, refusal

CONSENTS = "/api/v1/oauth/consents"


def test_the_page_is_told_who_asks_what_for_and_where_the_answer_goes(pair: Pair, app_: App) -> None:
    answer = pair.alice.browser.get(CONSENTS, params=app_.asked()).json()
    assert (answer["name"], answer["host"], answer["wrong"]) == ("Garden journal", "app.example", False)
    assert [scope["name"] for scope in answer["scopes"]] == ["practices:read", "practices:write"]
    assert answer["refusal"] == (
        "https://app.example/answer?error=access_denied&state=its+own+words&iss=http%3A%2F%2Flocalhost"
    )


def test_a_yes_is_a_code_and_the_code_is_tokens(pair: Pair, app_: App) -> None:
    pair.adopt()
    back = app_.allowed(pair.alice)
    assert back.keys() == {"code", "state", "iss"}
    assert (back["state"], back["iss"]) == ("its own words", "http://localhost")
    assert pair.alice.browser.get(TOKENS).json()["tokens"] == [], "nothing yet: the app has not come for it"
    answer = app_.exchange(back["code"])
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    given = answer.json()
    assert given.keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token"}
    assert (given["token_type"], given["expires_in"], given["scope"]) == (
        "Bearer",
        600,
        "practices:read practices:write",
    )
    assert len(app_.reads(given["access_token"]).json()["items"]) == 1
    [listed] = pair.alice.browser.get(TOKENS).json()["tokens"]
    assert (listed["kind"], listed["name"], listed["spaces"]) == ("app", "Garden journal", [pair.space])
    assert listed["used_on"] == "2026-11-23"
    assert pair.alice.browser.delete(f"{TOKENS}/{listed['id']}").status_code == 204
    assert refusal(app_.reads(given["access_token"])) == (401, "token_revoked")
    assert error(app_.refresh(given["refresh_token"])) == (400, "invalid_grant")


def test_other_devices_hear_of_it_and_the_partner_does_not(pair: Pair, app_: App) -> None:
    tablet = another_browser(pair.app)
    tablet.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD})
    before = [pair.bob.browser.get(address).text for address in ("/api/v1/me", TOKENS, pair.at("changes"))]
    app_.tokens(pair.alice)
    assert "new_token" in [one["kind"] for one in tablet.get("/api/v1/me").json()["notices"]]
    assert [pair.bob.browser.get(a).text for a in ("/api/v1/me", TOKENS, pair.at("changes"))] == before


@SQLITE
def test_it_takes_a_recent_password_to_say_yes_and_none_to_look(pair: Pair, app_: App, clock: FixedClock) -> None:
    clock.advance(minutes=11)
    assert pair.alice.browser.get(CONSENTS, params=app_.asked()).status_code == 200
    asked = {**app_.asked(), "spaces": [pair.space]}
    assert refusal(pair.alice.browser.post(CONSENTS, json=asked)) == (403, "step_up_required")


@SQLITE
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"client_id": "01a20990-9500-7c3a-9d53-0e8f1a2b3c4d"}, (404, "app_unknown")),
        ({"client_id": "nobody"}, (404, "app_unknown")),
        ({"redirect_uri": REDIRECT + "/"}, (422, "redirect_unknown")),
        ({"redirect_uri": REDIRECT + "?more=1"}, (422, "redirect_unknown")),
        ({"redirect_uri": "https://app.example.evil.example/answer"}, (422, "redirect_unknown")),
        ({"redirect_uri": "javascript:alert(1)"}, (422, "redirect_unknown")),
    ],
    ids=str,
)
def test_who_is_not_known_is_sent_nowhere(pair: Pair, app_: App, more: dict[str, str], code: tuple[int, str]) -> None:
    looked = pair.alice.browser.get(CONSENTS, params=app_.asked(**more))
    assert refusal(looked) == code
    assert "location" not in looked.text
    assert "refusal" not in looked.json()
    asked = {**app_.asked(**more), "spaces": [pair.space]}
    assert refusal(pair.alice.browser.post(CONSENTS, json=asked)) == code


@SQLITE
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "practices:read everything"}, "invalid_scope"),
    ],
    ids=str,
)
def test_who_asks_wrongly_is_told_so_and_gets_nothing(pair: Pair, app_: App, more: dict[str, str], said: str) -> None:
    answer = pair.alice.browser.get(CONSENTS, params=app_.asked(**more)).json()
    assert answer["wrong"] is True
    assert f"error={said}&" in answer["refusal"]
    asked = {**app_.asked(**more), "spaces": [pair.space]}
    assert refusal(pair.alice.browser.post(CONSENTS, json=asked)) == (409, "asked_wrongly")


@SQLITE
def test_nobody_gives_what_is_not_theirs(pair: Pair, app_: App) -> None:
    others = couple(pair.bob)
    for space, code in ((others, (404, "not_found")), (pair.alice.own, (422, "invalid"))):
        asked = {**app_.asked(), "spaces": [space]}
        assert refusal(pair.alice.browser.post(CONSENTS, json=asked)) == code


def test_a_code_works_once_and_a_second_time_ends_all_that_it_gave(pair: Pair, app_: App) -> None:
    code = app_.allowed(pair.alice)["code"]
    given = app_.exchange(code).json()
    assert app_.reads(given["access_token"]).status_code == 200
    assert error(app_.exchange(code)) == (400, "invalid_grant")
    assert refusal(app_.reads(given["access_token"])) == (401, "token_revoked")
    assert error(app_.refresh(given["refresh_token"])) == (400, "invalid_grant")


@SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": VERIFIER[:-1] + "x"},
        {"code_verifier": ""},
        {"redirect_uri": REDIRECT + "/"},
        {"client_id": "another"},
        {"code": "A" * 43},
    ],
    ids=str,
)
def test_a_code_is_for_who_asked(pair: Pair, app_: App, wrong: dict[str, str]) -> None:
    code = app_.allowed(pair.alice)["code"]
    wrong = {**wrong, "client_id": app_of(pair.ctx, name="Another")} if "client_id" in wrong else wrong
    assert error(app_.exchange(**{"code": code, **wrong})) == (400, "invalid_grant")
    if "code" not in wrong:
        assert error(app_.exchange(code)) == (400, "invalid_grant"), "whoever tried has used it up"
    assert pair.alice.browser.get(TOKENS).json()["tokens"] == []


@SQLITE
def test_a_code_lives_a_minute(pair: Pair, app_: App, clock: FixedClock) -> None:
    code = app_.allowed(pair.alice)["code"]
    clock.advance(seconds=60)
    assert error(app_.exchange(code)) == (400, "invalid_grant")


@SQLITE
def test_an_access_token_lasts_ten_minutes(pair: Pair, app_: App, clock: FixedClock) -> None:
    given = app_.tokens(pair.alice)
    clock.advance(seconds=599)
    assert app_.reads(given["access_token"]).status_code == 200
    clock.advance(seconds=1)
    assert refusal(app_.reads(given["access_token"])) == (401, "token_expired")


@SQLITE
def test_an_apps_access_ends_when_it_was_said_to(pair: Pair, app_: App, clock: FixedClock) -> None:
    given = app_.tokens(pair.alice, days=1)
    clock.advance(hours=23, minutes=59)
    given = app_.refresh(given["refresh_token"]).json()
    clock.advance(minutes=1)
    assert refusal(app_.reads(given["access_token"])) == (401, "token_expired")
    assert error(app_.refresh(given["refresh_token"])) == (400, "invalid_grant")


@SQLITE
def test_a_part_can_be_asked_for_and_no_more(pair: Pair, app_: App) -> None:
    given = app_.tokens(pair.alice)
    less = app_.refresh(given["refresh_token"], scope="practices:read").json()
    assert less["scope"] == "practices:read"
    made = pair.adopt()
    asks = another_browser(pair.app)
    asks.headers["authorization"] = f"Bearer {less['access_token']}"
    refused = asks.patch(pair.at("practices", made), json={"fields": {"position": 2}})
    assert refusal(refused) == (403, "scope_missing")
    assert error(app_.refresh(less["refresh_token"], scope="goals:read")) == (400, "invalid_scope")


@SQLITE
@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_an_app_can_give_its_access_back(pair: Pair, app_: App, which: str) -> None:
    given = app_.tokens(pair.alice)
    for token in (given[which], given[which], "nonsense"):
        assert app_.browser.post("/oauth/revoke", data={"token": token}).status_code == 200
    assert refusal(app_.reads(given["access_token"])) == (401, "token_revoked")
    assert error(app_.refresh(given["refresh_token"])) == (400, "invalid_grant")


@SQLITE
def test_a_form_that_is_none_is_refused_in_the_words_of_oauth(pair: Pair, app_: App) -> None:
    asks = app_.browser
    twice = "grant_type=refresh_token&grant_type=refresh_token&client_id=x&refresh_token=y"
    form = {"content-type": "application/x-www-form-urlencoded"}
    for answer, code in (
        (asks.post("/oauth/token", json={"grant_type": "refresh_token"}), "invalid_request"),
        (asks.post("/oauth/token"), "invalid_request"),
        (asks.post("/oauth/token", content=b"\xff\x00", headers=form), "invalid_request"),
        (asks.post("/oauth/token", content=twice, headers=form), "invalid_request"),
        (asks.post("/oauth/token", data={"grant_type": "password"}), "unsupported_grant_type"),
        (asks.post("/oauth/token", data={"grant_type": "refresh_token"}), "invalid_request"),
        (asks.post("/oauth/revoke", data={"client_id": app_.id}), "invalid_request"),
    ):
        assert error(answer) == (400, code)


def test_a_program_finds_its_way_by_the_metadata(pair: Pair) -> None:
    told = another_browser(pair.app).get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == "http://localhost"
    assert told["authorization_endpoint"] == "http://localhost/authorize"
    assert told["token_endpoint"] == "http://localhost/oauth/token"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_response_iss_parameter_supported"] is True


@pytest.mark.parametrize(
    "address",
    [
        *("https://app.example/answer", "https://app.example", "http://127.0.0.1/answer", "http://[::1]:9/a"),
        *("org.example.app:/answer", "https://app.example:8443/a?b=c"),
    ],
)
def test_an_answer_may_go_there(address: str) -> None:
    assert checked(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *("http://app.example/answer", "http://localhost/answer", "javascript:alert(1)", "data:text/html,x", "app:/a"),
        *("https://app.example/#x", "https://user@app.example/", "https://", "/answer", "", "https://app.example/ a"),
        *("https://app.example/ä", "https://app.example\\@evil.example/", "https://app.example:x/", "java.script:"),
        "https://app.example/" + "a" * 500,
    ],
)
def test_an_answer_may_not_go_there(address: str) -> None:
    with pytest.raises(BadRedirect):
        checked(address)


@SQLITE
def test_on_this_device_the_port_is_free_and_nothing_else(ctx: Context) -> None:
    with ctx.db.write() as session:
        client = add(session, ctx, "A script", ["http://127.0.0.1/answer", "https://app.example/answer"])
    assert takes(client, "http://127.0.0.1:51234/answer")
    assert takes(client, "http://127.0.0.1/answer")
    for other in (
        *("http://127.0.0.1:51234/other", "http://127.0.0.1:51234/answer?x=1", "http://127.0.0.2:5/answer"),
        *("http://[::1]:5/answer", "https://127.0.0.1:5/answer", "https://app.example:5/answer"),
        "http://127.0.0.1:x/answer",
    ):
        assert not takes(client, other), other
