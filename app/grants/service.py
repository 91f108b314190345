"""What members give out: personal tokens and the access of apps; listed, and ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Principal
from app.grants.bearer import PREFIX
from app.grants.models import AuthorizationCode, Grant, GrantSpace
from app.grants.refusals import TooManyTokens
from app.grants.schemas import TokenIn
from app.kit.context import Context, stamp
from app.kit.errors import FieldError, Invalid, NotFound
from app.kit.records.declare import COUPLE
from app.kit.records.models import Membership, Space
from app.members import notices
from app.members.secrets import digest, new_token

MOST: Final = 50
KEPT: Final = timedelta(days=30)
"""How long a grant that has ended can still say why."""


def make_personal(ctx: Context, session: Session, me: Principal, wanted: TokenIn) -> tuple[Grant, str]:
    """A new personal token, which nobody can read again. Other devices are told. Raises as `make` does."""
    secret = PREFIX + new_token(ctx.randbytes)
    grant = make(ctx, session, me, wanted, kind="personal", token_hash=digest(secret))
    return grant, secret


def make(
    ctx: Context,
    session: Session,
    me: Principal,
    wanted: TokenIn,
    *,
    kind: str,
    token_hash: str | None = None,
    client_id: str | None = None,
) -> Grant:
    """A new grant. Raises NotFound for a space that the member is not in, Invalid for one that is no couple, and
    TooManyTokens.
    """
    now = ctx.now()
    _couples_of(session, me, wanted.spaces)
    _clear(session, me.member_id, stamp(now - KEPT))
    if len(of(session, me.member_id, now=stamp(now))) >= MOST:
        raise TooManyTokens
    grant = Grant(
        id=ctx.ids.uuid7(),
        member_id=me.member_id,
        kind=kind,
        client_id=client_id,
        name=wanted.name,
        scopes=" ".join(wanted.scopes),
        token_hash=token_hash,
        created_at=stamp(now),
        expires_at=stamp(now + timedelta(days=wanted.days)),
        used_on=None,
        refreshes=0,
        refreshed_at=None,
        revoked_at=None,
    )
    session.add(grant)
    session.flush()
    session.add_all(GrantSpace(grant_id=grant.id, space_id=space_id) for space_id in wanted.spaces)
    session.flush()
    notices.tell(session, ctx, me.member_id, "new_token", device=me.device, by=me.session_id)
    return grant


def of(session: Session, member_id: str, *, now: str) -> Sequence[Grant]:
    """What a member has given out and holds, the newest first. An app that never came for its answer has nothing."""
    return session.scalars(
        select(Grant)
        .where(
            col(Grant.member_id) == member_id,
            col(Grant.revoked_at).is_(None),
            col(Grant.expires_at) > now,
            (col(Grant.kind) == "personal") | (col(Grant.refreshes) > 0),
        )
        .order_by(col(Grant.created_at).desc(), col(Grant.id).desc())
    ).all()


def spaces_of(session: Session, grants: Sequence[Grant]) -> dict[str, list[str]]:
    """The couples of each grant that its member is in."""
    named: dict[str, list[str]] = defaultdict(list)
    asked = (
        select(col(GrantSpace.grant_id), col(GrantSpace.space_id))
        .join(Grant, col(Grant.id) == col(GrantSpace.grant_id))
        .join(
            Membership,
            and_(
                col(Membership.space_id) == col(GrantSpace.space_id),
                col(Membership.member_id) == col(Grant.member_id),
                col(Membership.left).is_(None),
            ),
        )
        .where(col(GrantSpace.grant_id).in_([grant.id for grant in grants]))
        .order_by(col(GrantSpace.space_id))
    )
    for grant_id, space_id in session.execute(asked):
        named[grant_id].append(space_id)
    return named


def revoke(session: Session, member_id: str, grant_id: str, *, now: str) -> None:
    """Ends it with its next request. Safe to repeat. Raises NotFound for what is not theirs."""
    grant = session.get(Grant, grant_id)
    if grant is None or grant.member_id != member_id:
        raise NotFound
    end(session, grant_id, now=now)


def end(session: Session, grant_id: str, *, now: str) -> None:
    """Ends a grant, if it has not ended yet."""
    this = update(Grant).where(col(Grant.id) == grant_id, col(Grant.revoked_at).is_(None))
    session.execute(this.values(revoked_at=now))


def end_all(session: Session, member_id: str, now: str) -> None:
    """Ends everything that a member has given out: they cut all threads."""
    theirs = update(Grant).where(col(Grant.member_id) == member_id, col(Grant.revoked_at).is_(None))
    session.execute(theirs.values(revoked_at=now))


def leave(session: Session, member_id: str, space_id: str) -> None:
    """Whoever leaves a couple takes it out of all that they gave out: coming back later opens nothing anew."""
    theirs = select(col(Grant.id)).where(col(Grant.member_id) == member_id)
    session.execute(
        delete(GrantSpace).where(col(GrantSpace.space_id) == space_id, col(GrantSpace.grant_id).in_(theirs))
    )


def forget(session: Session, member_id: str) -> None:
    """Deletes every grant of a member, whose account ends."""
    delete_grants(session, col(Grant.member_id) == member_id)


def delete_grants(session: Session, *which: ColumnElement[bool]) -> None:
    """Deletes grants, with the couples that they name and the codes that led to them."""
    ids = list(session.scalars(select(col(Grant.id)).where(*which)))
    session.execute(delete(AuthorizationCode).where(col(AuthorizationCode.grant_id).in_(ids)))
    session.execute(delete(GrantSpace).where(col(GrantSpace.grant_id).in_(ids)))
    session.execute(delete(Grant).where(col(Grant.id).in_(ids)))


def _clear(session: Session, member_id: str, before: str) -> None:
    """Deletes what ended so long ago that nobody asks why."""
    over = (col(Grant.expires_at) < before) | (col(Grant.revoked_at) < before)
    never = (col(Grant.kind) == "app") & (col(Grant.refreshes) == 0) & (col(Grant.created_at) < before)
    delete_grants(session, col(Grant.member_id) == member_id, over | never)


def _couples_of(session: Session, me: Principal, spaces: list[str]) -> None:
    if me.own_space_id in spaces:
        never = FieldError(field="spaces", code="own_space", message="No program ever sees your own space.")
        raise Invalid(errors=[never])
    here = session.execute(
        select(func.count())
        .select_from(Membership)
        .join(Space, col(Space.id) == col(Membership.space_id))
        .where(
            col(Space.id).in_(spaces),
            col(Space.kind) == COUPLE,
            col(Membership.member_id) == me.member_id,
            col(Membership.left).is_(None),
        )
    ).scalar_one()
    if here != len(spaces):
        raise NotFound
