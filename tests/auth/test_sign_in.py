import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import select

from app.auth.service import passwords
from app.kit.clock import FixedClock
from app.kit.context import Context
from app.kit.settings import Settings
from app.members.models import Member, MemberSession
from app.members.passwords import Passwords
from tests.conftest import CHEAP, PASSWORD, Person


def sign_in(browser: TestClient, login: str = "alice", password: str = PASSWORD) -> Response:
    return browser.post("/api/v1/sessions", json={"login": login, "password": password, "device": "a tablet"})


def test_the_right_password_signs_in_on_another_device(alice: TestClient, client: Person) -> None:
    tablet = client("alice's tablet")
    answer = sign_in(tablet)
    assert answer.status_code == 201
    assert answer.json()["member"] == alice.get("/api/v1/me").json()["member"]
    assert tablet.get("/api/v1/me").json()["session"]["id"] == answer.json()["session_id"]


def test_capitals_in_the_login_make_no_difference(alice: TestClient, client: Person) -> None:
    assert sign_in(client("alice's tablet"), " Alice ").status_code == 201


def test_a_wrong_password_and_an_unknown_login_are_told_alike(alice: TestClient, client: Person) -> None:
    wrong = sign_in(client("somebody"), "alice", "seven quiet herons at dawn")
    unknown = sign_in(client("somebody"), "nobody")
    odd = sign_in(client("somebody"), "not a login at all")
    assert wrong.status_code == 401
    assert wrong.json()["code"] == "wrong_credentials"
    assert wrong.content == unknown.content == odd.content
    assert "set-cookie" not in wrong.headers


def test_an_unknown_login_costs_the_same_work(app: FastAPI, alice: TestClient, client: Person) -> None:
    compared: list[str] = []

    class Watched(PasswordHash):
        def verify_and_update(self, password: str | bytes, hash: str | bytes) -> tuple[bool, str | None]:  # noqa: A002
            compared.append(str(hash).rsplit("$", 2)[0])
            return super().verify_and_update(password, hash)

    watched = Passwords(Watched((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
    app.dependency_overrides[passwords] = lambda: watched
    sign_in(client("somebody"), "alice", "seven quiet herons at dawn")
    sign_in(client("somebody"), "nobody")
    assert compared == ["$argon2id$v=19$m=8,t=1,p=1"] * 2


def test_the_cookie_is_for_this_host_and_no_script(alice: TestClient, client: Person) -> None:
    cookie = sign_in(client("alice's tablet")).headers["set-cookie"]
    name, *parts = cookie.split("; ")
    assert name.startswith("sid=")
    assert len(name.removeprefix("sid=")) == 43, "256 bits"
    assert set(parts) == {"HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=strict"}


@pytest.fixture
def https(settings: Settings) -> None:
    """The server is reached by https, as anywhere but on localhost."""
    settings.public_url = "https://tend.example"


def test_on_https_the_cookie_has_the_host_prefix_and_secure(https: None, app: FastAPI) -> None:
    browser = TestClient(app, base_url="https://tend.example", headers={"origin": "https://tend.example"})
    answer = browser.post("/api/v1/accounts", json={"login": "alice", "name": "Alice", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-sid=")
    assert "Secure" in answer.headers["set-cookie"].split("; ")
    assert "Domain" not in answer.headers["set-cookie"]
    assert browser.get("/api/v1/me").status_code == 200


def test_signing_in_gives_a_new_session_and_ends_the_one_before(alice: TestClient) -> None:
    before = alice.get("/api/v1/me").json()["session"]["id"]
    token = alice.cookies["sid"]
    sign_in(alice)
    assert alice.cookies["sid"] != token
    assert [each["id"] == before for each in alice.get("/api/v1/sessions").json()["sessions"]] == [False]


def test_a_password_of_older_parameters_is_hashed_anew(
    app: FastAPI, alice: TestClient, client: Person, ctx: Context
) -> None:
    stronger = Passwords(PasswordHash((Argon2Hasher(time_cost=2, memory_cost=8, parallelism=1),)))
    app.dependency_overrides[passwords] = lambda: stronger
    assert sign_in(client("alice's tablet")).status_code == 201
    with ctx.db.read() as session:
        assert "t=2" in session.exec(select(Member)).one().password_hash
    assert sign_in(client("alice's tablet")).status_code == 201


@pytest.mark.parametrize("newer", [None, "the same password under newer parameters"])
def test_a_password_that_changes_while_it_is_compared_no_longer_signs_in_and_is_not_put_back(
    app: FastAPI, alice: TestClient, client: Person, ctx: Context, newer: str | None
) -> None:
    changed = CHEAP.hash("quite another long one")

    class Slow(Passwords):
        def check(self, password: str, stored: str | None) -> tuple[bool, str | None]:
            with ctx.db.write() as session:
                session.exec(select(Member)).one().password_hash = changed
            return True, newer

    slow = Slow(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
    app.dependency_overrides[passwords] = lambda: slow
    assert sign_in(client("alice's tablet")).status_code == 401
    with ctx.db.read() as session:
        assert session.exec(select(Member)).one().password_hash == changed


def test_no_transaction_is_open_while_argon2_runs(
    app: FastAPI, alice: TestClient, client: Person, ctx: Context
) -> None:
    class Watched(Passwords):
        def check(self, password: str, stored: str | None) -> tuple[bool, str | None]:
            assert (ctx.db.writer.pool.checkedout(), ctx.db.reader.pool.checkedout()) == (0, 0)
            return CHEAP.check(password, stored)

    watched = Watched(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
    app.dependency_overrides[passwords] = lambda: watched
    assert sign_in(client("alice's tablet")).status_code == 201


def test_signing_out_ends_the_session_and_takes_the_cookie(alice: TestClient, client: Person) -> None:
    thief = client("a copy of the cookie")
    thief.cookies.set("sid", alice.cookies["sid"])
    assert alice.delete("/api/v1/sessions/current").status_code == 204
    assert "sid" not in alice.cookies
    for browser in (alice, thief):
        answer = browser.get("/api/v1/me")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_session_keeps_a_day_and_never_a_time_of_use(alice: TestClient, ctx: Context, clock: FixedClock) -> None:
    clock.advance(days=3, hours=2)
    alice.get("/api/v1/me")
    with ctx.db.read() as session:
        row = session.exec(select(MemberSession)).one()
    assert row.used_on == "2026-11-26"
    assert not any("2026-11-26T" in str(value) for value in row.model_dump().values())
