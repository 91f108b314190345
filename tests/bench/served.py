"""A server in a process of its own, and what a request costs it in CPU."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

Request = tuple[str, str, bytes]
"""(method, path, body)."""


@dataclass
class Served:
    """A running server: its process, its address, and one kept connection."""

    process: psutil.Process
    port: int
    connection: http.client.HTTPConnection
    headers: dict[str, str]
    started_in: float

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes, http.client.HTTPMessage]:
        headers = {"origin": self.origin, **self.headers}
        if body:
            headers["content-type"] = "application/json"
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers

    def cpu_us(self, make: Callable[[int], Request], *, times: int, runs: int = 5) -> float:
        """CPU microseconds of the server per request: the median of the runs. Every answer has to be a 2xx."""
        figures = []
        for run in range(runs + 1):
            requests = [make(run * times + n) for n in range(times)]
            begin = self.cpu_seconds()
            for request in requests:
                status, answer, _ = self.ask(*request)
                assert 200 <= status < 300, (status, answer[:300])
            figures.append((self.cpu_seconds() - begin) / times * 1e6)
        return statistics.median(figures[1:])

    def cpu_seconds(self) -> float:
        """CPU that the process has used so far, to the nanosecond where the system tells (Linux), else in its ticks."""
        if sys.platform == "linux":
            return time.clock_gettime(~self.process.pid << 3 | 2)  # its clock, as clock_getcpuclockid(3) names it
        used = self.process.cpu_times()
        return used.user + used.system

    def memory_mb(self) -> float:
        """Resident memory now, in MB."""
        return self.process.memory_info().rss / 1e6


@contextmanager
def served(target: str, *, factory: bool = False, env: dict[str, str] | None = None) -> Iterator[Served]:
    """uvicorn with this application on a free port of loopback, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", target, "--port", str(port), "--log-level", "error", "--no-access-log"]
    command += ["--timeout-keep-alive", "300"]
    if factory:
        command.append("--factory")
    settings = {**os.environ, **(env or {}), "TEND_PUBLIC_URL": f"http://localhost:{port}"}
    begin = time.perf_counter()
    with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL) as process:
        try:
            connection = _connected(port)
            yield Served(psutil.Process(process.pid), port, connection, {}, time.perf_counter() - begin)
        finally:
            process.terminate()


def _connected(port: int) -> http.client.HTTPConnection:
    until = time.monotonic() + 30
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return connection
