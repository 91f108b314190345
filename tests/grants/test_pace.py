"""How often a program may ask, and what it is told about it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.grants.pace import QUOTA, WINDOW, Pace
from app.kit.clock import FixedClock
from tests.cast import Pair
from tests.grants.conftest import SQLITE, refusal


def test_all_at_once_then_one_by_one() -> None:
    pace = Pace()
    assert [pace.turn("a", 0.0).wait for _ in range(QUOTA)] == [0] * QUOTA
    refused = pace.turn("a", 0.0)
    assert (refused.wait, refused.left, refused.full) == (1, 0, WINDOW)
    assert pace.turn("b", 0.0).wait == 0, "each grant has its own"
    assert pace.turn("a", 0.1).wait == 0
    assert pace.turn("a", 0.1).wait == 1
    later = pace.turn("a", 2.0 * WINDOW)
    assert (later.wait, later.left, later.full) == (0, QUOTA - 1, 1)


@SQLITE
def test_a_program_is_told_how_much_there_is(pair: Pair, alices: TestClient, clock: FixedClock) -> None:
    first = alices.get(pair.at("rests"))
    assert first.headers["ratelimit-policy"] == '"token";q=600;w=60'
    assert first.headers["ratelimit"] == '"token";r=599;t=1'
    assert alices.get("/api/v1/spaces/nonsense/rests").status_code == 422
    missing = alices.get(f"/api/v1/spaces/{pair.alice.own}/rests")
    assert missing.headers["ratelimit"] == '"token";r=597;t=1', "refusals are told too, and counted"
    pace = pair.app.state.pace
    for _ in range(QUOTA):
        pace.turn(alices_grant(pair), clock.monotonic())
    refused = alices.get(pair.at("rests"))
    assert refusal(refused) == (429, "too_many_requests")
    assert (refused.headers["retry-after"], refused.headers["ratelimit"]) == ("1", '"token";r=0;t=60')
    clock.advance(seconds=1)
    assert alices.get(pair.at("rests")).status_code == 200


@SQLITE
def test_browsers_are_not_counted_and_not_told(pair: Pair) -> None:
    assert "ratelimit" not in pair.alice.browser.get(pair.at("rests")).headers


@pytest.mark.parametrize(("who", "most"), [("alice", 3), ("program", 3)])
@SQLITE
def test_a_read_takes_no_more_statements_than_before(pair: Pair, alices: TestClient, who: str, most: int) -> None:
    """Who asks, whether they are in the space, the rows: for a browser, and for a token that was used today."""
    asks = alices if who == "program" else pair.alice.browser
    assert asks.get(pair.at("practices")).status_code == 200
    said: list[str] = []
    listen = event.listens_for(pair.ctx.db.reader, "before_cursor_execute")
    listen(lambda *told: said.append(told[2]))
    wrote: list[str] = []
    event.listen(pair.ctx.db.writer, "before_cursor_execute", lambda *told: wrote.append(told[2]))
    assert asks.get(pair.at("practices")).status_code == 200
    assert len(said) <= most - 1, "the first goes to the driver itself"
    assert wrote == []


def alices_grant(pair: Pair) -> str:
    listed = pair.alice.browser.get("/api/v1/me/tokens").json()["tokens"]
    found: str = listed[0]["id"]
    return found
