"""Access tokens: what one says, that nothing altered is believed, and how keys follow each other."""

from __future__ import annotations

import stat
from datetime import timedelta

import pytest

from app.grants.exchange import ACCESS_TOKEN, EXCHANGE
from app.grants.keys import KeyRing, ring
from app.kit.clock import FixedClock
from app.kit.context import Context
from tests.cast import Pair, program, token_of
from tests.conftest import EVENING
from tests.grants.conftest import SQLITE, TOKENS, App, error, refusal
from tests.grants.forging import FORGED, parts, with_claims


def exchanged(app_: App, token: str, **more: str) -> str:
    form = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN}
    answer = app_.browser.post("/oauth/token", data=form | more)
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "scope", "issued_token_type"}
    access: str = answer.json()["access_token"]
    return access


@SQLITE
def test_it_says_what_rfc_9068_wants_and_nothing_about_people(pair: Pair, app_: App) -> None:
    header, claims, _ = parts(app_.tokens(pair.alice)["access_token"])
    assert header == {"alg": "EdDSA", "typ": "at+jwt", "kid": ring(pair.ctx).newest(pair.ctx.now()).id}
    grant = pair.alice.browser.get(TOKENS).json()["tokens"][0]["id"]
    assert claims == {
        "iss": "http://localhost",
        "aud": "http://localhost/api/v1",
        "sub": pair.alice.id,
        "client_id": app_.id,
        "scope": "practices:read practices:write",
        "sid": grant,
        "jti": claims["jti"],
        "iat": int(EVENING.timestamp()),
        "exp": int(EVENING.timestamp()) + 600,
    }


@SQLITE
def test_a_token_that_is_only_written_anew_is_believed(pair: Pair, app_: App) -> None:
    """Else the forged ones below would prove nothing."""
    token = app_.tokens(pair.alice)["access_token"]
    assert app_.reads(with_claims()(pair.ctx, token)).status_code == 200


@SQLITE
@pytest.mark.parametrize("how", FORGED)
def test_nothing_forged_is_believed(pair: Pair, app_: App, how: str) -> None:
    token = app_.tokens(pair.alice)["access_token"]
    assert refusal(app_.reads(FORGED[how](pair.ctx, token))) == (401, "token_unknown")
    assert app_.reads(token).status_code == 200


@SQLITE
@pytest.mark.parametrize("text", ["a.b.c", "e30.e30.", "." * 40, "[" * 3000, "tend_rt_x", "ä.b.c"])
def test_nonsense_is_refused(pair: Pair, app_: App, text: str) -> None:
    answer = app_.browser.get(pair.at("practices"), headers={"authorization": f"Bearer {text}".encode()})
    assert refusal(answer) == (401, "token_unknown")


def test_a_personal_token_is_exchanged_and_ends_with_it(pair: Pair, app_: App) -> None:
    token, made = token_of(pair.alice, [pair.space], ["practices:read", "couple:read"])
    access = exchanged(app_, token)
    assert app_.reads(access).status_code == 200
    less = program(pair.app, exchanged(app_, token, scope="practices:read"))
    assert refusal(less.get("/api/v1/spaces")) == (403, "scope_missing")
    assert pair.alice.browser.delete(f"{TOKENS}/{made}").status_code == 204
    assert refusal(app_.reads(access)) == (401, "token_revoked")
    form = {"grant_type": EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN}
    assert error(app_.browser.post("/oauth/token", data=form)) == (400, "invalid_grant")


def test_an_access_token_ends_with_the_membership(pair: Pair, app_: App) -> None:
    access = app_.tokens(pair.bob)["access_token"]
    assert app_.reads(access).status_code == 200
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    assert refusal(app_.reads(access)) == (404, "not_found")


@SQLITE
def test_an_older_key_verifies_for_a_day_more(pair: Pair, app_: App, clock: FixedClock) -> None:
    keys = ring(pair.ctx)
    old = keys.newest(clock.now())
    access = app_.tokens(pair.alice)["access_token"]
    clock.advance(minutes=5)
    new = KeyRing(pair.ctx.settings.data_dir / "token-keys").rotate(clock.now())  # another process: the command line
    assert keys.newest(clock.now()).id == new.id
    assert app_.reads(access).status_code == 200
    clock.advance(timedelta(hours=24, seconds=-1))
    assert keys.named(old.id, clock.now()) is not None
    clock.advance(seconds=1)
    assert keys.named(old.id, clock.now()) is None
    keys.rotate(clock.now())
    assert len(list((pair.ctx.settings.data_dir / "token-keys").iterdir())) == 2


@SQLITE
def test_keys_are_their_owners_alone_and_not_in_the_database(ctx: Context, pair: Pair, app_: App) -> None:
    app_.tokens(pair.alice)
    folder = ctx.settings.data_dir / "token-keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = [*folder.iterdir(), ctx.settings.data_dir / "refresh.key"]
    assert len(files) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert files[1].stat().st_size == 32
