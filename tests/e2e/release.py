"""Serves a built client from another folder: `python -m tests.e2e.release FOLDER`, which holds `dist` and `shell`.

So a test can bring out a new version without touching the repository's own build.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import uvicorn

from app.cli import prepared
from app.kit import logs
from app.kit.settings import Settings
from app.main import DIST, create_app


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


def serve(release: Path) -> None:
    settings = Settings()
    ctx = prepared(settings)
    logs.configure()
    app = create_app(ctx, dist=release / "dist")
    where = {"host": settings.bind_host, "port": settings.port}
    uvicorn.run(app, **where, access_log=False, log_level="warning", timeout_graceful_shutdown=5)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
