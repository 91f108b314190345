"""Everything a host can set, with safe defaults. Each is an environment variable with the prefix TEND_."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the host decides. `docs/hosting.md` lists them; a wrong value stops the start with its name."""

    model_config = SettingsConfigDict(env_prefix="TEND_", env_file=None, extra="ignore")

    data_dir: Path = Field(Path("data"), description="Where the SQLite file and the secrets live (0700).")
    database_url: str | None = Field(
        None,
        description="PostgreSQL, as postgresql://user@host/name. Without it: SQLite in the data folder.",
    )
    public_url: str = Field("http://localhost:8000", description="The address people open; https but on localhost.")
    bind_host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="The port to listen on.")
    registration: Literal["invite", "open", "closed"] | None = Field(
        None, description="Who may sign up. Default: open on localhost, by invite elsewhere."
    )
    worker_in_web: bool = Field(True, description="Run the reminder worker inside the web process.")
    push_subject: str = Field(
        "mailto:host@localhost.invalid",
        description="VAPID contact: a real mailto: or https: address of the host.",
    )
    push_hosts: tuple[str, ...] = Field((), description="Further push service hosts to allow, beside the known ones.")
    push_loopback: bool = Field(False, description="Allow push services on loopback: development and tests only.")
    webhooks_loopback: bool = Field(False, description="Allow webhooks on loopback: development and tests only.")
    metrics_token: SecretStr | None = Field(
        None, min_length=16, description="Who knows it may read /metrics, as a bearer. Without it there are none."
    )
    pool_size: int = Field(5, ge=1, le=20, description="Database connections per process.")
    min_schema: int = Field(1, ge=1, description="Oldest client schema that may push; below it: 426.")

    @field_validator("public_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
            raise ValueError("give an origin such as https://tend.example")
        if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ValueError("https is needed, localhost excepted: phones refuse service workers without it")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("push_subject")
    @classmethod
    def _contact(cls, value: str) -> str:
        if not value.startswith(("mailto:", "https:")):
            raise ValueError("give a mailto: or https: address")
        return value

    @model_validator(mode="after")
    def _who_may_sign_up(self) -> Settings:
        if self.registration is None:
            self.registration = "open" if not self.secure else "invite"
        return self

    @property
    def secure(self) -> bool:
        """Whether people reach this server by https."""
        return self.public_url.startswith("https://")

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / 'tend.sqlite3'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
