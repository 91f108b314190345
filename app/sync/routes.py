"""Sync over HTTP. The two hot routes do sign-in and work in one transaction and one thread."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic_core import to_json

from app.auth.principal import SIGNED_IN, Credential, Me, Token
from app.auth.refusals import CrossSite, NotJson
from app.grants.scopes import READS
from app.kit.context import Context, Ctx
from app.kit.errors import Invalid, NotFound, TooLarge, documented
from app.kit.records.entry import Entry
from app.kit.records.rest import record_routes
from app.kit.records.versions import VERSION
from app.spaces.access import LET_IN, let_in
from app.sync.changes import changes
from app.sync.hot import HotRoute
from app.sync.live import Live
from app.sync.look import in_the_loop
from app.sync.pull import nothing_new, pull
from app.sync.push import push
from app.sync.refusals import AccountMismatch, SchemaTooOld
from app.sync.schemas import ChangesOut, PullIn, PullOut, PushIn, PushOut

if TYPE_CHECKING:
    from app.sync.glances import Glances  # and with it the driver of PostgreSQL

PACKED_FROM = 4096
"""Bytes of an answer. Less than that arrives as quickly as it is."""

REFUSED = documented(*SIGNED_IN, CrossSite, NotJson, Invalid)
router = APIRouter(prefix="/api/v1", tags=["sync"], responses=REFUSED)
hot = APIRouter(prefix="/api/v1", tags=["sync"], responses=REFUSED, route_class=HotRoute)
records = [record_routes(VERSION, let_in, documented(*SIGNED_IN, CrossSite, NotJson))]


@hot.post(
    "/sync/push",
    operation_id="push",
    summary="Send what a device wrote",
    response_model=PushOut,
    responses=documented(AccountMismatch, SchemaTooOld, TooLarge),
)
async def push_mutations(_: Request, ctx: Ctx, shown: Credential, asked: PushIn) -> Response:
    """At most 100 mutations, in their order, one request in flight. Safe to repeat."""
    results = await to_thread.run_sync(push, ctx, shown, asked)
    answer = to_json({"results": results, "server_time": ctx.stamp()})
    return Response(answer, media_type="application/json")


@hot.post(
    "/sync/pull",
    operation_id="pull",
    summary="Fetch what changed",
    response_model=PullOut,
    responses=documented(AccountMismatch),
)
async def pull_changes(request: Request, ctx: Ctx, shown: Credential, asked: PullIn) -> Response:
    """Per space a page after its cursor; with none, the newest page and the way back."""
    glances: Glances | None = request.app.state.glances
    answer = await nothing_new(ctx, glances.ask if glances else in_the_loop(ctx.db), shown, asked)
    if answer is not None:
        return Response(answer, media_type="application/json")
    readable = "gzip" in request.headers.get("accept-encoding", "")
    return await to_thread.run_sync(_pulled, ctx, shown, asked, readable)


def _pulled(ctx: Context, shown: Token, asked: PullIn, readable: bool) -> Response:
    """A first load compressed, for who can read that: a ninth of it goes over the air.

    What comes later never is: how well two people's words compress together would tell something about them to who
    sees the lengths go by, and can write and look again and again. A first load is seen once.
    """
    answer = pull(ctx, shown, asked).encode()
    if not readable or len(answer) < PACKED_FROM or any(space.cursor is not None for space in asked.spaces):
        return Response(answer, media_type="application/json")
    packed = gzip.compress(answer, compresslevel=1, mtime=0)
    return Response(packed, headers={"Content-Encoding": "gzip"}, media_type="application/json")


@router.get(
    "/sync/events",
    operation_id="listen",
    summary="Hear that something changed",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def listen(request: Request, me: Me) -> StreamingResponse:
    """Server-Sent Events `{space, head}`, never content. Then pull."""
    live: Live = request.app.state.live

    async def stream() -> AsyncIterator[str]:
        async for hint in live.hints(me):
            if hint is None:
                yield "event: ping\ndata: {}\n\n"
            else:
                yield f"data: {json.dumps({'space': hint[0], 'head': hint[1]})}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream")


@router.get(
    "/spaces/{space_id}/changes",
    operation_id="list_changes",
    summary="The feed of one space",
    response_model=ChangesOut,
    responses=documented(*LET_IN, NotFound, Invalid),
)
def list_changes(
    ctx: Ctx,
    here: Annotated[Entry, Depends(let_in(*READS))],
    cursor: Annotated[str | None, Query(max_length=200, description="None: from the start.")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most; a commit is never split.")] = 100,
) -> Response:
    """Oldest first. `reset` means: start again without a cursor; this server came back from a backup.

    A program needs one of the scopes that read, and sees the types that its scopes allow.
    """
    with ctx.db.read(here.reach) as session:
        found = changes(session, here, cursor, limit)
    rest = {"state": found.state, "cursor": found.cursor, "more": found.more}
    return Response(f'{json.dumps(rest)[:-1]},"changes":[{",".join(found.changes)}]}}', media_type="application/json")
