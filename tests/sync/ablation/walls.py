"""Scenes of who may read and write, of cursors and pages, and of two who write at once."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.auth.principal import EVERYTHING, Principal
from app.kit.context import Context, make_context
from app.kit.records import feed
from app.kit.records.declare import Writer
from app.kit.records.models import Space
from app.kit.records.mutation import Mutation
from app.kit.records.write import apply, begin, finish
from app.sync.live import Live
from tests.cast import Fields, Pair, Someone, check_in, knock, new_id, practice, replaced
from tests.sync.ablation.scenarios import lost, patch, seq_of, stranger

# --- who is in


def a_stranger_writes_nothing(pair: Pair) -> None:
    erin, made = stranger(pair), new_id()
    result = erin.write(pair.space, "practice", "put", made, practice())
    assert (result["outcome"], result["code"]) == ("rejected", "space_gone")
    assert made not in pair.alice.records(pair.space)


def _bob_leaves(pair: Pair) -> str:
    made = pair.adopt(title="between us")
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    return made


def who_left_pulls_nothing(pair: Pair) -> None:
    _bob_leaves(pair)
    page = pair.bob.pull({"id": pair.space})
    assert page["spaces"][0]["state"] == "gone"
    assert "between us" not in str(page)
    assert [space["kind"] for space in page["memberships"]] == ["own"]


def who_left_reads_nothing_by_rest(pair: Pair) -> None:
    made = _bob_leaves(pair)
    assert pair.bob.browser.get(pair.at("practices", made)).status_code == 404


def a_closed_space_takes_nothing(pair: Pair) -> None:
    made = _bob_leaves(pair)
    result = patch(pair.alice, pair.space, made, {"rest": 2})
    assert (result["outcome"], result["code"]) == ("rejected", "space_closed")


def who_left_hears_nothing(pair: Pair) -> None:
    carol = stranger(pair, "carol")
    request = knock(pair.alice, carol, pair.space)
    yes = pair.alice.browser.put(f"/api/v1/couples/{pair.space}/join-requests/{request}/confirmation")
    assert yes.status_code == 204

    def leave() -> None:
        pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me")
        pair.adopt()
        write()

    def write() -> None:
        pair.bob.write(pair.bob.own, "practice", "put", new_id(), practice())

    assert _heard_of(pair, leave, write) == {pair.bob.own}


def _heard_of(pair: Pair, *acts: Callable[[], None]) -> set[str]:
    """The spaces that Bob's open stream names from then on. Each act ends with a write in his own space."""

    async def scene() -> set[str]:
        live = Live(pair.ctx)
        stream = live.hints(_principal(pair.bob))
        await asyncio.wait_for(anext(stream), 10), await asyncio.wait_for(anext(stream), 10)
        named: set[str] = set()
        for act in acts:
            await asyncio.to_thread(act)
            live.committed()
            while (hint := await asyncio.wait_for(anext(stream), 10)) is None or hint[0] != pair.bob.own:
                named |= {hint[0]} if hint else set()
            named.add(hint[0])
        await stream.aclose()
        return named

    return asyncio.run(scene())


def _principal(someone: Someone) -> Principal:
    return Principal(
        someone.id, someone.own, someone.session, "a phone", "browser", EVERYTHING, confirmed=False, first_today=False
    )


def another_account_sends_nothing(pair: Pair) -> None:
    made = new_id()
    asked = pair.alice.outbox(pair.alice.mutation(pair.space, "practice", "put", made, practice()))
    answer = pair.bob.browser.post("/api/v1/sync/push", json=asked)
    assert (answer.status_code, answer.json().get("code")) == (409, "account_mismatch")
    assert made not in pair.alice.records(pair.space)


def another_account_fetches_nothing(pair: Pair) -> None:
    asked = {"account": pair.alice.id, "device": pair.alice.device, "schema": 1, "spaces": [{"id": pair.space}]}
    answer = pair.bob.browser.post("/api/v1/sync/pull", json=asked)
    assert (answer.status_code, answer.json().get("code")) == (409, "account_mismatch")


def only_the_sender_is_told_what_was_taken(pair: Pair) -> None:
    sent = pair.alice.write(pair.space, "practice", "put", new_id(), practice())
    assert pair.bob.pull(unconfirmed=(sent["id"],))["confirmed"] == {}


def an_old_app_stops_writing(pair: Pair) -> None:
    with replaced(pair.ctx.settings, "min_schema", 2):
        answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox())
    assert (answer.status_code, answer.json().get("code")) == (426, "schema_too_old")


# --- whose it is


def a_sealed_word_stays_with_its_author(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id, sealed=True, body={"note": "for later"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    assert "for later" not in str(pair.bob.pull({"id": pair.space}))


def an_opened_word_travels(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id, sealed=True, body={"note": "for later"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    pair.alice.write(pair.space, "check_in", "patch", id_, {"sealed": False})
    page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert [change["body"] for change in page["changes"]] == [{"note": "for later"}]


def a_derived_id_follows_from_what_it_names(pair: Pair) -> None:
    _, fields = check_in(pair.adopt(), pair.alice.id)
    assert pair.alice.write(pair.space, "check_in", "put", new_id(), fields)["code"] == "wrong_id"


def nobody_checks_in_for_another(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id)
    assert pair.bob.write(pair.space, "check_in", "put", id_, fields)["code"] == "not_yours"


def what_has_moved_on_is_not_overwritten(pair: Pair) -> None:
    made = pair.adopt()
    seen = seq_of(pair, made)
    patch(pair.bob, pair.space, made, {"rest": 3}, base_seq=seen)
    answer = pair.alice.browser.patch(
        pair.at("practices", made), json={"fields": {"rest": 0}}, headers={"if-match": f'"{seen}"'}
    )
    assert (answer.status_code, answer.json().get("code")) == (412, "overtaken")


def an_entry_has_an_end(pair: Pair) -> None:
    body = {"title": "Long", "how": ["x" * 3500] * 10}
    assert patch(pair.alice, pair.space, pair.adopt(), {"body": body})["code"] == "body_too_large"


def a_request_has_an_end(pair: Pair) -> None:
    body = json.dumps(pair.alice.outbox()) + " " * 2_100_000
    answer = pair.alice.browser.post(
        "/api/v1/sync/push", content=body.encode(), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json().get("code")) == (413, "too_large")


# --- cursors and pages


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
    for _ in range(3):
        patch(pair.alice, pair.space, made, {"position": _})
    cursor, base = pair.alice.pull({"id": pair.space})["spaces"][0]["cursor"], seq_of(pair, made)
    restore()
    patch(pair.bob, pair.space, made, {"rest": 3}, base_seq=base - 3)
    late = pair.alice.mutation(pair.space, "practice", "patch", made, {"rest": 0}, base_seq=base)
    asked = pair.alice.outbox(late) | {"seen": {pair.space: cursor}}
    assert pair.alice.browser.post("/api/v1/sync/push", json=asked).status_code == 200
    assert {pair.bob.records(pair.space)[made]["fields"]["rest"], *lost(pair)} == {0, 3}


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

    def meanwhile(*asked: Any) -> Any:
        pair.alice.push(*changes)
        return read(*asked)

    with replaced(feed, "_records", meanwhile):
        page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert [(change["id"], change["fields"]["rest"]) for change in page["changes"]] == [(one, 2)]


# --- two at once


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
