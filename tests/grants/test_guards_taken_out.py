"""Each guard before programs is taken out on purpose, and what stands behind it is noticed by the tests that exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from sqlalchemy.orm import Session

from app.auth.principal import Principal
from app.grants import bearer, clients, consent, exchange, keys, tokens
from app.kit.clock import FixedClock
from app.kit.records.models import Space
from app.spaces import access, service
from app.sync import changes
from tests.api.matrix import role, walk
from tests.api.operations import API
from tests.cast import Cast, Pair, program, token_of
from tests.grants.conftest import SQLITE, App
from tests.grants.forging import FORGED
from tests.grants.test_access_tokens import exchanged

SPACE = f"{API}/spaces/{{space_id}}"
READS = {("GET", f"{SPACE}/{name}") for name in ("practices", "changes", "streaks")}
WRITES = {("POST", f"{SPACE}/practices"), ("DELETE", f"{SPACE}/check-ins/{{record_id}}")}

pytestmark = SQLITE


class Anything(str):
    """Equal to whatever it is held against."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


def found(findings: list[str], *words: str) -> bool:
    return any(all(word in finding for word in words) for finding in findings)


# --- the door of a space


def test_the_scope_of_a_route(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Principal, "may", lambda *_: True)
    assert found(walk(cast, role("a program that may do something else"), READS), "/practices answered 200")
    assert found(walk(cast, role("a program that may read"), WRITES), "/practices answered 201")


def test_the_own_space(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_named", lambda me, space_id, _: me.spaces is None or space_id in me.spaces)
    assert found(walk(cast, role("a program at its member's own"), READS), "/practices showed canary-title-own-alice")


def test_the_couples_that_were_named(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_named", lambda *_: True)
    findings = walk(cast, role("a program in a couple that its member did not name"), READS)
    assert found(findings, "/practices showed canary-title-bc")


def test_the_couples_of_a_list(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = service.describe
    monkeypatch.setattr(service, "describe", lambda session, member_id, **_: whole(session, member_id, only=None))
    findings = walk(cast, role("a program of bob's"), {("GET", f"{API}/spaces")})
    assert found(findings, "/spaces showed", cast.places["bc"].id)


def test_who_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_door(session: Session, me: Principal, space_id: str) -> Any:
        kind = session.get_one(Space, space_id).kind
        return access.Entry(space_id, kind, me.member_id, me.session_id, me.scopes)

    monkeypatch.setattr(access, "entry", open_door)
    assert found(walk(cast, role("a program of fay's"), READS), "/practices showed canary-title-ab")


def test_what_was_revoked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bearer.granted
    monkeypatch.setattr(
        bearer, "granted", lambda rows, now: whole([one._replace(revoked_at=None) for one in rows], now)
    )
    assert found(walk(cast, role("a program whose token was revoked"), READS), "/practices answered 200")


def test_what_ran_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bearer.granted
    monkeypatch.setattr(bearer, "granted", lambda rows, _: whole(rows, datetime.fromisoformat("2020-01-01T00:00:00Z")))
    assert found(walk(cast, role("a program whose token ran out"), READS), "/practices answered 200")


def test_the_types_in_a_feed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_of_what_it_sees", lambda *given: given[-1])
    assert found(walk(cast, role("a program that may do something else"), READS), "/changes showed canary-title-ab")


# --- what an access token says


def believed(pair: Pair, app_: App, how: str) -> bool:
    token = app_.tokens(pair.alice)["access_token"]
    return bool(app_.reads(FORGED[how](pair.ctx, token)).status_code == 200)


def without(**options: bool) -> Callable[..., Any]:
    """The library's `decode` with some of its checks off."""
    whole = jwt.decode

    def decode(text: str, key: Any, **given: Any) -> Any:
        return whole(text, key, **{**given, "options": {**given["options"], **options}})

    return decode


@pytest.mark.parametrize(
    ("off", "how"),
    [
        ("verify_signature", "altered sub"),
        ("verify_aud", "wrong aud"),
        ("verify_iss", "wrong iss"),
    ],
)
def test_a_check_of_the_library(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch, off: str, how: str) -> None:
    if how == "altered sub":  # the member is held against the grant, too: a wall behind the wall
        monkeypatch.setattr(bearer, "recognised", _recognised(members=False))
    assert not believed(pair, app_, how)
    monkeypatch.setattr(jwt, "decode", without(**{off: False}))
    assert believed(pair, app_, how)


def test_an_algorithm_of_the_tokens_own_choice(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwt, "decode", without(verify_signature=False))
    assert believed(pair, app_, "alg none")


def test_the_typ(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    token = app_.tokens(pair.alice)["access_token"]
    forged = FORGED["another typ"](pair.ctx, token)
    monkeypatch.setattr(tokens, "TYPE", Anything("at+jwt"))
    assert app_.reads(forged).status_code == 200


@pytest.mark.parametrize("how", ["unknown kid", "no kid"])
def test_the_kid(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(keys.KeyRing, "named", lambda ring, _, now: ring.newest(now))
    assert believed(pair, app_, how)


def test_what_a_token_has_to_say(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "REQUIRED", [])
    assert believed(pair, app_, "no jti")


def test_the_ten_minutes(pair: Pair, app_: App, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_of_now", lambda *_: None)
    assert believed(pair, app_, "from the future")
    token = app_.tokens(pair.alice)["access_token"]
    clock.advance(minutes=11)
    assert app_.reads(token).status_code == 200


@pytest.mark.parametrize("how", ["another sub", "another client"])
def test_whose_grant_it_is(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(bearer, "recognised", _recognised(members=False))
    assert believed(pair, app_, how)


def test_a_part_of_the_scopes(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    token, _ = token_of(pair.alice, [pair.space], ["practices:read", "couple:read"])
    less = program(pair.app, exchanged(app_, token, scope="practices:read"))
    assert less.get("/api/v1/spaces").status_code == 403
    monkeypatch.setattr(bearer, "recognised", _recognised(scopes=False))
    assert less.get("/api/v1/spaces").status_code == 200


def _recognised(*, members: bool = True, scopes: bool = True) -> Callable[..., Principal]:
    def recognised(ctx: Any, session: Session, shown: str) -> Principal:
        claims = tokens.read_access(ctx, shown)
        rows = [bearer.Found(*row) for row in bearer.BY_ID.rows(session, shown=claims.grant_id)]
        me = bearer.granted(rows, ctx.now())
        if members and claims.member_id != me.member_id:
            raise bearer.TokenUnknown
        return replace(me, scopes=me.scopes & bearer.implied(claims.scopes)) if scopes else me

    return recognised


# --- refresh tokens and codes


def test_the_proof_of_a_refresh_token(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    token = app_.tokens(pair.alice)["refresh_token"]
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert app_.refresh(forged).status_code == 400
    monkeypatch.setattr(tokens.hmac, "compare_digest", lambda *_: True)
    assert app_.refresh(forged).status_code == 200


def test_the_minute_of_the_one_before(
    pair: Pair, app_: App, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "AGAIN", timedelta(days=9))
    first = app_.tokens(pair.alice)
    app_.refresh(first["refresh_token"])
    clock.advance(minutes=9)
    assert app_.refresh(first["refresh_token"]).status_code == 200


def test_a_replay_ends_the_family(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "case", _never_revoked(exchange.case))
    first = app_.tokens(pair.alice)
    second = app_.refresh(first["refresh_token"]).json()
    third = app_.refresh(second["refresh_token"]).json()
    app_.refresh(first["refresh_token"])
    assert app_.reads(third["access_token"]).status_code == 200


def _never_revoked(whole: Callable[..., Any]) -> Callable[..., Any]:
    """`case` for the counter and its time, and null for the end."""

    def case(when: Any, *, else_: Any) -> Any:
        return else_ if str(else_) == "NULL" else whole(when, else_=else_)

    return case


def test_who_asked_for_a_code(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app_.exchange(app_.allowed(pair.alice)["code"], code_verifier="x" * 43).status_code == 400
    monkeypatch.setattr(exchange, "_is_who_asked", lambda *_: True)
    assert app_.exchange(app_.allowed(pair.alice)["code"], code_verifier="x" * 43).status_code == 200


def test_a_code_that_comes_twice(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_end_if_replayed", lambda *_: None)
    code = app_.allowed(pair.alice)["code"]
    given = app_.exchange(code).json()
    assert app_.exchange(code).status_code == 400
    assert app_.reads(given["access_token"]).status_code == 200


def test_where_an_answer_goes(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = app_.asked(redirect_uri="https://evil.example/")
    at = f"{API}/oauth/consents"
    assert pair.alice.browser.get(at, params=asked).status_code == 422
    monkeypatch.setattr(clients, "takes", lambda *_: True)
    assert pair.alice.browser.get(at, params=asked).json()["refusal"].startswith("https://evil.example/")


def test_how_an_app_asks(pair: Pair, app_: App, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {**app_.asked(code_challenge_method="plain"), "spaces": [pair.space]}
    at = f"{API}/oauth/consents"
    assert pair.alice.browser.post(at, json=asked).status_code == 409
    monkeypatch.setattr(consent, "_wrong", lambda *_: None)
    assert pair.alice.browser.post(at, json=asked).status_code == 201
