"""Scenes of cursors, pages and backups, and of two who write at once."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.kit.context import Context, make_context
from app.kit.records import feed
from app.kit.records.declare import Writer
from app.kit.records.models import Space
from app.kit.records.mutation import Mutation
from app.kit.records.write import apply, begin, finish
from app.practices.records import PRACTICE
from tests.cast import Fields, Pair, check_in, new_id, practice, replaced
from tests.sync.ablation.scene import lost, patch, seq_of


def a_server_from_a_backup_says_so(pair: Pair) -> None:
    """Other commits take the same numbers; only their marks differ."""
    made = pair.adopt()
    restore = _backup(pair)
    patch(pair.alice, pair.space, made, {"rest": 3})
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    restore()
    for position in range(3):
        patch(pair.bob, pair.space, made, {"position": position}, base_seq=2**53)
    assert pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]["state"] == "reset"


def what_a_lost_history_showed_was_not_seen(pair: Pair) -> None:
    """Alice has seen commit 9 of what was lost. Bob's edit is commit 9 now, and she has not seen that."""
    made = pair.adopt()
    restore = _backup(pair)
    for position in (1, 2, 3):
        patch(pair.alice, pair.space, made, {"position": position})
    cursor, base = pair.alice.pull({"id": pair.space})["spaces"][0]["cursor"], seq_of(pair, made)
    restore()
    patch(pair.bob, pair.space, made, {"rest": 3}, base_seq=2**53)
    late = pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 0}, base_seq=base)
    asked = pair.alice.outbox(late) | {"cursors": {pair.space: cursor}}
    assert pair.alice.browser.post("/api/v1/sync/push", json=asked).status_code == 200
    assert 3 in {pair.bob.records(pair.space)[made]["fields"]["rest"], *lost(pair)}


def _backup(pair: Pair) -> Callable[[], None]:
    """A copy as of now; the answer puts it back."""
    folder = pair.ctx.settings.data_dir
    _copy(folder / "tend.sqlite3", folder / "backup.sqlite3")

    def restore() -> None:
        pair.ctx.db.dispose()
        for leftover in folder.glob("tend.sqlite3-*"):
            leftover.unlink()
        shutil.copy(folder / "backup.sqlite3", folder / "tend.sqlite3")

    return restore


def _copy(source: Path, target: Path) -> None:
    live, backup = sqlite3.connect(source), sqlite3.connect(target)
    live.backup(backup)
    live.close()
    backup.close()


def a_page_holds_whole_commits(pair: Pair) -> None:
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    for _ in range(3):
        pair.alice.push(*(pair.alice.mutation(pair.space, "practice", "put", new_id(), practice()) for _ in range(4)))
    page = pair.bob.pull({"id": pair.space, "cursor": cursor}, limit=6)["spaces"][0]
    assert (len(page["changes"]), page["more"]) == (4, True)


def a_pull_is_one_moment(pair: Pair) -> None:
    """Alice changes two records in one commit, just while Bob's page is being read: he sees neither change."""
    one, other = pair.adopt(), pair.adopt()
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    patch(pair.alice, pair.space, one, {"rest": 2})
    read = feed._records
    changes = [pair.alice.mutation(pair.space, "practice", "patch", id_, {"rest": 3}) for id_ in (one, other)]

    def meanwhile(*asked: Any, **more: Any) -> Any:
        pair.alice.push(*changes)
        return read(*asked, **more)

    with replaced(feed, "_records", meanwhile):
        page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert [(change["id"], change["fields"]["rest"]) for change in page["changes"]] == [(one, 2)]


def two_writers_take_turns(pair: Pair) -> None:
    """One writer is between reading the head and raising it; the other waits until that is done."""
    contexts = [make_context(pair.ctx.settings, clock=pair.ctx.clock) for _ in range(2)]
    inside, done, failures = threading.Event(), threading.Event(), []

    def first() -> None:
        _commit(contexts[0], pair, lambda: (inside.set(), done.wait(0.3)))

    def second() -> None:
        inside.wait(10)
        _commit(contexts[1], pair, lambda: None)
        done.set()

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            failures.append(type(error).__name__)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for ctx in contexts:
        ctx.db.dispose()
    assert failures == []
    with pair.ctx.db.read() as session:
        head = session.get_one(Space, pair.space).head
    assert [change["seq"] for change in _written(pair)] == [head - 1, head]


def _commit(ctx: Context, pair: Pair, between: Callable[[], Any]) -> None:
    mutation = Mutation.model_validate(pair.alice.mutation(pair.space, "practice", "put", new_id(), practice()))
    with ctx.db.write() as session:
        writer = Writer(pair.alice.id, new_id())
        commit = begin(session, writer, [mutation], now=ctx.stamp(), new_id=ctx.ids.uuid7, new_tag=ctx.tag)
        apply(commit, mutation)
        between()
        finish(commit)


def _written(pair: Pair) -> list[Fields]:
    rows = [row for row in pair.bob.records(pair.space).values() if row["type"] == "practice"]
    return sorted(rows, key=lambda row: row["seq"])


def a_first_load_says_where_it_is_whole(pair: Pair) -> None:
    """What screens need at once comes first, whatever its seq: below the floor there are gaps."""
    made = pair.adopt()
    for day in range(1, 10):
        pair.alice.write(pair.space, "check_in", "put", *check_in(made, pair.alice.id, f"2026-11-{day:02d}"))
    page = pair.bob.pull({"id": pair.space}, limit=4)["spaces"][0]
    there = {change["seq"] for change in page["changes"]}
    head = max(there)
    assert set(range(page["floor"], head + 1)) <= there
    assert page["floor"] > seq_of(pair, made), "an early record is no proof that what came after it is here"


def a_first_load_under_other_types_is_given_all(pair: Pair) -> None:
    """It was begun before an update of the server, when practices did not come with the first page."""
    made = pair.adopt()
    pair.alice.write(pair.space, "check_in", "put", *check_in(made, pair.alice.id))
    with replaced(PRACTICE, "early", False):
        page = pair.bob.pull({"id": pair.space}, limit=1)["spaces"][0]
    found = {change["id"] for change in page["changes"]}
    while page["before"] is not None:
        page = pair.bob.pull({"id": pair.space, "before": page["before"]}, limit=1)["spaces"][0]
        found |= {change["id"] for change in page["changes"]}
    assert made in found


def spaces_are_locked_in_the_order_of_their_ids(pair: Pair) -> None:
    """Somebody holds the first of two spaces. Who wants both waits, and does not hold the second meanwhile."""
    first, second = sorted((pair.space, pair.alice.own))
    made = [pair.alice.mutation(space, "practice", "put", new_id(), practice()) for space in (second, first)]
    answers: list[Any] = []
    sender = threading.Thread(target=lambda: answers.extend(pair.alice.push(*made)))
    with pair.ctx.db.writer.begin() as holder:
        holder.execute(_TAKE, {"id": first})
        sender.start()
        while not _somebody_waits(pair):
            pass
        with pair.ctx.db.writer.begin() as other:
            free = other.execute(_FREE, {"id": second}).all()
    sender.join()
    assert [answer["outcome"] for answer in answers] == ["applied", "applied"]
    assert len(free) == 1, "the second one was held by who waits for the first"


_TAKE = text("SELECT id FROM space WHERE id = :id FOR UPDATE")
_FREE = text("SELECT id FROM space WHERE id = :id FOR UPDATE SKIP LOCKED")


def _somebody_waits(pair: Pair) -> bool:
    with pair.ctx.db.reader.connect() as connection:
        return bool(connection.exec_driver_sql("SELECT 1 FROM pg_locks WHERE NOT granted").all())
