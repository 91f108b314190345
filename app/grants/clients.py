"""Apps that the host registers: which there are, and where their answers may go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.schemas import visible
from app.grants import service
from app.grants.models import Client, Grant
from app.kit.context import Context
from app.kit.errors import NotFound

LOOPBACK: Final = {"127.0.0.1", "::1"}
LONGEST: Final = 500


class BadRedirect(ValueError):
    """An address to which no answer may be sent."""


def add(session: Session, ctx: Context, name: str, redirects: Sequence[str]) -> Client:
    """A new app. Raises BadRedirect, and ValueError for a name that nobody could read."""
    name = visible(name.strip())
    if not 1 <= len(name) <= 60 or not redirects:
        raise ValueError("give a name of up to 60 letters, and at least one address")
    client = Client(
        id=ctx.ids.uuid7(), name=name, redirects=[checked(one) for one in redirects], created_at=ctx.stamp()
    )
    session.add(client)
    session.flush()
    return client


def every(session: Session) -> Sequence[Client]:
    """All apps, the oldest first."""
    return session.scalars(select(Client).order_by(col(Client.created_at), col(Client.id))).all()


def remove(session: Session, client_id: str) -> None:
    """An app, with all that members let it do. Raises NotFound."""
    if session.get(Client, client_id) is None:
        raise NotFound
    service.delete_grants(session, col(Grant.client_id) == client_id)
    session.execute(delete(Client).where(col(Client.id) == client_id))


def checked(redirect: str) -> str:
    """An address that answers may go to: https; http on this very device, by its number; or an app's own scheme with a
    dot in it, such as `org.example.app:/answer` (RFC 8252). Raises BadRedirect.
    """
    parts = _split(redirect)
    if len(redirect) > LONGEST or not redirect.isascii() or not redirect.isprintable() or " " in redirect:
        raise BadRedirect("an address has up to 500 plain characters")
    if "#" in redirect or "@" in parts.netloc or "\\" in redirect:
        raise BadRedirect("an address has no fragment and no user in it")
    web = parts.scheme == "https" and parts.hostname
    here = parts.scheme == "http" and parts.hostname in LOOPBACK
    own = "." in parts.scheme and not parts.netloc and parts.path
    if not (web or here or own):
        raise BadRedirect("an address begins with https://, http://127.0.0.1, or an app's own scheme with a dot in it")
    return redirect


def takes(client: Client, redirect: str) -> bool:
    """Whether this is one of the app's addresses: exactly, but for the port on this very device."""
    return redirect in client.redirects or any(_same_here(redirect, known) for known in client.redirects)


def _same_here(redirect: str, known: str) -> bool:
    """RFC 8252, 7.3: an app on this device listens on whichever port is free."""
    try:
        asked, registered = urlsplit(checked(redirect)), urlsplit(known)
    except BadRedirect:
        return False
    here = asked.scheme == registered.scheme == "http" and registered.hostname in LOOPBACK
    return here and _but_port(asked) == _but_port(registered)


def _but_port(parts: SplitResult) -> tuple[str | None, str, str]:
    return parts.hostname, parts.path, parts.query


def _split(redirect: str) -> SplitResult:
    try:
        parts = urlsplit(redirect)
        _ = parts.port
    except ValueError as error:
        raise BadRedirect("that is no address") from error
    return parts
