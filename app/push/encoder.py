"""Encrypts one push message for one subscriber: RFC 8291 over RFC 8188's `aes128gcm`.

Written out here because it is short and because the general libraries cost several times as much CPU per
message; they stay as the oracle in the tests.

Every message is padded so that its whole body has one of the sizes in `BODY_SIZES`. A push service sees the
size of what it carries; with padding it learns which bucket, and every reminder is in the smallest one.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.push.refusals import BadSubscriptionKeys

BODY_SIZES: Final = (1024, 2048, 4096)
"""Bytes of a whole encrypted body. 4,096 is the most that every push service must accept (RFC 8030, 7.2)."""

OVERHEAD: Final = 16 + 4 + 1 + 65 + 1 + 16
"""Bytes around the payload: salt, record size, key length, key, end-of-padding mark, authentication tag."""

LARGEST_PAYLOAD: Final = BODY_SIZES[-1] - OVERHEAD

_RECORD_SIZE: Final = BODY_SIZES[-1].to_bytes(4, "big")
_CURVE: Final = ec.SECP256R1()
_SHA256: Final = SHA256()


class PayloadTooLarge(Exception):
    """The payload does not fit into one record of the largest body."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """The parsed keys of a subscription: whom a message is encrypted for."""

    key: ec.EllipticCurvePublicKey
    point: bytes
    secret: bytes


@lru_cache(maxsize=4096)
def subscriber(p256dh: str, auth: str) -> Subscriber:
    """The subscriber behind `keys.p256dh` and `keys.auth` of a `PushSubscription`, parsed once.

    Parsing checks that the point lies on the curve, which is too slow to do again for every message.
    Raises BadSubscriptionKeys.
    """
    point, secret = _base64url(p256dh), _base64url(auth)
    if len(point) != 65 or len(secret) != 16:
        raise BadSubscriptionKeys
    try:
        return Subscriber(ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point), point, secret)
    except ValueError as error:
        raise BadSubscriptionKeys from error


def encode(payload: bytes, to: Subscriber) -> bytes:
    """The body to POST: `payload` encrypted for `to`, padded to the smallest of `BODY_SIZES` that holds it.

    Raises PayloadTooLarge above `LARGEST_PAYLOAD` bytes.
    """
    for size in BODY_SIZES:
        if len(payload) + OVERHEAD <= size:
            return encrypt(payload, to, padding=size - OVERHEAD - len(payload))
    raise PayloadTooLarge(f"{len(payload)} bytes, and {LARGEST_PAYLOAD} are the most")


def encrypt(
    payload: bytes,
    to: Subscriber,
    *,
    padding: int = 0,
    ephemeral: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """One `aes128gcm` record, header included, with `padding` zero bytes behind the payload.

    `ephemeral` and `salt` are given only by tests that need known bytes. Otherwise both are new each time:
    with both used twice, two messages would share a key and a nonce, and neither would be secret.
    """
    ephemeral = ephemeral or ec.generate_private_key(_CURVE)
    salt = salt or os.urandom(16)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ephemeral.exchange(ec.ECDH(), to.key)
    secret = HKDF(_SHA256, 32, to.secret, b"WebPush: info\0" + to.point + point).derive(shared)
    key = HKDF(_SHA256, 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(_SHA256, 12, salt, b"Content-Encoding: nonce\0").derive(secret)
    record = AESGCM(key).encrypt(nonce, payload + b"\x02" + bytes(padding), None)
    return b"".join((salt, _RECORD_SIZE, bytes((len(point),)), point, record))


def _base64url(text: str) -> bytes:
    """Decodes with or without `=` at the end, and refuses any character outside the alphabet."""
    unpadded = text.rstrip("=")
    try:
        return base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSubscriptionKeys from error
