"""Push over HTTP: this device says where it can be reached, and can try whether that works."""

from __future__ import annotations

from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, Path

from app.auth.limits import Try, knock
from app.auth.principal import SIGNED_IN, Me
from app.auth.refusals import CrossSite, NotJson, TooManyTries
from app.auth.rules import Gate
from app.kit.context import Context, Ctx
from app.kit.errors import Invalid, NotFound, Refusal, documented
from app.push import service
from app.push.outcome import Outcome, Subscription, Verdict
from app.push.payload import trial_payload
from app.push.refusals import BadSubscriptionKeys, RefusedAddress
from app.push.schemas import PushKeyOut, RungDeviceOut, RungDevicesOut, SubscriptionIn, TrialOut

TRIAL: Final = Gate("push_trial", free=10)
"""For one session that tries its notifications."""
TRIAL_TTL: Final = 300

router = APIRouter(prefix="/api/v1/push", tags=["push"], responses=documented(*SIGNED_IN, CrossSite, NotJson, Invalid))

_SAYS: Final = {
    Verdict.sent: "It is on its way. If nothing appears, look into this device's own notification settings.",
    Verdict.gone: "This device is no longer subscribed. Turn notifications off and on again.",
    Verdict.too_large: "The push service took the message for too large. Tell who hosts this server.",
    Verdict.later: "The push service could not be reached or is busy. Try again in a few minutes.",
    Verdict.misconfigured: "The push service refused this server. Who hosts it finds the reason in its log.",
}


class NoSubscription(Refusal):
    """This device has not said where it can be reached."""

    status = 409
    code = "no_subscription"
    title = "Notifications are off on this device"
    detail = "Turn them on first."


@router.get("/key", operation_id="get_push_key", summary="The key to subscribe with")
def get_push_key(ctx: Ctx, _: Me) -> PushKeyOut:
    """It stays the same for the life of the server."""
    return PushKeyOut(key=service.vapid(ctx).public_key)


@router.put(
    "/subscription",
    operation_id="put_push_subscription",
    status_code=204,
    summary="Ring this device",
    responses=documented(RefusedAddress, BadSubscriptionKeys, Invalid),
)
def put_push_subscription(ctx: Ctx, me: Me, wanted: SubscriptionIn) -> None:
    """One for each session; it ends with the session. Safe to repeat: compare on every start."""
    ctx.db.settle(lambda session: service.subscribe(ctx, session, me, wanted))


@router.delete(
    "/subscription", operation_id="delete_push_subscription", status_code=204, summary="Ring this device no more"
)
def delete_push_subscription(ctx: Ctx, me: Me) -> None:
    """Other devices go on ringing. Safe to repeat."""
    with ctx.db.write() as session:
        service.unsubscribe(session, me.session_id)


@router.get("/subscriptions", operation_id="list_push_devices", summary="The devices on which your reminders ring")
def list_push_devices(ctx: Ctx, me: Me) -> RungDevicesOut:
    """Your own, and only yours."""
    with ctx.db.read() as session:
        found = service.known(session, me.member_id, ctx.now())
    return RungDevicesOut(
        devices=[
            RungDeviceOut(session_id=id_, device=device, current=id_ == me.session_id, rings=rings)
            for id_, device, rings in found
        ]
    )


@router.delete(
    "/subscriptions/{session_id}",
    operation_id="silence_push_device",
    status_code=204,
    summary="Ring one of your devices no more",
    responses=documented(NotFound),
)
def silence_push_device(
    session_id: Annotated[str, Path(description="As the list of devices has it.")], ctx: Ctx, me: Me
) -> None:
    """It stays signed in, and can be turned on there again. Safe to repeat."""
    with ctx.db.write() as session:
        if not service.silence(session, me.member_id, session_id, ctx.stamp()):
            raise NotFound


@router.post(
    "/test",
    operation_id="test_push",
    summary="Send a test message to this device",
    responses=documented(NoSubscription, TooManyTries),
)
async def test_push(ctx: Ctx, me: Me) -> TrialOut:
    """Sent right now, and the answer says what the push service made of it."""
    found = await to_thread.run_sync(_subscription, ctx, me.session_id)
    async with service.sender(ctx) as sender:
        outcome = await sender.send(found, trial_payload(origin=ctx.settings.public_url), ttl=TRIAL_TTL)
    if outcome.verdict is Verdict.gone:
        await to_thread.run_sync(_forget, ctx, me.session_id, found.endpoint)
    return TrialOut(outcome=outcome.verdict.value, detail=_detail(outcome))


def _subscription(ctx: Context, session_id: str) -> Subscription:
    with ctx.db.read() as session:
        found = service.of(session, session_id)
    if found is None:
        raise NoSubscription
    knock(ctx, Try(TRIAL, session_id))
    return found


def _forget(ctx: Context, session_id: str, endpoint: str) -> None:
    with ctx.db.write() as session:
        service.unsubscribe(session, session_id, endpoint)


def _detail(outcome: Outcome) -> str:
    says = _SAYS[outcome.verdict]
    return says if outcome.status in (None, 201) else f"{says} (It answered {outcome.status}.)"
