"""The shapes of one record type in the API document: what comes out, what may be put, what may be patched."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.kit.answers import Whole
from app.kit.records.declare import RecordType

_STRICT = ConfigDict(extra="forbid")
_KEY = "^[0-9a-z-]{1,36}$"
"""An id, a day or a slug: PostgreSQL takes no NUL in a text that it compares."""


class Tombstone(BaseModel):
    """The fields of a deleted record: none."""

    model_config = _STRICT


class AnyRecord(BaseModel):
    """A record of any type. What `fields` and `body` hold is told by `type`: see the answers of its own routes.

    Keep a type that you do not know as it came; a newer server may have more of them.
    """

    space: str = Field(description="The space it lives in.")
    type: str = Field(description="Its kind.", examples=["check_in"])
    id: str = Field(description="Made by the client; derived where only one can exist.")
    seq: int = Field(description="The commit that last touched it; the ETag.")
    author: str = Field(description="The member who made it.")
    created_on: date = Field(description="The day, in UTC. A day, never a minute.")
    updated_on: date = Field(description="The day of the last change, in UTC.")
    deleted: bool = Field(description="A tombstone: fields are empty, body is null.")
    fields: dict[str, object] = Field(description="Metadata.")
    body: dict[str, object] | None = Field(description="Content; null when there is none or it is withheld.")
    sealed: bool = Field(False, description="Its author has not opened the content yet.")
    enc: str = Field(description="How the body is encrypted; `none` today.")
    key_epoch: int = Field(description="Which key; 0 today.")
    rev: int = Field(description="How often the content changed.")


def title_of(kind: RecordType) -> str:
    """The type's name as the models are called: CheckIn."""
    return "".join(part.capitalize() for part in kind.name.split("_"))


def out_model(kind: RecordType) -> type[BaseModel]:
    """A record as it is read and as it travels in sync."""
    title = title_of(kind)
    its_name: Any = Literal[kind.name]
    read: Any = create_model(f"{title}Metadata", __base__=(kind.fields, Whole), __doc__=kind.fields.__doc__)
    return create_model(
        f"{title}Record",
        __base__=AnyRecord,
        __doc__=f"A {kind.name} with its place in the order of its space.",
        type=(its_name, Field(description="Its kind.")),
        fields=(read | Tombstone, Field(description="Metadata.")),
        body=(_body(kind), Field(description="Content; null when there is none or it is withheld.")),
    )


def page_model(kind: RecordType, shown: type[BaseModel]) -> type[BaseModel]:
    """A page of a list."""
    items: Any = list[shown]  # type: ignore[valid-type]  # a model that is made at run time
    return create_model(
        f"{title_of(kind)}Page",
        __doc__=f"A page of {kind.plural}, in the order of their ids.",
        items=(items, Field(description="The records.")),
        next=(str | None, Field(description="Ask with this as `cursor` for the next page; null at the end.")),
    )


def put_model(kind: RecordType) -> type[BaseModel]:
    """A whole record as a client writes it."""
    strict = ConfigDict(extra="forbid")
    if kind.example:
        strict["json_schema_extra"] = {"examples": [dict(kind.example)]}
    return create_model(
        f"{title_of(kind)}Put",
        __doc__=f"A whole {kind.name}.",
        __config__=strict,
        fields=(kind.fields, Field(description="Metadata.")),
        body=(_body(kind), Field(None, description="Content.")),
    )


def patch_model(kind: RecordType) -> type[BaseModel]:
    """The parts of a record to change; what is left out stays as it is."""
    parts: dict[str, Any] = {
        info.alias or name: (Annotated[(info.annotation, *info.metadata, Field(description=info.description))], None)
        for name, info in kind.fields.model_fields.items()
        if name not in kind.fixed
    }
    partial = create_model(
        f"{title_of(kind)}Changes", __doc__=f"Fields of a {kind.name} to change.", __config__=_STRICT, **parts
    )
    content: dict[str, Any] = {"body": (_body(kind), Field(None, description="New content; null takes it out."))}
    return create_model(
        f"{title_of(kind)}Patch",
        __doc__=f"What to change of a {kind.name}.",
        __config__=_STRICT,
        fields=(partial, Field(default_factory=partial, description="Metadata to change.")),
        **({} if "body" in kind.fixed else content),
    )


def filter_model(kind: RecordType) -> type[BaseModel]:
    """What a list may be asked for."""
    filters: dict[str, Any] = {
        name: (str | None, Field(None, pattern=_KEY, description=f"Only those with this {name}."))
        for name in (*kind.filters, *kind.through)
    }
    for name in kind.spans:
        for end, words in (("from", "on this day or later"), ("to", "on this day or earlier")):
            filters[f"{name}_{end}"] = (date | None, Field(None, description=f"Only those whose {name} is {words}."))
    return create_model(
        f"{title_of(kind)}Query",
        __config__=_STRICT,
        cursor=(str | None, Field(None, pattern=_KEY, description="`next` of the page before.")),
        limit=(int, Field(100, ge=1, le=500, description="How many at most.")),
        **filters,
    )


def _body(kind: RecordType) -> Any:
    return None if kind.body is None else kind.body | None
