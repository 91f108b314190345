"""A receiver of webhooks on loopback: it keeps what it is sent, lets a library check it, and fails on request."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web
from standardwebhooks.webhooks import Webhook as Verifier


@dataclass(frozen=True)
class Got:
    """One message, and what the library said of its signature."""

    headers: dict[str, str]
    body: bytes
    path: str

    def verified(self, secret: str) -> Any:
        """The message, if its signature is right now. Raises WebhookVerificationError."""
        return Verifier(secret).verify(self.body, self.headers)


class Receiver:
    """Answers 204, or what `answers` says next; `hang` never answers. Use it as `with`."""

    hang = -1

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: deque[int] = deque()
        self._arrived = threading.Condition()
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(10)

    def address(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def wait_for(self, many: int) -> list[Got]:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.got) >= many, 10), f"{len(self.got)} of {many} came"
            return list(self.got)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application()
        app.router.add_post("/{path:.*}", self._take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._done.wait()
        await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        got = Got({name.lower(): value for name, value in request.headers.items()}, await request.read(), request.path)
        with self._arrived:
            self.got.append(got)
            self._arrived.notify_all()
        status = self.answers.popleft() if self.answers else 204
        if status == self.hang:
            await self._done.wait()
        headers = {"Location": self.address("/elsewhere")} if 300 <= status < 400 else {}
        return web.Response(status=204 if status == self.hang else status, headers=headers)
