"""Subscriptions: which devices can be reached, for whom. One ends with its session."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Principal
from app.kit.context import Context, stamp
from app.kit.listed import among
from app.kit.prepared import Prepared
from app.members.models import MemberSession
from app.members.sessions import IDLE
from app.push.models import PushSubscription
from app.push.outcome import Subscription
from app.push.schemas import SubscriptionIn

if TYPE_CHECKING:  # keys and connections are loaded by who signs or sends: a web process without a worker does neither
    from cryptography.hazmat.primitives.asymmetric import ec

    from app.push.addresses import PushAddresses
    from app.push.sender import PushSender
    from app.push.vapid import Vapid

KEY_FILE: Final = "vapid.pem"


def vapid(ctx: Context) -> Vapid:
    """The signature of this server. Its key is made in the data folder when it is first needed.

    Raises BadVapidKey, BadVapidSubject, and OSError of the file.
    """
    from app.push.vapid import Vapid

    key = _key(ctx.settings.data_dir / KEY_FILE)
    return Vapid(key, subject=ctx.settings.push_subject, clock=ctx.clock)


def addresses(ctx: Context) -> PushAddresses:
    """Where this server may send to."""
    from app.push.addresses import PushAddresses

    return PushAddresses(more=ctx.settings.push_hosts, loopback=ctx.settings.push_loopback)


def sender(ctx: Context) -> PushSender:
    """A sender for this server's messages; enter it before use."""
    from app.push.sender import PushSender

    return PushSender(vapid=vapid(ctx), addresses=addresses(ctx), clock=ctx.clock)


def subscribe(ctx: Context, session: Session, me: Principal, wanted: SubscriptionIn) -> None:
    """From now on this device can be reached, for this member alone. Safe to repeat.

    A browser keeps its endpoint when somebody else signs in there: the one before is no longer rung.
    Raises RefusedAddress or BadSubscriptionKeys.
    """
    from app.push.encoder import subscriber

    addresses(ctx).checked(wanted.endpoint)
    subscriber(wanted.keys.p256dh, wanted.keys.auth)
    hashed = hashlib.sha256(wanted.endpoint.encode()).hexdigest()
    session.execute(
        delete(PushSubscription).where(
            or_(col(PushSubscription.session_id) == me.session_id, col(PushSubscription.endpoint_hash) == hashed)
        )
    )
    session.add(
        PushSubscription(
            session_id=me.session_id,
            member_id=me.member_id,
            endpoint=wanted.endpoint,
            endpoint_hash=hashed,
            p256dh=wanted.keys.p256dh,
            auth=wanted.keys.auth,
            created_at=ctx.stamp(),
            silenced_at=None,
        )
    )
    session.flush()


def unsubscribe(session: Session, session_id: str, endpoint: str | None = None) -> None:
    """This device is not rung any more; with `endpoint` only while it still has this one. Safe to repeat."""
    where = [col(PushSubscription.session_id) == session_id]
    if endpoint is not None:
        where.append(col(PushSubscription.endpoint) == endpoint)
    session.execute(delete(PushSubscription).where(*where))


def of(session: Session, session_id: str) -> Subscription | None:
    """Where this session's device can be reached."""
    row = session.get(PushSubscription, session_id)
    return None if row is None or row.silenced_at else Subscription(row.endpoint, row.p256dh, row.auth)


def devices(session: Session, members: Iterable[str], now: datetime) -> dict[str, list[str]]:
    """By member, the ids of the subscriptions that can be rung now."""
    found: dict[str, list[str]] = defaultdict(list)
    for member, subscription in _DEVICES.rows(session, ids=sorted(set(members)), **times(now)):
        found[member].append(subscription)
    return found


def reachable(session: Session, ids: list[str], now: datetime) -> dict[tuple[str, str], Subscription]:
    """By id and member, where those of these subscriptions can be reached on which somebody is signed in."""
    rows = _REACHABLE.rows(session, ids=ids, **times(now))
    return {(id_, member): Subscription(endpoint, p256dh, auth) for id_, member, endpoint, p256dh, auth in rows}


def known(session: Session, member_id: str, now: datetime) -> list[tuple[str, str, bool]]:
    """`(session, device, rings)` of every device of a member that asked to ring, the newest sign-in first."""
    rows = session.execute(
        select(col(MemberSession.id), col(MemberSession.device), col(PushSubscription.silenced_at).is_(None))
        .join(PushSubscription, SIGNED_IN)
        .where(col(PushSubscription.member_id) == member_id)
        .order_by(col(MemberSession.created_at).desc(), col(MemberSession.id)),
        times(now),
    )
    return [(id_, device, rings) for id_, device, rings in rows]


def silence(session: Session, member_id: str, session_id: str, now: str) -> bool:
    """One of the member's own devices is not rung any more, until somebody turns it on there. It stays signed in,
    and learns of it at its next start. False where there is no such device."""
    theirs = (
        update(PushSubscription)
        .where(col(PushSubscription.session_id) == session_id, col(PushSubscription.member_id) == member_id)
        .values(silenced_at=func.coalesce(col(PushSubscription.silenced_at), now))
    )
    return cast(CursorResult[Any], session.execute(theirs)).rowcount > 0


def times(now: datetime) -> dict[str, str]:
    """What `SIGNED_IN` is asked with."""
    return {"now": stamp(now), "used_since": (now - IDLE).date().isoformat()}


_SIGNED_IN: Final[list[Any]] = [
    col(MemberSession.id) == col(PushSubscription.session_id),
    col(MemberSession.member_id) == col(PushSubscription.member_id),
    col(MemberSession.revoked_at).is_(None),
    col(MemberSession.expires_at) > bindparam("now"),
    col(MemberSession.used_on) >= bindparam("used_since"),
]
SIGNED_IN: Final[ColumnElement[bool]] = and_(*_SIGNED_IN)
"""The join of a subscription with its session, as long as somebody is signed in there. Asked with `times`."""
RINGS: Final[ColumnElement[bool]] = and_(SIGNED_IN, col(PushSubscription.silenced_at).is_(None))
"""The same, as long as it may be rung."""
_DEVICES: Final = Prepared(
    select(col(PushSubscription.member_id), col(PushSubscription.session_id))
    .join(MemberSession, RINGS)
    .where(among(col(PushSubscription.member_id)))
    .order_by(col(PushSubscription.session_id))
)
_REACHABLE: Final = Prepared(
    select(
        col(PushSubscription.session_id),
        col(PushSubscription.member_id),
        col(PushSubscription.endpoint),
        col(PushSubscription.p256dh),
        col(PushSubscription.auth),
    )
    .join(MemberSession, RINGS)
    .where(among(col(PushSubscription.session_id)))
)


@lru_cache(maxsize=4)
def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    from app.push.vapid import load_or_make_key

    return load_or_make_key(path)
