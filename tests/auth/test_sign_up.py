from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.auth import registration
from app.auth.links import make_setup_link
from app.kit.clock import FixedClock
from app.kit.context import Context
from app.kit.records.models import Membership, Space
from app.members.models import Member, MemberSession, Recovery
from tests.conftest import PASSWORD, Person


def account(login: str = "alice", **more: str) -> dict[str, str]:
    return {"login": login, "name": login.title(), "password": PASSWORD, "device": "a phone", **more}


def test_a_login_name_and_a_password_are_all_it_takes(client: Person) -> None:
    answer = client("alice").post("/api/v1/accounts", json=account())
    assert answer.status_code == 201
    assert answer.json()["member"]["login"] == "alice"
    assert answer.json()["member"]["name"] == "Alice"
    assert len(answer.json()["recovery_code"]) == 26
    me = client("alice").get("/api/v1/me").json()
    assert me["own_space_id"] == answer.json()["own_space_id"]
    assert me["session"] == {"id": answer.json()["session_id"], "device": "a phone"}
    assert me["notices"] == []


def test_everyone_gets_an_own_space_with_nobody_else_in_it(alice: TestClient, bob: TestClient, ctx: Context) -> None:
    with ctx.db.read() as session:
        for member in session.exec(select(Member)).all():
            assert session.get_one(Space, member.own_space_id).kind == "own"
            inside = session.exec(select(Membership).where(Membership.space_id == member.own_space_id)).all()
            assert [(row.member_id, row.joined, row.left) for row in inside] == [(member.id, "2026-11-23", None)]


def test_capitals_make_no_other_login(alice: TestClient, client: Person) -> None:
    answer = client("another").post("/api/v1/accounts", json=account("ALICE"))
    assert (answer.status_code, answer.json()["code"]) == (409, "login_taken")


@pytest.mark.parametrize("login", ["a", "al ice", "-alice", "\u0430lice", "a" * 33, "alice@example.org"])
def test_a_login_has_letters_that_cannot_be_mistaken(client: Person, login: str) -> None:
    answer = client("alice").post("/api/v1/accounts", json=account(login))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == "login"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password_too_short"),
        ("Password12345!", "password_common"),
        ("alice alice 1", "password_common"),
    ],
)
def test_a_weak_password_is_refused_and_never_repeated(client: Person, password: str, code: str) -> None:
    answer = client("alice").post("/api/v1/accounts", json=account(password=password))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert password not in answer.text


def test_unknown_fields_are_refused(client: Person) -> None:
    assert client("alice").post("/api/v1/accounts", json=account(role="admin")).status_code == 422


def test_no_secret_is_stored_in_clear(client: Person, ctx: Context) -> None:
    code = client("alice").post("/api/v1/accounts", json=account()).json()["recovery_code"]
    token = client("alice").cookies["sid"]
    with ctx.db.read() as session:
        member = session.exec(select(Member)).one()
        stored = session.exec(select(MemberSession)).one().model_dump_json()
        stored += session.exec(select(Recovery)).one().model_dump_json() + member.model_dump_json()
    assert member.password_hash.startswith("$argon2id$")
    assert not any(secret in stored for secret in (code, token, PASSWORD))


class TestByInvite:
    @pytest.fixture(autouse=True)
    def _by_invite(self, ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ctx.settings, "registration", "invite")

    def test_a_stranger_without_an_invitation_is_turned_away(self, client: Person) -> None:
        for more in ({}, {"invitation": "guess"}):
            answer = client("alice").post("/api/v1/accounts", json=account(**more))
            assert (answer.status_code, answer.json()["code"]) == (403, "registration_closed")

    def test_the_setup_link_lets_one_person_in_once(self, client: Person, ctx: Context) -> None:
        address, _, secret = make_setup_link(ctx).partition("#")
        assert address == "http://localhost/sign-up"
        assert client("alice").post("/api/v1/accounts", json=account(invitation=secret)).status_code == 201
        assert client("bob").post("/api/v1/accounts", json=account("bob", invitation=secret)).status_code == 403

    def test_a_refused_sign_up_does_not_use_the_link_up(self, client: Person, ctx: Context) -> None:
        secret = make_setup_link(ctx).partition("#")[2]
        client("alice").post("/api/v1/accounts", json=account(invitation=make_setup_link(ctx).partition("#")[2]))
        assert client("bob").post("/api/v1/accounts", json=account("alice", invitation=secret)).status_code == 409
        assert client("bob").post("/api/v1/accounts", json=account("bob", invitation=secret)).status_code == 201

    def test_the_setup_link_expires_after_two_days(self, client: Person, ctx: Context, clock: FixedClock) -> None:
        secret = make_setup_link(ctx).partition("#")[2]
        clock.advance(hours=48)
        assert client("alice").post("/api/v1/accounts", json=account(invitation=secret)).status_code == 403

    def test_a_couples_invite_lets_its_guest_in(self, client: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registration, "accept", [lambda _session, code, _now: code == "from alice"])
        answer = client("bob").post("/api/v1/accounts", json=account("bob", invitation="from alice"))
        assert answer.status_code == 201

    def test_closed_means_closed_to_invites_too(
        self, client: Person, ctx: Context, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ctx.settings, "registration", "closed")
        monkeypatch.setattr(registration, "accept", [lambda _session, _code, _now: True])
        answer = client("bob").post("/api/v1/accounts", json=account("bob", invitation="from alice"))
        assert answer.status_code == 403


def test_two_who_choose_one_login_at_once_make_one_account(client: Person) -> None:
    browsers = [client(f"somebody {n}") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda browser: browser.post("/api/v1/accounts", json=account()).status_code, browsers))
    assert sorted(answers) == [201, 409, 409, 409]


def test_a_setup_link_shown_twice_at_once_opens_once(
    client: Person, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctx.settings, "registration", "invite")
    secret = make_setup_link(ctx).partition("#")[2]

    def sign_up(login: str) -> int:
        return client(login).post("/api/v1/accounts", json=account(login, invitation=secret)).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(sign_up, ["alice", "bob", "carol", "dave"])) == [201, 403, 403, 403]
