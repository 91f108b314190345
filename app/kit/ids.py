"""Names for things: made where the thing is made, never handed out by the database.

A phone without a network names its own records, so an id must be unique without asking. What can exist
only once (the check-in of one member for one practice on one day) gets a name derived from what it is:
two devices that are both offline then write the same row.
"""

import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.kit.clock import Clock

NAMESPACE = uuid.UUID("65db42c5-3498-5c42-995c-adff2cb61913")
"""uuid5(NAMESPACE_DNS, "tend.example"). Changing it would rename every derived record: never."""

_NAMESPACE = NAMESPACE.bytes
SEPARATOR = "\x1f"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[457][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Ids:
    """Makes UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.

    `randbytes(n)` gives n random bytes: `secrets.token_bytes`, or a seeded one in tests.
    """

    def __init__(self, clock: Clock, randbytes: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._randbytes = randbytes

    def uuid7(self) -> str:
        """A new id. Later milliseconds sort later; within one the order is random."""
        milliseconds = (self._clock.now() - EPOCH) // timedelta(milliseconds=1)
        raw = bytearray(milliseconds.to_bytes(6, "big") + self._randbytes(10))
        return _written(raw, version=7)


def derived(*parts: str) -> str:
    r"""The id of something that can exist only once, from what makes it that thing.

    The rule, the same in the client: `uuid5(NAMESPACE, "\x1f".join(parts))`, that is SHA-1 over the 16
    bytes of `65db42c5-3498-5c42-995c-adff2cb61913` and the UTF-8 of the joined parts, the first 16
    bytes, version 5. By custom the first part names the kind: `derived("check_in", practice, member,
    label)`. Raises ValueError without parts, or when a part holds the separator: two different things
    must never share a name.
    """
    if not parts or any(SEPARATOR in part for part in parts):
        raise ValueError("A derived id needs at least one part, and no part may hold U+001F.")
    raw = bytearray(hashlib.sha1(_NAMESPACE + SEPARATOR.join(parts).encode(), usedforsecurity=False).digest()[:16])
    return _written(raw, version=5)


def is_uuid(text: str) -> bool:
    """Whether this is an id as we write them: 36 characters, lower case, version 4, 5 or 7."""
    return _CANONICAL.fullmatch(text) is not None


def _written(raw: bytearray, *, version: int) -> str:
    """16 bytes as a UUID of that version. `uuid` does the same with an object in between, in three times the time."""
    raw[6] = raw[6] & 0x0F | version << 4
    raw[8] = raw[8] & 0x3F | 0x80  # the RFC's variant
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
