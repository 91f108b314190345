"""Figures for who hosts the server: how reminders do, over everybody. No content, no names, no ids.

They are counted in the database, so that they tell of every process. Nothing is counted by member or couple. On a
server for few people a sum would tell one of them about another; there only what is wrong with the server is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response
from sqlalchemy import DateTime, Integer, cast, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, Ctx, instant, stamp
from app.kit.errors import NotFound
from app.members.models import Member
from app.push.models import Delivery
from app.reminders.models import ReminderDue, WorkerLook

LATE: Final = timedelta(minutes=5)
FEWEST: Final = 10
"""Members, below which nothing is counted that somebody did, wanted or left alone."""
OWN_FAULT: Final = "misconfigured"
STATES: Final = ("waiting", "sent", "gone", "failed", "expired")
Figure = tuple[str, str, dict[str, float]]
"""(name, what it says, its value by class; the class is "" when there is only one)."""

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
def metrics(ctx: Ctx, authorization: Annotated[str | None, Header()] = None) -> Response:
    """In Prometheus' words. It is the host's own and no part of the API: to anybody else it does not exist."""
    if not _is_host(ctx, authorization):
        raise NotFound
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest  # few hosts ask

    registry = CollectorRegistry()
    for name, says, values in figures(ctx):
        gauge = Gauge(name, says, ["class"] if "" not in values else [], registry=registry)
        for which, value in values.items():
            (gauge.labels(which) if which else gauge).set(value)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def figures(ctx: Context) -> Iterator[Figure]:
    """What there is to know at this moment. The outbox keeps a message for a week after it was of use."""
    now = ctx.now()
    with ctx.db.read() as session:
        many = session.execute(select(func.count(col(Member.id)))).scalar_one() >= FEWEST
        due, since = session.execute(
            select(func.count(), func.min(col(ReminderDue.next_due_at))).where(
                col(ReminderDue.next_due_at) <= stamp(now)
            )
        ).one()
        waiting = session.execute(
            select(func.min(col(Delivery.due_at))).where(col(Delivery.state) == "waiting")
        ).scalar()
        late = session.execute(
            select(func.count()).where(col(Delivery.state) == "sent", _seconds(ctx) > LATE.total_seconds())
        ).scalar_one()
        looked = session.execute(select(func.max(col(WorkerLook.at)))).scalar()
        states, classes = _outbox(session)
    if many:
        yield "tend_reminders_due", "Reminders that are due and were not looked at yet.", {"": due}
        yield "tend_push_messages", "Messages of the last week, by what became of them.", states
        yield "tend_push_late", "Of those that were sent: more than five minutes after they were due.", {"": late}
    yield "tend_reminders_due_oldest_seconds", "How long the oldest of them has been due.", {"": _age(since, now)}
    told = {which: count for which, count in classes.items() if many or which.startswith(OWN_FAULT)}
    if told:
        yield "tend_push_failures", "Of those that never arrived: by the last answer.", told
    yield (
        "tend_push_waiting_oldest_seconds",
        "How long ago the oldest waiting message was due.",
        {"": _age(waiting, now)},
    )
    if looked is not None:
        yield "tend_worker_look_seconds", "How long ago a worker looked last, to a minute.", {"": _age(looked, now)}


def _outbox(session: Session) -> tuple[dict[str, float], dict[str, float]]:
    """How many there are in each state; and of those that failed, by verdict and kind of answer."""
    states: dict[str, float] = dict.fromkeys(STATES, 0.0)
    classes: dict[str, float] = {"never tried": 0.0}
    counted = select(col(Delivery.state), col(Delivery.last_outcome), func.count())
    for state, outcome, count in session.execute(counted.group_by(col(Delivery.state), col(Delivery.last_outcome))):
        states[state] += count
        if state not in ("waiting", "sent"):
            which = _class(outcome)
            classes[which] = classes.get(which, 0.0) + count
    return states, classes


def _class(outcome: str | None) -> str:
    """`later 503` is "later 5xx"; without a status there was no answer."""
    if outcome is None:
        return "never tried"
    verdict, _, status = outcome.partition(" ")
    return f"{verdict} {status[0]}xx" if status else f"{verdict} without an answer"


def _seconds(ctx: Context) -> Any:
    """From when a message was due to when it was sent."""
    if ctx.db.sqlite:
        return cast(
            (func.julianday(col(Delivery.next_try_at)) - func.julianday(col(Delivery.due_at))) * 86_400, Integer
        )
    whole = DateTime(timezone=True)
    return func.extract("epoch", cast(col(Delivery.next_try_at), whole) - cast(col(Delivery.due_at), whole))


def _age(since: str | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - instant(since)).total_seconds())


def _is_host(ctx: Context, authorization: str | None) -> bool:
    token = ctx.settings.metrics_token
    kind, _, given = (authorization or "").partition(" ")
    if token is None or kind.lower() != "bearer":
        return False
    return secrets.compare_digest(given.strip().encode(), token.get_secret_value().encode())
