"""Where the real templates are, and an app around a build."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request

from app.kit import errors
from app.web import install

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "pwa" / "shell"
STYLES = SHELL / "styles"


def make_app(dist: Path, *, secure: bool = False) -> FastAPI:
    """An app with an API route that says how much it was sent."""
    app = FastAPI()
    errors.install(app)

    @app.post("/api/v1/sync/push")
    @app.post("/api/v1/notes")
    async def _count(request: Request) -> dict[str, object]:
        return {"bytes": len(await request.body()), "request_id": request.state.request_id}

    @app.get("/api/v1/bug")
    async def _bug() -> None:
        raise RuntimeError("what nobody expected")

    install(app, dist, secure=secure)
    return app
