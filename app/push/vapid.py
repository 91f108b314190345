"""Who is sending: the server's VAPID key (RFC 8292) and the signed header that each push carries."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.kit.clock import Clock
from app.kit.files import kept

REUSED_FOR: Final = timedelta(hours=12)
VALID_FOR: Final = timedelta(hours=18)
"""Below the 24 h that push services allow, so that clocks which differ by some hours still agree."""

_MOST_ORIGINS: Final = 256
_PUBLIC_NAME: Final = r"([a-z0-9-]+\.)+(?!local(host)?\b)[a-z][a-z0-9-]*"
_SUBJECT: Final = re.compile(rf"mailto:[^@\s]+@{_PUBLIC_NAME}|https://{_PUBLIC_NAME}(/\S*)?", re.IGNORECASE)


class BadVapidSubject(Exception):
    """`sub` must be a `mailto:` or `https:` address at a public name: Apple answers 403 to anything else."""


class BadVapidKey(Exception):
    """The key file does not hold a P-256 private key in PEM."""


@dataclass(frozen=True, slots=True)
class _Header:
    value: str
    since: datetime


class Vapid:
    """Signs for one server. Headers are kept for each origin: a signature costs as much as a message."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, *, subject: str, clock: Clock) -> None:
        """`subject` is whom a push service writes to about trouble. Raises BadVapidSubject."""
        self._key = key
        self._subject = checked_subject(subject)
        self._clock = clock
        self._headers: dict[str, _Header] = {}
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key: Final = base64.urlsafe_b64encode(point).rstrip(b"=").decode()
        """Base64url, for `applicationServerKey` when a browser subscribes."""

    def authorization(self, origin: str) -> str:
        """The `Authorization` header for `origin` (scheme, host, and a port that is not the usual one)."""
        now = self._clock.now()
        header = self._headers.get(origin)
        if header is None or not header.since <= now < header.since + REUSED_FOR:
            header = self._headers[origin] = _Header(self._signed(origin, now), now)
            if len(self._headers) > _MOST_ORIGINS:
                del self._headers[next(iter(self._headers))]
        return header.value

    def _signed(self, origin: str, now: datetime) -> str:
        claims = {"aud": origin, "exp": int((now + VALID_FOR).timestamp()), "sub": self._subject}
        return f"vapid t={jwt.encode(claims, self._key, 'ES256')},k={self.public_key}"


def checked_subject(subject: str) -> str:
    """`subject` itself, when it is one that every push service takes. Raises BadVapidSubject."""
    if not _SUBJECT.fullmatch(subject):
        raise BadVapidSubject(f"{subject!r} is not a mailto: or https: address at a public name")
    return subject


def load_or_make_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The server's key at `path`, made on the first start and readable by its owner alone.

    Losing it loses every subscription. So a new key appears whole or not at all and survives a power cut,
    and processes that start at once end with the same one. Raises BadVapidKey, and OSError of the file.
    """
    try:
        key = load_pem_private_key(kept(path, _new_key), password=None)
    except (ValueError, TypeError) as error:
        raise BadVapidKey(f"{path.name} is not a private key in PEM") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadVapidKey(f"{path.name} is not a P-256 key")
    return key


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
