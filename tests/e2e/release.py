"""Serves a built client from another folder: `python -m tests.e2e.release FOLDER`, which holds `dist` and `shell`.

So a test can bring out a new version without touching the repository's own build.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import uvicorn

from app.cli import prepared
from app.kit import logs
from app.kit.settings import Settings
from app.main import DIST, create_app
from tests.e2e.server import ROOT


def copy_release(to: Path) -> Path:
    """The repository's build and its templates, to be changed at will."""
    shutil.copytree(DIST, to / "dist")
    shutil.copytree(DIST.parent / "shell", to / "shell")
    return to


def change_words(release: Path, old: str, new: str) -> None:
    """Brings out another version: one text of the shell is not what it was."""
    shell = release / "shell" / "shell.html"
    text = shell.read_text()
    assert old in text, f"the shell does not say {old!r}"
    shell.write_text(text.replace(old, new))


def build_release(to: Path, *changes: tuple[str, str, str]) -> Path:
    """A release of other code: (file below pwa, old, new). Built as `make` does, after the build that is there.

    Called again with the same folder it brings out the one after.
    """
    pwa = DIST.parent
    if not to.exists():
        shutil.copytree(pwa, to, ignore=shutil.ignore_patterns("node_modules"))
        (to / "node_modules").symlink_to(pwa / "node_modules")
    for file, old, new in changes:
        text = (to / file).read_text()
        assert old in text, f"{file} does not say {old!r}"
        (to / file).write_text(text.replace(old, new))
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["node", "build.mjs"], cwd=to, env={**os.environ, "PATH": path}, check=True, capture_output=True)
    return to


def code_of(release: Path) -> set[str]:
    """The names of the files of code of a build."""
    manifest = json.loads((release / "dist" / "manifest.json").read_text())
    return {manifest["entries"]["main"]["file"], *manifest["chunks"]}


def serve(release: Path) -> None:
    settings = Settings()
    ctx = prepared(settings)
    logs.configure()
    app = create_app(ctx, dist=release / "dist")
    where = {"host": settings.bind_host, "port": settings.port}
    uvicorn.run(app, **where, access_log=False, log_level="warning", timeout_graceful_shutdown=5)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
