"""Subscribing a device, trying it, and its end with the session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.kit.clock import FixedClock
from app.kit.context import Context
from app.push.models import PushSubscription
from app.push.service import devices
from tests.cast import P256, PASSWORD, Pair, another_browser
from tests.push.service import Answer, PushService, base64url


def subscription(endpoint: str = "https://push.example.org/a", **more: Any) -> dict[str, Any]:
    return {"endpoint": endpoint, "keys": {"p256dh": P256, "auth": base64url(b"0" * 16)}, **more}


def put(browser: TestClient, wanted: dict[str, Any]) -> tuple[int, str]:
    answer = browser.put("/api/v1/push/subscription", json=wanted)
    return answer.status_code, answer.json()["code"] if answer.content else ""


def reachable(ctx: Context, *members: str) -> dict[str, list[str]]:
    with ctx.db.read() as session:
        return devices(session, members, ctx.now())


def test_the_key_is_made_once_and_only_its_owner_reads_the_file(pair: Pair, tmp_path: Path) -> None:
    keys = {pair.alice.browser.get("/api/v1/push/key").json()["key"] for _ in range(2)}
    assert [len(key) for key in keys] == [87]
    assert (tmp_path / "vapid.pem").stat().st_mode & 0o777 == 0o600


def test_a_device_subscribes_again_and_again_and_is_one(pair: Pair) -> None:
    for path in ("a", "a", "b"):
        assert put(pair.alice.browser, subscription(f"https://push.example.org/{path}", expirationTime=None))[0] == 204
    assert reachable(pair.ctx, pair.alice.id) == {pair.alice.id: [pair.alice.session]}
    with pair.ctx.db.read() as session:
        assert [row.endpoint for row in session.exec(select(PushSubscription))] == ["https://push.example.org/b"]


def test_a_browser_that_changes_hands_rings_only_for_who_is_there_now(pair: Pair) -> None:
    for who in (pair.alice, pair.bob):
        assert put(who.browser, subscription())[0] == 204
    assert list(reachable(pair.ctx, pair.alice.id, pair.bob.id)) == [pair.bob.id]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (subscription("https://evil.example/a"), "refused_address"),
        (subscription("https://10.0.0.1/a"), "refused_address"),
        (subscription("http://push.example.org/a"), "refused_address"),
        (subscription(keys={"p256dh": "x", "auth": base64url(b"0" * 16)}), "bad_subscription_keys"),
        (subscription(keys={"p256dh": P256}), "invalid"),
    ],
)
def test_only_push_services_and_real_keys_are_taken(pair: Pair, wanted: dict[str, Any], code: str) -> None:
    assert put(pair.alice.browser, wanted) == (422, code)
    assert reachable(pair.ctx, pair.alice.id) == {}


def test_a_stranger_has_no_key_and_no_subscription(pair: Pair) -> None:
    nobody = another_browser(pair.app)
    assert nobody.get("/api/v1/push/key").status_code == 401
    assert put(nobody, subscription())[0] == 401


@pytest.mark.parametrize("how", ["unsubscribe", "sign out", "revoke", "idle"])
def test_a_subscription_ends(pair: Pair, clock: FixedClock, how: str) -> None:
    alice = pair.alice.browser
    assert put(alice, subscription())[0] == 204
    match how:
        case "unsubscribe":
            assert [alice.delete("/api/v1/push/subscription").status_code for _ in range(2)] == [204, 204]
        case "sign out":
            assert alice.delete("/api/v1/sessions/current").status_code == 204
        case "revoke":
            other = another_browser(pair.app)
            assert other.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD}).status_code == 201
            assert other.delete(f"/api/v1/sessions/{pair.alice.session}").status_code == 204
        case "idle":
            clock.advance(days=91)
    assert reachable(pair.ctx, pair.alice.id) == {}


def rung(browser: TestClient) -> list[tuple[str, bool, bool]]:
    found = browser.get("/api/v1/push/subscriptions").json()["devices"]
    return [(each["session_id"], each["current"], each["rings"]) for each in found]


def test_the_devices_that_ring_are_ones_own_and_say_nothing_of_where_they_are_reached(
    pair: Pair, clock: FixedClock
) -> None:
    alice, tablet = pair.alice.browser, another_browser(pair.app)
    clock.advance(minutes=1)
    asked = {"login": "alice", "password": PASSWORD, "device": "tablet"}
    second = tablet.post("/api/v1/sessions", json=asked).json()["session_id"]
    assert rung(alice) == []
    put(alice, subscription("https://push.example.org/a"))
    put(tablet, subscription("https://push.example.org/b"))
    put(pair.bob.browser, subscription("https://push.example.org/c"))
    assert rung(alice) == [(second, False, True), (pair.alice.session, True, True)]
    assert "push.example.org" not in alice.get("/api/v1/push/subscriptions").text


def test_a_device_silenced_from_another_one_rings_no_more_until_it_is_turned_on_there(pair: Pair) -> None:
    alice, tablet = pair.alice.browser, another_browser(pair.app)
    assert tablet.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD}).status_code == 201
    put(alice, subscription())
    address = f"/api/v1/push/subscriptions/{pair.alice.session}"
    assert [tablet.delete(address).status_code for _ in range(2)] == [204, 204]
    assert rung(alice) == [(pair.alice.session, True, False)]
    assert reachable(pair.ctx, pair.alice.id) == {}
    trial = alice.post("/api/v1/push/test")
    assert (trial.status_code, trial.json()["code"]) == (409, "no_subscription")
    put(alice, subscription())
    assert rung(alice) == [(pair.alice.session, True, True)]


def test_nobody_silences_a_device_of_somebody_else(pair: Pair) -> None:
    put(pair.alice.browser, subscription())
    assert pair.bob.browser.delete(f"/api/v1/push/subscriptions/{pair.alice.session}").status_code == 404
    assert another_browser(pair.app).delete(f"/api/v1/push/subscriptions/{pair.alice.session}").status_code == 401
    assert rung(pair.alice.browser) == [(pair.alice.session, True, True)]


def test_a_trial_arrives_and_tells_nothing(pair: Pair, phones: PushService) -> None:
    key = pair.alice.browser.get("/api/v1/push/key").json()["key"]
    assert put(pair.alice.browser, phones.subscription(key))[0] == 204
    answer = pair.alice.browser.post("/api/v1/push/test")
    assert (answer.status_code, answer.json()["outcome"]) == (200, "sent")
    assert [message.json()["notification"]["data"] for message in phones.messages] == [{"kind": "trial"}]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(410), "gone"),
        (Answer(500), "later"),
        (Answer(403, text="BadJwtToken"), "misconfigured"),
        (Answer(drop=True), "later"),
    ],
)
def test_a_trial_that_fails_says_what_to_do(pair: Pair, phones: PushService, answer: Answer, outcome: str) -> None:
    assert put(pair.alice.browser, phones.subscription())[0] == 204
    phones.answers.append(answer)
    told = pair.alice.browser.post("/api/v1/push/test").json()
    assert told["outcome"] == outcome
    assert told["detail"]
    assert "BadJwtToken" not in told["detail"]
    assert (reachable(pair.ctx, pair.alice.id) == {}) is (outcome == "gone")


def test_a_trial_without_a_subscription_says_to_turn_it_on(pair: Pair) -> None:
    answer = pair.alice.browser.post("/api/v1/push/test")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_subscription")


def test_trials_slow_down(pair: Pair, phones: PushService) -> None:
    assert put(pair.alice.browser, phones.subscription())[0] == 204
    codes = [pair.alice.browser.post("/api/v1/push/test").status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
