"""What the tests of versions need: values that lost, on the phones of two people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.kit.clock import FixedClock
from tests.cast import DAY, Fields, Pair, Someone, check_in, new_id

LONG_AGO, EARLIER, LATER = "2026-11-23T12:00:00.000Z", "2026-11-23T18:20:00.000Z", "2026-11-23T18:40:00.000Z"
PLAIN = {"area": "goals", "requires": "each", "cadences": [{"from": "2026-11-01", "kind": "daily"}], "start": DAY}


def begin(pair: Pair, **fields: Any) -> tuple[str, int]:
    """A practice that both have seen an hour ago, and its seq."""
    made = pair.adopt(**fields)
    seq = pair.bob.records(pair.space)[made]["seq"]
    clock = pair.ctx.clock
    assert isinstance(clock, FixedClock)
    clock.advance(hours=1)
    return made, seq


def versions(someone: Someone, space: str) -> list[Fields]:
    """The versions that a first load brings: of one commit, those that were written back come first."""
    found = [record for record in someone.records(space).values() if record["type"] == "version"]
    return sorted(found, key=lambda record: (record["seq"], record["fields"].get("state", "")))


def alive(someone: Someone, space: str) -> list[tuple[str, Any, str]]:
    """`(field, value, state)` of those that are no tombstones."""
    found = [record for record in versions(someone, space) if not record["deleted"]]
    return [(v["fields"]["field"], v["body"]["value"], v["fields"]["state"]) for v in found]


def titled(pair: Pair, who: Someone, made: str, title: str, at: str, base: int = 0) -> Fields:
    """A change of a title by somebody who had not seen the other one."""
    return who.write(pair.space, "practice", "patch", made, {"body": {"title": title}}, at=at, base_seq=base)


def met(pair: Pair) -> tuple[str, Fields]:
    """A practice with two titles: Bob's stands, and Alice's is its version."""
    made, base = begin(pair, title="Walks")
    assert titled(pair, pair.bob, made, "Bob's", LATER, base)["outcome"] == "applied"
    assert titled(pair, replace(pair.alice, device=new_id()), made, "Alice's", EARLIER, base)["outcome"] == "superseded"
    (version,) = versions(pair.bob, pair.space)
    return made, version


def sealed(pair: Pair) -> tuple[str, Fields]:
    """A sealed word of Alice's that she wrote on two devices, and the version of it that lost."""
    made, _ = begin(pair)
    id_, fields = check_in(made, pair.alice.id, sealed=True, body={"note": "for later"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields, at=LATER)
    tablet = replace(pair.alice, device=new_id())
    lost = tablet.write(pair.space, "check_in", "patch", id_, {"body": {"note": "a draft"}}, at=EARLIER)
    assert lost["outcome"] == "superseded"
    (version,) = [v for v in versions(pair.alice, pair.space) if v["fields"]["entity_id"] == id_]
    return id_, version


def restore(who: Someone, space: str, version: Fields, base: int) -> list[Fields]:
    """As a phone does it: the old value, and how the version stands now, in one push."""
    about, value = version["fields"], version["body"]["value"]
    return who.push(
        who.mutation(space, about["type"], "patch", about["entity_id"], {about["field"]: value}, base_seq=base),
        who.mutation(space, "version", "patch", version["id"], {"state": "restored"}, base_seq=version["seq"]),
    )
