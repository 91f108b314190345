"""Live hints that end: what a stream would say at first, through the same look at the same rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from anyio import to_thread

from app.auth.principal import Principal
from app.sync.live import Hint, Listener, Live


class Glance(Live):
    """A client of the tests reads an answer to its end, and a stream has none."""

    async def hints(self, me: Principal) -> AsyncIterator[Hint | None]:
        listener = Listener(me.member_id, me.session_id, asyncio.Queue())
        heads, sessions = await to_thread.run_sync(self._read, [listener])
        for hint in heads.get(me.member_id, []) if me.session_id in sessions else []:
            yield hint
