"""Tables of what members let programs do: grants, the couples they name, the apps they go to, and codes on their way.

No secret is stored, only SHA-256 of random ones. Of a refresh token there is a counter alone.
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Index
from sqlmodel import Field, SQLModel


class Client(SQLModel, table=True):
    """An app that the host has registered. It has no secret: what runs on somebody's phone can keep none."""

    __tablename__ = "oauth_client"

    id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=60)
    redirects: list[str] = Field(sa_type=JSON, description="Addresses that an answer may be sent to, exactly.")
    created_at: str = Field(max_length=24)


class Grant(SQLModel, table=True):
    """What one member lets one program do, until when. Kept for a while after its end, so that it can be told why."""

    __tablename__ = "access_grant"
    __table_args__ = (
        CheckConstraint("kind in ('personal', 'app')", name="access_grant_kind"),
        Index("access_grant_by_member", "member_id"),
    )

    id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(foreign_key="member.id", max_length=36)
    kind: str = Field(max_length=8)
    client_id: str | None = Field(None, foreign_key="oauth_client.id", max_length=36)
    name: str = Field(max_length=60)
    scopes: str = Field(max_length=200, description="Words with spaces between.")
    token_hash: str | None = Field(None, unique=True, max_length=64, description="Of a personal token.")
    created_at: str = Field(max_length=24)
    expires_at: str = Field(max_length=24)
    used_on: str | None = Field(None, max_length=10, description="A day, never an instant.")
    refreshes: int = Field(0, description="Which refresh token is the current one; 0: none was given out yet.")
    refreshed_at: str | None = Field(None, max_length=24, description="Since when it is.")
    revoked_at: str | None = Field(None, max_length=24)


class GrantSpace(SQLModel, table=True):
    """A couple that a grant names. Whether its member is still there is asked each time."""

    __tablename__ = "grant_space"

    grant_id: str = Field(primary_key=True, foreign_key="access_grant.id", max_length=36)
    space_id: str = Field(primary_key=True, foreign_key="space.id", max_length=36)


class AuthorizationCode(SQLModel, table=True):
    """A yes on its way to an app. It is kept once it was used, so that a second use is noticed."""

    __tablename__ = "oauth_code"
    __table_args__ = (Index("oauth_code_by_grant", "grant_id"),)

    code_hash: str = Field(primary_key=True, max_length=64)
    grant_id: str = Field(foreign_key="access_grant.id", max_length=36)
    redirect_uri: str = Field(max_length=500)
    challenge: str = Field(max_length=43, description="S256 of the app's verifier.")
    expires_at: str = Field(max_length=24)
    used_at: str | None = Field(None, max_length=24)
