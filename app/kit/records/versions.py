"""What lost against a later change, or met a tombstone: a record of its own, so that it travels and can be restored.

The write path makes it, never a client; a client settles its `state`. It reaches whoever could have written the
value into the record themselves. What was typed while a record was sealed or deleted, or into a record that only
its author writes, reaches the author of the value and nobody else: others get no row, no place and no count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.kit.records.declare import RecordType, Row, declare
from app.kit.records.models import Version
from app.kit.records.mutation import UUID
from app.kit.records.wire import body_text

State = Literal["open", "restored", "set_aside"]


class VersionFields(BaseModel):
    """Which field of which record it is a value of, whose value, and whether somebody has looked at it."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(max_length=24, description="The kind of the record.", examples=["practice"])
    entity_id: str = Field(pattern=UUID, description="The record, in the same space.")
    field: str = Field(max_length=32, description="The field of it; `body` for its content.", examples=["body"])
    author_id: str = Field(pattern=UUID, description="Whose value it was.")
    state: State = Field(
        "open", description="open: nobody has decided. restored: it was written back. set_aside: the other one stays."
    )


class VersionBody(BaseModel):
    """The value as it was."""

    model_config = ConfigDict(extra="forbid")

    value: Any = Field(description="As the field holds it; null if it was empty.")


VERSION = declare(
    RecordType(
        "version",
        "versions",
        Version,
        VersionFields,
        VersionBody,
        fixed=frozenset({"type", "entity_id", "field", "author_id", "body"}),
        filters=("entity_id",),
        made_here=True,
        personal=True,
    )
)


def version_of(
    row: Mapping[str, Any], kind: str, name: str, value: Any, *, id_: str, author: str, only_for: str | None,
    state: State, seq: int, now: str,
) -> Row:  # fmt: skip
    """The version of one value of this record, as the commit `seq` writes it."""
    text = (value if name == "body" else body_text(value)) or "null"
    return {
        "space_id": row["space_id"],
        "id": id_,
        "author_id": author,
        "seq": seq,
        "created_at": now,
        "updated_at": now,
        "deleted_at": None,
        "body": f'{{"value":{text}}}',
        "enc": row["enc"],
        "key_epoch": row["key_epoch"],
        "rev": 1,
        "stamps": "{}",
        "type": kind,
        "entity_id": row["id"],
        "field": name,
        "state": state,
        "only_for": only_for,
    }
