from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app.auth.links import reset_link
from app.cli import cli
from app.kit.clock import FixedClock
from app.kit.context import Context
from app.kit.errors import NotFound
from app.members.recovery import proof_of
from tests.auth.test_sessions import code
from tests.auth.test_sign_in import sign_in
from tests.conftest import PASSWORD, Person

NEXT = "nine loud herons at dawn"


def kinds(browser: TestClient) -> list[str]:
    return [each["kind"] for each in browser.get("/api/v1/me").json()["notices"]]


def sign_up(browser: TestClient) -> str:
    answer = browser.post("/api/v1/accounts", json={"login": "alice", "name": "Alice", "password": PASSWORD})
    recovery_code: str = answer.json()["recovery_code"]
    return recovery_code


def test_a_member_changes_the_name(alice: TestClient, bob: TestClient) -> None:
    assert alice.patch("/api/v1/me", json={"name": " Alicia "}).json()["member"]["name"] == "Alicia"
    assert bob.get("/api/v1/me").json()["member"]["name"] == "Bob"
    couple = "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f469"
    assert alice.patch("/api/v1/me", json={"name": couple}).json()["member"]["name"] == couple
    for odd in ("", " ", "A\u202eB", "A\nB", "A\0", "A" * 61):
        assert alice.patch("/api/v1/me", json={"name": odd}).status_code == 422
    assert alice.patch("/api/v1/me", json={"name": "A", "login": "bob"}).status_code == 422


def test_a_new_session_shows_a_banner_on_the_other_devices_for_a_week(
    alice: TestClient, client: Person, clock: FixedClock
) -> None:
    tablet = client("alice's tablet")
    sign_in(tablet)
    told = alice.get("/api/v1/me").json()["notices"]
    assert told == [{"kind": "new_session", "at": "2026-11-23T18:00:00.000Z", "device": "a tablet"}]
    assert kinds(tablet) == [], "it knows what it did"
    clock.advance(days=7)
    assert kinds(alice) == []


def test_no_route_deletes_a_notice(alice: TestClient) -> None:
    paths = alice.get("/openapi.json").json()["paths"]
    assert not [path for path in paths if "notice" in path]


def test_the_password_changes_with_the_current_one(alice: TestClient, client: Person) -> None:
    tablet = client("alice's tablet")
    sign_in(tablet)
    token = alice.cookies["sid"]
    assert alice.put("/api/v1/me/password", json={"current": PASSWORD, "new": NEXT}).status_code == 204
    assert alice.cookies["sid"] != token
    assert (code(alice), code(tablet)) == (None, None)
    assert kinds(tablet) == ["password_changed"]
    assert sign_in(client("x")).status_code == 401
    assert sign_in(client("x"), password=NEXT).status_code == 201


def test_a_change_of_password_can_end_the_other_sessions(alice: TestClient, client: Person) -> None:
    tablet = client("alice's tablet")
    sign_in(tablet)
    alice.put("/api/v1/me/password", json={"current": PASSWORD, "new": NEXT, "end_others": True})
    assert (code(alice), code(tablet)) == (None, "session_revoked")


def test_the_password_stays_when_the_current_one_is_wrong_or_the_next_one_weak(
    alice: TestClient, client: Person
) -> None:
    wrong = alice.put("/api/v1/me/password", json={"current": NEXT, "new": NEXT})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_password")
    weak = alice.put("/api/v1/me/password", json={"current": PASSWORD, "new": "alice"})
    assert (weak.status_code, weak.json()["code"]) == (422, "password_too_short")
    assert sign_in(client("x")).status_code == 201


def test_the_recovery_code_sets_a_new_password_once(client: Person) -> None:
    written = sign_up(client("alice"))
    body = {"login": "alice", "proof": proof_of(written), "password": NEXT}
    answer = client("somewhere").put("/api/v1/accounts/recovery", json=body)
    assert answer.status_code == 200
    assert code(client("alice")) == "session_revoked"
    assert client("somewhere").put("/api/v1/accounts/recovery", json=body).status_code == 401
    assert sign_in(client("somewhere"), password=NEXT).status_code == 201
    assert kinds(client("somewhere")) == ["new_recovery"]
    again = {"login": "alice", "proof": proof_of(answer.json()["recovery_code"]), "password": PASSWORD}
    assert client("elsewhere").put("/api/v1/accounts/recovery", json=again).status_code == 200


def test_a_wrong_proof_and_an_unknown_login_are_told_alike(client: Person, alice: TestClient) -> None:
    answers = [
        client("x").put("/api/v1/accounts/recovery", json={"login": login, "proof": "0" * 64, "password": NEXT})
        for login in ("alice", "nobody")
    ]
    assert [each.status_code for each in answers] == [401, 401]
    assert answers[0].content == answers[1].content


def test_a_new_recovery_code_needs_a_recent_password_and_replaces_the_one_before(
    client: Person, clock: FixedClock
) -> None:
    before = sign_up(client("alice"))
    sign_in(client("alice's tablet"))
    after = client("alice").put("/api/v1/me/recovery").json()["recovery_code"]
    assert kinds(client("alice's tablet")) == ["new_recovery"]
    for written, status in ((before, 401), (after, 200)):
        body = {"login": "alice", "proof": proof_of(written), "password": NEXT}
        assert client("x").put("/api/v1/accounts/recovery", json=body).status_code == status
    sign_in(client("alice"), password=NEXT)
    clock.advance(minutes=10)
    assert client("alice").put("/api/v1/me/recovery").json()["code"] == "step_up_required"


def test_a_weak_next_password_does_not_use_the_recovery_code_up(client: Person) -> None:
    proof = proof_of(sign_up(client("alice")))
    for password, status in (("short", 422), (NEXT, 200)):
        body = {"login": "alice", "proof": proof, "password": password}
        assert client("x").put("/api/v1/accounts/recovery", json=body).status_code == status


def test_a_reset_by_the_host_works_once_and_is_always_shown_to_its_owner(
    alice: TestClient, client: Person, ctx: Context
) -> None:
    address, _, secret = reset_link(ctx, "Alice").partition("#")
    assert address == "http://localhost/reset"
    assert kinds(alice) == ["password_reset"], "that a link was made is already told"
    body = {"code": secret, "password": NEXT}
    assert client("x").put("/api/v1/accounts/reset", json=body).status_code == 204
    assert code(alice) == "session_revoked"
    again = client("x").put("/api/v1/accounts/reset", json=body)
    assert (again.status_code, again.json()["code"]) == (404, "reset_unknown")
    assert sign_in(client("x"), password=NEXT).status_code == 201
    assert kinds(client("x")) == ["password_reset", "password_reset"]


def test_a_reset_link_expires_and_a_newer_one_replaces_it(
    alice: TestClient, client: Person, ctx: Context, clock: FixedClock
) -> None:
    older, newer = (reset_link(ctx, "alice").partition("#")[2] for _ in range(2))
    for secret in (older, newer):
        clock.advance(hours=24 if secret == newer else 47)
        answer = client("x").put("/api/v1/accounts/reset", json={"code": secret, "password": NEXT})
        assert answer.status_code == 404
    fresh = reset_link(ctx, "alice").partition("#")[2]
    answer = client("x").put("/api/v1/accounts/reset", json={"code": fresh, "password": NEXT})
    assert answer.status_code == 204


def test_nobody_gets_a_reset_link_for_an_unknown_login(ctx: Context) -> None:
    with pytest.raises(NotFound):
        reset_link(ctx, "nobody")


def test_a_recovery_code_shown_twice_at_once_works_once(client: Person) -> None:
    proof = proof_of(sign_up(client("alice")))

    def recover(where: str) -> int:
        body = {"login": "alice", "proof": proof, "password": f"{NEXT} {where}"}
        return client(where).put("/api/v1/accounts/recovery", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(recover, "abcd")) == [200, 401, 401, 401]


def test_the_command_says_whom_it_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEND_DATA_DIR", str(tmp_path))
    asked = CliRunner().invoke(cli, ["reset-link", "nobody"])
    assert asked.exit_code == 2
    assert "nobody here has this login name" in asked.output
