"""Starts servers fast: everything is imported once, and each server is a fork of this process.

Each line on standard input is a port; a server is forked for it, and its process id is the answer.
"""

from __future__ import annotations

import os
import signal
import sys

import uvicorn

from app.main import create_app


def serve(port: int) -> None:
    """Serves until it is killed. Its log goes nowhere: standard output is for process ids."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    uvicorn.run(create_app(), host="127.0.0.1", port=port, log_level="critical", access_log=False)


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        serve(int(line))
        os._exit(0)
    sys.stdout.write(f"{child}\n")
    sys.stdout.flush()
