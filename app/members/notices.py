"""What a member must hear about their account. Nothing deletes a notice but its age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.context import Context, stamp
from app.members.models import Notice

Kind = Literal["new_session", "new_recovery", "password_changed", "password_reset", "new_calendar", "new_token"]
BANNER = timedelta(days=7)
KEPT = timedelta(days=180)


def tell(
    session: Session, ctx: Context, member_id: str, kind: Kind, *, device: str = "", by: str | None = None
) -> None:
    """Leaves a notice. `by` is the session that did it: all others show a banner."""
    now = ctx.now()
    session.execute(delete(Notice).where(col(Notice.member_id) == member_id, col(Notice.at) < stamp(now - KEPT)))
    session.add(Notice(id=ctx.ids.uuid7(), member_id=member_id, session_id=by, kind=kind, device=device, at=stamp(now)))
    session.flush()


def banners(session: Session, ctx: Context, member_id: str, *, session_id: str) -> Sequence[Notice]:
    """What this session should show: the last seven days, without what it did itself, the newest first."""
    return session.scalars(
        select(Notice)
        .where(
            col(Notice.member_id) == member_id,
            col(Notice.at) > stamp(ctx.now() - BANNER),
            or_(col(Notice.session_id).is_(None), col(Notice.session_id) != session_id),
        )
        .order_by(col(Notice.at).desc(), col(Notice.id).desc())
    ).all()
