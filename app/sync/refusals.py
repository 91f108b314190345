"""Why sync does not go on. Nothing is lost by any of these."""

from __future__ import annotations

from app.kit.errors import Refusal


class AccountMismatch(Refusal):
    """The outbox of one account was sent in the session of another."""

    status = 409
    code = "account_mismatch"
    title = "These entries belong to another account"
    detail = "Sign in as the one who wrote them. Nothing is lost."


class SchemaTooOld(Refusal):
    """The client is older than this server can merge."""

    status = 426
    code = "schema_too_old"
    title = "The app needs an update first"
    detail = "Keep the outbox, update the app, send again. Nothing is lost."
