"""What a device wrote is taken in the order in which it wrote it, whatever the server has forgotten or refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import exc

from app.sync import push
from tests.cast import Fields, Pair, new_id, practice


def titled(pair: Pair, made: str, title: str, **fields: object) -> Fields:
    return pair.alice.mutation(pair.space, "practice", "patch", made, {"body": {"title": title}, **fields})


def title_of(pair: Pair, made: str) -> str:
    title: str = pair.bob.records(pair.space)[made]["body"]["title"]
    return title


def send(pair: Pair, *mutations: Fields, cursor: str) -> list[Fields]:
    asked = pair.alice.outbox(*mutations) | {"cursors": {pair.space: cursor}}
    answer = pair.alice.browser.post("/api/v1/sync/push", json=asked)
    assert answer.status_code == 200, answer.text
    results: list[Fields] = answer.json()["results"]
    return results


@pytest.mark.failure(6)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_that_came_back_from_a_backup_is_read_before_it_is_written(pair: Pair, tmp_path: Path) -> None:
    made = pair.adopt()
    backup = sqlite3.connect(":memory:")
    with sqlite3.connect(tmp_path / "tend.sqlite3") as live:
        live.backup(backup)
        earlier = titled(pair, made, "earlier")
        pair.alice.push(earlier)
        cursor = pair.alice.pull({"id": pair.space})["spaces"][0]["cursor"]
        backup.backup(live)
    live.close()
    backup.close()
    later, own = titled(pair, made, "later"), new_id()
    private = pair.alice.mutation(pair.alice.own, "practice", "put", own, practice())
    results = send(pair, later, private, cursor=cursor)
    assert [(r["outcome"], r["code"]) for r in results] == [("retry", "read_first"), ("applied", None)]
    page = pair.alice.pull({"id": pair.space, "cursor": cursor}, unconfirmed=(later["id"],))
    assert page["spaces"][0]["state"] == "reset"
    assert page["confirmed"] == {}
    again = pair.alice.pull({"id": pair.space})["spaces"][0]["cursor"]
    assert [r["outcome"] for r in send(pair, earlier, later, cursor=again)] == ["applied", "applied"]
    assert title_of(pair, made) == "later"


def test_a_cursor_of_somebody_elses_space_says_nothing(pair: Pair) -> None:
    made = pair.adopt()
    cursor = pair.alice.pull({"id": pair.space})["spaces"][0]["cursor"]
    change = pair.alice.mutation(pair.bob.own, "practice", "patch", made, {"position": 3})
    asked = pair.alice.outbox(change, titled(pair, made, "mine"))
    asked["cursors"] = {pair.space: cursor, pair.bob.own: "bm9uc2Vuc2U"}
    results = pair.alice.browser.post("/api/v1/sync/push", json=asked).json()["results"]
    assert [(r["outcome"], r["code"]) for r in results] == [("rejected", "space_gone"), ("applied", None)]


@pytest.mark.failure(7)
def test_what_comes_after_a_refused_change_of_an_entry_waits_for_it(pair: Pair) -> None:
    made, other = pair.adopt(), pair.adopt()
    refused = titled(pair, made, "first", rest=99)
    second, elsewhere = titled(pair, made, "second"), titled(pair, other, "elsewhere")
    results = pair.alice.push(refused, second, elsewhere)
    assert [(r["outcome"], r["code"]) for r in results] == [
        ("rejected", "invalid"),
        ("retry", "behind"),
        ("applied", None),
    ]
    assert pair.alice.push(second)[0]["outcome"] == "applied", "once its author gave the first one up"
    known = pair.alice.push(refused, second)
    assert [r["outcome"] for r in known] == ["rejected", "applied"], "what is done stays done"


def test_what_is_made_again_after_a_refusal_waits_too(pair: Pair) -> None:
    made = new_id()
    refused = pair.alice.mutation(pair.space, "practice", "put", made, practice("first", rest=99))
    again = pair.alice.mutation(pair.space, "practice", "put", made, practice("second"))
    assert [(r["outcome"], r["code"]) for r in pair.alice.push(refused, again)] == [
        ("rejected", "invalid"),
        ("retry", "behind"),
    ]


def test_what_makes_an_entry_anew_is_not_covered_by_a_change_that_came_before_it(pair: Pair) -> None:
    made = new_id()
    early = titled(pair, made, "early", rest=2)
    anew = pair.alice.mutation(pair.space, "practice", "put", made, practice("anew", position=5))
    results = pair.alice.push(early, anew)
    assert [r["outcome"] for r in results] == ["applied", "applied"]
    seen = pair.bob.records(pair.space)[made]
    assert seen["body"]["title"] == "anew", "who wrote it last had seen what it was before"
    assert (seen["fields"]["position"], seen["fields"]["rest"]) == (5, 2)


def test_a_change_that_breaks_alone_does_not_cover_the_one_after_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pair.adopt()
    first, second = titled(pair, made, "first"), titled(pair, made, "second")
    finish, breaks = push.finish, [True, True]

    def breaking(commit: push.Commit) -> None:
        finish(commit)
        if breaks and breaks.pop():
            raise exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr(push, "finish", breaking)
    results = pair.alice.push(first, second)
    assert [(r["outcome"], r["code"]) for r in results] == [("retry", "internal"), ("retry", "behind")]
    assert [r["outcome"] for r in pair.alice.push(first, second)] == ["applied", "applied"]
    assert title_of(pair, made) == "second"


def refuse_writes(pair: Pair, how: str) -> None:
    only = pair.ctx.db.writer.raw_connection()
    only.cursor().execute(f"PRAGMA query_only={how}")
    only.close()


@pytest.mark.failure(7)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_the_database_takes_no_writes_no_change_is_at_fault(pair: Pair) -> None:
    made = pair.adopt()
    first, second = titled(pair, made, "first"), titled(pair, made, "second")
    refuse_writes(pair, "ON")
    answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox(first, second))
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert "first" not in answer.text
    refuse_writes(pair, "OFF")
    assert [r["outcome"] for r in pair.alice.push(first, second)] == ["applied", "applied"]
