"""Shapes of webhooks on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.answers import Whole
from app.webhooks.events import names


def _known(events: list[str]) -> list[str]:
    unknown = sorted(set(events) - set(names()))
    if unknown:
        raise ValueError(f"there is no event {unknown[0]}; ask for the list of events")
    return sorted(set(events))


Events = Annotated[
    list[Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+\.[a-z]+$")]],
    Field(
        min_length=1,
        max_length=60,
        description="`<type of record>.written` or `.deleted`.",
        examples=[["check_in.written"]],
    ),
    AfterValidator(_known),
]
Whose = Annotated[
    Literal["mine", "ours"],
    Field(description="mine: what you do yourself. ours: what anybody here does, once every member has agreed to it."),
]


class WebhookIn(BaseModel):
    """Where to tell of what."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=2048, description="https on port 443, at a public name.", examples=["https://a.example/"]
    )
    whose: Whose = "mine"
    events: Events


class WebhookOut(Whole):
    """A webhook as its members see it. Who agreed is not said, only whether all have."""

    id: str = Field(description="To end it by.")
    mine: bool = Field(description="You made it; nobody else can end it.")
    host: str = Field(description="The name that it goes to.")
    url: str | None = Field(None, description="The whole address, for who made it.")
    whose: Whose
    events: list[str] = Field(description="What it hears of.")
    agreed: bool = Field(description="ours: you agreed to it.")
    active: bool = Field(description="It hears now: nobody's agreement is missing, and it was not given up.")
    created_on: date = Field(description="A day in UTC.")
    paused_on: date | None = Field(None, description="The day on which it was given up: it had not answered for days.")


class WebhookMade(WebhookOut):
    """A new webhook, with the one chance to copy its secret."""

    secret: str = Field(
        description="Checks the signatures of its messages (Standard Webhooks, v1). Shown once.",
        examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
    )


class WebhooksOut(BaseModel):
    """Your own webhooks in this space, and those of all."""

    webhooks: list[WebhookOut] = Field(description="The oldest first.")
    events: list[str] = Field(description="Every event that there is.")
