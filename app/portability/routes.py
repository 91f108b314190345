"""Calendar feeds over HTTP: a member's own settings, and the one address that opens without a session."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.auth.limits import Source
from app.auth.principal import SIGNED_IN, Confirmed, Me
from app.auth.refusals import CrossSite, NotJson, StepUpRequired, TooManyTries
from app.kit.answers import IfNoneMatch
from app.kit.context import Ctx
from app.kit.errors import Invalid, NotFound, documented
from app.portability import service
from app.portability.models import CalendarFeed
from app.portability.schemas import (
    CalendarAddressOut,
    CalendarFeedIn,
    CalendarFeedOut,
    CalendarFeedPatch,
    CalendarOut,
)

TYPE = "text/calendar"
CACHE = "private, no-store"

router = APIRouter(tags=["calendar"])


@router.get(
    "/api/v1/me/calendar",
    operation_id="get_calendar",
    summary="Whether my reminders go to a calendar",
    responses=documented(*SIGNED_IN),
)
def get_calendar(me: Me, ctx: Ctx) -> CalendarOut:
    """The address itself is never shown again."""
    with ctx.db.read() as session:
        feed = service.of(session, me.member_id)
    return CalendarOut(feed=None if feed is None else _out(feed))


@router.put(
    "/api/v1/me/calendar",
    operation_id="make_calendar",
    summary="Make an address for my calendar",
    responses=documented(*SIGNED_IN, StepUpRequired, Invalid, CrossSite, NotJson),
)
def make_calendar(wanted: CalendarFeedIn, me: Confirmed, ctx: Ctx) -> CalendarAddressOut:
    """Shown this one time. An address that was made before ends. Other devices show a banner about it for a week."""
    feed, secret = ctx.db.settle(lambda session: service.make(ctx, session, me, wanted.words))
    return CalendarAddressOut(feed=_out(feed), address=f"{ctx.settings.public_url}/calendar/{secret}.ics")


@router.patch(
    "/api/v1/me/calendar",
    operation_id="patch_calendar",
    summary="Change how much the events say",
    responses=documented(*SIGNED_IN, StepUpRequired, NotFound, Invalid, CrossSite, NotJson),
)
def patch_calendar(wanted: CalendarFeedPatch, me: Me, ctx: Ctx) -> CalendarOut:
    """To say more needs a recent password; to say less does not."""
    with ctx.db.write() as session:
        feed = service.of(session, me.member_id)
        if feed is None:
            raise NotFound
        if wanted.words != feed.words and wanted.words == "own" and not me.confirmed:
            raise StepUpRequired
        feed.words = wanted.words
        session.flush()
    return CalendarOut(feed=_out(feed))


@router.delete(
    "/api/v1/me/calendar",
    operation_id="end_calendar",
    summary="End the address of my calendar",
    status_code=204,
    responses=documented(*SIGNED_IN, CrossSite),
)
def end_calendar(me: Me, ctx: Ctx) -> None:
    """It answers 404 from now on. Safe to repeat."""
    with ctx.db.write() as session:
        service.end(session, me.member_id)


@router.get(
    "/calendar/{secret}.ics",
    operation_id="read_calendar",
    summary="Read a calendar by its secret address",
    response_class=Response,
    responses={
        200: {"description": "The calendar (RFC 5545).", "content": {TYPE: {"schema": {"type": "string"}}}},
        304: {"description": "It is as it was."},
        **documented(NotFound, TooManyTries, Invalid),
    },
)
def read_calendar(
    secret: Annotated[str, Path(description="The secret part of the address.")],
    ctx: Ctx,
    source: Source,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Without a session: for calendar programs. An address that was never made and one that has ended look the
    same."""
    from app.portability.ics import written

    found = service.opened(ctx, secret, source)
    text = written(found, secret=secret, neutral=service.neutral(), now=ctx.now())
    headers = {"Cache-Control": CACHE, "ETag": f'"{hashlib.sha256(text).hexdigest()[:32]}"'}
    if headers["ETag"] in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=TYPE, headers=headers)


def _out(feed: CalendarFeed) -> CalendarFeedOut:
    return CalendarFeedOut.model_validate(feed, from_attributes=True)
