"""What the server says of its own accord, as opposed to what it takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header
from pydantic import BaseModel, ConfigDict

IfNoneMatch = Annotated[str | None, Header(description="The ETag last seen: 304 if nothing has changed since.")]


class Whole(BaseModel):
    """An answer that leaves no field out: one with a default is sent with it, and may be read unasked."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
