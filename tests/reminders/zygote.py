"""Starts workers fast: everything is imported once, and each worker is a fork that runs `tend worker`.

Each line on standard input asks for one; its process id is the answer.
"""

from __future__ import annotations

import os
import signal
import sys

from app.cli import worker


def work() -> None:
    """Until it is killed. What it says goes nowhere: standard output is for process ids."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    worker()


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    sys.stdout.write(f"{child}\n")
    sys.stdout.flush()
