"""What each safeguard is for, as a short scene that fails without it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, exc, select, text
from sqlmodel import col

from app.kit.db import EVERYWHERE
from app.kit.ids import derived
from app.kit.records.models import Space, Version
from app.practices.records import PRACTICE
from tests.cast import DAY, Fields, Pair, Someone, check_in, new_id, practice, replaced, sign_up

MORNING, EARLIER, LATER = (f"2026-11-23T{time}:00.000Z" for time in ("08:00", "18:20", "18:40"))


def rest_of(pair: Pair, made: str, space: str = "") -> Any:
    """The field that these scenes write, as Alice's phone reads it."""
    return pair.alice.records(space or pair.space)[made]["fields"]["rest"]


def an_hour_ago(pair: Pair) -> str:
    """A practice that Alice wrote an hour ago: there is time for what comes earlier and later."""
    made = pair.adopt()
    pair.ctx.clock.advance(hours=1)  # type: ignore[attr-defined]
    return made


def patch(who: Someone, space: str, made: str, fields: Fields, **more: Any) -> Fields:
    return who.write(space, "practice", "patch", made, fields, **more)


def lost(pair: Pair) -> list[Any]:
    """Values that lost against another one and were kept."""
    with pair.ctx.db.read(EVERYWHERE) as session:
        return [row.value for row in session.execute(select(Version).order_by(col(Version.field))).scalars()]


def seq_of(pair: Pair, made: str) -> int:
    seq: int = pair.alice.records(pair.space)[made]["seq"]
    return seq


@contextmanager
def choking(word: str = "choke") -> Any:
    """A practice with this word in its title breaks the statement that writes it."""
    check = PRACTICE.check

    def broken(attempt: Any) -> None:
        if word in (attempt.after["body"] or ""):
            raise exc.DataError("injected", {}, Exception("injected"))
        check(attempt)

    with replaced(PRACTICE, "check", broken):
        yield


# --- exactly once, and in order


def a_push_that_comes_twice_is_one(pair: Pair) -> None:
    made = an_hour_ago(pair)
    sent = pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 3}, at=LATER)
    first = pair.alice.push(sent)
    patch(pair.bob, pair.space, made, {"rest": 0}, base_seq=first[0]["seq"], at=EARLIER)
    assert pair.alice.push(sent) == first
    assert rest_of(pair, made) == 0


def a_repeated_key_is_one(pair: Pair) -> None:
    made, key = pair.adopt(), {"idempotency-key": new_id()}
    address, wanted = pair.at("practices", made), {"fields": {"rest": 3}}
    assert pair.alice.browser.patch(address, json=wanted, headers=key).status_code == 200
    patch(pair.bob, pair.space, made, {"rest": 0}, base_seq=seq_of(pair, made))
    assert pair.alice.browser.patch(address, json=wanted, headers=key).status_code == 200
    assert rest_of(pair, made) == 0


def an_id_serves_one_entry(pair: Pair) -> None:
    one, other = pair.adopt(), pair.adopt()
    first = patch(pair.alice, pair.space, one, {"rest": 3})
    again = patch(pair.alice, pair.space, other, {"rest": 3}, id=first["id"])
    assert (again["outcome"], again["code"]) == ("rejected", "id_used")


def a_write_without_its_memory_is_undone(pair: Pair) -> None:
    """Something breaks between the effect and the memory of it."""
    made = pair.adopt()
    with pair.ctx.db.writer.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER forgetful BEFORE INSERT ON applied_mutation BEGIN SELECT RAISE(ABORT, 'injected'); END"
        )
    result = patch(pair.alice, pair.space, made, {"rest": 3})
    assert result["outcome"] == "retry"
    assert rest_of(pair, made) == 1, "an effect that nobody remembers would come twice"


def a_broken_mutation_breaks_no_other(pair: Pair) -> None:
    good, bad = new_id(), new_id()
    with choking():
        results = pair.alice.push(
            pair.alice.mutation(pair.space, "practice", "put", bad, practice("choke")),
            pair.alice.mutation(pair.space, "practice", "put", good, practice()),
        )
    assert [result["outcome"] for result in results] == ["retry", "applied"]
    assert good in pair.bob.records(pair.space)


def a_refused_mutation_breaks_no_other(pair: Pair) -> None:
    good = new_id()
    results = pair.alice.push(
        pair.alice.mutation(pair.space, "horoscope", "put", new_id(), {}),
        pair.alice.mutation(pair.space, "practice", "put", good, practice()),
    )
    assert [result["outcome"] for result in results] == ["rejected", "applied"]


def a_later_edit_waits_for_an_earlier_one(pair: Pair) -> None:
    made = pair.adopt()
    results = pair.alice.push(
        pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 99}),
        pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 3}),
    )
    assert [result["outcome"] for result in results] == ["rejected", "deferred"]
    assert rest_of(pair, made) == 1


def a_full_disk_is_no_fault_of_a_mutation(pair: Pair) -> None:
    sent = pair.alice.outbox(pair.alice.mutation(pair.space, "practice", "put", new_id(), practice()))

    @contextmanager
    def full(*_: Any) -> Any:
        raise exc.OperationalError("BEGIN", {}, Exception("disk full"))
        yield

    with replaced(pair.ctx.db, "write", full):
        answer = pair.alice.browser.post("/api/v1/sync/push", json=sent)
    assert (answer.status_code, answer.json().get("code")) == (503, "busy")


# --- merging


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


# --- deleting


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


# --- the database itself


def a_row_without_a_new_seq_is_refused(pair: Pair) -> None:
    made = pair.adopt()
    assert _refused(pair, "UPDATE practice SET rest = 3 WHERE id = :id", id=made)


def a_row_is_never_deleted_for_good(pair: Pair) -> None:
    made = pair.adopt()
    assert _refused(pair, "DELETE FROM practice WHERE id = :id", id=made)


def a_reference_across_spaces_does_not_exist(pair: Pair) -> None:
    mine, ours = new_id(), pair.adopt()
    pair.alice.write(pair.alice.own, "practice", "put", mine, practice())
    made = derived("rest", ours, DAY)
    pair.alice.write(pair.space, "rest", "put", made, {"practice_id": ours, "label": DAY})
    point = "UPDATE rest SET practice_id = :mine, seq = seq + 1 WHERE id = :id"
    assert _refused(pair, point, mine=mine, id=made)


def _refused(pair: Pair, statement: str, **values: str) -> bool:
    try:
        with pair.ctx.db.writer.begin() as connection:
            _run(connection, statement, values)
    except exc.DBAPIError:
        return True
    return False


def _run(connection: Connection, statement: str, values: dict[str, str]) -> None:
    assert connection.execute(text(statement), values).rowcount == 1


def what_belongs_elsewhere_waits(pair: Pair) -> None:
    mine = new_id()
    pair.alice.write(pair.alice.own, "practice", "put", mine, practice())
    result = pair.alice.write(pair.space, "check_in", "put", *check_in(mine, pair.alice.id))
    assert (result["outcome"], result["code"]) == ("deferred", "not_here_yet")


# --- the head


def a_commit_raises_the_head(pair: Pair) -> None:
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    made = pair.adopt()
    page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert [change["id"] for change in page["changes"]] == [made]


def every_touched_row_is_in_the_feed(pair: Pair) -> None:
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    ids = [new_id() for _ in range(3)]
    pair.alice.push(*(pair.alice.mutation(pair.space, "practice", "put", id_, practice()) for id_ in ids))
    page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert {change["id"] for change in page["changes"]} == set(ids)
    with pair.ctx.db.read() as session:
        head = session.get_one(Space, pair.space).head
    assert {change["seq"] for change in page["changes"]} == {head}


def stranger(pair: Pair, name: str = "erin") -> Someone:
    """Somebody who has nothing to do with them."""
    return sign_up(pair.app, name)
