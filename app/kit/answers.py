"""What the server says of its own accord, as opposed to what it takes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Whole(BaseModel):
    """An answer that leaves no field out: one with a default is sent with it, and may be read unasked."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
