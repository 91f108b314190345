"""An invitation opens once, and an answer stands, when two people are at it in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as both_wait
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.auth.principal import EVERYTHING, Principal
from app.kit.context import Context
from app.kit.errors import NotFound
from app.kit.records.entry import Entry
from app.spaces import invites, refusals, service
from tests.cast import Pair, Someone, knock, sign_up

A_MOMENT = 0.3
"""Seconds for which the second one is left to run into the first one's transaction."""

Act = Callable[[Session], Any]


def test_two_people_who_show_one_code_are_one_too_many(pair: Pair) -> None:
    code = pair.alice.browser.post(f"/api/v1/couples/{pair.space}/invites", json={"kind": "qr"}).json()["code"]
    carol, dave = (_principal(sign_up(pair.app, name)) for name in ("carol", "dave"))
    second = _meanwhile(
        pair.ctx,
        lambda db: invites.knock(pair.ctx, db, carol, code),
        lambda db: invites.knock(pair.ctx, db, dave, code),
    )
    with pytest.raises(refusals.InviteUsed):
        second.result()
    assert len(_waiting(pair)) == 1


def test_a_code_that_is_cancelled_while_somebody_shows_it_lets_nobody_knock(pair: Pair) -> None:
    made = pair.alice.browser.post(f"/api/v1/couples/{pair.space}/invites", json={"kind": "link"}).json()
    carol = _principal(sign_up(pair.app, "carol"))
    second = _meanwhile(
        pair.ctx,
        lambda db: invites.cancel_invite(pair.ctx, db, _here(pair), made["id"]),
        lambda db: invites.knock(pair.ctx, db, carol, made["code"]),
        reach=frozenset({pair.space}),
    )
    with pytest.raises(refusals.InviteUnknown):
        second.result()
    assert _waiting(pair) == []


def test_a_yes_to_a_request_that_is_just_taken_back_lets_nobody_in(pair: Pair) -> None:
    carol = sign_up(pair.app, "carol")
    request = knock(pair.alice, carol, pair.space)
    second = _meanwhile(
        pair.ctx,
        lambda db: invites.take_back(db, _principal(carol), request),
        lambda db: invites.confirm(pair.ctx, db, _here(pair), request),
        reach=frozenset({pair.space}),
    )
    with pytest.raises(NotFound):
        second.result()
    assert len(carol.browser.get("/api/v1/spaces").json()["spaces"]) == 1


def test_two_yeses_let_one_person_in_once(pair: Pair) -> None:
    carol = sign_up(pair.app, "carol")
    request = knock(pair.alice, carol, pair.space)
    second = _meanwhile(
        pair.ctx,
        lambda db: invites.confirm(pair.ctx, db, _here(pair), request),
        lambda db: invites.confirm(pair.ctx, db, _here(pair), request),
        reach=frozenset({pair.space}),
    )
    second.result()
    space = carol.browser.get("/api/v1/spaces").json()["spaces"][1]
    assert [member["id"] for member in space["members"]].count(carol.id) == 1


def test_a_yes_while_its_giver_leaves_lets_nobody_in(pair: Pair) -> None:
    carol = sign_up(pair.app, "carol")
    request = knock(pair.alice, carol, pair.space)
    second = _meanwhile(
        pair.ctx,
        lambda db: service.leave(pair.ctx, db, _here(pair)),
        lambda db: invites.confirm(pair.ctx, db, _here(pair), request),
        reach=frozenset({pair.space}),
    )
    with pytest.raises(NotFound):
        second.result()
    assert len(carol.browser.get("/api/v1/spaces").json()["spaces"]) == 1


def _meanwhile(ctx: Context, first: Act, second: Act, reach: frozenset[str] = frozenset()) -> Future[Any]:
    """Starts `second` in a transaction of its own while that of `first` has not ended yet."""

    def run() -> Any:
        with ctx.db.write(reach) as session:
            return second(session)

    with ThreadPoolExecutor(1) as pool:
        with ctx.db.write(reach) as session:
            first(session)
            running = pool.submit(run)
            both_wait([running], timeout=A_MOMENT)
        both_wait([running])
    return running


def _principal(someone: Someone) -> Principal:
    return Principal(someone.id, someone.own, someone.session, "", "browser", EVERYTHING, True, False)


def _here(pair: Pair) -> Entry:
    return Entry(pair.space, "couple", pair.alice.id, pair.alice.session)


def _waiting(pair: Pair) -> list[Any]:
    answer = pair.alice.browser.get(f"/api/v1/couples/{pair.space}/join-requests")
    waiting: list[Any] = answer.json()["requests"]
    return waiting
