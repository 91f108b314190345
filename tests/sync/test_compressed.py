"""What goes over the air compressed, and what never does: lengths that go by again and again tell something."""

from __future__ import annotations

from typing import Any

from tests.cast import Fields, Pair, check_in


def asked(pair: Pair, space: Fields, *, accepts: str = "gzip") -> tuple[str | None, list[Any]]:
    """What Bob is sent, and in which coding."""
    body = {"account": pair.bob.id, "device": pair.bob.device, "schema": 1, "limit": 500, "spaces": [space]}
    answer = pair.bob.browser.post("/api/v1/sync/pull", json=body, headers={"accept-encoding": accepts})
    return answer.headers.get("content-encoding"), answer.json()["spaces"][0]["changes"]


def test_a_first_load_is_compressed_and_what_comes_later_is_not(pair: Pair) -> None:
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    made = pair.adopt()
    for day in range(1, 31):
        id_, fields = check_in(made, pair.alice.id, f"2026-10-{day:02}", body={"note": "the same words"})
        pair.alice.write(pair.space, "check_in", "put", id_, fields)
    coding, first = asked(pair, {"id": pair.space})
    assert coding == "gzip"
    assert asked(pair, {"id": pair.space}, accepts="identity") == (None, first)
    coding, later = asked(pair, {"id": pair.space, "cursor": cursor})
    assert coding is None
    assert len(later) == 31


def test_what_fits_into_a_few_packets_goes_as_it_is(pair: Pair) -> None:
    assert asked(pair, {"id": pair.bob.own})[0] is None
