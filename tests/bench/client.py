"""The client beside a bare page, in one run: what it weighs, when it is painted, how it answers a tap.

Each figure is the median of five or more. The bars are those of the design; a figure that misses its gate
is said to, and nothing is left out.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from app.cli import upgrade
from app.kit.settings import Settings
from tests.bench.browsing import first_visit, installability, offline_start, opened, phone, tap_to_paint
from tests.bench.household import PASSWORD, settle
from tests.bench.lighthouse import lighthouse
from tests.bench.served import Served, served

ROOT = Path(__file__).resolve().parents[2]
AT_MOST: dict[str, float] = {
    "first_screen_js_bytes": 25_000,
    "all_js_bytes": 60_000,
    "worker_bytes": 4_000,
    "shell_bytes": 14_000,
    "lcp_simulated_ms": 1200,
    "lcp_applied_ms": 1500,
    "cls": 0.01,
    "tbt_over_bare_ms": 100,
    "offline_start_over_bare_4x_ms": 600,
    "offline_start_over_bare_1x_ms": 200,
    "check_in_4x_ms": 100,
    "tab_4x_ms": 300,
}
AT_LEAST: dict[str, float] = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}


def run(*, runs: int = 5, lighthouse_runs: int = 5) -> dict[str, Any]:
    """Everything, against a fresh server with a signed-in member. Takes some five minutes."""
    chromium = subprocess.run([ROOT / ".ci" / "chromium"], check=True, capture_output=True, text=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="tend-bench-") as folder:
        env = {"TEND_DATA_DIR": folder, "TEND_REGISTRATION": "open", "TEND_WORKER_IN_WEB": "false"}
        upgrade(Settings(data_dir=Path(folder)).url)
        with served("tests.bench.bare.app:app") as bare, served("app.main:served", factory=True, env=env) as tend:
            app, reference = _both(bare, tend, chromium, runs, lighthouse_runs)
    figures = _figures(app, reference) | sizes(app["shell_bytes"])
    return {
        "unit": "bytes after gzip; ms; medians",
        "runs": runs,
        "figures": figures,
        "bars": _bars(figures, app["simulated"]["scores"], app["installability_errors"]),
        "tend": app,
        "bare_page": reference,
    }


def _both(bare: Served, tend: Served, chromium: str, runs: int, lighthouse_runs: int) -> tuple[dict[str, Any], ...]:
    """The same measurements of both pages, by turns."""
    login = settle(tend)
    found: list[dict[str, Any]] = [
        {"simulated": lighthouse(tend.origin, chromium, runs=lighthouse_runs)},
        {"simulated": lighthouse(bare.origin, chromium, runs=lighthouse_runs)},
    ]
    visits = [[first_visit(chromium, server.origin) for server in (tend, bare)] for _ in range(runs)]
    for one, pages in zip(found, zip(*visits, strict=True), strict=True):
        one["applied"] = {name: round(statistics.median(page[name] for page in pages), 3) for name in pages[0]}
    found[0]["shell_bytes"] = _shell_bytes(tend)
    with phone(chromium) as context:
        _sign_in(context, tend.origin, login)
        found[0] |= _at_home(
            context, tend.origin, runs, ("label.ring:has(input:not(:checked))", ".ring-arc[data-filled]")
        )
        found[0]["installability_errors"] = installability(context, tend.origin)
    with phone(chromium) as context:
        _settle_worker(context, bare.origin)
        found[1] |= _at_home(context, bare.origin, runs, ("input:not(:checked)", "input:checked"))
    return found[0], found[1]


def _at_home(context: BrowserContext, url: str, runs: int, check_in: tuple[str, str]) -> dict[str, Any]:
    """A phone that has the page already: started without network, and tapped at a quarter of the CPU."""
    starts = {f"offline_start_{slower}x": offline_start(context, url, slower=slower, runs=runs) for slower in (4, 1)}
    page = opened(context, url, slower=4)
    target, shown = check_in

    def once() -> float:
        took = tap_to_paint(page, target, shown)
        page.locator("#app input:checked").first.evaluate("(box) => box.click()")
        page.wait_for_timeout(1000)
        return took

    def there() -> float:
        took = tap_to_paint(page, ".tabs a:nth-of-type(2)")
        page.wait_for_timeout(700)
        tap_to_paint(page, ".tabs a:nth-of-type(1)")
        page.wait_for_timeout(1500)
        return took

    taps = {"check_in_4x_ms": _median(once, runs), "tab_4x_ms": _median(there, runs)}
    page.close()
    return starts | taps


def _median(measure: Callable[[], float], runs: int) -> float:
    """Of `runs`, after one that does not count."""
    return round(statistics.median([measure() for _ in range(runs + 1)][1:]), 1)


def _sign_in(context: BrowserContext, origin: str, login: str) -> None:
    """By hand, and until everything is on the phone: the records, the worker and its files."""
    page = context.new_page()
    page.goto(f"{origin}/sign-in")
    page.get_by_label("Login name", exact=True).fill(login)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).tap()
    page.locator("#app li").first.wait_for(timeout=30_000)
    page.close()
    _settle_worker(context, origin)


def _settle_worker(context: BrowserContext, origin: str) -> None:
    page = context.new_page()
    page.goto(origin)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.locator("#app li").first.wait_for()
    page.wait_for_timeout(2000)
    page.close()


def sizes(shell_bytes: int) -> dict[str, float]:
    """What is sent, from the manifest of the build."""
    manifest = json.loads((ROOT / "pwa" / "dist" / "manifest.json").read_text("utf-8"))
    entries = sum(entry["gzip"] for entry in manifest["entries"].values())
    return {
        "first_screen_js_bytes": entries,
        "all_js_bytes": entries + sum(chunk["gzip"] for chunk in manifest["chunks"].values()),
        "worker_bytes": manifest["worker"]["gzip"],
        "shell_bytes": shell_bytes,
    }


def _shell_bytes(tend: Served) -> int:
    asked = urllib.request.Request(tend.origin, headers={"accept-encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return len(answer.read())


def _figures(app: dict[str, Any], bare: dict[str, Any]) -> dict[str, float]:
    over = {
        f"offline_start_over_bare_{slower}x_ms": round(
            app[f"offline_start_{slower}x"]["list"] - bare[f"offline_start_{slower}x"]["list"], 1
        )
        for slower in (4, 1)
    }
    return {
        "lcp_simulated_ms": app["simulated"]["lcp_ms"],
        "lcp_applied_ms": app["applied"]["lcp_ms"],
        "cls": max(app["simulated"]["cls"], app["applied"]["cls"]),
        "tbt_over_bare_ms": round(app["applied"]["tbt_ms"] - bare["applied"]["tbt_ms"], 1),
        **over,
        "check_in_4x_ms": app["check_in_4x_ms"],
        "tab_4x_ms": app["tab_4x_ms"],
    }


def _bars(figures: dict[str, float], scores: dict[str, int], errors: list[str]) -> dict[str, dict[str, Any]]:
    """Every gate: what it asks, what was found, and whether that is enough."""
    bars: dict[str, dict[str, Any]] = {}
    for name, bar in AT_MOST.items():
        bars[name] = {"at_most": bar, "found": figures[name], "holds": figures[name] <= bar}
    for name, bar in AT_LEAST.items():
        bars[f"lighthouse_{name}"] = {"at_least": bar, "found": scores[name], "holds": scores[name] >= bar}
    bars["installability_errors"] = {"at_most": 0, "found": len(errors), "holds": not errors}
    return bars


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2) + "\n")
