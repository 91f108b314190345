"""Invite codes: 128 random bits as 26 characters that can be read out, and known to us by their hash alone."""

from __future__ import annotations

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def make_code(secret: bytes) -> str:
    """The code of 16 random bytes, in Crockford's base 32."""
    number = int.from_bytes(secret, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def code_hash(typed: str) -> str | None:
    """The hash that a code is stored under; None when it can't be a code. Forgives hyphens, case, O for 0."""
    code = "".join(c for c in typed.upper() if c.isalnum()).translate(_LOOKALIKES)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    return hashlib.sha256(code.encode()).hexdigest()
