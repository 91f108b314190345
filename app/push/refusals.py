"""Why a device is not taken for one that can be rung."""

from app.kit.errors import Refusal


class RefusedAddress(Refusal):
    """An endpoint, or an address that its name resolves to, where no push may be sent."""

    status = 422
    code = "refused_address"
    title = "No push may be sent to this address"
    detail = "It is not a known push service. Who hosts the app can allow more of them."


class BadSubscriptionKeys(Refusal):
    """The keys of a subscription are not an uncompressed P-256 point and a 16-byte secret in base64url."""

    status = 422
    code = "bad_subscription_keys"
    title = "These are not the keys of a push subscription"
    detail = "Send p256dh and auth exactly as the browser's PushSubscription.toJSON() gives them."
