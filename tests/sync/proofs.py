"""What docs/sync-proofs.md says, read off the tests themselves.

`python -m tests.sync.proofs` writes the tables of the page anew; what a failure is called stays as it is there.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.sync.ablation.table import SAFEGUARDS, Safeguard

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sync-proofs.md"
ROWS = range(1, 26)
_CLIENTS = ROOT / "pwa"
_ABLATION = re.compile(
    r'safeguard: (?:\n\s*)?"((?:[^"\\]|\\.)*)".*?test: \[\s*"([^"]+)",\s*"((?:[^"\\]|\\.)*)",?\s*\]', re.S
)
_CLIENT_TEST = re.compile(r"""\btest\(\s*(["`])((?:(?!\1)[^\\]|\\.)*)\1""")
_ROW_IN_NAME = re.compile(r" ?\[row (\d+)\]")
_ROW_IN_PAGE = re.compile(r"^\| (\d+) \|([^|]+)\|(.*)\|$", re.M)


@dataclass(frozen=True, slots=True, order=True)
class Test:
    """One test by its file, from the root of the repository, and its name."""

    file: str
    name: str

    def __str__(self) -> str:
        return f"`{self.name}` ({self.file})"


def server_tests() -> dict[Test, tuple[int, ...]]:
    """Every test of the server and of the browser, with the rows that it is marked with."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for part in ast.parse(path.read_text()).body:
            if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)) and part.name.startswith("test_"):
                found[Test(str(path.relative_to(ROOT)), part.name)] = tuple(_marks(part))
    return found


def _marks(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.failure":
            yield ast.literal_eval(mark.args[0])


def client_tests() -> dict[Test, tuple[int, ...]]:
    """Every test of the client, by the name without its rows, and those."""
    found = {}
    for path in sorted(_CLIENTS.rglob("*.test.ts")):
        if "node_modules" not in path.parts:
            for _, name in _CLIENT_TEST.findall(path.read_text()):
                rows = tuple(int(row) for row in _ROW_IN_NAME.findall(name))
                found[Test(str(path.relative_to(ROOT)), _ROW_IN_NAME.sub("", name))] = rows
    return found


def tests_of_rows() -> dict[int, list[Test]]:
    """The tests of each row, in the order of their files."""
    found: dict[int, list[Test]] = defaultdict(list)
    for test, rows in (server_tests() | client_tests()).items():
        for row in rows:
            found[row].append(test)
    return found


def client_ablations() -> list[tuple[str, Test]]:
    """Each safeguard of the client, and the test that fails without it, by how its name begins."""
    return [
        (safeguard.replace('\\"', '"'), Test(f"pwa/store/{file}.test.ts", name))
        for path in sorted((_CLIENTS / "testing" / "ablations").glob("*.ts"))
        for safeguard, file, name in _ABLATION.findall(path.read_text())
    ]


def scene_of(safeguard: Safeguard) -> Test:
    """The scene that fails without it."""
    path = Path(inspect.getfile(safeguard.scene))
    return Test(str(path.relative_to(ROOT)), safeguard.scene.__name__)


def failures(page: str) -> dict[int, str]:
    """What the page calls each failure."""
    return {int(row): words.strip() for row, words, _ in _ROW_IN_PAGE.findall(page)}


def named(page: str) -> set[Test]:
    """Every test that the page names."""
    return {Test(file, name) for name, file in re.findall(r"`([^`]+)` \(((?:tests|pwa)/[^)]+)\)", page)}


def written(page: str) -> str:
    """The page with its tables as the tests say."""
    called, tests = failures(page), tests_of_rows()
    rows = (f"| {row} | {called[row]} | {'<br>'.join(map(str, tests[row]))} |" for row in ROWS)
    page = _with_table(page, "failures", ["| # | failure | tests |", "|---|---|---|", *rows])
    scenes = (f"| {one.name} | {one.database} | {scene_of(one)} |" for one in SAFEGUARDS)
    head = ["| safeguard | database | scene that fails without it |", "|---|---|---|"]
    page = _with_table(page, "server", [*head, *scenes])
    taken = (f"| {safeguard} | {test} |" for safeguard, test in client_ablations())
    return _with_table(page, "client", ["| safeguard | test that fails without it |", "|---|---|", *taken])


def _with_table(page: str, name: str, lines: list[str]) -> str:
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, rest = page.split(start)
    return before + start + "\n".join(lines) + "\n" + end + rest.split(end)[1]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
