"""What a device sends: one small change of one record, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.errors import FieldError

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[457][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
Outcome = Literal["applied", "merged", "superseded", "deferred", "rejected", "retry"]


_SEEN = "The record's seq that the device had seen; 0 for none. Of a new mend: the last seq that it had read here."


def _on_a_clock(value: str) -> str:
    """Its form alone would let 31 February through, and later somebody reckons with it."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("send a time that exists") from None
    return value


class Mutation(BaseModel):
    """One change. Safe to send twice: its id is remembered for at least 400 days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=UUID, description="Made by the client, UUIDv7.")
    n: int = Field(ge=0, le=2**53, description="Counts up per device.")
    space: str = Field(pattern=UUID, description="The space of the record.")
    type: str = Field(max_length=24, examples=["check_in"], description="The kind of the record.")
    op: Literal["put", "patch", "delete"] = Field(
        description="put: a whole record. patch: some fields of it. delete: its content goes, and its id is used up."
    )
    entity: str = Field(pattern=UUID, description="The record's id, made by the client.")
    v: int = Field(1, ge=1, le=1000, description="Form of this mutation; older forms are upgraded here.")
    base_seq: int = Field(0, ge=0, le=2**53, description=_SEEN)
    at: Annotated[str, AfterValidator(_on_a_clock)] = Field(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
        description="The device's time. Breaks ties, never rejects.",
        examples=["2026-11-23T19:30:00.000Z"],
    )
    fields: dict[str, Any] = Field(
        default_factory=dict,
        description="Metadata to write, and `body` for content. Untouched ones are left out.",
    )


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one mutation. `seq` is the commit that holds it."""

    id: str
    outcome: Outcome
    seq: int | None = None
    code: str | None = None
    detail: str | None = None
    errors: tuple[FieldError, ...] = ()
