"""Scenes of what is sent twice, breaks or is refused; of rows, references and the head."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, exc, text

from app.kit.ids import derived
from app.kit.records.models import Space
from app.practices.records import PRACTICE
from tests.cast import DAY, Pair, check_in, new_id, practice, replaced
from tests.sync.ablation.scene import EARLIER, LATER, an_hour_ago, choking, patch, rest_of, seq_of


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
    assert [(result["outcome"], result["code"]) for result in results] == [("rejected", "invalid"), ("retry", "behind")]
    assert rest_of(pair, made) == 1


def a_later_edit_waits_for_one_that_broke(pair: Pair) -> None:
    made = pair.adopt()
    with choking():
        results = pair.alice.push(
            pair.alice.mutation(pair.space, "practice", "patch", made, {"body": {"title": "choke"}}),
            pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 3}),
        )
    assert [(result["outcome"], result["code"]) for result in results] == [("retry", "internal"), ("retry", "behind")]
    assert rest_of(pair, made) == 1


def what_makes_an_entry_goes_before_its_change(pair: Pair) -> None:
    made = new_id()
    results = pair.alice.push(
        pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 3}),
        pair.alice.mutation(pair.space, "practice", "put", made, practice()),
    )
    assert [result["outcome"] for result in results] == ["applied", "applied"]
    assert rest_of(pair, made) == 3


def what_was_taken_is_told_again(pair: Pair) -> None:
    """Its answer was lost on the way; what stands before it in the outbox is refused."""
    made = pair.adopt()
    early = pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 99})
    taken = pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 3})
    first = pair.alice.push(taken)
    assert pair.alice.push(early, taken)[1:] == first


def a_full_disk_is_no_fault_of_a_mutation(pair: Pair) -> None:
    sent = pair.alice.outbox(pair.alice.mutation(pair.space, "practice", "put", new_id(), practice()))

    @contextmanager
    def full(*_: Any) -> Any:
        raise exc.OperationalError("BEGIN", {}, Exception("disk full"))
        yield

    with replaced(pair.ctx.db, "write", full):
        answer = pair.alice.browser.post("/api/v1/sync/push", json=sent)
    assert (answer.status_code, answer.json().get("code")) == (503, "busy")


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


def what_comes_before_its_parent_is_waited_for(pair: Pair) -> None:
    made = new_id()
    results = pair.alice.push(
        pair.alice.mutation(pair.space, "check_in", "put", *check_in(made, pair.alice.id)),
        pair.alice.mutation(pair.space, "practice", "put", made, practice()),
    )
    assert [result["outcome"] for result in results] == ["applied", "applied"]


def an_older_form_is_lifted(pair: Pair) -> None:
    made = pair.adopt()

    def lift(_: str, fields: Any) -> Any:
        return {("rest" if name == "pauses" else name): value for name, value in fields.items()}

    with replaced(PRACTICE, "form", 2), replaced(PRACTICE, "lifts", {1: lift}):
        assert patch(pair.alice, pair.space, made, {"pauses": 3}, v=1)["outcome"] == "applied"
    assert rest_of(pair, made) == 3


def a_newer_form_is_refused(pair: Pair) -> None:
    result = patch(pair.alice, pair.space, pair.adopt(), {"rest": 3}, v=99)
    assert (result["outcome"], result["code"]) == ("rejected", "newer_form")
