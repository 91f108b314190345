"""A record on the wire. The body travels as the text it is stored as: nobody parses what nobody reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json as dumped

from app.kit.records.declare import RecordType


def withheld(kind: RecordType, row: Mapping[str, Any], viewer: str) -> bool:
    """Whether this viewer gets the row without its content, because it is sealed."""
    return row["author_id"] != viewer and kind.sealed(row)


def to_json(kind: RecordType, row: Mapping[str, Any], viewer: str) -> str:
    """The record as this viewer may see it: content withheld while sealed, a tombstone without anything.

    Times leave as days (in UTC): nobody learns at which minute somebody else did or wrote something.
    """
    gone = row["deleted_at"] is not None
    head: dict[str, Any] = {
        "space": row["space_id"],
        "type": kind.name,
        "id": row["id"],
        "seq": row["seq"],
        "author": row["author_id"],
        "created_on": row["created_at"][:10],
        "updated_on": row["updated_at"][:10],
        "deleted": gone,
        "fields": {} if gone else {name: row[name] for name in kind.names},
        "enc": row["enc"],
        "key_epoch": row["key_epoch"],
        "rev": row["rev"],
    }
    body = row["body"]
    if withheld(kind, row, viewer):
        body = None
        head["sealed"] = True
        head["rev"] = 0
    return f'{dumped(head)[:-1].decode()},"body":{body or "null"}}}'


def body_text(body: Any) -> str | None:
    """Content as it is stored."""
    return None if body is None else dumped(body).decode()
