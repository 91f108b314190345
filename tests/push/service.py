"""A push service of our own on loopback: it keeps, decrypts and checks what it is sent, and fails on request.

It stands on `http_ece` and `py_vapid`, not on the code under test. Browsers can not subscribe to it, so it
also plays the browser: `subscription()` makes the keys and gives what `PushSubscription.toJSON()` would.
"""

import asyncio
import base64
import json
import os
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import http_ece
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

LARGEST_BODY = 4096


@dataclass(frozen=True)
class Answer:
    """How the service answers one message that is in order. `hang` and `drop` never answer at all."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    hang: bool = False
    drop: bool = False


@dataclass(frozen=True)
class Message:
    """One message as the browser would get it, and what the service could see of it."""

    subscription: str
    """The endpoint it came to."""
    plaintext: bytes
    body_size: int
    headers: dict[str, str]
    """By lower-case name."""
    claims: dict[str, Any]
    """Of the VAPID token, verified."""
    status: int | None
    """What it was answered, None for a hang or a dropped connection."""

    def json(self) -> dict[str, Any]:
        content = json.loads(self.plaintext)
        assert isinstance(content, dict)
        return content


@dataclass(frozen=True)
class _Browser:
    key: ec.EllipticCurvePrivateKey
    secret: bytes
    server_key: str | None

    def as_json(self, endpoint: str) -> dict[str, Any]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": endpoint, "keys": {"p256dh": base64url(point), "auth": base64url(self.secret)}}


class PushService:
    """Answers 201 to a message in order, or what `answers` says next; then what `by_default` says.

    A message that a real push service would refuse is refused, and the reason kept in `refused`.
    """

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """`now` is the clock that a token's `exp` is held against."""
        self.messages: list[Message] = []
        self.refused: list[str] = []
        self.answers: deque[Answer] = deque()
        self.by_default = Answer()
        self.url = ""
        self.in_flight = 0
        self.most_in_flight = 0
        self.arrived = threading.Condition()
        self._now = now
        self._browsers: dict[str, _Browser] = {}
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listens on a free port of 127.0.0.1. Returns the origin."""
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/push/{name}", self._receive)
        app.router.add_route("*", "/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site.port}"
        return self.url

    async def stop(self) -> None:
        self.release()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def release(self) -> None:
        """Ends every hang, without an answer."""
        self._released.set()

    def subscription(self, server_key: str | None = None) -> dict[str, Any]:
        """A new subscription, `{endpoint, keys: {p256dh, auth}}`.

        With `server_key` (base64url), only that server may send to it, as browsers have it.
        """
        endpoint = f"{self.url}/push/{base64url(os.urandom(12))}"
        browser = _Browser(ec.generate_private_key(ec.SECP256R1()), os.urandom(16), server_key)
        self._browsers[endpoint] = browser
        return browser.as_json(endpoint)

    def forget(self, endpoint: str) -> None:
        """The browser unsubscribed: from now on 410."""
        del self._browsers[endpoint]

    def wait_for(self, count: int, *, seconds: float = 10) -> list[Message]:
        """Blocks another thread until `count` messages have arrived. Raises TimeoutError."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: len(self.messages) >= count, timeout=seconds):
                raise TimeoutError(f"{len(self.messages)} of {count} messages, refused: {self.refused}")
            return list(self.messages)

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._answer(request)
        finally:
            self.in_flight -= 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        endpoint = f"{self.url}{request.path}"
        browser = self._browsers.get(endpoint)
        if browser is None:
            return web.Response(status=410)
        body = await request.read()
        refusal = self._refusal(request, body)
        if refusal is not None:
            return self._refuse(*refusal)
        claims = self._claims(request.headers.get("Authorization", ""), browser.server_key)
        if isinstance(claims, str):
            return self._refuse(403, claims)
        try:
            plaintext = http_ece.decrypt(body, private_key=browser.key, auth_secret=browser.secret)
        except http_ece.ECEException as error:
            return self._refuse(400, f"not decrypted: {error.message}")
        answer = self.answers.popleft() if self.answers else self.by_default
        silent = answer.hang or answer.drop
        headers = {name.lower(): value for name, value in request.headers.items()}
        status = None if silent else answer.status
        with self.arrived:
            self.messages.append(Message(endpoint, plaintext, len(body), headers, claims, status))
            self.arrived.notify_all()
        if answer.hang:
            await self._released.wait()
        if silent and request.transport is not None:
            request.transport.abort()
        return web.Response(status=answer.status, headers=answer.headers, text=answer.text)

    def _refuse(self, status: int, reason: str) -> web.Response:
        """Answers as a real service would not: with the reason, so that a failing test says it."""
        self.refused.append(reason)
        return web.json_response({"reason": reason}, status=status)

    @staticmethod
    def _refusal(request: web.Request, body: bytes) -> tuple[int, str] | None:
        headers = request.headers
        if len(body) > LARGEST_BODY:
            return 413, "body above 4,096 bytes"
        if headers.get("Content-Encoding") != "aes128gcm":
            return 400, "Content-Encoding is not aes128gcm"
        if not headers.get("TTL", "").isdigit():
            return 400, "no TTL"
        if headers.get("Urgency", "normal") not in ("very-low", "low", "normal", "high"):
            return 400, "unknown Urgency"
        if not re.fullmatch(r"[\w-]{0,32}", headers.get("Topic", ""), re.ASCII):
            return 400, "Topic is not up to 32 base64url characters"
        return None

    def _claims(self, authorization: str, server_key: str | None) -> dict[str, Any] | str:
        """The claims of a token in order, or what is wrong with it."""
        try:
            if not Vapid02.verify(authorization):
                return "bad signature"
            parts = dict(part.split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
            claims: dict[str, Any] = jwt.decode(parts["t"], options={"verify_signature": False})
        except (AssertionError, ValueError, IndexError, jwt.InvalidTokenError) as error:
            return f"not a VAPID header: {error!r}"
        life = datetime.fromtimestamp(claims.get("exp", 0), UTC) - self._now()
        if server_key is not None and parts["k"] != server_key:
            return "signed by another server than the subscription's"
        if claims.get("aud") != self.url:
            return f"aud is {claims.get('aud')!r}"
        if not timedelta() < life <= timedelta(hours=24):
            return f"exp is {life} away"
        if not str(claims.get("sub", "")).startswith(("mailto:", "https://")):
            return f"sub is {claims.get('sub')!r}"
        return claims

    async def _elsewhere(self, _: web.Request) -> web.Response:
        return self._refuse(400, "a redirect was followed")


class PushServiceThread:
    """A `PushService` with a thread and an event loop of its own, for tests that have none.

    `with PushServiceThread() as service: ... service.subscription() ... service.wait_for(1)`.
    """

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="push service", daemon=True)

    def __enter__(self) -> PushService:
        self._thread.start()
        self._service = asyncio.run_coroutine_threadsafe(self._started(), self._loop).result(10)
        return self._service

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._service.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _started(self) -> PushService:
        service = PushService(now=self._now)
        await service.start()
        return service


def base64url(data: bytes) -> str:
    """Without `=` at the end, as browsers write it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
