"""A browser with a profile on disk and a process group of its own, which can be ended as a dead battery ends it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections import deque
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, Playwright

from tests.e2e.phones import ARGUMENTS


class OwnBrowser:
    """Starts again and again over the same profile. `killed` says that the present one is no more."""

    def __init__(self, playwright: Playwright, chromium: str, profile: Path, init_script: str) -> None:
        self.killed = True
        self._playwright = playwright
        self._command = [chromium, *ARGUMENTS, "--headless=new", "--remote-debugging-port=0"]
        self._profile = profile
        self._init_script = init_script
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> Page:
        """Its one page, still empty."""
        self._process = subprocess.Popen(
            [*self._command, f"--user-data-dir={self._profile}", "about:blank"],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.killed = False
        self._browser = self._playwright.chromium.connect_over_cdp(self._address())
        (context,) = self._browser.contexts
        context.add_init_script(self._init_script)
        page = context.pages[0]
        page.set_default_timeout(30_000)
        return page

    def kill(self) -> None:
        """kill -9 of the browser and of every process that it started. Once."""
        if self.killed or self._process is None:
            return
        self.killed = True
        os.killpg(self._process.pid, signal.SIGKILL)
        self._ended()

    def quit(self) -> None:
        """As its user ends it: cookies and all are on disk."""
        assert self._process is not None
        self._browser.new_browser_cdp_session().send("Browser.close")
        self.killed = True
        self._ended()

    def _ended(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        self._process.wait()
        self._listening.join()
        self._process.stderr.close()

    def _address(self) -> str:
        assert self._process is not None
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r"DevTools listening on (ws://\S+)", line):
                self._listening = Thread(target=deque, args=(self._process.stderr, 0))  # or the pipe fills
                self._listening.start()
                return found.group(1)
        raise AssertionError("the browser ended before it was there")
