"""`docs/api.md`, run as it stands: each example by its own program, against a running server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.grants.scopes import SCOPES
from tests.cast import token_of
from tests.e2e import gardens
from tests.e2e.server import Server

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(language: str) -> str:
    """All of one language, one after the other."""
    return "\n".join(text for kind, text in BLOCK.findall(GUIDE.read_text("utf-8")) if kind == language)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of a reader: a server, and a token of somebody who is in a couple with a garden."""
    with Server(tmp_path / "server") as server:
        ours = gardens.with_two_practices(server)
        token, _ = token_of(ours.alice, [ours.space], SCOPES)
        yield {"PATH": os.environ["PATH"], "TEND": server.url, "TOKEN": token}


def run(command: list[str], text: str, environment: dict[str, str]) -> str:
    done = subprocess.run(command, input=text, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_example_works(environment: dict[str, str]) -> None:
    assert {kind for kind, _ in BLOCK.findall(GUIDE.read_text("utf-8"))} == {"sh", "python"}
    said = run(["bash", "-euo", "pipefail"], examples("sh"), environment)
    assert '"kind":"couple"' in said
    assert '"issued_token_type":"urn:ietf:params:oauth:token-type:access_token"' in said
    assert '"scope":"practices:read"' in said
    assert '"changes":[{' in said
    told = run([sys.executable, "-W", "error::DeprecationWarning", "-"], examples("python"), environment)
    assert "members: ['Alice', 'Bob']" in told
    assert "A long hug" in told
    assert "made: 201" in told
