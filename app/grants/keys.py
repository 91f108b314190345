"""The keys behind access and refresh tokens: in the data folder, 0600, never in the database.

Of the signing keys the newest signs. An older one verifies for 24 hours more, and is then forgotten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from app.kit.context import Context
from app.kit.files import write_once

OVERLAP: Final = timedelta(hours=24)
_WRITTEN: Final = "%Y%m%dT%H%M%S%f"
_NAME: Final = re.compile(r"(\d{8}T\d{12})-([0-9a-f]{16})\.pem")


class BadKey(Exception):
    """A file in the folder of keys does not hold an Ed25519 private key in PEM."""


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key, by the name that tokens give it (`kid`), and since when it is there."""

    id: str
    since: datetime
    private: Ed25519PrivateKey


class KeyRing:
    """The signing keys of one data folder. Notices keys that another process, or the host, has made since."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = -1
        self._keys: list[Key] = []

    def newest(self, now: datetime) -> Key:
        """The key that signs. The first one is made here. Raises BadKey, and OSError of the files."""
        self._look()
        return self._keys[-1] if self._keys else self.rotate(now)

    def named(self, kid: object, now: datetime) -> Key | None:
        """The key that a token names, while it verifies."""
        found = self._verifying(kid, now)
        if found is None:
            self._look(again=True)
            found = self._verifying(kid, now)
        return found

    def rotate(self, now: datetime) -> Key:
        """Makes a new key, which signs from now on. What no longer verifies is deleted."""
        private = Ed25519PrivateKey.generate()
        kid = private.public_key().public_bytes_raw().hex()[:16]
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_once(self._folder / f"{now.astimezone(UTC).strftime(_WRITTEN)}-{kid}.pem", pem)
        self._look(again=True)
        for key in self._keys[:-1]:
            if self._verifying(key.id, now) is None:
                next(self._folder.glob(f"*-{key.id}.pem")).unlink(missing_ok=True)
        self._look(again=True)
        return self._keys[-1]

    def _verifying(self, kid: object, now: datetime) -> Key | None:
        for key, follower in zip(self._keys, [*self._keys[1:], None], strict=False):
            if key.id == kid:
                return key if follower is None or now < follower.since + OVERLAP else None
        return None

    def _look(self, *, again: bool = False) -> None:
        try:
            changed = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if changed != self._seen or again:
            self._keys = [_read(path) for path in sorted(self._folder.iterdir()) if _NAME.fullmatch(path.name)]
            self._seen = changed


@lru_cache(maxsize=16)
def _ring(folder: Path) -> KeyRing:
    return KeyRing(folder)


def ring(ctx: Context) -> KeyRing:
    """The one ring of this process for its data folder."""
    return _ring(ctx.settings.data_dir / "token-keys")


@lru_cache(maxsize=16)
def _refresh_key(path: Path) -> bytes:
    return path.read_bytes()


def refresh_key(ctx: Context) -> bytes:
    """32 bytes that prove a refresh token. Losing them signs every app out, and nothing more."""
    path = ctx.settings.data_dir / "refresh.key"
    if not path.exists():
        write_once(path, ctx.randbytes(32))
    return _refresh_key(path)


def _read(path: Path) -> Key:
    found = _NAME.fullmatch(path.name)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise BadKey(f"{path.name} is not a private key in PEM") from error
    if found is None or not isinstance(private, Ed25519PrivateKey):
        raise BadKey(f"{path.name} is not an Ed25519 key")
    return Key(found[2], datetime.strptime(found[1], _WRITTEN).replace(tzinfo=UTC), private)
