"""What a request costs beside many others' rows, and beside ten years of one's own (design: "Bars", flatness).

Three servers run at once, each over a database of its own: with few rows; with a hundred times as many, in other
spaces; with few in others and 40,000 in the space that asks. Each request is measured at all of them by turns, in
the CPU of the server and of the database's processes.
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from tests.bench.fill import fill
from tests.bench.served import Request, Served
from tests.bench.server import Phone, phone

EACH = 1000
SIZES: dict[str, dict[str, int]] = {
    "small": {"own": EACH, "spaces": 9, "each": EACH},
    "big": {"own": EACH, "spaces": 999, "each": EACH},
    "long": {"own": 40 * EACH, "spaces": 9, "each": EACH},
}
AT_MOST = 1.2
PATHS = ("pull_100", "pull_nothing", "push_1", "push_20")
Clock = Callable[[], float]
"""CPU seconds of a database's processes so far."""
Databases = Callable[[str], tuple[str | None, Clock]]
"""Makes an empty database of this name: its address, None for a file of its own, and its clock."""


def in_a_file(_: str) -> tuple[None, Clock]:
    """SQLite, which has no processes."""
    return None, float


def run(databases: Databases = in_a_file) -> dict[str, Any]:
    """Ratios to the small database, and what a first load of 40,000 records costs."""
    with ExitStack() as stack:
        phones: dict[str, tuple[Phone, Clock]] = {}
        filled = {}
        for name, size in SIZES.items():
            url, clock = databases(name)
            alice = stack.enter_context(phone(url))
            alice.server.ask(*alice.push([alice.check_in(0)]))
            begin = time.perf_counter()
            fill(alice.url, alice.space, alice.member, **size)
            filled[name] = round(time.perf_counter() - begin, 1)
            phones[name] = alice, clock
        found = {path: _by_turns(phones, path) for path in PATHS}
        first_load = load_everything(phones["long"][0])
    ratios = {
        f"{path}_{name}": round(found[path][name] / found[path]["small"], 2)
        for path in PATHS
        for name in ("big", "long")
    }
    return {
        "unit": "CPU microseconds of server and database per request, medians of 7, by turns; a first load of 40,000",
        "rows": {name: size["own"] + size["spaces"] * size["each"] for name, size in SIZES.items()},
        "filled_in_seconds": filled,
        "figures": {f"{path}_{name}": round(us, 1) for path in PATHS for name, us in found[path].items()}
        | {f"first_load_{name}": value for name, value in first_load.items()},
        "ratios_to_small": ratios,
        "bars": {
            name: {"at_most": AT_MOST, "found": ratio, "holds": ratio <= AT_MOST} for name, ratio in ratios.items()
        },
    }


def _by_turns(phones: dict[str, tuple[Phone, Clock]], path: str, *, runs: int = 7) -> dict[str, float]:
    """What one kind of request costs at each of them: the medians of the runs after the first."""
    times = 10 if path == "push_20" else 50
    makers = {name: _maker(path, alice) for name, (alice, _) in phones.items()}
    figures: dict[str, list[float]] = {name: [] for name in phones}
    for turn in range(runs + 1):
        for name, (alice, clock) in phones.items():
            requests = [makers[name](turn * times + n) for n in range(times)]
            figures[name].append(alice.server.once_cpu_us(requests, clock))
    return {name: statistics.median(measured[1:]) for name, measured in figures.items()}


def _maker(path: str, alice: Phone) -> Callable[[int], Request]:
    cursor, missed = alice.cursor(), alice.behind(100)
    makers: dict[str, Callable[[int], Request]] = {
        "pull_100": lambda _: alice.pull(missed),
        "pull_nothing": lambda _: alice.pull(cursor),
        "push_1": lambda n: alice.push([alice.check_in(n + 1)]),
        "push_20": lambda n: alice.push([alice.check_in(2000 + n * 20 + k) for k in range(20)]),
    }
    return makers[path]


def load_everything(alice: Phone, limit: int = 500) -> dict[str, Any]:
    """A first load to its end, as a new phone asks for it: what each page costs the server, and how large it is."""
    server: Served = alice.server
    server.headers["accept-encoding"] = "gzip"
    before, memory = None, server.memory_mb()
    pages: list[tuple[float, float, int, int]] = []
    while True:
        cpu, begin = server.cpu_seconds(), time.perf_counter()
        _, answer, headers = server.ask(*alice.pull(before=before, limit=limit))
        took = time.perf_counter() - begin
        cost = server.cpu_seconds() - cpu
        space = json.loads(gzip.decompress(answer) if headers["content-encoding"] else answer)["spaces"][0]
        pages.append((cost, took, len(answer), len(space["changes"])))
        before = space["before"]
        if not space["more"]:
            break
    cpu, took, sizes, counts = zip(*pages, strict=True)
    return {
        "pages": len(pages),
        "records": sum(counts),
        "page_cpu_ms": round(statistics.median(cpu) * 1000, 1),
        "page_cpu_ms_most": round(max(cpu) * 1000, 1),
        "page_ms": round(statistics.median(took) * 1000, 1),
        "page_kb": round(statistics.median(sizes) / 1000),
        "all_seconds": round(sum(took), 2),
        "all_mb": round(sum(sizes) / 1e6, 1),
        "memory_mb_more": round(server.memory_mb() - memory, 1),
    }
