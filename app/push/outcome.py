"""Whom a push message is for, and what became of it: what there is to know without being able to send one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TIMEOUT: Final = 10.0
"""Seconds for one send from name lookup to answer. A lease on a delivery must be longer."""

CONCURRENCY: Final = 16


class Verdict(StrEnum):
    """What to do next with a delivery."""

    sent = "sent"
    gone = "gone"
    """The subscription no longer exists: delete it."""
    too_large = "too_large"
    """The same message will never be taken: do not repeat it."""
    later = "later"
    """Try again, not before `retry_after` if that is known, until the time to live is over."""
    misconfigured = "misconfigured"
    """Something on this side is wrong: tell who hosts the app, keep the subscription."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one send. `reason` is for the log: it names no endpoint and no content."""

    verdict: Verdict
    status: int | None = None
    """The HTTP status, when there was an answer."""
    retry_after: float | None = None
    """Seconds from now, when the push service named a time."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser can be reached, as its `PushSubscription` says; keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str
