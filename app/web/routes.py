"""The client's addresses: one shell for all screens, its manifest, its worker, its assets."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kit.errors import NotFound
from app.web.build import Build
from app.web.manifest import web_manifest
from app.web.serve import IMMUTABLE, NO_CACHE, serve
from app.web.shell import Shell

SCREENS = (
    "explore",
    "practice",
    "goals",
    "goal",
    "memories",
    "support",
    "new-practice",
    "answer",
    "parked",
    "surprise",
    "authorize",
    "versions",
    "unlock",
    "us",
    "me",
    "welcome",
    "sign-in",
    "sign-up",
    "reset",
    "join",
    "pair",
    "install",
    "help",
)
SESSIONS = {"sid", "__Host-sid"}


def web_router(build: Build, shell: Shell) -> APIRouter:
    """Every screen has an address and every address answers with the same shell; the client reads it."""
    router = APIRouter(include_in_schema=False)
    manifest, worker = web_manifest(build), shell.worker(build)

    async def screen(request: Request) -> Response:
        page = shell.welcome if _never_here(request) else shell.page
        answer = serve(request, page, NO_CACHE)
        answer.headers["Vary"] = "Accept-Encoding, Cookie, Sec-Fetch-Mode"
        return answer

    async def install_manifest(request: Request) -> Response:
        return serve(request, manifest, NO_CACHE)

    async def service_worker(request: Request) -> Response:
        return serve(request, worker, NO_CACHE)

    async def asset(request: Request, name: str) -> Response:
        stored = build.files.get(name)
        if stored is None:
            raise NotFound
        return serve(request, stored, IMMUTABLE)

    async def favicon(request: Request) -> Response:
        return serve(request, build.files[build.pictures["icons/icon-192.png"]], NO_CACHE)

    both = ["GET", "HEAD"]
    for path in ["/", *(f"/{name}" for name in SCREENS), *(f"/{name}/{{rest:path}}" for name in SCREENS)]:
        router.add_api_route(path, screen, methods=both)
    router.add_api_route("/manifest.webmanifest", install_manifest, methods=both)
    router.add_api_route("/sw.js", service_worker, methods=both)
    router.add_api_route("/favicon.ico", favicon, methods=both)
    router.add_api_route("/assets/{name}", asset, methods=both)
    return router


def _never_here(request: Request) -> bool:
    """Somebody opens the app without a session: the welcome is what they will see.

    The worker's own request for the shell is no navigation, so what a phone keeps is always the plain one.
    """
    navigates = request.headers.get("sec-fetch-mode") == "navigate"
    return navigates and request.url.path in ("/", "/welcome") and not SESSIONS & request.cookies.keys()


def shell_dir_of(dist: Path) -> Path:
    """The templates and drawings lie beside the build: `pwa/shell` for `pwa/dist`."""
    return dist.parent / "shell"
