"""What a push says: ids for the service worker, and words that tell nothing to whoever sees the lock screen.

The form is that of a declarative push message, so that a phone without our service worker still shows it.
`notification.data` carries what the worker needs: it reads the real words from the phone's own database,
when this device chose to show them. The server never sends them.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Words:
    """All that a push ever says in one language."""

    lang: str
    title: str
    body: str
    trial_body: str
    done: str
    later: str


ENGLISH: Final = Words(
    lang="en",
    title="Tend",
    body="Something small for today",
    trial_body="Notifications reach this device",
    done="Done",
    later="Later",
)


def reminder_payload(
    *, origin: str, space: UUID, reminder: UUID, label: str, words: Words = ENGLISH, with_actions: bool = True
) -> bytes:
    """The push for one occurrence of a reminder: UTF-8 JSON, always within the smallest body size.

    `origin` is the app's own, without a slash at the end; `label` the day (`2026-11-23`) it belongs to.
    Done and Later are answered by the service worker; a browser without action buttons, or without the
    worker, opens the page that offers both. Without actions it is as small as it can be.
    """
    page = f"{origin}{answer_path(reminder, label)}"
    notification: dict[str, Any] = {
        "title": words.title,
        "body": words.body,
        "lang": words.lang,
        "tag": topic(reminder, label),
        "navigate": page,
    }
    if with_actions:
        notification["actions"] = [
            {"action": "done", "title": words.done, "navigate": f"{page}?do=done"},
            {"action": "later", "title": words.later, "navigate": f"{page}?do=later"},
        ]
    notification["data"] = {"kind": "reminder", "space": str(space), "reminder": str(reminder), "label": label}
    return _message(notification)


def trial_payload(*, origin: str, words: Words = ENGLISH) -> bytes:
    """The push behind the "send a test" button: as neutral as a reminder, and it asks for nothing."""
    return _message(
        {
            "title": words.title,
            "body": words.trial_body,
            "lang": words.lang,
            "tag": "trial",
            "navigate": f"{origin}/me",
            "data": {"kind": "trial"},
        }
    )


def topic(reminder: UUID, label: str) -> str:
    """The name that an occurrence of a reminder has for the push service and on the phone: 32 characters.

    A push service replaces a waiting message by a newer one of the same topic, and a phone one notification
    by another of the same tag. So a message that is sent twice is seen once.
    """
    digest = hashlib.sha256(f"{reminder}/{label}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def answer_path(reminder: UUID, label: str) -> str:
    """The page where an occurrence of a reminder is answered, as a path of the app."""
    return f"/answer/{reminder}/{quote(label, safe='')}"


def _message(notification: dict[str, Any]) -> bytes:
    message: dict[str, Any] = {"web_push": 8030, "notification": notification, "mutable": True}
    if notification["data"]["kind"] == "reminder":
        message["app_badge"] = 1
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
