"""Sync over HTTP. The two hot routes do sign-in and work in one transaction and one thread."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic_core import to_json

from app.auth.principal import SIGNED_IN, Credential, Me
from app.auth.refusals import CrossSite, NotJson
from app.kit.context import Ctx
from app.kit.errors import Invalid, NotFound, TooLarge, documented
from app.kit.records.feed import Cursor
from app.kit.records.rest import record_routes
from app.kit.records.versions import VERSION
from app.spaces.access import Us, let_in
from app.spaces.service import spaces_of
from app.sync.hot import HotRoute
from app.sync.live import Live
from app.sync.pull import page, pull
from app.sync.push import push
from app.sync.refusals import AccountMismatch, SchemaTooOld
from app.sync.schemas import ChangesOut, PullIn, PullOut, PullSpace, PushIn, PushOut

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
def push_mutations(ctx: Ctx, shown: Credential, asked: PushIn) -> Response:
    """At most 100 mutations, in their order, one request in flight. Safe to repeat."""
    results = push(ctx, shown, asked)
    answer = to_json({"results": results, "server_time": ctx.stamp()})
    return Response(answer, media_type="application/json")


@hot.post(
    "/sync/pull",
    operation_id="pull",
    summary="Fetch what changed",
    response_model=PullOut,
    responses=documented(AccountMismatch),
)
def pull_changes(ctx: Ctx, shown: Credential, asked: PullIn) -> Response:
    """Per space a page after its cursor; with none, the newest page and the way back."""
    return Response(pull(ctx, shown, asked), media_type="application/json")


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
    responses=documented(NotFound),
)
def list_changes(
    ctx: Ctx,
    here: Us,
    cursor: Annotated[str | None, Query(max_length=200, description="None: from the start.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Oldest first. `reset` means: start again without a cursor; this server came back from a backup."""
    start = cursor if cursor is not None else _start()
    with ctx.db.read(here.reach) as session:
        space = next((s for s in spaces_of(session, here.member_id) if s["id"] == here.space_id), None)
        if space is None:
            raise NotFound
        found = page(session, space, PullSpace(id=here.space_id, cursor=start), limit, here.member_id)
    head = {"state": found.state, "cursor": found.cursor or _start(), "more": found.more}
    return Response(f'{json.dumps(head)[:-1]},"changes":[{",".join(found.changes)}]}}', media_type="application/json")


def _start() -> str:
    """The cursor before everything. Seq 0 is no commit on any server, so its tag is empty everywhere."""
    return str(Cursor(0, 0, ""))
