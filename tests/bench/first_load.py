"""A new phone in a couple of ten years: when Today can be used, when the rest is there, and what that takes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from app.cli import upgrade
from app.kit.settings import Settings
from tests.bench.browsing import SLOW_4G, phone, tap_to_paint
from tests.bench.client import ROOT
from tests.bench.household import PASSWORD, settle_two
from tests.bench.served import served

DAYS = 3650
HELD = """async (records) => {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => /^tend-.{36}$/.test(name));
  const opened = indexedDB.open(name);
  await new Promise((resolve) => (opened.onsuccess = resolve));
  for (let count = 0; count < records; ) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const asked = opened.result.transaction("base").objectStore("base").count();
    count = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  }
  opened.result.close();
}"""
"""Until the phone's own database holds so many."""
SIGNED_IN = """() => performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/sessions"))
  .responseEnd - __seen.began"""


def run(*, runs: int = 5, days: int = DAYS) -> dict[str, Any]:
    """On applied slow 4G and a quarter of the CPU, from the tap on "Sign in", beside a request that brings nothing."""
    chromium = subprocess.run([ROOT / ".ci" / "chromium"], check=True, capture_output=True, text=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="tend-bench-") as folder:
        env = {"TEND_DATA_DIR": folder, "TEND_REGISTRATION": "open", "TEND_WORKER_IN_WEB": "false"}
        upgrade(Settings(data_dir=Path(folder)).url)
        with served("app.main:served", factory=True, env=env) as tend:
            login, records = settle_two(tend, days=days)
            visits = [_first_load(chromium, tend.origin, login, records) for _ in range(runs)]
            memory = tend.memory_mb()
    figures = {name: round(statistics.median(visit[name] for visit in visits), 1) for name in visits[0]}
    return {
        "unit": "ms from the tap on Sign in; MB; medians",
        "runs": runs,
        "records": records,
        "figures": figures | {"server_memory_mb": round(memory, 1)},
        "bars": {
            "today_after_session_ms": {
                "at_most": 2000,
                "found": figures["today_after_session_ms"],
                "holds": figures["today_after_session_ms"] <= 2000,
            }
        },
    }


def _first_load(chromium: str, origin: str, login: str, records: int) -> dict[str, float]:
    with phone(chromium) as context:
        page = context.new_page()
        page.goto(f"{origin}/sign-in")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_timeout(2000)
        devtools = context.new_cdp_session(page)
        page.get_by_label("Login name", exact=True).fill(login)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        _slow(devtools)
        page.evaluate("() => addEventListener('click', ({ timeStamp }) => (__seen.began = timeStamp), { once: true })")
        page.get_by_role("button", name="Sign in", exact=True).tap()
        today = _stands(page, "label.ring")
        tap = tap_to_paint(page, "label.ring:has(input:not(:checked))", ".ring-arc[data-filled]")
        page.evaluate(HELD, records)
        whole = page.evaluate("() => performance.now() - __seen.began")
        return {
            "today_ms": today,
            "today_after_session_ms": today - page.evaluate(SIGNED_IN),
            "check_in_ms": tap,
            "whole_ms": whole,
            "memory_mb": _memory_mb(devtools),
            "storage_mb": page.evaluate("() => navigator.storage.estimate().then(({ usage }) => usage / 1e6)"),
        }


def _slow(devtools: CDPSession) -> None:
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_4G)


def _stands(page: Page, selector: str) -> float:
    until = time.monotonic() + 120
    page.evaluate(
        """(selector) => {
          const look = () => document.querySelector(selector)
            ? setTimeout(() => (__seen.stands = performance.now())) : requestAnimationFrame(look);
          requestAnimationFrame(look);
        }""",
        selector,
    )
    while time.monotonic() < until:
        found: float | None = page.evaluate("() => __seen.stands && __seen.stands - __seen.began")
        if found:
            return found
        page.wait_for_timeout(50)
    raise TimeoutError(f"there is no {selector}")


def _memory_mb(devtools: CDPSession) -> float:
    devtools.send("HeapProfiler.enable")
    devtools.send("HeapProfiler.collectGarbage")
    used: float = devtools.send("Runtime.getHeapUsage")["usedSize"]
    return used / 1e6


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(runs=int(sys.argv[1]) if len(sys.argv) > 1 else 5), indent=2) + "\n")
