from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.kit.clock import FixedClock
from app.kit.settings import Settings
from app.push import service as push
from app.push.addresses import PushAddresses
from app.push.sender import PushSender
from app.push.vapid import Vapid
from tests.cast import Pair
from tests.push.service import PushService, PushServiceThread


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 19, 30, tzinfo=UTC))


@pytest.fixture
def vapid(clock: FixedClock) -> Vapid:
    return Vapid(ec.generate_private_key(ec.SECP256R1()), subject="mailto:host@tend.example", clock=clock)


@pytest.fixture
async def service(clock: FixedClock) -> AsyncIterator[PushService]:
    async with PushService(now=clock.now) as running:
        yield running


@pytest.fixture
async def sender(vapid: Vapid, clock: FixedClock) -> AsyncIterator[PushSender]:
    async with PushSender(vapid=vapid, addresses=PushAddresses(loopback=True), clock=clock) as running:
        yield running


@pytest.fixture
def settings(database_url: str | None, tmp_path: Path) -> Settings:
    """A host that knows one more push service, and takes this machine for one."""
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        public_url="http://localhost",
        registration="open",
        worker_in_web=False,
        push_subject="mailto:host@tend.example",
        push_hosts=("push.example.org",),
        push_loopback=True,
    )


@pytest.fixture
def phones(clock: FixedClock) -> Iterator[PushService]:
    """A push service in a thread of its own, for tests without an event loop."""
    with PushServiceThread(now=clock.now) as service:
        yield service


@pytest.fixture
def subscribed(pair: Pair, phones: PushService) -> str:
    """Alice's phone is subscribed; its endpoint."""
    wanted = phones.subscription(push.vapid(pair.ctx).public_key)
    assert pair.alice.browser.put("/api/v1/push/subscription", json=wanted).status_code == 204
    return str(wanted["endpoint"])
