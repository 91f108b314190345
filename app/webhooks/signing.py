"""Signatures by Standard Webhooks (standardwebhooks.com, v1): HMAC-SHA-256 over id, time and body."""

from __future__ import annotations

import base64
import hmac
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.kit.context import Context
from app.kit.files import kept

KEY: Final = "webhooks.key"
PREFIX: Final = "whsec_"


def secret_of(ctx: Context, webhook_id: str) -> str:
    """What the receiver checks signatures with: `whsec_` and 32 bytes in base64.

    Derived from the server's own key, so that the database holds no secret, and each webhook has another.
    """
    return PREFIX + base64.b64encode(_bytes(ctx, webhook_id)).decode()


def headers(ctx: Context, webhook_id: str, message_id: str, body: bytes) -> dict[str, str]:
    """`webhook-id`, `webhook-timestamp` (of this try, in seconds) and `webhook-signature`."""
    seconds = str(int(ctx.now().timestamp()))
    signed = hmac.digest(_bytes(ctx, webhook_id), f"{message_id}.{seconds}.".encode() + body, "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def _bytes(ctx: Context, webhook_id: str) -> bytes:
    key = _key(ctx.settings.data_dir / KEY)
    return hmac.digest(key, b"tend webhook secret v1 " + webhook_id.encode(), "sha256")


@lru_cache(maxsize=4)
def _key(path: Path) -> bytes:
    return kept(path, lambda: secrets.token_bytes(32))
