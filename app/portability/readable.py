"""The export to read: one HTML file that asks no network, runs nothing and needs no other file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.auth.principal import Principal
from app.kit.context import Context
from app.kit.records.declare import OWN, RecordType, Row
from app.portability.export import Sight, account_of, records_of, spaces_of

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_html(ctx: Context, me: Principal) -> Iterator[str]:
    """The file, in pieces: space by space, kind by kind, the oldest first."""
    account = account_of(ctx, me)
    spaces = [_space(ctx, me, sight) for sight in spaces_of(ctx, me)]
    yield from _TEMPLATES.get_template("readable.html.jinja").generate(name=account.name, spaces=spaces)


def _space(ctx: Context, me: Principal, sight: Sight) -> Mapping[str, Any]:
    names = {me.member_id: "you"}
    title = "Your own space" if sight.kind == OWN else "A couple"
    if sight.kind != OWN:
        for kind, row in records_of(ctx, me, sight):
            if kind.name == "card" and row["body"] is not None and row["member_id"] != me.member_id:
                names[row["member_id"]] = str(json.loads(row["body"])["name"])
            elif kind.name == "couple" and row["body"] is not None:
                title = json.loads(row["body"]).get("name") or title
    entries = (_entry(kind, row, names) for kind, row in records_of(ctx, me, sight))
    return {"title": title, "entries": entries}


def _entry(kind: RecordType, row: Row, names: Mapping[str, str]) -> Mapping[str, Any]:
    body = {} if row["body"] is None else json.loads(row["body"])
    return {
        "what": kind.name.replace("_", " ").capitalize(),
        "who": names.get(row["author_id"], "your partner"),
        "day": row["created_at"][:10],
        "words": list(_texts(body)),
        "facts": [
            (name.replace("_", " "), ", ".join(_texts(row[name])))
            for name in kind.names
            if row[name] not in (None, False, [], "") and not name.endswith("_id")
        ],
    }


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, whatever its shape."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is True:
        yield "yes"
    elif value not in (None, False, ""):
        yield str(value)
