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
