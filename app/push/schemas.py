"""Shapes of push on the wire."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_ENDPOINT: Final = 2048


class PushKeyOut(BaseModel):
    """This server's key for `PushManager.subscribe({applicationServerKey})`."""

    key: str = Field(description="Base64url, uncompressed P-256 point (VAPID).")


class SubscriptionKeys(BaseModel):
    """What messages to this device are encrypted with."""

    model_config = ConfigDict(extra="forbid")

    p256dh: str = Field(max_length=100, description="The device's public key, base64url.")
    auth: str = Field(max_length=32, description="The authentication secret, base64url.")


class SubscriptionIn(BaseModel):
    """What the browser's `PushSubscription.toJSON()` says; its expirationTime is not needed."""

    model_config = ConfigDict(extra="ignore")

    endpoint: str = Field(
        max_length=LONGEST_ENDPOINT, description="Where the push service takes messages for this device."
    )
    keys: SubscriptionKeys


class RungDeviceOut(BaseModel):
    """A device of the member's own that asked to ring. Where it is reached is never said."""

    session_id: str = Field(description="To silence it by.")
    device: str = Field(examples=["Alice's phone"], description="What it was called at sign-in; may be empty.")
    current: bool = Field(description="The one that asks.")
    rings: bool = Field(description="False once it was silenced from another device.")


class RungDevicesOut(BaseModel):
    """Every device that asked to ring, the newest sign-in first."""

    devices: list[RungDeviceOut] = Field(description="The newest sign-in first.")


class TrialOut(BaseModel):
    """What became of a test message."""

    outcome: Literal["sent", "gone", "too_large", "later", "misconfigured"] = Field(
        description="sent: the push service took it. gone: the device is to be turned on anew. later: it was "
        "busy. too_large and misconfigured: for who hosts the server to look at."
    )
    detail: str = Field(description="What to do, in plain words.")
