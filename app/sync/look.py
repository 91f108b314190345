"""Who asks, and which spaces they are in: one statement, since a phone that hears nothing new needs no other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import WHO, Principal, Seen, Token, recognised
from app.auth.refusals import NotSignedIn
from app.kit.prepared import Prepared
from app.members.models import MemberSession
from app.spaces.service import MINE, PRESENT, SPACE_COLUMNS, gather, with_everybody

_OF_WHO = len(Seen._fields)

LOOK = Prepared(
    with_everybody(
        WHO.add_columns(*SPACE_COLUMNS).join(MINE, col(MINE.member_id) == col(MemberSession.member_id)).where(PRESENT)
    )
)


def look(session: Session, shown: Token, now: datetime) -> tuple[Principal, list[dict[str, Any]]]:
    """What `authenticate` and `spaces_of` say, within the caller's transaction. Refuses as `authenticate` does."""
    rows = LOOK.rows(session, shown=shown.token_hash)
    sessions = {row[0] for row in rows}
    if len(sessions) != 1:
        raise NotSignedIn
    me = recognised(Seen(*rows[0][:_OF_WHO]), shown, now)
    return me, gather(row[_OF_WHO:] for row in rows)
