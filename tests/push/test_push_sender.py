import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.hazmat.primitives.asymmetric import ec

from app.kit.clock import FixedClock
from app.push import sender as sender_module
from app.push.addresses import PushAddresses
from app.push.encoder import LARGEST_PAYLOAD
from app.push.payload import reminder_payload, topic
from app.push.sender import Outcome, PushSender, Subscription, Verdict, retry_after
from app.push.vapid import Vapid
from tests.push.service import Answer, PushService, PushServiceThread

pytestmark = pytest.mark.anyio

REMINDER, LABEL = uuid4(), "2026-11-23"
PAYLOAD = reminder_payload(origin="https://tend.example", space=uuid4(), reminder=REMINDER, label=LABEL)


def as_subscription(given: dict[str, Any]) -> Subscription:
    return Subscription(given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"])


async def test_a_message_arrives_readable_signed_and_with_its_headers(
    service: PushService, sender: PushSender, vapid: Vapid
) -> None:
    bob = as_subscription(service.subscription(vapid.public_key))
    outcome = await sender.send(bob, PAYLOAD, ttl=5400, topic=topic(REMINDER, LABEL))

    assert outcome == Outcome(Verdict.sent, 201)
    [message] = service.messages
    assert message.plaintext == PAYLOAD
    assert message.json()["notification"]["data"]["reminder"] == str(REMINDER)
    assert message.body_size == 1024
    assert message.claims["aud"] == service.url
    assert message.claims["sub"] == "mailto:host@tend.example"
    assert message.headers["ttl"] == "5400"
    assert message.headers["urgency"] == "normal"
    assert message.headers["topic"] == topic(REMINDER, LABEL)
    assert message.headers["user-agent"] == "Tend"
    assert "cookie" not in message.headers


async def test_two_messages_share_a_connection_and_a_header(service: PushService, sender: PushSender) -> None:
    bob = as_subscription(service.subscription())
    await sender.send(bob, PAYLOAD, ttl=60)
    await sender.send(bob, PAYLOAD, ttl=60)
    first, second = service.messages
    assert first.headers["authorization"] == second.headers["authorization"]
    assert "topic" not in first.headers


async def test_each_push_service_gets_a_token_of_its_own(sender: PushSender, clock: FixedClock) -> None:
    async with PushService(now=clock.now) as one, PushService(now=clock.now) as other:
        for service in (one, other, one):
            outcome = await sender.send(as_subscription(service.subscription()), PAYLOAD, ttl=60)
            assert outcome.verdict == Verdict.sent
        assert (one.refused, other.refused) == ([], [])


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(200), Outcome(Verdict.sent, 200)),
        (Answer(202), Outcome(Verdict.sent, 202)),
        (Answer(404), Outcome(Verdict.gone, 404)),
        (Answer(410), Outcome(Verdict.gone, 410)),
        (Answer(413), Outcome(Verdict.too_large, 413)),
        (Answer(429), Outcome(Verdict.later, 429)),
        (Answer(429, {"Retry-After": "120"}), Outcome(Verdict.later, 429, 120.0)),
        (
            Answer(429, {"Retry-After": "Mon, 23 Nov 2026 19:35:00 GMT"}),
            Outcome(Verdict.later, 429, 300.0),
        ),
        (Answer(406), Outcome(Verdict.later, 406)),
        (Answer(408), Outcome(Verdict.later, 408)),
        (Answer(500), Outcome(Verdict.later, 500)),
        (Answer(503, {"Retry-After": "7"}), Outcome(Verdict.later, 503, 7.0)),
        (Answer(400, text="no"), Outcome(Verdict.misconfigured, 400, reason="no")),
        (Answer(401, text="no"), Outcome(Verdict.misconfigured, 401, reason="no")),
        (
            Answer(403, text='{"reason":"BadJwtToken"}'),
            Outcome(Verdict.misconfigured, 403, reason='{"reason":"BadJwtToken"}'),
        ),
        (Answer(403, text="x" * 5000), Outcome(Verdict.misconfigured, 403, reason="x" * 300)),
        (Answer(405), Outcome(Verdict.misconfigured, 405)),
    ],
    ids=lambda value: f"{value.status}-{len(value.headers)}-{len(value.text)}" if isinstance(value, Answer) else "",
)
async def test_every_answer_says_what_to_do_next(
    service: PushService, sender: PushSender, answer: Answer, outcome: Outcome
) -> None:
    service.by_default = answer
    assert await sender.send(as_subscription(service.subscription()), PAYLOAD, ttl=60) == outcome


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(service: PushService, sender: PushSender, status: int) -> None:
    service.by_default = Answer(status, {"Location": f"{service.url}/elsewhere"})
    outcome = await sender.send(as_subscription(service.subscription()), PAYLOAD, ttl=60)
    assert (outcome.verdict, outcome.status) == (Verdict.misconfigured, status)
    assert service.refused == []


async def test_a_forgotten_subscription_is_gone(service: PushService, sender: PushSender) -> None:
    bob = as_subscription(service.subscription())
    service.forget(bob.endpoint)
    assert (await sender.send(bob, PAYLOAD, ttl=60)).verdict == Verdict.gone


async def test_a_service_that_never_answers_is_given_up(service: PushService, vapid: Vapid, clock: FixedClock) -> None:
    service.by_default = Answer(hang=True)
    async with PushSender(vapid=vapid, addresses=PushAddresses(loopback=True), clock=clock, timeout=0.2) as impatient:
        outcome = await impatient.send(as_subscription(service.subscription()), PAYLOAD, ttl=60)
    assert outcome.verdict == Verdict.later
    assert outcome.status is None
    assert len(service.messages) == 1


async def test_a_dropped_connection_means_later_and_the_next_message_passes(
    service: PushService, sender: PushSender
) -> None:
    bob = as_subscription(service.subscription())
    service.answers.append(Answer(drop=True))
    assert (await sender.send(bob, PAYLOAD, ttl=60)).verdict == Verdict.later
    assert (await sender.send(bob, PAYLOAD, ttl=60)).verdict == Verdict.sent


async def test_nobody_listening_means_later(service: PushService, sender: PushSender) -> None:
    bob = as_subscription(service.subscription())
    await service.stop()
    assert (await sender.send(bob, PAYLOAD, ttl=60)).verdict == Verdict.later


async def test_keys_of_another_browser_reach_nobody(service: PushService, sender: PushSender) -> None:
    bob, carol = service.subscription(), service.subscription()
    crossed = as_subscription({**bob, "keys": carol["keys"]})
    assert (await sender.send(crossed, PAYLOAD, ttl=60)).verdict == Verdict.misconfigured
    assert service.messages == []


async def test_keys_that_are_none_are_never_sent_with(service: PushService, sender: PushSender) -> None:
    bob = service.subscription()
    broken = Subscription(bob["endpoint"], "BBBB", bob["keys"]["auth"])
    outcome = await sender.send(broken, PAYLOAD, ttl=60)
    assert outcome.verdict == Verdict.misconfigured
    assert outcome.reason.startswith("bad_subscription_keys")
    assert service.messages == []


async def test_a_payload_beyond_one_record_is_never_sent(service: PushService, sender: PushSender) -> None:
    outcome = await sender.send(as_subscription(service.subscription()), b"x" * (LARGEST_PAYLOAD + 1), ttl=60)
    assert outcome.verdict == Verdict.too_large
    assert service.messages == []


async def test_the_largest_payload_is_taken(service: PushService, sender: PushSender) -> None:
    outcome = await sender.send(as_subscription(service.subscription()), b"x" * LARGEST_PAYLOAD, ttl=60)
    assert outcome.verdict == Verdict.sent
    assert service.messages[0].body_size == 4096


async def test_an_address_that_became_forbidden_is_not_sent_to(
    service: PushService, vapid: Vapid, clock: FixedClock
) -> None:
    async with PushSender(vapid=vapid, addresses=PushAddresses(), clock=clock) as strict:
        outcome = await strict.send(as_subscription(service.subscription()), PAYLOAD, ttl=60)
    assert outcome.verdict == Verdict.misconfigured
    assert outcome.reason.startswith("refused_address")
    assert service.messages == []


class Rebound(AbstractResolver):
    """A push service's name that somebody made point into this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        """Holds nothing."""


async def test_a_name_that_resolves_into_this_machine_is_not_connected_to(
    service: PushService, vapid: Vapid, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "ThreadedResolver", Rebound)
    bob = service.subscription()
    rebound = Subscription("https://fcm.googleapis.com/fcm/send/x", bob["keys"]["p256dh"], bob["keys"]["auth"])
    async with PushSender(vapid=vapid, addresses=PushAddresses(loopback=True), clock=clock) as running:
        outcomes = await asyncio.gather(*(running.send(rebound, PAYLOAD, ttl=60) for _ in range(3)))
    assert {outcome.verdict for outcome in outcomes} == {Verdict.misconfigured}


async def test_a_name_that_does_not_resolve_means_later(
    vapid: Vapid, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, service: PushService
) -> None:
    async def unknown(*_: object, **__: object) -> list[ResolveResult]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(Rebound, "resolve", unknown)
    monkeypatch.setattr(sender_module, "ThreadedResolver", Rebound)
    keys = service.subscription()["keys"]
    async with PushSender(vapid=vapid, addresses=PushAddresses(), clock=clock) as running:
        nowhere = Subscription("https://web.push.apple.com/x", keys["p256dh"], keys["auth"])
        assert (await running.send(nowhere, PAYLOAD, ttl=60)).verdict == Verdict.later


async def test_a_token_of_another_server_is_an_alarm(
    service: PushService, sender: PushSender, clock: FixedClock
) -> None:
    other = Vapid(ec.generate_private_key(ec.SECP256R1()), subject="mailto:a@b.example", clock=clock)
    outcome = await sender.send(as_subscription(service.subscription(other.public_key)), PAYLOAD, ttl=60)
    assert (outcome.verdict, outcome.status) == (Verdict.misconfigured, 403)


async def test_a_clock_that_is_days_behind_is_an_alarm(vapid: Vapid, clock: FixedClock) -> None:
    async with (
        PushService(now=lambda: clock.now() + timedelta(days=2)) as service,
        PushSender(vapid=vapid, addresses=PushAddresses(loopback=True), clock=clock) as running,
    ):
        outcome = await running.send(as_subscription(service.subscription()), PAYLOAD, ttl=60)
    assert (outcome.verdict, outcome.status) == (Verdict.misconfigured, 403)
    assert "exp" in outcome.reason


async def test_at_most_sixteen_messages_are_on_their_way_at_once(service: PushService, sender: PushSender) -> None:
    service.by_default = Answer(hang=True)
    bob = as_subscription(service.subscription())
    sending = [asyncio.create_task(sender.send(bob, PAYLOAD, ttl=60)) for _ in range(40)]
    await until(lambda: len(service.messages) == 16)
    service.by_default = Answer()
    service.release()
    outcomes = await asyncio.gather(*sending)
    assert service.most_in_flight == 16
    assert [outcome.verdict for outcome in outcomes].count(Verdict.sent) == 24


async def test_a_sender_that_is_stopped_gives_its_place_back(service: PushService, sender: PushSender) -> None:
    service.by_default = Answer(hang=True)
    bob = as_subscription(service.subscription())
    sending = [asyncio.create_task(sender.send(bob, PAYLOAD, ttl=60)) for _ in range(16)]
    await until(lambda: len(service.messages) == 16)
    for task in sending:
        task.cancel()
    await asyncio.gather(*sending, return_exceptions=True)
    service.by_default = Answer()
    assert (await sender.send(bob, PAYLOAD, ttl=60)).verdict == Verdict.sent


NOW = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 30 ", 30.0),
        ("9" * 400, 9_999_999_999.0),
        ("Mon, 23 Nov 2026 19:31:00 GMT", 60.0),
        ("Mon, 23 Nov 2026 19:31:00 -0000", 60.0),
        ("Mon, 23 Nov 2026 19:00:00 GMT", 0.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣٠", None),
        ("Mon, 99 Nov 2026 19:31:00 GMT", None),
    ],
)
async def test_retry_after_is_read_as_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, now=NOW) == seconds


def test_the_push_service_runs_beside_a_test_without_a_loop(vapid: Vapid, clock: FixedClock) -> None:
    with PushServiceThread(now=clock.now) as service:
        bob = as_subscription(service.subscription(vapid.public_key))

        async def send() -> Outcome:
            async with PushSender(vapid=vapid, addresses=PushAddresses(loopback=True), clock=clock) as running:
                return await running.send(bob, PAYLOAD, ttl=60)

        assert asyncio.run(send()).verdict == Verdict.sent
        [message] = service.wait_for(1)
        assert message.plaintext == PAYLOAD
        with pytest.raises(TimeoutError):
            service.wait_for(2, seconds=0.01)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0)
