"""One's own data over HTTP: taken along, brought in, deleted."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from app.auth.cookies import take_cookie
from app.auth.principal import SIGNED_IN, Confirmed, Me
from app.auth.refusals import CrossSite, NotJson, StepUpRequired
from app.kit.context import Ctx
from app.kit.errors import Invalid, TooLarge, documented
from app.portability import farewell, imports
from app.portability.export import as_json
from app.portability.files import ExportFile

router = APIRouter(prefix="/api/v1", tags=["data"])
HEADERS = {"Cache-Control": "no-store"}


class ImportOut(BaseModel):
    """What came in."""

    added: int = Field(description="Entries that are new here.")
    known: int = Field(description="Entries that were here already. Nothing of them was changed.")
    left_out: int = Field(description="Entries whose practice is not in the file any more.")
    spaces: int = Field(description="Couples of the file, each now a closed space of one's own to read in.")


class DeletionOut(BaseModel):
    """What deleting the account takes. Nothing of anybody else is counted."""

    own_entries: int = Field(description="Entries in the own space and in closed copies. They go for good.")
    shared_entries: int = Field(description="Entries that I wrote in couples. Their words go; the others' stay.")
    couples: int = Field(description="Couples that I leave by it, at once and unannounced.")


@router.get(
    "/me/export.json",
    operation_id="export_json",
    summary="All that is mine, to take along",
    response_class=StreamingResponse,
    responses={
        200: {"description": "A file of the form `ExportFile`.", "content": {"application/json": {"schema": {}}}},
        **documented(*SIGNED_IN, StepUpRequired),
    },
)
def export_json(me: Confirmed, ctx: Ctx) -> StreamingResponse:
    """Every space, as far as I may read it. It can be brought in again here or elsewhere."""
    return _file(as_json(ctx, me), "application/json", f"tend-{ctx.stamp()[:10]}.json")


@router.get(
    "/me/export.html",
    operation_id="export_html",
    summary="All that is mine, to read",
    response_class=StreamingResponse,
    responses={
        200: {"description": "A file to read.", "content": {"text/html": {"schema": {"type": "string"}}}},
        **documented(*SIGNED_IN, StepUpRequired),
    },
)
def export_html(me: Confirmed, ctx: Ctx) -> StreamingResponse:
    """One file that needs neither a network nor a program other than a browser."""
    from app.portability.readable import as_html

    return _file(as_html(ctx, me), "text/html; charset=utf-8", f"tend-{ctx.stamp()[:10]}.html")


@router.post(
    "/me/imports",
    operation_id="import_export",
    summary="Bring an export in",
    responses=documented(
        *SIGNED_IN, StepUpRequired, Invalid, CrossSite, NotJson, TooLarge, imports.ExportTooNew
    ),
)  # fmt: skip
def import_export(file: ExportFile, me: Confirmed, ctx: Ctx) -> ImportOut:
    """All of it or nothing. Safe to repeat: what came in once is known the next time."""
    brought = ctx.db.settle(lambda session: imports.bring(ctx, session, me, file))
    return ImportOut(added=brought.added, known=brought.known, left_out=brought.left_out, spaces=brought.spaces)


@router.get(
    "/me/deletion",
    operation_id="get_deletion",
    summary="What deleting my account would mean",
    responses=documented(*SIGNED_IN),
)
def get_deletion(me: Me, ctx: Ctx) -> DeletionOut:
    """Said before it is done."""
    found = farewell.meaning(ctx, me)
    return DeletionOut(own_entries=found.own, shared_entries=found.shared, couples=found.couples)


@router.delete(
    "/me",
    operation_id="delete_account",
    summary="Delete my account",
    status_code=204,
    responses=documented(*SIGNED_IN, StepUpRequired, CrossSite),
)
def delete_account(me: Confirmed, ctx: Ctx, response: Response) -> None:
    """At once and for good. What others wrote stays theirs."""
    with ctx.db.write() as session:
        farewell.delete_account(ctx, session, me)
    take_cookie(response, ctx.settings)


def _file(pieces: Iterator[str], media_type: str, name: str) -> StreamingResponse:
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type=media_type, headers=headers)
