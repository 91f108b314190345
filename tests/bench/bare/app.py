"""The yardstick of the client: a page with a list, as little as one can write by hand, from the same server."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse

HERE = Path(__file__).parent

app = FastAPI()


@app.get("/list.js")
async def script() -> FileResponse:
    return FileResponse(HERE / "list.js", media_type="text/javascript")


@app.get("/worker.js")
async def worker() -> FileResponse:
    return FileResponse(HERE / "worker.js", media_type="text/javascript")


@app.get("/")
async def page() -> FileResponse:
    return FileResponse(HERE / "index.html", media_type="text/html; charset=utf-8")
