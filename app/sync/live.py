"""The live hint: "this space has a new head". Never what changed, never who did it.

One look for everybody who listens: at once when this process has committed, or another one says that it has; and
each second where nobody says so. Membership and session are read anew each time: who left is a stranger in an open
stream too.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from anyio import to_thread
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from app.auth.principal import Principal
from app.kit.context import Context
from app.kit.records.models import Membership, Space
from app.kit.tasks import end
from app.members.models import MemberSession

LOOK_EVERY = 1.0
LOOK_ANYWAY = 30.0
"""Where other processes say when they commit: for sessions that run out, and a word that went astray."""
PING_EVERY = 20.0
STREAMS_PER_SESSION = 10
CLOSED = None
log = structlog.get_logger("tend.live")

Hint = tuple[str, int]
"""(space, head)."""


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream: whose, and what it was told last."""

    member_id: str
    session_id: str
    queue: asyncio.Queue[Hint | None]
    told: dict[str, int] = field(default_factory=dict)


class Live:
    """Who listens in this process. Looks only while somebody does."""

    def __init__(self, ctx: Context, *, every: float | None = None, anyway: float = LOOK_ANYWAY) -> None:
        self.ctx = ctx
        self.every = LOOK_EVERY if every is None else every
        self.anyway = anyway
        self.others_tell = False
        self.listeners: dict[Listener, None] = {}
        self.wake = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.task: asyncio.Task[None] | None = None

    def committed(self) -> None:
        """Called from any thread after a commit: look now."""
        if self.loop is not None and self.listeners:
            with suppress(RuntimeError):  # the loop is closing: nobody listens any more
                self.loop.call_soon_threadsafe(self.wake.set)

    def told_by_others(self, yes: bool) -> None:
        """Whether other processes' commits are heard from now on. Looks at once: something may have been missed."""
        self.others_tell = yes
        self.wake.set()

    async def close(self) -> None:
        """Looks no more. A look under way is waited for: it has a connection."""
        if self.task is not None:
            await end(self.task)

    async def hints(self, me: Principal) -> AsyncIterator[Hint | None]:
        """Hints for one member as they come, None now and then to keep the line open. Ends with the access."""
        listener = Listener(me.member_id, me.session_id, asyncio.Queue())
        self._make_room(me.session_id)
        self.loop = asyncio.get_running_loop()
        self.listeners[listener] = None
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._look())
        self.wake.set()
        try:
            while True:
                try:
                    hint = await asyncio.wait_for(listener.queue.get(), PING_EVERY)
                except TimeoutError:
                    yield None
                    continue
                if hint is CLOSED:
                    return
                yield hint
        finally:
            self.listeners.pop(listener, None)

    def _make_room(self, session_id: str) -> None:
        """A session that opens stream after stream loses its oldest."""
        open_ones = [listener for listener in self.listeners if listener.session_id == session_id]
        if len(open_ones) >= STREAMS_PER_SESSION:
            open_ones[0].queue.put_nowait(CLOSED)
            del self.listeners[open_ones[0]]

    async def _look(self) -> None:
        while self.listeners:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), self.anyway if self.others_tell else self.every)
            self.wake.clear()
            listeners = list(self.listeners)
            try:
                heads, sessions = await to_thread.run_sync(self._read, listeners)
            except SQLAlchemyError as error:  # the database is away for a while: listeners wait, and look again
                log.warning("live_look_broke", error=type(error).__name__)
                await asyncio.sleep(self.every)
                continue
            for listener in listeners:
                if listener.session_id not in sessions:
                    listener.queue.put_nowait(CLOSED)
                    continue
                for space, head in heads.get(listener.member_id, []):
                    if listener.told.get(space) != head:
                        listener.told[space] = head
                        listener.queue.put_nowait((space, head))

    def _read(self, listeners: list[Listener]) -> tuple[dict[str, list[Hint]], set[str]]:
        heads: dict[str, list[Hint]] = {}
        with self.ctx.db.read() as session:
            rows = session.execute(
                select(col(Membership.member_id), col(Space.id), col(Space.head))
                .join(Space, col(Space.id) == col(Membership.space_id))
                .where(
                    col(Membership.member_id).in_({listener.member_id for listener in listeners}),
                    col(Membership.left).is_(None),
                )
            )
            for member_id, space, head in rows:
                heads.setdefault(member_id, []).append((space, head))
            alive = session.execute(
                select(col(MemberSession.id)).where(
                    col(MemberSession.id).in_({listener.session_id for listener in listeners}),
                    col(MemberSession.revoked_at).is_(None),
                    col(MemberSession.expires_at) > self.ctx.stamp(),
                )
            ).scalars()
            return heads, set(alive)
