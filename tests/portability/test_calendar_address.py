"""The address of a calendar: who makes it, whom it lets in, how it ends, and what is kept of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, select

from app.auth import links
from app.kit.context import Context
from app.members.recovery import proof_of
from app.portability.models import CalendarFeed
from tests.cast import PASSWORD, Someone, another_browser
from tests.e2e.server import Server
from tests.portability.conftest import Program, make, program
from tests.reminders.conftest import House

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SETTINGS = "/api/v1/me/calendar"
NEXT = "eight loud herons at dawn"


def secret_of(path: str) -> str:
    return path.removeprefix("/calendar/").removesuffix(".ics")


def kept(ctx: Context) -> str:
    """Every row of every table, as text."""
    with ctx.db.reader.connect() as connection:
        tables = (table.name for table in SQLModel.metadata.sorted_tables)
        return "\n".join(str(connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()) for name in tables)


def test_it_is_made_looked_at_changed_and_ended(house: House) -> None:
    alice = house.pair.alice.browser
    assert alice.get(SETTINGS).json() == {"feed": None}
    made = make(house.pair.alice)
    feed = {"words": "neutral", "created_on": "2026-11-23", "last_read_on": None}
    assert made["feed"] == feed
    assert alice.get(SETTINGS).json() == {"feed": feed}
    assert alice.patch(SETTINGS, json={"words": "own"}).json() == {"feed": {**feed, "words": "own"}}
    for _ in range(2):
        assert alice.delete(SETTINGS).status_code == 204
    assert alice.get(SETTINGS).json() == {"feed": None}
    assert alice.patch(SETTINGS, json={"words": "own"}).status_code == 404
    assert program(house, made["address"]).get().status_code == 404


def test_a_calendar_program_needs_no_session_and_may_not_keep_the_answer(house: House, alices: Program) -> None:
    answer = alices.get()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert "set-cookie" not in answer.headers


def test_what_is_as_it_was_is_not_sent_again(house: House, alices: Program) -> None:
    house.remind(house.pair.alice, house.adopt())
    tag = alices.get().headers["etag"]
    house.clock.advance(hours=4)
    again = alices.get(**{"if-none-match": tag})
    assert (again.status_code, again.text, again.headers["etag"]) == (304, "", tag)
    house.remind(house.pair.alice, house.adopt(), time="09:00")
    assert alices.get(**{"if-none-match": tag}).status_code == 200


def test_the_day_of_the_last_reading_is_kept_and_no_minute(house: House, alices: Program) -> None:
    house.clock.advance(hours=1)
    alices.get()
    feed = house.pair.alice.browser.get(SETTINGS).json()["feed"]
    assert feed["last_read_on"] == "2026-11-23"
    with house.ctx.db.read() as session:
        [row] = session.exec(select(CalendarFeed)).all()
    assert date.fromisoformat(str(row.last_read_on)).isoformat() == row.last_read_on
    assert "T" not in f"{row.created_on}{row.last_read_on}"


def test_only_a_hash_is_kept_and_the_address_is_never_shown_again(house: House) -> None:
    made = make(house.pair.alice)
    secret = secret_of(made["address"].removeprefix("http://localhost"))
    assert len(secret) == 43
    program(house, made["address"]).get()
    assert secret not in kept(house.ctx)
    assert secret not in house.pair.alice.browser.get(SETTINGS).text


def test_a_new_address_ends_the_old_one(house: House, alices: Program) -> None:
    newer = program(house, make(house.pair.alice)["address"])
    assert alices.get().status_code == 404
    assert newer.get().status_code == 200


def test_an_ended_and_an_unknown_address_answer_alike(house: House, alices: Program) -> None:
    house.pair.alice.browser.delete(SETTINGS)
    ended = alices.get()
    for path in ("/calendar/" + "A" * 43 + ".ics", "/calendar/x.ics", "/calendar/" + "ü" * 400 + ".ics"):
        unknown = alices.browser.get(path)
        assert (unknown.status_code, unknown.json()) == (ended.status_code, ended.json()) == (404, ended.json())


def test_to_say_more_needs_a_recent_password_and_to_say_less_does_not(house: House) -> None:
    make(house.pair.alice)
    house.clock.advance(minutes=11)
    alice = house.pair.alice.browser
    assert alice.put(SETTINGS, json={}).json()["code"] == "step_up_required"
    assert alice.patch(SETTINGS, json={"words": "own"}).json()["code"] == "step_up_required"
    assert alice.patch(SETTINGS, json={"words": "neutral"}).status_code == 200
    assert alice.put("/api/v1/sessions/current/confirmation", json={"password": PASSWORD}).status_code == 204
    assert alice.patch(SETTINGS, json={"words": "own"}).status_code == 200
    house.clock.advance(minutes=11)
    assert alice.patch(SETTINGS, json={"words": "own"}).status_code == 200, "it says that already"
    assert alice.patch(SETTINGS, json={"words": "neutral"}).status_code == 200
    assert alice.delete(SETTINGS).status_code == 204


def test_the_other_devices_hear_of_it(house: House) -> None:
    tablet = another_browser(house.pair.app)
    assert tablet.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD}).status_code == 201
    make(house.pair.alice)
    assert [one["kind"] for one in tablet.get("/api/v1/me").json()["notices"]] == ["new_calendar"]
    told = house.pair.alice.browser.get("/api/v1/me").json()["notices"]
    assert [one["kind"] for one in told] == ["new_session"]


def sign_out_others(house: House) -> None:
    assert house.pair.alice.browser.delete("/api/v1/sessions/others").status_code == 204


def new_password_that_ends_others(house: House) -> None:
    wanted = {"current": PASSWORD, "new": NEXT, "end_others": True}
    assert house.pair.alice.browser.put("/api/v1/me/password", json=wanted).status_code == 204


def reset_by_the_host(house: House) -> None:
    code = links.reset_link(house.ctx, "alice").rpartition("#")[2]
    answer = another_browser(house.pair.app).put("/api/v1/accounts/reset", json={"code": code, "password": NEXT})
    assert answer.status_code == 204


def recovery(house: House) -> None:
    wanted = {"login": "alice", "proof": proof_of(house.pair.alice.recovery), "password": NEXT}
    assert another_browser(house.pair.app).put("/api/v1/accounts/recovery", json=wanted).status_code == 200


@pytest.mark.parametrize("way", [sign_out_others, new_password_that_ends_others, reset_by_the_host, recovery])
def test_what_ends_every_session_ends_the_address_too(house: House, alices: Program, way) -> None:  # type: ignore[no-untyped-def]
    bobs = program(house, make(house.pair.bob)["address"])
    assert alices.get().status_code == 200
    way(house)
    assert alices.get().status_code == 404
    assert bobs.get().status_code == 200


@SQLITE
def test_a_new_password_alone_leaves_the_address(house: House, alices: Program) -> None:
    wanted = {"current": PASSWORD, "new": NEXT}
    assert house.pair.alice.browser.put("/api/v1/me/password", json=wanted).status_code == 204
    assert alices.get().status_code == 200


@SQLITE
def test_guessing_slows_down_and_a_right_address_forgives(house: House, alices: Program) -> None:
    def guess() -> int:
        return int(alices.browser.get(f"/calendar/{'B' * 43}.ics").status_code)

    assert [guess() for _ in range(29)] == [404] * 29
    assert alices.get().status_code == 200
    assert [guess() for _ in range(30)] == [404] * 30
    refused = alices.browser.get(f"/calendar/{'C' * 43}.ics")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    elsewhere = TestClient(house.pair.app, base_url="http://localhost", client=("203.0.113.7", 50000))
    assert elsewhere.get(alices.path).status_code == 200
    house.clock.advance(seconds=1)
    assert alices.get().status_code == 200


@SQLITE
def test_alices_address_is_not_bobs_to_change(house: House, alices: Program) -> None:
    bob: Someone = house.pair.bob
    assert bob.browser.get(SETTINGS).json() == {"feed": None}
    assert bob.browser.patch(SETTINGS, json={"words": "own"}).status_code == 404
    assert bob.browser.delete(SETTINGS).status_code == 204
    assert alices.get().status_code == 200
    nobody = another_browser(house.pair.app)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert nobody.request(method, SETTINGS, json=None if method in ("GET", "DELETE") else {}).status_code == 401


def test_the_secret_is_in_no_log_of_a_real_server(tmp_path: Path) -> None:
    """Found, not found, not understood and too often: nothing of the address is written anywhere."""
    with (
        Server(tmp_path / "server") as server,
        httpx.Client(base_url=server.url, headers={"origin": server.url}) as one,
    ):
        account = {"login": "alice", "name": "Alice", "password": PASSWORD}
        assert one.post("/api/v1/accounts", json=account).status_code == 201
        address = one.put(SETTINGS, json={}).json()["address"]
        path = address.removeprefix(server.url)
        wrong = f"/calendar/{'canary' * 7}.ics"
        answers = [one.get(path), one.head(path), one.post(path), one.get(f"{path}?{path}"), one.get(f"{path}/more")]
        answers += [one.get(wrong) for _ in range(32)]
    log = (tmp_path / "server" / "server.log").read_text()
    assert {answer.status_code for answer in answers} >= {200, 404, 405, 429}
    assert '"route": "/calendar/{secret}.ics"' in log
    assert secret_of(path) not in log
    assert "canary" not in log
