"""The web app manifest: what a phone needs to know to put Tend on its home screen."""

from __future__ import annotations

import json
import struct
from typing import Any

from app.web.build import Build, Stored
from app.web.shell import LIGHT
from app.web.words import WORDS

ICON_SIZES = (192, 512)


def web_manifest(build: Build) -> Stored:
    """`/manifest.webmanifest`. Screenshots appear as soon as the build has some."""
    manifest = {
        "id": "/",
        "name": WORDS["name"],
        "short_name": WORDS["name"],
        "description": WORDS["description"],
        "lang": "en",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": LIGHT,
        "theme_color": LIGHT,
        "categories": ["lifestyle", "health"],
        "launch_handler": {"client_mode": ["navigate-existing", "auto"]},
        "icons": _icons(build),
        "shortcuts": _shortcuts(build),
        "screenshots": _screenshots(build),
    }
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return Stored.of(content, "application/manifest+json")


def _icons(build: Build) -> list[dict[str, str]]:
    kinds = (("icon", "any"), ("maskable", "maskable"))
    return [
        {
            "src": build.picture(f"icons/{name}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, purpose in kinds
        for size in ICON_SIZES
    ]


def _shortcuts(build: Build) -> list[dict[str, Any]]:
    icon = {"src": build.picture("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"}
    return [{"name": WORDS[word], "url": url, "icons": [icon]} for url, word in SHORTCUTS]


SHORTCUTS = (("/", "today"), ("/explore", "explore"), ("/us", "us"))


def _screenshots(build: Build) -> list[dict[str, str]]:
    """One for each `screenshots/<screen>-….png`, its form told by its own width and height."""
    shown = []
    for path, name in sorted(build.pictures.items()):
        if not path.startswith("screenshots/") or not path.endswith(".png"):
            continue
        width, height = png_size(build.files[name].content)
        screen = path.removeprefix("screenshots/").removesuffix(".png").split("-")[0]
        shown.append(
            {
                "src": build.picture(path),
                "sizes": f"{width}x{height}",
                "type": "image/png",
                "form_factor": "narrow" if width < height else "wide",
                "label": screen.capitalize(),
            }
        )
    return shown


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header that every PNG begins with."""
    width, height = struct.unpack(">II", content[16:24])
    return width, height
