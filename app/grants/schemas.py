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

    id: str = Field(description="To revoke it by.")
    kind: Literal["personal", "app"] = Field(description="Made by the member, or given to an app that asked.")
    name: str = Field(description="As the member, or the host for an app, named it.", examples=["My script"])
    scopes: list[Scope] = Field(description="What it may do.")
    spaces: list[str] = Field(description="The couples that it may see.")
    created_on: str = Field(description="A day in UTC.", examples=["2026-12-01"])
    expires_at: str = Field(
        description="An instant in UTC; nothing is let in from then on.", examples=["2027-03-01T18:00:00.000Z"]
    )
    used_on: str | None = Field(description="The last day in UTC on which it was used.")


class ScopeOut(BaseModel):
    """Something that can be allowed."""

    name: Scope = Field(description="The word that programs use.")
    says: str = Field(description="What it means, in a sentence for people.")


class TokensOut(BaseModel):
    """What a member has given out, the newest first, and what can be allowed at all."""

    tokens: list[TokenOut] = Field(description="Those that hold, the newest first.")
    scopes: list[ScopeOut] = Field(description="What can be allowed.")


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
    code_challenge_method: str = Field("", max_length=20, description="`S256`.", examples=["S256"])


class ConsentIn(AskIn):
    """A yes: for which couples, for how long."""

    spaces: Couples
    days: Days = 90


class AskedOut(BaseModel):
    """What an app asks for, in words for people."""

    name: str = Field(description="The app, as the host named it.")
    host: str = Field(description="Where the answer goes.", examples=["app.example"])
    scopes: list[ScopeOut] = Field(description="What it wants to be allowed.")
    wrong: bool = Field(description="It asks in a way that cannot be answered: nothing can be allowed.")
    refusal: str = Field(description="The address that tells the app no.")


class ConsentOut(BaseModel):
    """A yes was noted."""

    location: str = Field(description="The app's address, with a code that works once and within a minute.")


class TokenAnswer(BaseModel):
    """An access token (RFC 6749, 5.1)."""

    access_token: str = Field(description="For the header `Authorization: Bearer …`.")
    token_type: Literal["Bearer"] = Field("Bearer", description="How it is shown.")
    expires_in: int = Field(description="Seconds.", examples=[600])
    scope: str = Field(description="What it may do, with spaces between.", examples=["practices:read"])
    refresh_token: str | None = Field(None, description="For apps: the next answer holds the next one.")
    issued_token_type: str | None = Field(None, description="For a personal token that was exchanged (RFC 8693).")


class OAuthProblem(BaseModel):
    """A refusal of the token endpoint (RFC 6749, 5.2)."""

    error: Literal["invalid_request", "invalid_grant", "invalid_scope", "unsupported_grant_type"] = Field(
        description="For the program."
    )
    error_description: str = Field(description="For who wrote it.")


class ServerMetadata(BaseModel):
    """What this server can do (RFC 8414)."""

    issuer: str = Field(description="The address of this server; answers to apps name it (RFC 9207).")
    authorization_endpoint: str = Field(description="Where an app sends somebody.")
    token_endpoint: str = Field(description="Where it fetches tokens.")
    revocation_endpoint: str = Field(description="Where it gives them back.")
    scopes_supported: list[str] = Field(description="What can be allowed.")
    response_types_supported: list[str] = Field(["code"], description="Codes alone.")
    response_modes_supported: list[str] = Field(["query"], description="The answer is in the address.")
    grant_types_supported: list[str] = Field(description="What tokens are given for.")
    token_endpoint_auth_methods_supported: list[str] = Field(["none"], description="Apps have no secret.")
    revocation_endpoint_auth_methods_supported: list[str] = Field(["none"], description="Apps have no secret.")
    code_challenge_methods_supported: list[str] = Field(["S256"], description="No challenge, no code.")
    authorization_response_iss_parameter_supported: bool = Field(True, description="Answers name the issuer.")
