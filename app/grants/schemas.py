"""What tokens look like to the member who gives them out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.auth.schemas import visible
from app.grants.scopes import Scope
from app.kit.records.mutation import UUID


def _each_once(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise ValueError("name each once")
    return values


TokenName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(visible),
    Field(description="What it is for, in the member's own words.", examples=["My script"]),
]
Scopes = Annotated[
    list[Scope],
    AfterValidator(_each_once),
    Field(min_length=1, max_length=20, description="What it may do.", examples=[["practices:read"]]),
]
Couples = Annotated[
    list[Annotated[str, Field(pattern=UUID)]],
    AfterValidator(_each_once),
    Field(min_length=1, max_length=20, description="The couples that it may see. Never the own space."),
]
Days = Annotated[int, Field(ge=1, le=365, description="How long it holds, in days.")]


class TokenIn(BaseModel):
    """A token that a member makes for a program of their own."""

    model_config = ConfigDict(extra="forbid")

    name: TokenName
    scopes: Scopes
    spaces: Couples
    days: Days = 90


class TokenOut(BaseModel):
    """Something that was given out and holds. The token itself is not known here any more."""

    id: str
    kind: Literal["personal", "app"] = Field(description="Made by the member, or given to an app that asked.")
    name: str = Field(examples=["My script"])
    scopes: list[Scope]
    spaces: list[str] = Field(description="The couples that it may see.")
    created_on: str = Field(description="A day in UTC.", examples=["2026-12-01"])
    expires_at: str = Field(examples=["2027-03-01T18:00:00.000Z"])
    used_on: str | None = Field(description="The last day in UTC on which it was used.")


class ScopeOut(BaseModel):
    """Something that can be allowed."""

    name: Scope
    says: str = Field(description="What it means, in a sentence for people.")


class TokensOut(BaseModel):
    """What a member has given out, the newest first, and what can be allowed at all."""

    tokens: list[TokenOut]
    scopes: list[ScopeOut]


class TokenMade(BaseModel):
    """A new token, with the one chance to copy it."""

    made: TokenOut
    token: str = Field(description="Shown once.", examples=["tend_pat_k7QmXb…"])


class AskIn(BaseModel):
    """What an app asks for, as it wrote it into the address that it sent somebody to."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = Field(max_length=100, description="The app, as the host registered it.")
    redirect_uri: str = Field(max_length=500, description="Where the answer goes: exactly an address of the app.")
    response_type: str = Field("", max_length=20, description="`code`.", examples=["code"])
    scope: str = Field("", max_length=500, description="Words with spaces between.", examples=["practices:read"])
    state: str | None = Field(None, max_length=2000, description="The app's own, sent back as it is.")
    code_challenge: str = Field("", max_length=128, description="S256 of the app's verifier (RFC 7636).")
    code_challenge_method: str = Field("", max_length=20, examples=["S256"])


class ConsentIn(AskIn):
    """A yes: for which couples, for how long."""

    spaces: Couples
    days: Days = 90


class AskedOut(BaseModel):
    """What an app asks for, in words for people."""

    name: str = Field(description="The app, as the host named it.")
    host: str = Field(description="Where the answer goes.", examples=["app.example"])
    scopes: list[ScopeOut]
    wrong: bool = Field(description="It asks in a way that cannot be answered: nothing can be allowed.")
    refusal: str = Field(description="The address that tells the app no.")


class ConsentOut(BaseModel):
    """A yes was noted."""

    location: str = Field(description="The app's address, with a code that works once and within a minute.")


class TokenAnswer(BaseModel):
    """An access token (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = Field(description="Seconds.", examples=[600])
    scope: str = Field(examples=["practices:read"])
    refresh_token: str | None = Field(None, description="For apps: the next answer holds the next one.")
    issued_token_type: str | None = Field(None, description="For a personal token that was exchanged (RFC 8693).")


class OAuthProblem(BaseModel):
    """A refusal of the token endpoint (RFC 6749, 5.2)."""

    error: Literal["invalid_request", "invalid_grant", "invalid_scope", "unsupported_grant_type"]
    error_description: str


class ServerMetadata(BaseModel):
    """What this server can do (RFC 8414)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    scopes_supported: list[str]
    response_types_supported: list[str] = ["code"]
    response_modes_supported: list[str] = ["query"]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str] = ["none"]
    revocation_endpoint_auth_methods_supported: list[str] = ["none"]
    code_challenge_methods_supported: list[str] = ["S256"]
    authorization_response_iss_parameter_supported: bool = True
