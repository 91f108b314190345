"""What an export looks like: the shape of the file that leaves and comes back. docs/export.md says it in words."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.kit.records.mutation import UUID

FORMAT: Final = "tend-export"
VERSION: Final = 1
MOST_SPACES: Final = 100
MOST_RECORDS: Final = 50_000

Id = Annotated[str, Field(pattern=UUID)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-23"])]


class ExportAccount(BaseModel):
    """Whose export it is."""

    model_config = ConfigDict(extra="forbid")

    id: Id = Field(description="The member, as `author` and `member_id` name them.")
    name: str = Field(max_length=60, description="The name of the account.")
    own_space: Id = Field(description="The member's own space.")


class ExportSpace(BaseModel):
    """A space that records of the export stand in."""

    model_config = ConfigDict(extra="forbid")

    id: Id = Field(description="As records name it.")
    kind: Literal["own", "couple"] = Field(description="own: the member's alone. couple: shared with others.")
    joined: Day = Field(description="Since when the member is in it, a day in UTC.")


class ExportEntry(BaseModel):
    """One entry, as its reader sees it. Of the time it was written there is the day."""

    model_config = ConfigDict(extra="forbid")

    space: Id = Field(description="One of `spaces`.")
    type: str = Field(max_length=24, description="The kind of entry.", examples=["check_in"])
    id: Id = Field(description="Unique within its space.")
    author: Id = Field(description="Who wrote it.")
    created_on: Day = Field(description="A day in UTC.")
    updated_on: Day = Field(description="A day in UTC.")
    fields: dict[str, Any] = Field(description="As the API document has them for this kind.")
    enc: Literal["none"] = Field(description="How the content is encrypted: not at all.")
    key_epoch: int = Field(ge=0, le=2**31 - 1, description="Which key it is encrypted with; 0 for none.")
    rev: int = Field(ge=0, le=2**31 - 1, description="How often the content was written.")
    mine_alone: bool = Field(False, description="Of a shared space, and yet nobody else has it.")
    body: dict[str, Any] | None = Field(description="What was written; null if nothing was, or while it is sealed.")


class ExportFile(BaseModel):
    """All that is somebody's, in one document."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["tend-export"] = Field(description="What makes it an export of Tend.")
    version: int = Field(ge=1, description="The version of this format: 1.", examples=[1])
    account: ExportAccount = Field(description="Whose it is.")
    spaces: list[ExportSpace] = Field(max_length=MOST_SPACES, description="The own space first.")
    records: list[ExportEntry] = Field(
        max_length=MOST_RECORDS, description="Space by space, kind by kind, the oldest first."
    )
