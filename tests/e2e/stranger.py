"""A third party: an app with an address for answers, and a client that a generator made of the API's document."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tests.e2e.server import Server

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = Path(sys.prefix) / "generator" / "bin" / "openapi-python-client"
NAME = "garden_journal"


class App:
    """Where the answers to an app go, on loopback. Use it as `with`."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if urlsplit(self.path).path == "/answer":
                    app.answers.append(f"{app.origin}{self.path}")
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>Garden journal</title><h1>Thank you</h1>")

            def log_message(self, *_: Any) -> None:
                """The test reads `answers`."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self.redirect = f"{self.origin}/answer"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


def registered(server: Server, name: str, redirect: str) -> str:
    """The client id that the host gets by the command line for an app of this name."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEND_")}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "client", "add", name, redirect],
        cwd=ROOT,
        env={**environment, "TEND_DATA_DIR": str(server.folder / "data"), "TEND_PUBLIC_URL": server.url},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def generated(folder: Path) -> Any:
    """The package that the generator makes of the committed document, and all that it warned of."""
    where = folder / NAME
    done = subprocess.run(
        [GENERATOR, "generate", "--path", ROOT / "openapi" / "openapi.json", "--meta", "none", "--output-path", where],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    return done.stdout + done.stderr


def call(name: str) -> Any:
    """An operation of the generated client: `practices.list_practices`."""
    return importlib.import_module(f"{NAME}.api.{name}")
