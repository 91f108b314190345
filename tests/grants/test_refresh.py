"""Refresh tokens: a counter that only goes up. The one before is forgiven for a minute, an older one ends them all."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from app.grants.exchange import OAuthError, give
from app.grants.tokens import read_refresh, write_refresh
from app.kit.clock import FixedClock
from app.kit.context import make_context
from app.kit.settings import Settings
from tests.cast import ORIGIN, Pair
from tests.conftest import EVENING
from tests.grants.conftest import SQLITE, TOKENS, App, error, refusal

PROCESSES = 4


def test_each_gets_the_next_and_the_one_before_the_same_again(pair: Pair, app_: App, clock: FixedClock) -> None:
    first = app_.tokens(pair.alice)
    second = app_.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    clock.advance(seconds=59)
    again = app_.refresh(first["refresh_token"]).json()
    assert {**again, "expires_in": 600} == second, "the same answer, a minute later"
    assert again["expires_in"] == 541
    third = app_.refresh(second["refresh_token"]).json()
    assert app_.reads(third["access_token"]).status_code == 200


def test_an_old_one_ends_the_family(pair: Pair, app_: App, clock: FixedClock) -> None:
    first = app_.tokens(pair.alice)
    second = app_.refresh(first["refresh_token"]).json()
    third = app_.refresh(second["refresh_token"]).json()
    assert error(app_.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert error(app_.refresh(third["refresh_token"])) == (400, "invalid_grant")
    assert refusal(app_.reads(third["access_token"])) == (401, "token_revoked")
    assert pair.alice.browser.get(TOKENS).json()["tokens"] == []


def test_the_one_before_ends_the_family_when_it_comes_too_late(pair: Pair, app_: App, clock: FixedClock) -> None:
    first = app_.tokens(pair.alice)
    second = app_.refresh(first["refresh_token"]).json()
    clock.advance(seconds=60)
    assert error(app_.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert error(app_.refresh(second["refresh_token"])) == (400, "invalid_grant")


@SQLITE
def test_what_we_did_not_write_moves_nothing(pair: Pair, app_: App) -> None:
    token = app_.tokens(pair.alice)["refresh_token"]
    grant, n = read_refresh(pair.ctx, token) or ("", 0)
    assert n == 1
    forged = (token[:-1] + ("A" if token[-1] != "A" else "B"), token.replace(".1.", ".2."), token.replace(".1.", ".0."))
    ahead = write_refresh(pair.ctx, grant, 7)  # ours, and of a time that a restored backup does not know
    for wrong in (*forged, ahead, "tend_rt_", ""):
        assert app_.refresh(wrong).status_code == 400
    assert app_.fetch(grant_type="refresh_token", refresh_token=token, client_id="another").status_code == 400
    assert app_.refresh(token).status_code == 200


def refreshed(folder: Path, database_url: str | None, client: str, token: str, together, told) -> None:  # type: ignore[no-untyped-def]
    """One process of the server's, which gets the token at the same moment as the others."""
    settings = Settings(data_dir=folder, database_url=database_url, public_url=ORIGIN, registration="open")
    ctx = make_context(settings, clock=FixedClock(EVENING))
    form = {"grant_type": "refresh_token", "client_id": client, "refresh_token": token}
    together.wait(60)
    try:
        given = give(ctx, form)
        told.put((given.access, given.refresh))
    except OAuthError as refused:
        told.put((refused.error, None))
    ctx.db.dispose()


def test_four_processes_refresh_at_once_and_nobody_is_signed_out(pair: Pair, app_: App) -> None:
    settings, token = pair.ctx.settings, app_.tokens(pair.alice)["refresh_token"]
    spawn = multiprocessing.get_context("spawn")
    for _ in range(3):
        together, told = spawn.Barrier(PROCESSES), spawn.Queue()
        asked = (settings.data_dir, settings.database_url, app_.id, token, together, told)
        processes = [spawn.Process(target=refreshed, args=asked) for _ in range(PROCESSES)]
        for process in processes:
            process.start()
        answers = {told.get(timeout=60) for _ in processes}
        for process in processes:
            process.join(60)
        told.close()
        assert len(answers) == 1, answers
        access, token = answers.pop()
        assert token is not None, access
        assert app_.reads(access).status_code == 200
    assert app_.refresh(token).status_code == 200


@pytest.mark.parametrize("n", [1, 12, 999_999_999])
@SQLITE
def test_a_refresh_token_is_read_as_it_was_written(pair: Pair, n: int) -> None:
    grant = pair.ctx.ids.uuid7()
    assert read_refresh(pair.ctx, write_refresh(pair.ctx, grant, n)) == (grant, n)
