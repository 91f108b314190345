"""The worker: looks at what is due, sends what waits, sleeps until the next of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from anyio import to_thread
from sqlalchemy import func, select
from sqlmodel import col

from app.kit.context import Context, instant, stamp
from app.kit.db import EVERYWHERE, insert_into
from app.kit.turns import LONGEST_SLEEP, Turns
from app.push import deliver, service
from app.push.models import Delivery
from app.reminders import stale
from app.reminders.due import materialise
from app.reminders.models import ReminderDue, WorkerLook

if TYPE_CHECKING:
    from app.push.sender import PushSender

EVERY_MINUTE: Final = timedelta(minutes=1)
EVERY_HOUR: Final = timedelta(hours=1)
NAME: Final = "reminders"


class Worker:
    """Runs in the background of an `async with`, in the web process or one of its own.

    Any number may run on PostgreSQL. All time but the sleeping itself is the context's.
    """

    def __init__(self, ctx: Context, *, sender: PushSender | None = None) -> None:
        """Raises what is wrong with the VAPID key or its subject: better at the start than at night."""
        self._ctx = ctx
        self._sender = sender or service.sender(ctx)
        self._refreshed: datetime | None = None
        self._swept: datetime | None = None
        self._turns = Turns("reminders", self._turn)
        ctx.db.on_commit(self._turns.wake)

    async def __aenter__(self) -> Self:
        await self._sender.__aenter__()
        self._turns.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._turns.stop()  # what is cut off is sent again after its lease
        await self._sender.__aexit__(kind, error, trace)

    async def tick(self) -> int:
        """Does everything that is due now. Returns how many messages were tried."""
        await to_thread.run_sync(self._look)
        return await deliver.send_due(self._ctx, self._sender)

    async def _turn(self) -> float:
        await self.tick()
        return await to_thread.run_sync(self._until_next)

    def _look(self) -> None:
        ctx, now = self._ctx, self._ctx.now()
        if self._refreshed is None or now - self._refreshed >= EVERY_MINUTE:
            stale.refresh(ctx, self._refreshed)
            self._note(now)
            self._refreshed = now
        if self._swept is None or now - self._swept >= EVERY_HOUR:
            with ctx.db.write(EVERYWHERE) as session:
                deliver.sweep(ctx, session)
            self._swept = now
        while self._anything(now):
            with ctx.db.write(EVERYWHERE) as session:
                looked = materialise(ctx, session, now)
            if not looked:
                break
        stale.withdraw_after_leaving(ctx)

    def _note(self, now: datetime) -> None:
        """That somebody looked. Once a minute: whoever hosts it asks no more often."""
        with self._ctx.db.write(EVERYWHERE) as session:
            made = insert_into(session, WorkerLook).values(worker=NAME, at=stamp(now))
            session.execute(
                made.on_conflict_do_update(index_elements=[col(WorkerLook.worker)], set_={"at": stamp(now)})
            )

    def _anything(self, now: datetime) -> bool:
        """A look without the writer's lock, for it is asked every second."""
        due = select(col(ReminderDue.reminder_id)).where(col(ReminderDue.next_due_at) <= stamp(now)).limit(1)
        with self._ctx.db.read(EVERYWHERE) as session:
            return session.execute(due).first() is not None

    def _until_next(self) -> float:
        with self._ctx.db.read(EVERYWHERE) as session:
            looks = session.execute(select(func.min(col(ReminderDue.next_due_at)))).scalar()
            tries = session.execute(
                select(func.min(col(Delivery.next_try_at))).where(col(Delivery.state) == "waiting")
            ).scalar()
        following = [instant(at) for at in (looks, tries) if at]
        if not following:
            return LONGEST_SLEEP
        seconds = (min(following) - self._ctx.now()).total_seconds()
        return min(seconds, LONGEST_SLEEP) if seconds > 0 else LONGEST_SLEEP  # others are at what is late
