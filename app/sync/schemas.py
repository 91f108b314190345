"""Shapes of sync on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.kit.answers import Whole
from app.kit.errors import FieldError
from app.kit.records.mutation import UUID, Mutation, Outcome
from app.kit.records.shapes import AnyRecord
from app.spaces.schemas import SpaceOut

MAX_MUTATIONS = 100


class Strict(BaseModel):
    """Refuses fields that nobody declared."""

    model_config = ConfigDict(extra="forbid")


class PushIn(Strict):
    """Changes that a device made, in the order it made them."""

    account: str = Field(pattern=UUID, description="Whose outbox this is; another account answers 409.")
    device: str = Field(pattern=UUID, description="Made by the client once, kept with its data.")
    schema_: int = Field(alias="schema", ge=1, le=10_000, description="The client's schema.")
    mutations: list[Mutation] = Field(max_length=MAX_MUTATIONS, description="What was done, in the order of `n`.")
    cursors: dict[Annotated[str, Field(pattern=UUID)], Annotated[str, Field(max_length=200)]] = Field(
        default_factory=dict,
        max_length=MAX_MUTATIONS,
        description="By space: the cursor of what the device has read. On a server that came back from a backup "
        "its mutations answer `retry` with the code `read_first`.",
    )


class ResultOut(Whole):
    """What became of one mutation. Only `rejected` needs its author; the rest settles itself."""

    id: str = Field(description="The mutation.")
    outcome: Outcome = Field(
        description="applied: done. merged: done, beside what another device did. superseded: another device "
        "was later; what lost is kept in `versions`. deferred: what it belongs to is not here "
        "yet; send it again. rejected: it can never be taken as it is. retry: send it again."
    )
    seq: int | None = Field(None, description="The commit that holds it.")
    code: str | None = Field(None, description="Why, where it was not taken.")
    detail: str | None = Field(None, description="What to do about it, in plain words.")
    errors: list[FieldError] = Field(default_factory=list, description="The fields that do not fit.")


class PushOut(BaseModel):
    """One result for each mutation, in their order."""

    results: list[ResultOut] = Field(description="One for each mutation.")
    server_time: str = Field(description="UTC, to set the offset of the own clock by.")


class PullSpace(Strict):
    """How far this device has read a space. Neither given: a first load."""

    id: str = Field(pattern=UUID, description="The space.")
    cursor: str | None = Field(None, max_length=200, description="Newer than this, oldest first.")
    before: str | None = Field(None, max_length=200, description="Older than this, newest first.")


class PullIn(Strict):
    """What a device wants to know."""

    account: str = Field(pattern=UUID, description="Whose data this device holds; another account answers 409.")
    device: str = Field(pattern=UUID, description="Made by the client once, kept with its data.")
    schema_: int = Field(alias="schema", ge=1, le=10_000, description="The client's schema.")
    spaces: list[PullSpace] = Field(
        default_factory=list, max_length=100, description="What is to be read on from where."
    )
    new_spaces: bool = Field(
        False, description="Give also the start of every space of yours that is not in `spaces`: each a first load."
    )
    unconfirmed: list[Annotated[str, Field(pattern=UUID)]] = Field(
        default_factory=list, max_length=1000, description="Ids of mutations in doubt."
    )
    limit: int = Field(
        200, ge=1, le=2000, description="Records per space, about a megabyte of them at most; a commit is never split."
    )

    @field_validator("spaces")
    @classmethod
    def _each_once(cls, spaces: list[PullSpace]) -> list[PullSpace]:
        if len({space.id for space in spaces}) < len(spaces):
            raise ValueError("name each space once")
        return spaces


class PulledSpace(Whole):
    """One space's page. `gone` and `reset` carry no changes."""

    id: str = Field(description="The space.")
    state: Literal["ok", "reset", "frozen", "gone"] = Field(
        description="ok. reset: the cursor is not of this server; load anew and keep what was not sent. "
        "frozen: to read alone. gone: you are not in it any more."
    )
    changes: list[AnyRecord] = Field(description="Records as REST gives them, tombstones included.")
    cursor: str | None = Field(None, description="Ask with this next time.")
    before: str | None = Field(None, description="First load: ask with this for older ones; null at the end.")
    more: bool = Field(False, description="There is more to ask for.")
    floor: int | None = Field(
        None,
        description="First load: commits from this one up to `cursor` are here whole. Older records that screens need "
        "at once come with the first page too, whatever their seq; null where a page is newer than a cursor.",
    )


class PullOut(BaseModel):
    """One snapshot of everything asked for."""

    spaces: list[PulledSpace] = Field(description="A page of each space.")
    confirmed: dict[str, int] = Field(description="Of the unconfirmed: the commit that holds each.")
    memberships: list[SpaceOut] = Field(description="Your spaces as of this snapshot.")
    server_time: str = Field(description="UTC, to set the offset of the own clock by.")
    min_schema: int = Field(description="Clients of a lower schema are to be updated before they push.")


class ChangesOut(BaseModel):
    """A page of a space's feed, for third parties."""

    state: Literal["ok", "reset", "frozen"] = Field(
        description="ok. reset: the cursor is not of this server; ask without one. frozen: nothing new will come."
    )
    changes: list[AnyRecord] = Field(
        description="Records as their own routes give them, the oldest commit first, tombstones included."
    )
    cursor: str = Field(description="Ask with this next time.")
    more: bool = Field(description="There is more to ask for at once.")
