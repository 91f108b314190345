"""HTTP to the whole app in this process, without a socket: a request in, the bytes of the answer out."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI

from tests.cast import ORIGIN

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `text` is what a reader of the wire would see, headers included."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    raw: bytes

    @property
    def json(self) -> Json:
        """The body; empty for none."""
        found: Json = json.loads(self.raw) if self.raw else {}
        return found

    @property
    def code(self) -> str:
        """The stable word of a refusal."""
        return str(self.json.get("code", ""))

    @property
    def text(self) -> bytes:
        """Everything that travelled."""
        return b"\n".join(name + b": " + value for name, value in self.headers) + b"\n\n" + self.raw

    @property
    def cookie(self) -> str | None:
        """The session that this answer gives."""
        for name, value in self.headers:
            if name == b"set-cookie" and (morsel := SimpleCookie(value.decode()).get("sid")) is not None:
                return morsel.value
        return None


class Line:
    """One request at a time, each as the server below would hand it over."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()

    def close(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def call(
        self, method: str, path: str, body: Json | None, *, cookie: str | None, source: str, **headers: str
    ) -> Answer:
        """Sends and waits. An error that the app lets through after answering is the server's log, not ours."""
        raw = b"" if body is None else json.dumps(body).encode()
        got: dict[str, Any] = {"body": b""}
        waiting = [{"type": "http.request", "body": raw, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                got.update(status=message["status"], headers=tuple(message["headers"]))
            else:
                got["body"] += message.get("body", b"")

        scope = _scope(method, path, raw, cookie, source, headers)
        try:
            self.loop.run_until_complete(self.app(scope, receive, send))
        except Exception:
            if "status" not in got:
                raise
        return Answer(got["status"], got["headers"], got["body"])


def _scope(
    method: str, path: str, raw: bytes, cookie: str | None, source: str, headers: dict[str, str]
) -> dict[str, Any]:
    parts = urlsplit(path)
    sent = {
        "host": "localhost",
        "origin": ORIGIN,
        **{name.lower().replace("_", "-"): value for name, value in headers.items()},
    }
    if raw:
        sent |= {"content-type": "application/json", "content-length": str(len(raw))}
    if cookie:
        sent["cookie"] = f"sid={cookie}"
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": (source, 1),
        "server": ("localhost", 80),
        "state": {},
    }
