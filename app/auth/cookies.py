"""The session cookie, as browsers get it."""

from __future__ import annotations

from starlette.responses import Response

from app.kit.settings import Settings
from app.members.sessions import LIFE


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http on localhost cannot have it."""
    return "__Host-sid" if settings.secure else "sid"


def give_cookie(response: Response, settings: Settings, token: str) -> None:
    """Hands the browser its session. How long it is good for is decided here, on the server, not by its age."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(LIFE.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )


def take_cookie(response: Response, settings: Settings) -> None:
    """Removes the session from the browser."""
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="strict")
