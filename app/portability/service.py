"""Calendar feeds: made, looked at, read by whoever has the address, and ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.limits import Try, forgive, knock
from app.auth.principal import Principal
from app.auth.rules import Gate
from app.kit.context import Context
from app.kit.db import widen
from app.kit.errors import NotFound
from app.kit.records.models import Membership
from app.members import notices
from app.members.models import Member
from app.members.secrets import digest, new_token
from app.portability.models import CalendarFeed
from app.portability.occasions import SOURCES, Series
from app.push.payload import ENGLISH

CALENDAR: Final = Gate("calendar", free=30)
"""For one source that shows addresses of calendars: a service asks for those of many people."""


def make(ctx: Context, session: Session, me: Principal, words: str) -> tuple[CalendarFeed, str]:
    """A new feed and the secret of its address, which nobody can read again. The one before ends.

    Other devices are told, as of everything that lets somebody read.
    """
    secret = new_token(ctx.randbytes)
    end(session, me.member_id)
    feed = CalendarFeed(
        member_id=me.member_id,
        secret_hash=digest(secret),
        words=words,
        created_on=ctx.now().date().isoformat(),
        last_read_on=None,
    )
    session.add(feed)
    session.flush()
    notices.tell(session, ctx, me.member_id, "new_calendar", device=me.device, by=me.session_id)
    return feed, secret


def of(session: Session, member_id: str) -> CalendarFeed | None:
    """The feed of a member."""
    return session.get(CalendarFeed, member_id)


def end(session: Session, member_id: str) -> None:
    """Whoever has the address finds nothing there any more. Safe to repeat."""
    session.execute(delete(CalendarFeed).where(col(CalendarFeed.member_id) == member_id))


def opened(ctx: Context, secret: str, source: str) -> list[Series]:
    """What the address of that secret shows now, without titles where they were not chosen.

    Raises TooManyTries, and NotFound for what never was and for what has ended. The secret is looked up by its
    hash: how long that takes tells nothing about any other.
    """
    tries = Try(CALENDAR, source)
    knock(ctx, tries)
    hashed = digest(secret)
    now = ctx.now()
    with ctx.db.read() as session:
        feed = session.scalars(select(CalendarFeed).where(col(CalendarFeed.secret_hash) == hashed)).one_or_none()
        if feed is None:
            raise NotFound
        member = session.get_one(Member, feed.member_id)
        widen(session, _spaces(session, member.id))
        series = [one for kind in SOURCES for one in kind(session, member.own_space_id, now)]
    with ctx.db.write() as session:
        forgive(session, tries)
        _note(session, hashed, now.date().isoformat())
    return series if feed.words == "own" else [replace(one, title=None) for one in series]


def neutral() -> str:
    """What every event says that may not say more: the same as every push."""
    return ENGLISH.body


def _spaces(session: Session, member_id: str) -> frozenset[str]:
    """Where the member is at this moment: a couple that they left is silent at once."""
    return frozenset(
        session.scalars(
            select(col(Membership.space_id)).where(
                col(Membership.member_id) == member_id, col(Membership.left).is_(None)
            )
        )
    )


def _note(session: Session, hashed: str, today: str) -> None:
    feed = session.scalars(select(CalendarFeed).where(col(CalendarFeed.secret_hash) == hashed)).one_or_none()
    if feed is not None and feed.last_read_on != today:
        feed.last_read_on = today
        session.flush()
