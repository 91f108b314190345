"""Who may sign up. Invites of couples are known further up: `app.spaces` adds its check to `accept`."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.auth.refusals import RegistrationClosed
from app.kit.context import Context
from app.members.service import setup_link_holds, use_setup_link

Accepts = Callable[[Session, str, str], bool]
"""`(session, invitation, now) -> whether it lets somebody sign up`, asked inside the sign-up's transaction."""

accept: list[Accepts] = []


def look(session: Session, ctx: Context, invitation: str | None) -> None:
    """Raises RegistrationClosed, before any work is done for a stranger. Uses nothing up."""
    if ctx.settings.registration == "open":
        return
    if invitation is None:
        raise RegistrationClosed
    now = ctx.stamp()
    if not (setup_link_holds(session, invitation, now=now) or _invited(session, ctx, invitation, now)):
        raise RegistrationClosed


def admit(session: Session, ctx: Context, invitation: str | None) -> None:
    """Raises RegistrationClosed. Uses a setup link up, so call it in the transaction that makes the account.

    A setup link opens where registration is closed, too: the host made it on purpose.
    """
    if ctx.settings.registration == "open":
        return
    if invitation is None:
        raise RegistrationClosed
    now = ctx.stamp()
    if not (use_setup_link(session, invitation, now=now) or _invited(session, ctx, invitation, now)):
        raise RegistrationClosed


def _invited(session: Session, ctx: Context, invitation: str, now: str) -> bool:
    by_invite = ctx.settings.registration == "invite"
    return by_invite and any(accepts(session, invitation, now) for accepts in accept)
