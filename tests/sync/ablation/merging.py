"""Scenes of two changes that meet, of what is deleted, and of what is kept for whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import text

from tests.cast import Pair, check_in, new_id, practice
from tests.sync.ablation.scene import EARLIER, LATER, MORNING, an_hour_ago, lost, patch, rest_of, seq_of


def what_loses_is_kept(pair: Pair) -> None:
    made = an_hour_ago(pair)
    base = seq_of(pair, made)
    patch(pair.alice, pair.space, made, {"rest": 3}, base_seq=base, at=EARLIER)
    assert patch(pair.bob, pair.space, made, {"rest": 2}, base_seq=base, at=LATER)["outcome"] == "merged"
    assert lost(pair) == [3]


def an_edit_that_was_not_seen_is_met(pair: Pair) -> None:
    made = an_hour_ago(pair)
    base = seq_of(pair, made)
    patch(pair.alice, pair.space, made, {"rest": 3}, base_seq=base, at=LATER)
    assert patch(pair.bob, pair.space, made, {"rest": 2}, base_seq=base, at=EARLIER)["outcome"] == "superseded"
    assert (rest_of(pair, made), lost(pair)) == (3, [2])


def who_has_seen_it_changes_it(pair: Pair) -> None:
    made = an_hour_ago(pair)
    seen = patch(pair.alice, pair.space, made, {"rest": 3}, at=LATER)["seq"]
    assert patch(pair.bob, pair.space, made, {"rest": 2}, base_seq=seen, at=EARLIER)["outcome"] == "applied"
    assert (rest_of(pair, made), lost(pair)) == (2, [])


def a_device_never_meets_itself(pair: Pair) -> None:
    made = an_hour_ago(pair)
    patch(pair.alice, pair.space, made, {"rest": 3}, at=LATER)
    assert patch(pair.alice, pair.space, made, {"rest": 2}, at=EARLIER)["outcome"] == "applied"
    assert (rest_of(pair, made), lost(pair)) == (2, [])


def a_clock_ahead_wins_no_more_than_now(pair: Pair) -> None:
    made = pair.adopt()
    base = seq_of(pair, made)
    patch(pair.alice, pair.space, made, {"rest": 3}, base_seq=base, at="2027-11-23T18:00:00.000Z")
    pair.ctx.clock.advance(minutes=2)  # type: ignore[attr-defined]
    patch(pair.bob, pair.space, made, {"rest": 0}, base_seq=base, at="2026-11-23T18:01:00.000Z")
    assert rest_of(pair, made) == 0


def a_clock_behind_counts_from_what_it_had_seen(pair: Pair) -> None:
    made = pair.adopt()
    base = seq_of(pair, made)
    patch(pair.alice, pair.space, made, {"rest": 3}, base_seq=base, at=MORNING)
    patch(pair.bob, pair.space, made, {"rest": 0}, base_seq=base, at="1999-01-01T00:00:00.000Z")
    assert rest_of(pair, made) == 0


def an_old_edit_wakes_nothing(pair: Pair) -> None:
    made, tablet = new_id(), replace(pair.alice, device=new_id())
    seq = pair.alice.write(pair.alice.own, "practice", "put", made, practice())["seq"]
    stone = pair.alice.write(pair.alice.own, "practice", "delete", made, {})
    pair.ctx.clock.advance(days=400)  # type: ignore[attr-defined]
    pair.alice.sign_in()
    assert patch(tablet, tablet.own, made, {"rest": 3}, base_seq=seq)["outcome"] == "superseded"
    record = pair.alice.records(pair.alice.own)[made]
    assert (record["deleted"], record["seq"], lost(pair)) == (True, stone["seq"], [3])


def a_tombstone_holds_no_words(pair: Pair) -> None:
    made = pair.adopt(title="between us")
    pair.alice.write(pair.space, "practice", "delete", made, {})
    assert "between us" not in str(_columns(pair, "practice", made))
    assert pair.bob.records(pair.space)[made]["body"] is None


def _columns(pair: Pair, table: str, id_: str) -> Any:
    with pair.ctx.db.reader.connect() as connection:
        return connection.execute(text(f"SELECT * FROM {table} WHERE id = :id"), {"id": id_}).one()


def only_who_wrote_it_deletes_it(pair: Pair) -> None:
    made = pair.adopt()
    result = pair.bob.write(pair.space, "practice", "delete", made, {})
    assert (result["outcome"], result["code"]) == ("rejected", "not_yours")


def what_holds_others_days_is_not_deleted(pair: Pair) -> None:
    made = pair.adopt()
    pair.bob.write(pair.space, "check_in", "put", *check_in(made, pair.bob.id))
    assert pair.alice.write(pair.space, "practice", "delete", made, {})["code"] == "held_in_common"


def what_there_is_one_of_is_withdrawn(pair: Pair) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.alice.id)
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    assert pair.alice.write(pair.space, "check_in", "delete", id_, {})["code"] == "kept"
    for withdrawn in (True, False):
        pair.alice.write(pair.space, "check_in", "patch", id_, {"withdrawn": withdrawn})
    assert pair.bob.records(pair.space)[id_]["fields"]["withdrawn"] is False


def a_delete_keeps_what_it_had_not_seen(pair: Pair) -> None:
    made = pair.adopt()
    base = seq_of(pair, made)
    patch(pair.bob, pair.space, made, {"body": {"title": "Bob's words"}}, base_seq=base)
    pair.alice.write(pair.space, "practice", "delete", made, {}, base_seq=base)
    assert {"title": "Bob's words"} in lost(pair)


def what_lost_in_something_deleted_reaches_its_author_alone(pair: Pair) -> None:
    made = pair.adopt()
    pair.alice.write(pair.space, "practice", "delete", made, {})
    patch(pair.bob, pair.space, made, {"body": {"title": "Bob's words"}})
    assert "Bob's words" in str(pair.bob.pull({"id": pair.space}))
    assert "Bob's words" not in str(pair.alice.pull({"id": pair.space}))


def a_delete_takes_the_versions_along(pair: Pair) -> None:
    made = an_hour_ago(pair)
    base = seq_of(pair, made)
    patch(pair.bob, pair.space, made, {"body": {"title": "Bob's words"}}, base_seq=base, at=EARLIER)
    patch(pair.alice, pair.space, made, {"body": {"title": "Later"}}, base_seq=base, at=LATER)
    assert "Bob's words" in str(pair.alice.pull({"id": pair.space}))
    pair.alice.write(pair.space, "practice", "delete", made, {}, base_seq=seq_of(pair, made))
    assert "Bob's words" not in str(pair.alice.pull({"id": pair.space}))
    assert "Bob's words" in str(pair.bob.pull({"id": pair.space}))


def what_is_said_again_is_later(pair: Pair) -> None:
    """Bob says at 18:40 what Alice said at 18:20. What her tablet meant at 18:30 comes after neither."""
    made, tablet = an_hour_ago(pair), replace(pair.alice, device=new_id())
    base = seq_of(pair, made)
    patch(pair.alice, pair.space, made, {"rest": 3}, base_seq=base, at=EARLIER)
    patch(pair.bob, pair.space, made, {"rest": 3}, base_seq=base, at=LATER)
    patch(tablet, pair.space, made, {"rest": 0}, base_seq=base, at=EARLIER.replace(":20:", ":30:"))
    assert rest_of(pair, made) == 3


def what_is_brought_back_can_be_undone(pair: Pair) -> None:
    what_loses_is_kept(pair)
    (version,) = (row for row in pair.alice.records(pair.space).values() if row["type"] == "version")
    about, seen = version["fields"], version["seq"]
    pair.alice.push(
        pair.alice.mutation(pair.space, "practice", "patch", about["entity_id"], {"rest": 3}, base_seq=seen),
        pair.alice.mutation(pair.space, "version", "patch", version["id"], {"state": "restored"}, base_seq=seen),
    )
    assert sorted(lost(pair)) == [2, 3]


def what_an_entry_is_about_stays(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id)
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    result = pair.alice.write(pair.space, "check_in", "patch", id_, {"label": "2026-11-22"})
    assert (result["outcome"], result["code"]) == ("rejected", "fixed_field")


def what_only_one_could_write_reaches_them_alone(pair: Pair) -> None:
    """Two phones of Alice's meet over the word of her check-in. What lost there was never said to Bob."""
    id_, fields = check_in(an_hour_ago(pair), pair.alice.id, body={"note": "as it was"})
    base = pair.alice.write(pair.space, "check_in", "put", id_, fields, at=LATER)["seq"]
    tablet = replace(pair.alice, device=new_id())
    late = {"body": {"note": "on the tablet"}}
    tablet.write(pair.space, "check_in", "patch", id_, late, base_seq=base - 1, at=EARLIER)
    assert "on the tablet" in str(pair.alice.pull({"id": pair.space}))
    assert "on the tablet" not in str(pair.bob.pull({"id": pair.space}))


def what_is_one_members_alone_is_settled_by_nobody_else(pair: Pair) -> None:
    what_lost_in_something_deleted_reaches_its_author_alone(pair)
    (his,) = (id_ for id_, row in pair.bob.records(pair.space).items() if row["type"] == "version")
    result = pair.alice.write(pair.space, "version", "patch", his, {"state": "restored"})
    assert (result["outcome"], result["code"]) == ("deferred", "not_here_yet")


def nobody_makes_a_version(pair: Pair) -> None:
    about = {"type": "practice", "entity_id": pair.adopt(), "field": "rest", "author_id": pair.bob.id, "state": "open"}
    result = pair.alice.write(pair.space, "version", "put", new_id(), about)
    assert (result["outcome"], result["code"]) == ("rejected", "made_here")
