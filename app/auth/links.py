"""Links that the host makes on the command line. The secret stands in the fragment: no server logs it."""

from __future__ import annotations

from app.kit.context import Context
from app.kit.errors import NotFound
from app.members import service


def make_setup_link(ctx: Context) -> str:
    """An address where one person can sign up, once, within 48 hours."""
    with ctx.db.write() as session:
        return f"{ctx.settings.public_url}/sign-up#{service.new_setup_link(session, ctx)}"


def reset_link(ctx: Context, login: str) -> str:
    """An address where one member can choose a new password, once, within 48 hours.

    The member is told that it was made, on every device. Raises NotFound.
    """
    with ctx.db.write() as session:
        member = service.find(session, login.casefold())
        if member is None:
            raise NotFound
        return f"{ctx.settings.public_url}/reset#{service.new_reset_link(session, ctx, member.member_id)}"
