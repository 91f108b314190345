"""Secrets in the data folder: files that only their owner may read, and that are made once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """What stands at `path`, made on the first start and readable by its owner alone. Raises OSError."""
    if not path.exists():
        write_once(path, make())
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return path.read_bytes()


def write_once(path: Path, content: bytes) -> None:
    """A new file of mode 0600, whole or not at all; it survives a power cut. If it is there already, it stays.

    So processes that start at once end with the same one. Raises OSError.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its file counts
            os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
