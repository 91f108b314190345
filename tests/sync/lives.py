"""A real server that can die and live again, on a port of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time

import httpx


class Server:
    """One life of the server."""

    def __init__(self, nursery: subprocess.Popen[str]) -> None:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        nursery.stdin.write(f"{self.port}\n")
        self.pid = int(nursery.stdout.readline())
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
