from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.kit.clock import FixedClock
from app.push.addresses import PushAddresses
from app.push.sender import PushSender
from app.push.vapid import Vapid
from tests.push.service import PushService


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
