"""Guessing slows down, right across processes: the counts are in the database.

`knock` before a secret is tested, in a transaction of its own, so that many tries at once cannot share
one turn; `forgive` once the secret was right.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.models import Rate
from app.auth.refusals import TooManyTries
from app.auth.rules import Arrivals, Gate, after_try, wait
from app.kit.context import Context
from app.kit.db import insert_into

DAY = 24 * 60 * 60_000

SIGN_IN = Gate("sign_in", free=5, forget=DAY)
"""For one account from one source: a partner who guesses elsewhere locks nobody out."""
SIGN_IN_SOURCE = Gate("sign_in_source", free=30)
"""For one source over all accounts."""
SIGN_UP = Gate("sign_up", free=20)
"""For one source."""
PASSWORD = Gate("password", free=5, forget=DAY)
"""For one session that gives its member's password again."""
LINK = Gate("link", free=10)
"""For one source that shows setup, reset or recovery secrets."""
JOIN = Gate("join", free=10)
"""For one member who types invite codes."""

FORGOTTEN = 2 * DAY
"""No gate remembers for longer."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try at one gate, by whom or from where: `Try(JOIN, me.member_id)`."""

    gate: Gate
    subject: tuple[str, ...]

    def __init__(self, gate: Gate, *subject: str) -> None:
        object.__setattr__(self, "gate", gate)
        object.__setattr__(self, "subject", subject)

    @property
    def key(self) -> str:
        """What is stored in place of the subject."""
        return hashlib.sha256("\x1f".join((self.gate.name, *self.subject)).encode()).hexdigest()


def knock(ctx: Context, *tries: Try) -> None:
    """Counts a try at each gate, or at none and raises TooManyTries. Opens its own transaction."""
    now = _milliseconds(ctx)
    with ctx.db.write() as session:
        session.execute(delete(Rate).where(col(Rate.tat) < now - FORGOTTEN))
        for one in sorted(tries, key=lambda each: each.key):
            before = _locked(session, one.key)
            if left := wait(one.gate, before, now):
                raise TooManyTries(-(-left // 1000))
            after = after_try(one.gate, before, now)
            session.execute(update(Rate).where(col(Rate.key) == one.key).values(tries=after.tries, tat=after.tat))


def forgive(session: Session, *tries: Try) -> None:
    """Forgets the tries of somebody who turned out to be right."""
    session.execute(delete(Rate).where(col(Rate.key).in_([one.key for one in tries])))


def _locked(session: Session, key: str) -> Arrivals:
    """The row of a key, made if it is not there, and locked until the transaction ends."""
    made = insert_into(session, Rate).values(key=key, tries=0, tat=0)
    # even one that is there is written to: in one step with the look, so that nobody forgives it in between
    kept = made.on_conflict_do_update(index_elements=[col(Rate.key)], set_={"key": key})
    row = session.execute(kept.returning(col(Rate.tries), col(Rate.tat))).one()
    return Arrivals(row.tries, row.tat)


def _milliseconds(ctx: Context) -> int:
    return int(ctx.now().timestamp() * 1000)


async def _source(request: Request) -> str:
    """Where a request comes from, as one household: an IPv4 address, or the /64 of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:  # a local socket has no address
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


Source = Annotated[str, Depends(_source)]
