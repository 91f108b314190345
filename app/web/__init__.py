"""What a browser gets: the shell and its files, and the headers and limits of every answer."""

from __future__ import annotations

from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.kit.errors import Refusal, answer
from app.web.build import ClientNotBuilt, read_build
from app.web.headers import RequestIds, SecurityHeaders
from app.web.limits import BodyLimits
from app.web.reference import reference_router
from app.web.routes import shell_dir_of, web_router
from app.web.shell import render_shell
from app.web.unexpected import UnexpectedErrors

log = structlog.get_logger(__name__)


class NoClient(Refusal):
    """The server runs without its client."""

    status = 503
    code = "client_not_built"
    title = "The app is not built yet"
    detail = "Run `npm --prefix pwa run build` on the server and start it again. The API works."


def install(app: FastAPI, dist: Path, *, secure: bool = False) -> None:
    """Adds the client's routes and every answer's headers and limits. Call it after the API's own routes.

    Without a build in `dist` (`pwa/dist`) it says which command makes one, and the API works all the same.
    `secure`: people reach this server by https, a proxy in front included.
    """
    style_hash = None
    try:
        build = read_build(dist)
    except ClientNotBuilt as missing:
        log.warning("client_not_built", detail=str(missing))
        app.add_api_route("/", _no_client, methods=["GET"], include_in_schema=False)
    else:
        shell = render_shell(build, shell_dir_of(dist))
        style_hash = shell.style_hash
        app.include_router(web_router(build, shell))
    app.include_router(reference_router(app.openapi, shell_dir_of(dist)))
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(BodyLimits)
    app.add_middleware(SecurityHeaders, style_hash=style_hash, secure=secure)
    app.add_middleware(RequestIds)


async def _no_client(_: Request) -> JSONResponse:
    return answer(NoClient())
