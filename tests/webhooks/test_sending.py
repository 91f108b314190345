"""On its way out: signatures that another library checks, tries, and addresses that are refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from app.webhooks import deliver
from app.webhooks.outside import Guarded, NotPublic, RefusedWebhook, checked
from tests.webhooks.conftest import Scene
from tests.webhooks.receiver import Receiver


def test_the_signature_is_the_standards(scene: Scene) -> None:
    scene.clock.set(datetime.now(UTC))  # the library holds the time against the clock on the wall
    scene.pair.alice.sign_in()
    secret = scene.make(scene.pair.alice)["secret"]
    other = scene.make(scene.pair.alice)["secret"]
    scene.check_in(scene.pair.alice)
    assert scene.send() == 2
    said = sorted(_verdicts(got, (secret, other)) for got in scene.receiver.got)
    assert said == [[False, True], [True, False]], "each webhook has a secret of its own"


def _verdicts(got: object, secrets: Sequence[str]) -> list[bool]:
    out = []
    for secret in secrets:
        try:
            got.verified(secret)  # type: ignore[attr-defined]
            out.append(True)
        except WebhookVerificationError:
            out.append(False)
    return out


def test_what_fails_is_tried_again_with_the_same_id_and_longer_waits(scene: Scene) -> None:
    scene.receiver.answers.extend([500, 503, 429])
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    assert scene.send() == 1
    for wait in deliver.WAITS[:3]:
        scene.clock.advance(wait - timedelta(seconds=1))
        assert scene.send() == 0
        scene.clock.advance(timedelta(seconds=1))
        assert scene.send() == 1
    assert scene.states() == ["sent"]
    assert len({got.headers["webhook-id"] for got in scene.receiver.got}) == 1
    assert len({got.headers["webhook-timestamp"] for got in scene.receiver.got}) == 4


def test_after_the_last_wait_it_has_failed_and_is_paused(scene: Scene) -> None:
    scene.receiver.answers.extend([500] * 20)
    made = scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    scene.send()
    for wait in deliver.WAITS:
        scene.clock.advance(wait)
        assert scene.send() == 1
    assert scene.states() == ["failed"]
    scene.clock.advance(deliver.GIVEN_UP)
    scene.check_in(scene.pair.alice, "2026-11-22")
    scene.send()
    shown = scene.pair.alice.browser.get(scene.pair.at("webhooks")).json()["webhooks"][0]
    assert (shown["active"], shown["paused_on"] is not None) == (False, True)
    scene.check_in(scene.pair.alice, "2026-11-21")
    assert scene.send() == 0

    scene.receiver.answers.clear()
    assert scene.pair.alice.browser.post(scene.pair.at("webhooks", made["id"]) + "/trials").status_code == 202
    assert scene.send() >= 1
    assert scene.pair.alice.browser.get(scene.pair.at("webhooks")).json()["webhooks"][0]["active"]


def test_gone_means_gone(scene: Scene) -> None:
    scene.receiver.answers.append(410)
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    scene.send()
    assert scene.states() == ["failed"]
    assert scene.pair.alice.browser.get(scene.pair.at("webhooks")).json()["webhooks"][0]["paused_on"] == "2026-11-23"


def test_a_redirect_is_not_followed(scene: Scene) -> None:
    scene.receiver.answers.append(307)
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    scene.send()
    assert [got.path for got in scene.receiver.got] == ["/hook"]
    assert scene.states() == ["waiting"]


def test_one_that_hangs_holds_back_nothing_else(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "TIMEOUT", 0.3)
    scene.receiver.answers.append(Receiver.hang)
    scene.make(scene.pair.alice)
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    assert scene.send() == 2
    assert sorted(scene.states()) == ["sent", "waiting"]


def test_a_worker_that_died_is_followed_by_another_after_its_lease(scene: Scene) -> None:
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    (lost,) = deliver.claim(scene.ctx)
    assert scene.send() == 0
    scene.clock.advance(deliver.LEASE)
    assert scene.send() == 1
    deliver.record(scene.ctx, [(lost, deliver.Answer(500))])
    assert scene.states() == ["sent"], "who lost the lease marks nothing"


def test_what_was_settled_is_forgotten_after_a_week(scene: Scene) -> None:
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    scene.send()
    scene.clock.advance(deliver.KEPT_FOR + timedelta(seconds=1))
    scene.send()
    assert scene.outbox() == []


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example/a",
        "https://hooks.example:8443/a",
        "https://user@hooks.example/",
        "https://hooks.example/#a",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://intern/",
        "https://2130706433/",
        "ftp://hooks.example/",
        "https://hooks.example/\\a",
        "https://hooks.example/ a",
        "nothing",
        "https://hooks.example/" + "a" * 2048,
    ],
)
def test_an_address_that_is_no_public_https_name_is_refused(address: str) -> None:
    with pytest.raises(RefusedWebhook):
        checked(address)


@pytest.mark.parametrize(
    "address", ["https://hooks.example/a?b=c", "https://hooks.example:443/", "https://a.b.example"]
)
def test_a_public_https_name_is_taken(address: str) -> None:
    assert checked(address) == address


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["93.184.215.14", "192.168.0.1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]]
)
def test_a_name_that_resolves_into_a_private_network_is_refused(addresses: list[str]) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("hooks.example", 443)
        return addresses

    async def post() -> None:
        async with httpx.AsyncClient(transport=Guarded(resolve=resolve)) as client:
            await client.post("https://hooks.example/")

    with pytest.raises(NotPublic):
        asyncio.run(post())


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(receiver: Receiver) -> None:
    """A name is looked up once: a second answer, of an attacker's name server, is never asked for."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    async def post() -> int:
        async with httpx.AsyncClient(transport=Guarded(loopback=True, resolve=resolve)) as client:
            return (await client.post(f"http://localhost:{receiver.port}/x")).status_code

    assert (asyncio.run(post()), asked) == (204, ["localhost"])
    assert receiver.got[0].headers["host"] == f"localhost:{receiver.port}"
