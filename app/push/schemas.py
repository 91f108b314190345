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

    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=32)


class SubscriptionIn(BaseModel):
    """What the browser's `PushSubscription.toJSON()` says; its expirationTime is not needed."""

    model_config = ConfigDict(extra="ignore")

    endpoint: str = Field(max_length=LONGEST_ENDPOINT)
    keys: SubscriptionKeys


class RungDeviceOut(BaseModel):
    """A device of the member's own that asked to ring. Where it is reached is never said."""

    session_id: str
    device: str = Field(examples=["Alice's phone"])
    current: bool = Field(description="The one that asks.")
    rings: bool = Field(description="False once it was silenced from another device.")


class RungDevicesOut(BaseModel):
    """Every device that asked to ring, the newest sign-in first."""

    devices: list[RungDeviceOut]


class TrialOut(BaseModel):
    """What became of a test message."""

    outcome: Literal["sent", "gone", "too_large", "later", "misconfigured"]
    detail: str = Field(description="What to do, in plain words.")
