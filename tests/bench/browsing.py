"""What a phone's browser makes of a page: painted when, busy how long, and how soon after a tap."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 1474.56 * 128, "uploadThroughput": 675 * 128}
"""Lighthouse's applied throttling: ms, and bytes per second."""
WATCHING = (Path(__file__).parent / "watching.js").read_text("utf-8")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@contextmanager
def phone(chromium: str) -> Iterator[BrowserContext]:
    """A phone's browser with an empty profile of its own, so that it can install and keep things."""
    with tempfile.TemporaryDirectory(prefix="tend-bench-") as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            args=ARGUMENTS,
            viewport={"width": 412, "height": 823},
            device_scale_factor=1.75,
            is_mobile=True,
            has_touch=True,
            locale="en-GB",
            timezone_id="UTC",
        )
        context.add_init_script(WATCHING)
        yield context
        context.close()


def first_visit(chromium: str, url: str) -> dict[str, float]:
    """An empty phone on applied slow 4G with a quarter of the CPU: LCP, FCP and TBT in ms, CLS."""
    with phone(chromium) as context:
        page, devtools = _opened(context, slower=4)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", SLOW_4G)
        page.goto(url, wait_until="load")
        page.locator("#app h1").first.wait_for()
        page.wait_for_timeout(3000)
        seen = _seen(page)
    blocked = sum(max(0.0, duration - 50) for begin, duration in seen["busy"] if begin + duration > seen["fcp"])
    return {"lcp_ms": seen["lcp"], "fcp_ms": seen["fcp"], "tbt_ms": blocked, "cls": seen["cls"]}


def offline_start(context: BrowserContext, url: str, *, slower: float, runs: int) -> dict[str, float]:
    """From nothing to the painted list, without network and with the worker asleep: median ms."""
    context.set_offline(True)
    found = [_one_start(context, url, slower) for _ in range(runs + 1)][1:]
    context.set_offline(False)
    return {name: statistics.median(each[name] for each in found) for name in ("list", "alive")}


def _one_start(context: BrowserContext, url: str, slower: float) -> dict[str, float]:
    page, devtools = _opened(context, slower=slower)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    page.goto(url, wait_until="commit")
    page.locator("#app li").first.wait_for()
    page.wait_for_timeout(1500)
    seen = _seen(page)
    page.close()
    return {"list": seen["list"], "alive": seen["alive"]}


def tap_to_paint(page: Page, target: str, shown: str | None = None) -> float:
    """ms from a tap on `target` to the frame that has `shown`, or another heading where none is named."""
    page.evaluate("(selector) => __tapped(selector)", shown)
    page.locator(target).first.tap()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        took: float = page.evaluate("() => __seen.tap")
        if took:
            return took
        page.wait_for_timeout(50)
    raise TimeoutError(f"nothing was painted after a tap on {target}")


def opened(context: BrowserContext, url: str, *, slower: float) -> Page:
    """A page with its list, at a fraction of the CPU."""
    page, _ = _opened(context, slower=slower)
    page.goto(url)
    page.locator("#app li").first.wait_for()
    page.wait_for_timeout(3000)
    return page


def installability(context: BrowserContext, url: str) -> list[str]:
    """What Chromium says against installing the page; empty when it may be installed."""
    page, devtools = _opened(context, slower=1)
    page.goto(url)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    page.close()
    return [error["errorId"] for error in found]


def _opened(context: BrowserContext, *, slower: float) -> tuple[Page, CDPSession]:
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page, devtools


def _seen(page: Page) -> dict[str, Any]:
    seen: dict[str, Any] = page.evaluate("() => __seen")
    return seen
