"""Alice lets programs see the couple that she and Bob are. The people are asked by their browsers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.grants.scopes import SCOPES
from tests.cast import REDIRECT, VERIFIER, Pair, Someone, another_browser, app_of, asked_by, program, token_of

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


@dataclass(slots=True)
class App:
    """An app of the host's, as its own program: it has no cookie, and knows how to ask."""

    pair: Pair
    id: str
    browser: TestClient

    def asked(self, **more: str) -> dict[str, str]:
        return asked_by(**{"client_id": self.id, **more})

    def allowed(self, someone: Someone, *spaces: str, days: int = 90, **more: str) -> dict[str, str]:
        """What comes back once somebody has said yes: the answer's parameters."""
        asked = {**self.asked(**more), "spaces": list(spaces or [self.pair.space]), "days": days}
        answer = someone.browser.post("/api/v1/oauth/consents", json=asked)
        assert answer.status_code == 201, answer.text
        return dict(parse_qsl(urlsplit(answer.json()["location"]).query))

    def fetch(self, **form: str) -> Any:
        return self.browser.post("/oauth/token", data={"client_id": self.id, **form})

    def exchange(self, code: str, **more: str) -> Any:
        """The code for tokens."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
        return self.fetch(**form | more)

    def refresh(self, token: str, **more: str) -> Any:
        return self.fetch(grant_type="refresh_token", refresh_token=token, **more)

    def tokens(self, someone: Someone, **more: Any) -> dict[str, Any]:
        """A yes, and what the app fetched for it."""
        answer = self.exchange(self.allowed(someone, **more)["code"])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def reads(self, access: str) -> Any:
        """What it gets for an access token."""
        return program(self.pair.app, access).get(self.pair.at("practices"))


@pytest.fixture
def app_(pair: Pair) -> App:
    """An app that the host has registered."""
    return App(pair, app_of(pair.ctx), another_browser(pair.app))


def error(answer: Any) -> tuple[int, str]:
    """A refusal of the token endpoint."""
    return answer.status_code, answer.json()["error"]
