"""Random secrets: how they are made, written down, and kept as hashes only."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that it survives handwriting."""

CODE_BYTES = 16
CODE_LENGTH = 26


def new_token(randbytes: Callable[[int], bytes]) -> str:
    """256 random bits for a cookie or a link, safe in both."""
    return base64.urlsafe_b64encode(randbytes(32)).rstrip(b"=").decode()


def new_code(randbytes: Callable[[int], bytes]) -> str:
    """128 random bits for a person to write down: 26 characters."""
    number = int.from_bytes(randbytes(CODE_BYTES), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def digest(secret: str) -> str:
    """What is stored of a random secret: SHA-256 in hex. Enough for 128 bits and more, never for passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()
