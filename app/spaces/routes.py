"""Spaces and couples over HTTP. Everything here is online only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from app.auth.limits import JOIN, Try
from app.auth.limits import knock as slow_down
from app.auth.principal import SIGNED_IN, Me, Principal
from app.auth.refusals import CrossSite, NotJson, TooManyTries
from app.grants.door import asking
from app.kit.context import Ctx
from app.kit.errors import Invalid, NotFound, documented
from app.kit.records.mutation import UUID
from app.kit.records.rest import record_routes
from app.spaces import invites, service
from app.spaces.access import LET_IN, OurCouple, let_in
from app.spaces.models import JoinRequest
from app.spaces.records import CARD, COUPLE
from app.spaces.refusals import (
    AlreadyTogether,
    InviteExpired,
    InviteUnknown,
    InviteUsed,
    SpaceClosed,
    TooManyInvites,
)
from app.spaces.schemas import (
    CoupleIn,
    InviteIn,
    InviteMade,
    InviteOut,
    InvitesOut,
    JoinIn,
    JoinOut,
    KnocksOut,
    SpaceOut,
    SpacesOut,
)

MEMBERS_ONLY = documented(*SIGNED_IN, CrossSite, NotJson)
InviteId = Annotated[str, Path(pattern=UUID, description="As the list of invitations has it.")]
RequestId = Annotated[str, Path(pattern=UUID, description="The request to join, as it was answered or listed.")]

router = APIRouter(prefix="/api/v1", tags=["spaces"], responses={**MEMBERS_ONLY, **documented(Invalid)})
records = [record_routes(kind, let_in, documented(*LET_IN, CrossSite, NotJson)) for kind in (CARD, COUPLE)]


@router.get("/spaces", operation_id="list_spaces", summary="Your spaces", responses=documented(*LET_IN))
def list_spaces(ctx: Ctx, me: Annotated[Principal, Depends(asking("couple:read"))]) -> SpacesOut:
    """Your own space first, then your couples. To a program: the couples that its member named, and no `head`."""
    with ctx.db.read() as session:
        return SpacesOut(spaces=service.describe(session, me.member_id, only=me.spaces))


@router.post("/couples", operation_id="create_couple", status_code=201, summary="Make a couple")
def create_couple(ctx: Ctx, me: Me, wanted: CoupleIn, response: Response) -> SpaceOut:
    """You are its first member. Safe to repeat with the same id: 200 the second time."""
    made = ctx.db.settle(lambda session: service.make_couple(ctx, session, me, wanted))
    response.status_code = 201 if made.new else 200
    with ctx.db.read() as session:
        return next(space for space in service.describe(session, me.member_id) if space.id == made.space_id)


@router.delete(
    "/couples/{space_id}/members/me",
    operation_id="leave_couple",
    status_code=204,
    summary="Leave, at once and without a reason",
    responses=documented(NotFound),
)
def leave_couple(ctx: Ctx, here: OurCouple) -> None:
    """Your access ends with this request. The others keep their own entries, and are told nothing."""
    with ctx.db.write(here.reach) as session:
        service.leave(ctx, session, here)


@router.put(
    "/couples/{space_id}/continuation",
    operation_id="continue_couple",
    status_code=204,
    summary="Go on after somebody left",
    responses=documented(NotFound, SpaceClosed),
)
def continue_couple(ctx: Ctx, here: OurCouple) -> None:
    """What is shared rests when somebody leaves, until one of those who stayed says to go on."""
    with ctx.db.write(here.reach) as session:
        service.go_on(ctx, session, here)


@router.post(
    "/couples/{space_id}/invites",
    operation_id="create_invite",
    status_code=201,
    summary="Invite one person",
    responses=documented(NotFound, SpaceClosed, TooManyInvites),
)
def create_invite(ctx: Ctx, here: OurCouple, wanted: InviteIn) -> InviteMade:
    """The code is in this answer and nowhere else. Put it behind `#` in a link: no server log ever sees it."""
    with ctx.db.write(here.reach) as session:
        row, code = invites.invite(ctx, session, here, wanted.kind)
        return InviteMade(id=row.id, kind=wanted.kind, expires_at=row.expires_at, code=code)


@router.get(
    "/couples/{space_id}/invites",
    operation_id="list_invites",
    summary="Your open invitations",
    responses=documented(NotFound),
)
def list_invites(ctx: Ctx, here: OurCouple) -> InvitesOut:
    """Only those you made yourself."""
    with ctx.db.read(here.reach) as session:
        rows = invites.open_invites(session, here, ctx.stamp())
        return InvitesOut(invites=[InviteOut.model_validate(row, from_attributes=True) for row in rows])


@router.delete(
    "/couples/{space_id}/invites/{invite_id}",
    operation_id="cancel_invite",
    status_code=204,
    summary="Cancel an invitation",
    responses=documented(NotFound),
)
def cancel_invite(ctx: Ctx, here: OurCouple, invite_id: InviteId) -> None:
    """The code stops working; who waits behind it sees `closed`."""
    with ctx.db.write(here.reach) as session:
        invites.cancel_invite(ctx, session, here, invite_id)


@router.get(
    "/couples/{space_id}/join-requests",
    operation_id="list_join_requests",
    summary="Who waits for your yes",
    responses=documented(NotFound),
)
def list_join_requests(ctx: Ctx, here: OurCouple) -> KnocksOut:
    """Only those who came by an invitation of yours."""
    with ctx.db.read(here.reach) as session:
        return KnocksOut(requests=invites.knocks(session, here))


@router.put(
    "/couples/{space_id}/join-requests/{request_id}/confirmation",
    operation_id="confirm_join_request",
    status_code=204,
    summary="Yes, that is who I meant",
    responses=documented(NotFound, SpaceClosed),
)
def confirm_join_request(ctx: Ctx, here: OurCouple, request_id: RequestId) -> None:
    """They are in from now on."""
    with ctx.db.write(here.reach) as session:
        invites.confirm(ctx, session, here, request_id)


@router.delete(
    "/couples/{space_id}/join-requests/{request_id}",
    operation_id="decline_join_request",
    status_code=204,
    summary="No, without a word",
    responses=documented(NotFound),
)
def decline_join_request(ctx: Ctx, here: OurCouple, request_id: RequestId) -> None:
    """They see `closed`, which does not say why."""
    with ctx.db.write(here.reach) as session:
        invites.decline(session, here, request_id)


@router.post(
    "/join-requests",
    operation_id="create_join_request",
    status_code=201,
    summary="Show an invitation",
    responses=documented(InviteUnknown, InviteUsed, InviteExpired, AlreadyTogether, TooManyTries),
)
def create_join_request(ctx: Ctx, me: Me, wanted: JoinIn) -> JoinOut:
    """The inviter is asked; you are in when they say yes. Safe to repeat with the same code."""
    slow_down(ctx, Try(JOIN, me.member_id))
    with ctx.db.write() as session:
        row, name = invites.knock(ctx, session, me, wanted.code)
        return _shown(row, name)


@router.get(
    "/join-requests/{request_id}",
    operation_id="get_join_request",
    summary="Where your request stands",
    responses=documented(NotFound),
)
def get_join_request(ctx: Ctx, me: Me, request_id: RequestId) -> JoinOut:
    """`waiting`, `confirmed`, or `closed` without a reason."""
    with ctx.db.read() as session:
        return _shown(invites.my_request(session, me, request_id), None)


@router.delete(
    "/join-requests/{request_id}",
    operation_id="delete_join_request",
    status_code=204,
    summary="Take a request back",
    responses=documented(NotFound),
)
def delete_join_request(ctx: Ctx, me: Me, request_id: RequestId) -> None:
    """The inviter no longer sees it."""
    with ctx.db.write() as session:
        invites.take_back(session, me, request_id)


def _shown(row: JoinRequest, inviter_name: str | None) -> JoinOut:
    confirmed = row.state == "confirmed"
    return JoinOut.model_validate(
        {
            "id": row.id,
            "state": row.state,
            "space_id": row.space_id if confirmed else None,
            "inviter_name": inviter_name,
        }
    )
