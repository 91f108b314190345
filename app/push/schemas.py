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


class TrialOut(BaseModel):
    """What became of a test message."""

    outcome: Literal["sent", "gone", "too_large", "later", "misconfigured"]
    detail: str = Field(description="What to do, in plain words.")
