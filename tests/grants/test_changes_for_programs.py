"""The feed as a program reads it: what its scopes allow, everything once, and no number of anything else."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from tests.cast import Pair, check_in, new_id, program, token_of
from tests.grants.conftest import SQLITE


def follow(asks: TestClient, pair: Pair, cursor: str | None = None, limit: int = 3) -> tuple[list[Any], str]:
    """Everything after a cursor, page by page."""
    found: list[Any] = []
    while True:
        page = asks.get(pair.at("changes"), params={"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        assert page["state"] == "ok"
        found, cursor = found + page["changes"], page["cursor"]
        if not page["more"]:
            return found, str(cursor)


def propose(pair: Pair, made: str) -> None:
    fields = {"practice_id": made, "time": "20:00", "days": [4], "body": {"words": "Shall we?"}}
    assert pair.bob.write(pair.space, "proposal", "put", new_id(), fields)["outcome"] == "applied"


def test_it_holds_the_types_that_the_scopes_allow(pair: Pair) -> None:
    made = pair.adopt()
    propose(pair, made)
    pair.alice.write(pair.space, "check_in", "put", *check_in(made, pair.alice.id))
    kinds = {}
    for scope in ("practices:read", "couple:read", "goals:read"):
        asks = program(pair.app, token_of(pair.alice, [pair.space], [scope])[0])
        kinds[scope] = {change["type"] for change in follow(asks, pair)[0]}
    assert kinds == {"practices:read": {"practice", "check_in"}, "couple:read": {"couple", "card"}, "goals:read": set()}
    everything = follow(pair.alice.browser, pair)[0]
    assert {change["type"] for change in everything} == {"practice", "check_in", "couple", "card", "proposal"}


def test_everything_once_and_in_order(pair: Pair) -> None:
    asks = program(pair.app, token_of(pair.alice, [pair.space], ["practices:read"])[0])
    made = pair.adopt()
    for day in range(1, 10):
        pair.alice.write(pair.space, "check_in", "put", *check_in(made, pair.alice.id, f"2026-11-{day:02d}"))
        propose(pair, made) if day < 4 else None
    found, cursor = follow(asks, pair)
    seqs = [change["seq"] for change in found]
    assert len(found) == 10
    assert seqs == sorted(set(seqs))
    pair.bob.write(pair.space, "check_in", "put", *check_in(made, pair.bob.id))
    late, _ = follow(asks, pair, cursor)
    assert [change["author"] for change in late] == [pair.bob.id]


def test_what_it_may_not_see_leaves_no_trace(pair: Pair) -> None:
    asks = program(pair.app, token_of(pair.alice, [pair.space], ["practices:read", "couple:read"])[0])
    made = pair.adopt()
    _, cursor = follow(asks, pair)
    reads = ("changes", f"changes?cursor={cursor}", "practices", "cards", "couple", "today", "streaks")
    addresses = ["/api/v1/spaces", *(pair.at(name) for name in reads)]
    before = [asks.get(address).text for address in addresses]
    propose(pair, made)
    propose(pair, made)
    assert [asks.get(address).text for address in addresses] == before


@SQLITE
def test_a_cursor_of_another_history_begins_anew(pair: Pair) -> None:
    asks = program(pair.app, token_of(pair.alice, [pair.space], ["practices:read"])[0])
    answer = asks.get(pair.at("changes"), params={"cursor": "nonsense"}).json()
    assert (answer["state"], answer["changes"]) == ("reset", [])
    assert follow(asks, pair, answer["cursor"])[0] == follow(asks, pair)[0]
