"""What a host can set: safe without anything said, and a wrong value stops the start with its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.kit.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TEND_{name.upper()}", raising=False)


def test_defaults_are_for_trying_it_on_ones_own_machine() -> None:
    found = Settings()
    assert (found.bind_host, found.public_url, found.registration) == ("127.0.0.1", "http://localhost:8000", "open")
    assert found.url == "sqlite:///data/tend.sqlite3"
    assert found.push_loopback is False


def test_on_a_real_address_sign_up_is_by_invitation() -> None:
    found = Settings(public_url="https://tend.example/")
    assert (found.public_url, found.registration, found.secure) == ("https://tend.example", "invite", True)
    assert Settings(public_url="https://tend.example", registration="closed").registration == "closed"


def test_the_environment_is_read_with_its_prefix(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEND_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TEND_DATABASE_URL", "postgresql://tend@db/tend")
    found = Settings()
    assert (found.data_dir, found.url) == (tmp_path, "postgresql+psycopg://tend@db/tend")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "http://tend.example"),
        ("public_url", "tend.example"),
        ("public_url", "https://tend.example/somewhere"),
        ("push_subject", "alice"),
        ("port", 0),
        ("pool_size", 0),
        ("registration", "anybody"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as found:
        Settings.model_validate({name: value})
    assert found.value.errors()[0]["loc"] == (name,)
