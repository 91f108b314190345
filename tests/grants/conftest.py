"""Alice lets programs see the couple that she and Bob are. The people are asked by their browsers."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.grants.scopes import SCOPES
from tests.cast import Pair, program, token_of

TOKENS = "/api/v1/me/tokens"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def token(pair: Pair) -> tuple[str, str]:
    """A token of Alice's that may do everything in her couple, and its id."""
    return token_of(pair.alice, [pair.space], SCOPES)


@pytest.fixture
def alices(pair: Pair, token: tuple[str, str]) -> TestClient:
    """A program of Alice's with that token."""
    return program(pair.app, token[0])


def refusal(answer: Any) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["code"]
