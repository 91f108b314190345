"""What is somebody's own goes along, comes back once, and is gone when they go."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.kit.clock import FixedClock
from app.kit.context import Context
from app.kit.records.declare import record_types
from app.portability.files import ExportFile
from app.tables import metadata
from tests.cast import PASSWORD, Cast, Pair, Someone, another_browser, check_in, new_id, practice, sign_up

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[457][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
FILE = "/api/v1/me/export.json"


def exported(who: Someone) -> dict[str, Any]:
    answer = who.browser.get(FILE)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    found: dict[str, Any] = answer.json()
    ExportFile.model_validate(found)
    return found


def brought(who: Someone, file: dict[str, Any]) -> dict[str, Any]:
    answer = who.browser.post("/api/v1/me/imports", json=file)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def canonical(file: dict[str, Any]) -> bytes:
    """The file sorted, each id called by the place where it is first named, the account by nothing.

    It is sorted by all but the ids that an import gives anew: two equal days of two equal practices have an order.
    """
    file = {**file, "account": {**file["account"], "name": ""}}
    known = {one["id"]: one["id"] for one in file["records"] if record_types()[one["type"]].derive is None}
    known |= {file["account"]["id"]: "me", file["account"]["own_space"]: "own"}

    def order(record: dict[str, Any]) -> str:
        return UUID.sub(lambda found: known.get(found[0], ""), json.dumps(record, sort_keys=True))

    file["records"] = sorted(file["records"], key=order)
    names: dict[str, str] = {}
    text = json.dumps(file, sort_keys=True)
    return UUID.sub(lambda found: names.setdefault(found[0], f"id-{len(names)}"), text).encode()


def test_it_comes_back_the_same_elsewhere_and_twice_is_once(cast: Cast) -> None:
    file = exported(cast["alice"])
    assert {one["type"] for one in file["records"]} == set(record_types())
    newcomer = sign_up(cast.app, "newcomer")
    first = brought(newcomer, file)
    assert (first["added"], first["known"], first["left_out"], first["spaces"]) == (len(file["records"]), 0, 0, 1)
    assert canonical(exported(newcomer)) == canonical(file)
    assert brought(newcomer, file) == {"added": 0, "known": len(file["records"]), "left_out": 0, "spaces": 0}
    assert canonical(exported(newcomer)) == canonical(file)


def test_its_schema_is_the_one_that_is_written_down() -> None:
    written = json.loads(Path("docs/export.schema.json").read_text())
    assert written == ExportFile.model_json_schema()


def test_it_is_known_where_it_comes_from(cast: Cast) -> None:
    file = exported(cast["alice"])
    result = brought(cast["alice"], file)
    assert (result["added"], result["spaces"]) == (0, 0)
    assert exported(cast["alice"]) == file


@pytest.mark.parametrize("name", ["alice", "bob", "carol", "dave", "fay", "gus"])
def test_nothing_in_it_that_the_other_did_not_share(cast: Cast, name: str) -> None:
    who = cast[name]
    for path in (FILE, "/api/v1/me/export.html"):
        text = who.browser.get(path).text
        assert f"canary-note-own-{name}" in text
        assert sorted(word for word in cast.secrets_from(name) if word in text) == []


def test_the_readable_one_runs_nothing_and_asks_no_network(pair: Pair) -> None:
    pair.adopt(body={"title": "<script>alert(1)</script>"})
    text = pair.alice.browser.get("/api/v1/me/export.html").text
    assert "&lt;script&gt;" in text
    assert not re.search(r"<script|<link|<img|<iframe|src=|href=|url\(|@import", text)


def test_both_need_a_recent_password(pair: Pair, clock: FixedClock) -> None:
    clock.advance(minutes=11)
    for method, path in (("GET", FILE), ("GET", "/api/v1/me/export.html"), ("DELETE", "/api/v1/me")):
        assert pair.alice.browser.request(method, path).json()["code"] == "step_up_required"


def test_what_does_not_fit_says_where_and_leaves_nothing(pair: Pair) -> None:
    pair.adopt()
    file = exported(pair.alice)
    newcomer = sign_up(pair.app, "newcomer")
    before = exported(newcomer)
    last = len(file["records"]) - 1

    def refused(changed: Any) -> tuple[int, str, list[str]]:
        answer = newcomer.browser.post("/api/v1/me/imports", json=changed)
        problem = answer.json()
        return answer.status_code, problem["code"], [error["field"] for error in problem.get("errors", [])]

    def with_last(**more: Any) -> dict[str, Any]:
        return {**file, "records": [*file["records"][:last], {**file["records"][last], **more}]}

    assert refused({"hello": 1})[:2] == (422, "invalid")
    assert refused([])[:2] == (422, "invalid")
    assert refused({**file, "version": 2}) == (422, "export_too_new", [])
    assert refused(with_last(type="nothing")) == (422, "invalid", [f"records.{last}.type"])
    assert refused(with_last(space=new_id())) == (422, "invalid", [f"records.{last}.space"])
    assert refused(with_last(body={"x": 1}))[:2] == (422, "invalid")
    assert refused({**file, "records": [*file["records"], file["records"][0]]})[:2] == (422, "invalid")
    assert refused({**file, "padding": "x" * 17 * 2**20})[:2] == (413, "too_large")
    assert exported(newcomer) == before


def test_a_foreign_id_tells_nothing_and_overwrites_nothing(pair: Pair) -> None:
    """A file that names a couple of others makes a space of one's own, whether that couple exists or not."""
    pair.adopt()
    file, before = exported(pair.alice), exported(pair.bob)
    mallory, moll = sign_up(pair.app, "mallory"), sign_up(pair.app, "moll")
    unknown = json.loads(json.dumps(file).replace(pair.space, new_id()))
    assert brought(mallory, file) == brought(moll, unknown)
    assert exported(pair.bob) == before
    assert mallory.browser.get(f"/api/v1/spaces/{pair.space}/practices").status_code == 404


def test_a_copy_is_closed_and_nobody_is_let_into_it(pair: Pair) -> None:
    pair.adopt()
    newcomer = sign_up(pair.app, "newcomer")
    brought(newcomer, exported(pair.alice))
    copy = exported(newcomer)["spaces"][1]["id"]
    assert (
        newcomer.browser.post(f"/api/v1/couples/{copy}/invites", json={"kind": "qr"}).json()["code"] == "space_closed"
    )
    assert newcomer.write(copy, "practice", "put", new_id(), practice())["code"] == "space_closed"


@given(st.lists(st.tuples(st.integers(1, 28), st.booleans(), st.text(max_size=20)), max_size=6))
@example([(day, False, "") for day in range(1, 7)])
@example([(day, False, "") for day in range(1, 7)])  # again: days of two practices that are alike
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_comes_back_the_same(pair: Pair, days: list[tuple[int, bool, str]]) -> None:
    made = new_id()
    assert pair.alice.write(pair.space, "practice", "put", made, practice())["outcome"] == "applied"
    for day, withdrawn, note in days:
        label = f"2026-11-{day:02}"
        body = {"note": note} if note.strip() else None
        id_, fields = check_in(made, pair.alice.id, label, withdrawn=withdrawn, body=body)
        pair.alice.write(pair.space, "check_in", "put", id_, fields)
    file = exported(pair.alice)
    newcomer = sign_up(pair.app, f"newcomer-{made[:8]}")
    brought(newcomer, file)
    assert canonical(exported(newcomer)) == canonical(file)


def test_who_goes_leaves_no_word_and_takes_none_of_the_others(cast: Cast, ctx: Context) -> None:
    alice, bob = cast["alice"], cast["bob"]
    ours = cast.places["ab"]
    made = ours.records["practice"]
    id_, fields = check_in(made, bob.id, body={"note": "bob keeps this"})
    assert bob.write(ours.id, "check_in", "put", id_, fields)["outcome"] == "applied"
    told = alice.browser.get("/api/v1/me/deletion").json()
    assert told["own_entries"] > 5
    assert (told["shared_entries"] > 5, told["couples"]) == (True, 1)
    gone = alice.browser.delete("/api/v1/me")
    assert gone.status_code == 204, gone.text
    again = another_browser(cast.app).post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD})
    assert again.json()["code"] == "wrong_credentials"
    assert alice.browser.get("/api/v1/me").status_code == 401
    kept = bob.browser.get(f"/api/v1/spaces/{ours.id}/check-ins/{id_}")
    assert kept.json()["body"] == {"note": "bob keeps this"}
    texts = _everything(ctx)
    assert "bob keeps this" in texts
    left = set(re.findall(r"canary-[a-z]+-(?:ab|own-alice|alice)\b", texts))
    assert left <= {"canary-catalogue-ab"}, left
    if ctx.db.sqlite:
        _not_in_the_file(ctx)


def _everything(ctx: Context) -> str:
    with ctx.db.reader.connect() as connection:
        return "\n".join(
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
        )


def _not_in_the_file(ctx: Context) -> None:
    path = ctx.db.url.removeprefix("sqlite:///")
    ctx.db.dispose()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with open(path, "rb") as file:
        data = file.read()
    assert b"bob keeps this" in data
    assert re.findall(rb"canary-[a-z]+-own-alice", data) == []


def test_the_account_is_made_anew_by_nobody_elses_leave(whole_app: FastAPI) -> None:
    """The login is free again, and whoever takes it finds an empty house."""
    one = sign_up(whole_app, "one")
    one.write(one.own, "practice", "put", new_id(), practice())
    assert one.browser.delete("/api/v1/me").status_code == 204
    assert exported(sign_up(whole_app, "one"))["records"] == []
