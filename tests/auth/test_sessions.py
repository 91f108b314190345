import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.auth.principal import Token, authenticate
from app.auth.refusals import SessionRevoked
from app.kit.clock import FixedClock
from app.kit.context import Context
from app.members.models import MemberSession
from app.members.secrets import digest
from tests.auth.test_sign_in import sign_in
from tests.conftest import PASSWORD, Person


@pytest.fixture
def tablet(alice: TestClient, client: Person) -> TestClient:
    """Alice's other device."""
    browser = client("alice's tablet")
    assert sign_in(browser).status_code == 201
    return browser


def code(browser: TestClient) -> str | None:
    answer = browser.get("/api/v1/me")
    return answer.json()["code"] if answer.status_code == 401 else None


def own_id(browser: TestClient) -> str:
    session_id: str = browser.get("/api/v1/me").json()["session"]["id"]
    return session_id


def test_nobody_and_a_forged_cookie_are_not_signed_in(client: Person) -> None:
    assert code(client("nobody")) == "not_signed_in"
    client("forger").cookies.set("sid", "x" * 43)
    assert code(client("forger")) == "not_signed_in"


def test_a_bearer_beside_the_cookie_is_refused(alice: TestClient) -> None:
    answer = alice.get("/api/v1/me", headers={"authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "two_credentials")


def test_no_token_opens_what_is_for_browsers_alone(client: Person) -> None:
    answer = client("a program").get("/api/v1/me", headers={"authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "browser_only")


def test_a_session_unused_for_90_days_expires(alice: TestClient, clock: FixedClock) -> None:
    clock.advance(days=90)
    assert code(alice) is None
    clock.advance(days=91)
    assert code(alice) == "session_expired"


def test_a_session_in_daily_use_ends_after_a_year(alice: TestClient, clock: FixedClock) -> None:
    for _ in range(5):
        clock.advance(days=73)
        assert code(alice) == (None if clock.now().year == 2026 or clock.now().month < 11 else "session_expired")
    assert code(alice) == "session_expired"


def test_the_list_names_devices_and_says_which_one_asks(alice: TestClient, tablet: TestClient, bob: TestClient) -> None:
    sessions = alice.get("/api/v1/sessions").json()["sessions"]
    assert {(each["device"], each["current"]) for each in sessions} == {("alice's phone", True), ("a tablet", False)}
    assert all(set(each) == {"id", "device", "created_at", "current", "kind"} for each in sessions)


def test_a_revoked_device_locks_and_hears_why(alice: TestClient, tablet: TestClient) -> None:
    lost = own_id(tablet)
    assert alice.delete(f"/api/v1/sessions/{lost}").status_code == 204
    assert code(tablet) == "session_revoked"
    assert "clear-site-data" not in tablet.get("/api/v1/me").headers, "what it holds stays"
    assert len(alice.get("/api/v1/sessions").json()["sessions"]) == 1


def test_a_lost_device_is_wiped_at_its_next_contact(alice: TestClient, tablet: TestClient) -> None:
    lost = own_id(tablet)
    assert alice.delete(f"/api/v1/sessions/{lost}?erase=true").status_code == 204
    answer = tablet.get("/api/v1/me")
    assert answer.json()["code"] == "session_erased"
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'


def test_a_revoked_device_can_still_be_erased_and_not_the_other_way_round(
    alice: TestClient, tablet: TestClient
) -> None:
    lost = own_id(tablet)
    for query in ("", "?erase=true", ""):
        assert alice.delete(f"/api/v1/sessions/{lost}{query}").status_code == 204
    assert code(tablet) == "session_erased"


def test_nobody_ends_somebody_elses_session(alice: TestClient, bob: TestClient) -> None:
    answer = bob.delete(f"/api/v1/sessions/{own_id(alice)}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert bob.delete("/api/v1/sessions/nothing").content == answer.content
    assert code(alice) is None


def test_all_other_devices_can_be_signed_out_at_once(alice: TestClient, tablet: TestClient, bob: TestClient) -> None:
    assert alice.delete("/api/v1/sessions/others").status_code == 204
    assert (code(alice), code(tablet), code(bob)) == (None, "session_revoked", None)


def test_ending_sessions_needs_the_password_of_the_last_ten_minutes(
    alice: TestClient, tablet: TestClient, clock: FixedClock
) -> None:
    clock.advance(minutes=10)
    for address in ("others", own_id(tablet)):
        answer = alice.delete(f"/api/v1/sessions/{address}")
        assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
    token = alice.cookies["sid"]
    assert alice.put("/api/v1/sessions/current/confirmation", json={"password": PASSWORD}).status_code == 204
    assert alice.cookies["sid"] != token
    assert alice.delete("/api/v1/sessions/others").status_code == 204


def test_a_wrong_password_confirms_nothing_and_keeps_the_session(alice: TestClient, clock: FixedClock) -> None:
    clock.advance(minutes=10)
    answer = alice.put("/api/v1/sessions/current/confirmation", json={"password": "not this one at all"})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert alice.delete("/api/v1/sessions/others").status_code == 403
    assert code(alice) is None


def test_requests_under_way_survive_a_new_cookie_but_are_not_confirmed(
    alice: TestClient, client: Person, clock: FixedClock
) -> None:
    old = client("an earlier request")
    old.cookies.set("sid", alice.cookies["sid"])
    clock.advance(minutes=10)
    alice.put("/api/v1/sessions/current/confirmation", json={"password": PASSWORD})
    assert code(old) is None
    assert old.delete("/api/v1/sessions/others").json()["code"] == "step_up_required"
    clock.advance(seconds=61)
    assert code(old) == "not_signed_in"
    assert code(alice) is None


def test_a_hot_route_looks_a_credential_up_in_its_own_transaction(alice: TestClient, ctx: Context) -> None:
    shown = Token(digest(alice.cookies["sid"]))
    with ctx.db.write() as session:
        me = authenticate(session, shown, ctx.now())
        assert (me.confirmed, me.first_today, me.may("anything")) == (True, False, True)
        _revoke_everything(session)
        with pytest.raises(SessionRevoked):
            authenticate(session, shown, ctx.now())


def _revoke_everything(session: Session) -> None:
    for row in session.exec(select(MemberSession)).all():
        row.revoked_at = "2026-11-23T18:00:00.000Z"
    session.flush()
