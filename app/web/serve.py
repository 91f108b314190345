"""How a file in memory is handed out."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from app.web.build import Stored

NO_CACHE = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"


def serve(request: Request, stored: Stored, cache: str) -> Response:
    """A file from memory: 304 when the phone has it already, compressed when it can read that."""
    headers = {"ETag": stored.etag, "Cache-Control": cache}
    if stored.compressed is not None:
        headers["Vary"] = "Accept-Encoding"
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if stored.etag in known:
        return Response(status_code=304, headers=headers)
    content = stored.content
    if stored.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = stored.compressed
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=stored.content_type)
