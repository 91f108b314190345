"""What a device fetches: whole commits, everything once, and a new start when the server has lost some of it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from app.kit.clock import FixedClock
from tests.cast import Fields, Pair, Someone, check_in, new_id, practice


def check_ins(pair: Pair, made: str, days: int, *, per_push: int = 1) -> list[str]:
    """Alice's check-ins of so many days, in commits of `per_push`."""
    rows = [check_in(made, pair.alice.id, f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}") for day in range(days)]
    for start in range(0, days, per_push):
        batch = rows[start : start + per_push]
        pair.alice.push(*(pair.alice.mutation(pair.space, "check_in", "put", id_, fields) for id_, fields in batch))
    return [id_ for id_, _ in rows]


def follow(someone: Someone, space: str, cursor: str, limit: int = 500) -> tuple[list[Fields], str]:
    """Everything after a cursor, and the cursor then."""
    changes: list[Fields] = []
    while True:
        page = someone.pull({"id": space, "cursor": cursor}, limit=limit)["spaces"][0]
        assert page["state"] == "ok"
        changes += page["changes"]
        cursor = page["cursor"]
        if not page["more"]:
            return changes, cursor


def test_a_page_never_splits_a_commit(pair: Pair) -> None:
    made = pair.adopt()
    start = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    check_ins(pair, made, 21, per_push=7)
    cursor, sizes = start, []
    while True:
        page = pair.bob.pull({"id": pair.space, "cursor": cursor}, limit=10)["spaces"][0]
        sizes.append(sorted({change["seq"] for change in page["changes"]}))
        cursor = page["cursor"]
        assert len(page["changes"]) % 7 == 0
        if not page["more"]:
            break
    assert [len(seqs) for seqs in sizes] == [1, 1, 1]
    small = pair.bob.pull({"id": pair.space, "cursor": start}, limit=3)["spaces"][0]
    assert len(small["changes"]) == 7, "a commit larger than a page goes whole"


def test_the_first_load_brings_everything_once_newest_first_while_others_write(pair: Pair) -> None:
    made = pair.adopt()
    ids = check_ins(pair, made, 30)
    page = pair.bob.pull({"id": pair.space}, limit=7)["spaces"][0]
    live, seen = page["cursor"], list(page["changes"])
    late = check_in(made, pair.alice.id, "2026-11-23")
    while page["before"] is not None:
        pair.alice.write(pair.space, "practice", "patch", made, {"position": len(seen)})
        page = pair.bob.pull({"id": pair.space, "before": page["before"]}, limit=7)["spaces"][0]
        assert page["cursor"] is None
        seen += page["changes"]
    pair.alice.write(pair.space, "check_in", "put", *late)
    acts = [change["seq"] for change in seen if change["type"] == "check_in"]
    assert acts == sorted(acts, reverse=True)
    found = [change["id"] for change in seen]
    assert len(found) == len(set(found))
    after, _ = follow(pair.bob, pair.space, live)
    base = {change["id"]: change for change in seen}
    for change in after:
        if change["seq"] > base.get(change["id"], {"seq": 0})["seq"]:
            base[change["id"]] = change
    assert base == pair.alice.records(pair.space)
    assert set(ids) | {late[0], made} <= set(base)


def test_nothing_new_is_nothing_and_the_cursor_stays(pair: Pair) -> None:
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert (page["changes"], page["cursor"], page["more"], page["state"]) == ([], cursor, False, "ok")


@pytest.mark.failure(3)
def test_only_a_pull_confirms_what_was_sent(pair: Pair) -> None:
    made = new_id()
    sent = pair.alice.mutation(pair.space, "practice", "put", made, practice())
    lost = pair.alice.mutation(pair.space, "practice", "put", new_id(), practice())
    seq = pair.alice.push(sent)[0]["seq"]
    assert pair.alice.pull(unconfirmed=(sent["id"], lost["id"]))["confirmed"] == {sent["id"]: seq}
    assert pair.bob.pull(unconfirmed=(sent["id"],))["confirmed"] == {}


@pytest.mark.parametrize("cursor", ["", "x", "bm9uc2Vuc2U", "WzEsMl0", "WzksOSwiYWEiXQ", "é", "W3RydWUsOSwiIl0"])
def test_a_cursor_that_is_none_of_ours_starts_again(pair: Pair, cursor: str) -> None:
    page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert (page["state"], page["changes"]) == ("reset", [])
    listed = pair.bob.browser.get(pair.at("changes"), params={"cursor": cursor}).json()
    assert (listed["state"], listed["changes"]) == ("reset", [])


def test_the_feed_for_third_parties_is_the_same_feed(pair: Pair) -> None:
    check_ins(pair, pair.adopt(), 9, per_push=2)
    cursor, found = None, []
    while True:
        asked = {"limit": "4"} | ({"cursor": cursor} if cursor else {})
        page = pair.bob.browser.get(pair.at("changes"), params=asked).json()
        found += page["changes"]
        cursor = page["cursor"]
        if not page["more"]:
            break
    assert {change["id"]: change for change in found} == pair.bob.records(pair.space)
    assert [change["seq"] for change in found] == sorted(change["seq"] for change in found)


@pytest.mark.failure(18)
def test_another_account_does_not_send_these(pair: Pair) -> None:
    asked = pair.alice.outbox(pair.alice.mutation(pair.space, "practice", "put", new_id(), practice()))
    answer = pair.bob.browser.post("/api/v1/sync/push", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (409, "account_mismatch")


def test_an_old_client_is_asked_to_update_and_keeps_its_outbox(pair: Pair) -> None:
    settings = pair.ctx.settings
    object.__setattr__(settings, "min_schema", 2)
    try:
        answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox())
        pulled = pair.alice.pull()
    finally:
        object.__setattr__(settings, "min_schema", 1)
    assert (answer.status_code, answer.json()["code"]) == (426, "schema_too_old")
    assert pulled["min_schema"] == 2


def test_more_than_a_hundred_at_once_are_too_many(pair: Pair) -> None:
    changes = [pair.alice.mutation(pair.space, "practice", "put", new_id(), practice()) for _ in range(101)]
    answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox(*changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert pair.alice.push(*changes[:100])[99]["outcome"] == "applied"


def test_a_session_that_only_syncs_stays_in_use(pair: Pair, clock: FixedClock) -> None:
    for _ in range(3):
        clock.advance(days=80)
        pair.alice.pull()
        pair.bob.push()
    clock.advance(days=100)
    answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox())
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


@pytest.mark.failure(6)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_that_came_back_from_a_backup_says_reset_and_takes_everything_again(
    pair: Pair, tmp_path: Path
) -> None:
    made = pair.adopt()
    in_backup = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    _copy(tmp_path / "tend.sqlite3", tmp_path / "backup.sqlite3")
    after = [
        pair.alice.mutation(pair.space, "check_in", "put", *check_in(made, pair.alice.id, f"2026-11-{day:02d}"))
        for day in range(1, 6)
    ]
    for mutation in after:
        pair.alice.push(mutation)
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    pair.ctx.db.dispose()
    for leftover in tmp_path.glob("tend.sqlite3-*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.sqlite3", tmp_path / "tend.sqlite3")
    assert pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]["state"] == "reset"
    assert follow(pair.bob, pair.space, in_backup)[0] == [], "what the backup holds is still known"
    for _ in range(4):  # other writes take the same numbers in the new history
        pair.bob.write(pair.space, "practice", "patch", made, {"position": _}, base_seq=2**53)
    assert pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]["state"] == "reset"
    assert pair.alice.pull(unconfirmed=tuple(m["id"] for m in after))["confirmed"] == {}
    assert [result["outcome"] for result in pair.alice.push(*after)] == ["applied"] * 5
    assert {m["entity"] for m in after} <= set(pair.bob.records(pair.space))


def _copy(source: Path, target: Path) -> None:
    """A consistent copy of a file that is open."""
    with sqlite3.connect(source) as live, sqlite3.connect(target) as backup:
        live.backup(backup)
    live.close()
    backup.close()
