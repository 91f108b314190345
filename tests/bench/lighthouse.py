"""Lighthouse's mobile run of a page: simulated slow 4G and a slow phone, in a fresh browser."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ROOT / "pwa" / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def lighthouse(url: str, chromium: str, *, runs: int = 5) -> dict[str, Any]:
    """Medians of LCP (ms), CLS and TBT (ms), and of each category's score of 100; what the last run found amiss."""
    reports = [_report(url, chromium) for _ in range(runs)]
    audits = {"lcp_ms": "largest-contentful-paint", "cls": "cumulative-layout-shift", "tbt_ms": "total-blocking-time"}
    figures = {
        name: round(statistics.median(report["audits"][audit]["numericValue"] for report in reports), 3)
        for name, audit in audits.items()
    }
    scores = {
        name: round(statistics.median(report["categories"][name]["score"] * 100 for report in reports))
        for name in CATEGORIES
    }
    return {**figures, "scores": scores, "amiss": _amiss(reports[-1])}


def _report(url: str, chromium: str) -> dict[str, Any]:
    node = Path(sys.executable).with_name("node")
    found = subprocess.run(
        [
            str(node) if node.exists() else "node",
            str(COMMAND),
            url,
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        check=True,
        timeout=180,
    )
    report: dict[str, Any] = json.loads(found.stdout)
    return report


def _amiss(report: dict[str, Any]) -> list[str]:
    """Audits outside of performance that count and did not pass."""
    counted = {
        ref["id"] for name in CATEGORIES[1:] for ref in report["categories"][name]["auditRefs"] if ref["weight"] > 0
    }
    audits = report["audits"]
    return sorted(name for name in counted if (audits[name]["score"] or 0) < 1 and audits[name]["score"] is not None)
