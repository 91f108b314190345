"""What the client's build left in `pwa/dist`: every name and every byte the server hands out."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class ClientNotBuilt(Exception):
    """There is no client to serve; the message says which command makes one."""

    def __init__(self, dist: Path, why: str) -> None:
        super().__init__(
            f"{why} in {dist}: run `npm --prefix pwa run build` (`make run` does it). The API works without the client."
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """One file in memory: its bytes, the same compressed if that helps, its type and its ETag."""

    content: bytes
    content_type: str
    compressed: bytes | None = None
    etag: str = field(default="")

    @classmethod
    def of(cls, content: bytes, content_type: str, packed: bytes | None = None) -> Stored:
        """Compressed once and the same on every process: as `packed` by the build, else here, without a time stamp."""
        png = content_type.startswith("image/png")
        small = packed or (None if png else gzip.compress(content, 9, mtime=0))
        useful = small if small is not None and len(small) < len(content) else None
        return cls(content, content_type, useful, f'"{hashlib.sha256(content).hexdigest()[:20]}"')


@dataclass(frozen=True, slots=True)
class Build:
    """One build of the client. `pictures` maps a path below `pwa/shell` to its hashed name.

    `start` begins `main` once a stranger's first words are painted. `words` is what the first screens say,
    by key; `later_words` names the files with all others, by the bundle of screens that waits for them.
    """

    main: str
    start: str
    chunks: tuple[str, ...]
    words: dict[str, Any]
    later_words: dict[str, str]
    stylesheet: str
    critical: str
    worker: str
    pictures: dict[str, str]
    files: dict[str, Stored]

    def picture(self, path: str) -> str:
        """The address of a picture below `pwa/shell`, such as `icons/icon-192.png`."""
        return f"/assets/{self.pictures[path]}"

    def precached(self) -> list[str]:
        """What a phone needs to open every screen without a network: code, words, styles and the small icons."""
        names = [self.main, *self.chunks, *self.later_words.values(), self.stylesheet]
        small = ("icons/icon-192.png", "icons/badge-96.png")
        return [f"/assets/{name}" for name in names] + [self.picture(path) for path in small]


def read_build(dist: Path) -> Build:
    """Reads a build into memory, with the assets of the builds before it for pages loaded earlier.

    Raises ClientNotBuilt when it is missing or lacks a file that it names.
    """
    try:
        manifest = json.loads((dist / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise ClientNotBuilt(dist, "No client was built") from error
    try:
        return _build(dist, manifest)
    except (FileNotFoundError, KeyError, TypeError) as error:
        raise ClientNotBuilt(dist, f"An incomplete client ({type(error).__name__}: {error})") from error


def _build(dist: Path, manifest: dict[str, Any]) -> Build:
    main, start = (manifest["entries"][name]["file"] for name in ("main", "start"))
    pictures = {path: asset["file"] for path, asset in manifest["assets"].items()}
    chunks = tuple(sorted(manifest["chunks"]))
    stylesheet = manifest["css"]["rest"]["file"]
    first_words = manifest["words"].pop("first")["file"]
    later_words = {bundle: words["file"] for bundle, words in manifest["words"].items()}
    names = [main, start, *chunks, *later_words.values(), stylesheet, *pictures.values()]
    older = [name for generation in manifest["older"] for name in generation]
    files = {name: _stored(dist / "assets" / name) for name in names}
    files |= {name: _stored(dist / "assets" / name) for name in older if (dist / "assets" / name).is_file()}
    return Build(
        main=main,
        start=start,
        chunks=chunks,
        words=json.loads((dist / first_words).read_text("utf-8")),
        later_words=later_words,
        stylesheet=stylesheet,
        critical=(dist / "critical.css").read_text("utf-8").strip(),
        worker=(dist / "sw.js").read_text("utf-8"),
        pictures=pictures,
        files=files,
    )


def _stored(path: Path) -> Stored:
    packed = path.with_name(f"{path.name}.gz")
    content_type = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
    return Stored.of(path.read_bytes(), content_type, packed.read_bytes() if packed.is_file() else None)
