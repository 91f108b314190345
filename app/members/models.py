"""Tables of people: accounts, their sessions, and the hashes of what proves who somebody is.

No secret is stored, only SHA-256 of random ones and argon2id of chosen ones.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class Member(SQLModel, table=True):
    """A person with an account, found by login name only, and only by whoever is given it."""

    __tablename__ = "member"

    id: str = Field(primary_key=True, max_length=36)
    own_space_id: str = Field(foreign_key="space.id", unique=True, max_length=36)
    login: str = Field(unique=True, max_length=32, description="Casefolded.")
    name: str = Field(max_length=60)
    password_hash: str = Field(max_length=256)
    created_at: str = Field(max_length=24)


class MemberSession(SQLModel, table=True):
    """A device where somebody is signed in. Rows outlive their end, so that the device can hear why."""

    __tablename__ = "session"
    __table_args__ = (Index("session_by_member", "member_id"),)

    id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(foreign_key="member.id", max_length=36)
    token_hash: str = Field(unique=True, max_length=64)
    previous_hash: str | None = Field(None, unique=True, max_length=64, description="The token before, for a minute.")
    rotated_at: str = Field(max_length=24)
    device: str = Field(max_length=60)
    kind: str = Field(max_length=12)
    created_at: str = Field(max_length=24)
    used_on: str = Field(max_length=10, description="A day, never an instant: it serves the idle limit only.")
    expires_at: str = Field(max_length=24)
    confirmed_at: str = Field(max_length=24, description="When the password was last given here.")
    revoked_at: str | None = Field(None, max_length=24)
    erase: bool = False


class Recovery(SQLModel, table=True):
    """What proves a member who forgot the password: the hash of the proof half of their code."""

    __tablename__ = "recovery"

    member_id: str = Field(primary_key=True, foreign_key="member.id", max_length=36)
    proof_hash: str = Field(max_length=64)


class Notice(SQLModel, table=True):
    """Something a member must hear about their account: a banner for 7 days, kept for 180."""

    __tablename__ = "notice"
    __table_args__ = (Index("notice_by_member", "member_id", "at"),)

    id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(foreign_key="member.id", max_length=36)
    session_id: str | None = Field(None, max_length=36, description="The session that did it: it needs no banner.")
    kind: str = Field(max_length=20)
    device: str = Field(max_length=60)
    at: str = Field(max_length=24)


class SetupLink(SQLModel, table=True):
    """One sign-up that the host allows where registration is by invite. Deleted when used."""

    __tablename__ = "setup_link"

    secret_hash: str = Field(primary_key=True, max_length=64)
    expires_at: str = Field(max_length=24)


class ResetLink(SQLModel, table=True):
    """One new password for one member, allowed by the host on the command line. Deleted when used."""

    __tablename__ = "reset_link"

    secret_hash: str = Field(primary_key=True, max_length=64)
    member_id: str = Field(foreign_key="member.id", unique=True, max_length=36)
    expires_at: str = Field(max_length=24)
