"""Tables of couples: who was asked to join and who knocked; and the two records that say who we are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index
from sqlmodel import Field

from app.kit.db import InSpace
from app.kit.records.models import Record, keys


class Invite(InSpace, table=True):
    """A door left ajar for one person: a secret, known by its hash, for a short while, once."""

    __tablename__ = "invite"
    __table_args__ = (
        ForeignKeyConstraint(["space_id"], ["space.id"]),
        Index("invite_by_code", "code_hash", unique=True),
    )

    id: str = Field(primary_key=True, max_length=36)
    inviter_id: str = Field(max_length=36)
    kind: str = Field(max_length=4)
    code_hash: str = Field(max_length=64)
    created_at: str = Field(max_length=24)
    expires_at: str = Field(max_length=24)
    used_at: str | None = Field(None, max_length=24)
    cancelled_at: str | None = Field(None, max_length=24)


class JoinRequest(InSpace, table=True):
    """Somebody showed an invite and waits for the inviter to say: yes, that is who I meant."""

    __tablename__ = "join_request"
    __table_args__ = (
        ForeignKeyConstraint(["space_id", "invite_id"], ["invite.space_id", "invite.id"]),
        Index("join_request_by_id", "id", unique=True),
    )

    id: str = Field(primary_key=True, max_length=36)
    invite_id: str = Field(max_length=36)
    inviter_id: str = Field(max_length=36)
    member_id: str = Field(max_length=36)
    asked_at: str = Field(max_length=24)
    state: str = Field("waiting", max_length=10)


class Card(Record, table=True):
    """What a member shows of themselves to one couple."""

    __tablename__ = "card"
    __table_args__ = keys()

    member_id: str = Field(max_length=36)
    home_zone: str | None = Field(None, max_length=64)


class Couple(Record, table=True):
    """What a couple has agreed on: its home zone, by the day from which it holds."""

    __tablename__ = "couple"
    __table_args__ = keys()

    home_zones: list[dict[str, Any]] = Field(sa_type=JSON)
