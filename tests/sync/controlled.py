"""A real server on loopback whose clock, chance and accidents are somebody else's: for clients in a simulation.

`python -m tests.sync.controlled` prints one line of JSON once it listens: its port, and who is here. Then each line
on standard input is a command, `{"do": …}`, and each line on standard output its answer; it ends with its input.
Two headers steer a request: `x-now` (ms since 1970) is the hour at which it comes, and `x-trouble` what happens to it:

    before  500, and nothing was done
    after   500, and everything was done
    batch   the first transaction of this request breaks at its end

A body that holds the word POISON makes the server fail again and again, as a defect would, until it is healed.
"""

from __future__ import annotations

import json
import logging
import random
import socket
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from sqlalchemy import event, exc
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.auth.service import passwords
from app.cli import upgrade
from app.kit.clock import FixedClock
from app.kit.context import make_context
from app.kit.records.entry import Entry
from app.kit.settings import Settings
from app.main import create_app
from app.members import sessions
from app.spaces import service as spaces
from app.sync import push
from tests.cast import ORIGIN, couple, sign_up
from tests.conftest import CHEAP, EVENING

POISON = b"POISON"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOOK = {
    "versions": "SELECT space_id, entity_id, field, body FROM version WHERE deleted_at IS NULL ORDER BY space_id, id",
    "practices": "SELECT space_id, id, position, catalogue, body, deleted_at FROM practice ORDER BY space_id, id",
    "check_ins": "SELECT space_id, id, body, deleted_at FROM check_in ORDER BY space_id, id",
    "applied": "SELECT account_id, id, entity_id, outcome FROM applied_mutation ORDER BY account_id, id",
    "heads": "SELECT id, head FROM space ORDER BY id",
}
"""What an oracle may ask of the database: it sees more than any member does."""

Answer = dict[str, Any]


class Chance:
    """Bytes from a seed that can be set again."""

    def __init__(self) -> None:
        self.source = random.Random(0)

    def __call__(self, size: int) -> bytes:
        return self.source.randbytes(size)


class House:
    """The server's file, its clock, its backups, and who lives in it."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data_dir=folder, public_url=ORIGIN, registration="open", worker_in_web=False)
        upgrade(settings.url)
        self.file = folder / "tend.sqlite3"
        self.clock, self.chance = FixedClock(EVENING), Chance()
        self.ctx = make_context(settings, clock=self.clock, randbytes=self.chance)
        event.listen(self.ctx.db.writer, "connect", _careless)
        self.app = create_app(self.ctx, dist=folder / "no-client")
        self.app.dependency_overrides[passwords] = lambda: CHEAP
        self.people = {name: sign_up(self.app, name) for name in ("alice", "bob", "carol")}
        alice, bob, carol = self.people.values()
        self.spaces = {"ab": couple(alice, bob), "bc": couple(bob, carol)}
        self.live = sqlite3.connect(self.file, check_same_thread=False, isolation_level=None, timeout=10)
        self.live.execute("PRAGMA synchronous=OFF")
        self.template = self._copy()
        self.backup = self.template
        self.defect = True

    def roll(self) -> Answer:
        """Who and what is here, for the other side to know."""
        people = {name: {"id": one.id, "own": one.own} for name, one in self.people.items()}
        return {"people": people, "spaces": self.spaces, "start": _milliseconds(EVENING)}

    def at(self, milliseconds: int) -> None:
        """The hour is what the caller says that it is."""
        self.clock.set(EPOCH + timedelta(milliseconds=milliseconds))

    # --- commands

    def reset(self, seed: int) -> Answer:
        """Everything as at the beginning, and the same chance for the same seed."""
        self.chance.source.seed(seed)
        self.defect = True
        self.backup = self.template
        self._become(self.template)
        return {}

    def heal(self) -> Answer:
        """Poison is poison no more: the defect was mended."""
        self.defect = False
        return {}

    def keep(self) -> Answer:
        """Takes a backup."""
        self.backup = self._copy()
        return {}

    def restore(self) -> Answer:
        """The file is the backup's again. Nobody is told; connections stay open, as a host's may."""
        self._become(self.backup)
        return {}

    def sign_in(self, member: str, device: str) -> Answer:
        """A new session of somebody who gave their password."""
        with self.ctx.db.write() as session:
            row, token = sessions.start(session, self.ctx, self.people[member].id, device)
        return {"cookie": token, "session": row.id}

    def revoke(self, member: str, session: str) -> Answer:
        """Ended from another device of theirs."""
        with self.ctx.db.write() as database:
            ended = sessions.revoke(database, self.people[member].id, session, now=self.ctx.stamp(), erase=False)
        return {"ended": ended}

    def leave(self, member: str, space: str) -> Answer:
        """Leaves a couple. Whether there was one to leave."""
        one, space_id = self.people[member], self.spaces[space]
        with self.ctx.db.write(frozenset({space_id})) as session:
            if not spaces.is_in(session, space_id, one.id):
                return {"left": False}
            spaces.leave(self.ctx, session, Entry(space_id, "couple", one.id, one.name))
        return {"left": True}

    def look(self) -> Answer:
        """The rows that an oracle compares with what clients hold."""
        found = {}
        for name, query in LOOK.items():
            cursor = self.live.execute(query)
            names = [column[0] for column in cursor.description]
            found[name] = [dict(zip(names, row, strict=True)) for row in cursor]
        return found

    # --- the file

    def _copy(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        self.live.backup(copy)
        return copy

    def _become(self, copy: sqlite3.Connection) -> None:
        copy.backup(self.live)


def _careless(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # no power is lost here, and every commit waits for the disk


def _milliseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


class Troubled:
    """The application behind the accidents that its requests ask for."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self.house = house
        self.breaks = False
        self.finish = push.finish
        push.finish = self._finish

    def _finish(self, commit: Any) -> None:
        self.finish(commit)
        if self.breaks:
            self.breaks = False
            raise exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        if "x-now" in headers:
            self.house.at(int(headers["x-now"]))
        trouble = headers.get("x-trouble", "")
        body = await _body(receive)
        if trouble == "before" or (self.house.defect and POISON in body):
            return await _fail(send)
        self.breaks = trouble == "batch"
        await self.app(scope, _again(body), _nowhere if trouble == "after" else send)
        if trouble == "after":
            await _fail(send)
        return None


async def _body(receive: Receive) -> bytes:
    parts = b""
    while True:
        message = await receive()
        parts += message.get("body", b"")
        if not message.get("more_body"):
            return parts


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _nowhere(_: Message) -> None:
    """The answer that nobody hears."""


async def _fail(send: Send) -> None:
    body = b'{"code": "internal", "title": "Something went wrong here"}'
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def listening(app: ASGIApp) -> Iterator[int]:
    """Serves on a free port of loopback, in a thread of its own."""
    # asyncio sends small answers at once only on a socket that says that it is TCP
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", timeout_keep_alive=86_400)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield door.getsockname()[1]
        server.should_exit = True
        thread.join()


def obey(house: House, line: str) -> Answer:
    """One command."""
    asked: dict[str, Any] = json.loads(line)
    commands: dict[str, Callable[..., Answer]] = {
        "reset": house.reset,
        "heal": house.heal,
        "backup": house.keep,
        "restore": house.restore,
        "sign_in": house.sign_in,
        "revoke": house.revoke,
        "leave": house.leave,
        "look": house.look,
    }
    if (now := asked.pop("now", None)) is not None:
        house.at(now)
    return commands[asked.pop("do")](**asked)


def say(answer: Answer) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    quiet = structlog.make_filtering_bound_logger(logging.ERROR)  # accidents that were asked for are no news
    structlog.configure(wrapper_class=quiet, logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        with listening(Troubled(house.app, house)) as port:
            say({"port": port, **house.roll()})
            for line in sys.stdin:
                say(obey(house, line))


if __name__ == "__main__":
    main()
