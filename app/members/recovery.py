"""The recovery code: one secret on paper, split in two.

The proof half is sent to show who one is; only its hash is kept here. The unlock half will open the keys
of encrypted content, and so never leaves the device of the person who types the code.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from app.members.secrets import ALPHABET, CODE_LENGTH, new_code

PROOF = b"tend recovery proof v1"
UNLOCK = b"tend recovery unlock v1"


def new_recovery(randbytes: Callable[[int], bytes]) -> tuple[str, str]:
    """A code to show once, and its proof."""
    code = new_code(randbytes)
    return code, proof_of(code)


def proof_of(code: str) -> str:
    """The half that proves, 64 hex digits: HKDF-SHA-256 over the code's 26 characters, no salt, info `PROOF`.

    The client computes the same. Spaces, hyphens and small letters are forgiven, and so are O, I and L for
    0 and 1. Raises ValueError for what cannot be a code.
    """
    return _half(code, PROOF).hex()


def _half(code: str, info: bytes) -> bytes:
    plain = code.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    if len(plain) != CODE_LENGTH or any(letter not in ALPHABET for letter in plain):
        raise ValueError("A recovery code has 26 letters and digits.")
    return _hkdf(plain.encode(), info)


def _hkdf(secret: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) without a salt, for one block: two HMACs. The library takes 8 MB of every process for
    it; it is the oracle in the tests."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")
