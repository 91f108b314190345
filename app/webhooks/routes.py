"""Webhooks over HTTP, in a couple's space. There are none in one's own: nobody ever looks in there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from app.auth.principal import SIGNED_IN, Confirmed
from app.auth.refusals import CrossSite, NotJson, StepUpRequired
from app.kit.context import Ctx
from app.kit.errors import Invalid, NotFound, documented
from app.kit.records.mutation import UUID
from app.spaces.access import OurCouple
from app.webhooks import service
from app.webhooks.events import names
from app.webhooks.outside import RefusedWebhook
from app.webhooks.schemas import WebhookIn, WebhookMade, WebhookOut, WebhooksOut
from app.webhooks.service import TooManyWebhooks
from app.webhooks.signing import secret_of

WebhookId = Annotated[str, Path(pattern=UUID, description="As the list of webhooks has it.")]

router = APIRouter(
    prefix="/api/v1/spaces/{space_id}/webhooks",
    tags=["webhooks"],
    responses=documented(*SIGNED_IN, CrossSite, NotJson, NotFound, Invalid),
)


@router.get("", operation_id="list_webhooks", summary="Webhooks of this couple")
def list_webhooks(ctx: Ctx, here: OurCouple) -> WebhooksOut:
    """Your own, and those that hear of everybody. What another member's own ones hear is theirs alone."""
    with ctx.db.read(here.reach) as session:
        hooks = [service.out(session, here, hook) for hook in service.seen(session, here)]
    return WebhooksOut(webhooks=hooks, events=names())


@router.post(
    "",
    operation_id="create_webhook",
    summary="Tell an address of what happens here",
    status_code=201,
    responses=documented(StepUpRequired, RefusedWebhook, TooManyWebhooks),
)
def create_webhook(ctx: Ctx, here: OurCouple, _: Confirmed, wanted: WebhookIn) -> WebhookMade:
    """Messages hold ids and no content, and are signed by Standard Webhooks with the secret that is shown once.

    One that hears of everybody is silent until every member has agreed, and whenever one does not any more.
    """
    with ctx.db.write(here.reach) as session:
        hook = service.make(ctx, session, here, wanted)
        shown = service.out(session, here, hook)
    return WebhookMade(**shown.model_dump(), secret=secret_of(ctx, shown.id))


@router.put(
    "/{webhook_id}/agreement",
    operation_id="agree_to_webhook",
    summary="Agree to a webhook that hears of everybody",
)
def agree_to_webhook(ctx: Ctx, here: OurCouple, webhook_id: WebhookId) -> WebhookOut:
    """It may hear of what you do, too. It hears nothing of anybody as long as one yes is missing."""
    with ctx.db.write(here.reach) as session:
        hook = service.one_seen(session, here, webhook_id)
        service.agree(session, here, hook)
        return service.out(session, here, hook)


@router.delete(
    "/{webhook_id}/agreement",
    operation_id="disagree_with_webhook",
    summary="Take that back",
    status_code=204,
)
def disagree_with_webhook(ctx: Ctx, here: OurCouple, webhook_id: WebhookId) -> None:
    """At once, and without a word to anybody. What was on its way to it is dropped."""
    with ctx.db.write(here.reach) as session:
        service.disagree(session, here, service.one_seen(session, here, webhook_id))


@router.post(
    "/{webhook_id}/trials",
    operation_id="try_webhook",
    summary="Send it a message that says nothing",
    status_code=202,
)
def try_webhook(ctx: Ctx, here: OurCouple, webhook_id: WebhookId) -> WebhookOut:
    """Its type is `trial`. One that was given up hears again from now on."""
    with ctx.db.write(here.reach) as session:
        hook = service.mine(session, here, webhook_id)
        service.try_out(ctx, session, hook)
        return service.out(session, here, hook)


@router.delete("/{webhook_id}", operation_id="end_webhook", summary="End a webhook of yours", status_code=204)
def end_webhook(ctx: Ctx, here: OurCouple, webhook_id: WebhookId) -> None:
    """What waits for it is dropped, too."""
    with ctx.db.write(here.reach) as session:
        service.end(session, service.mine(session, here, webhook_id))
