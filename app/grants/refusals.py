"""Why a program with a token is not let in, or gets none."""

from __future__ import annotations

from app.kit.errors import NotFound, Refusal


class TokenUnknown(Refusal):
    """A token that this server never gave out, or one that somebody altered: both look the same."""

    status = 401
    code = "token_unknown"
    title = "This token is not known"
    detail = "Send one that was made here, as `Authorization: Bearer …`."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


class TokenExpired(Refusal):
    """Its time is over."""

    status = 401
    code = "token_expired"
    title = "This token has run out"
    detail = "Fetch a new one from /oauth/token, or ask the member for one."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


class TokenRevoked(Refusal):
    """The member has ended it. It does not come back."""

    status = 401
    code = "token_revoked"
    title = "This token was revoked"
    detail = "Its member has ended it. Ask before you come again."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


class ScopeMissing(Refusal):
    """The token is good, and not for this."""

    status = 403
    code = "scope_missing"
    title = "This token may not do that"
    detail = "WWW-Authenticate names the scope that is needed."

    def __init__(self, scopes: tuple[str, ...] = ()) -> None:
        """`scopes`: any of them would do."""
        named = f', scope="{" ".join(scopes)}"' if scopes else ""
        super().__init__(headers={"WWW-Authenticate": f'Bearer error="insufficient_scope"{named}'})


class TooManyRequests(Refusal):
    """A program that asks more than anybody could read."""

    status = 429
    code = "too_many_requests"
    title = "That is a lot at once"
    detail = "Wait for as long as Retry-After says. RateLimit says how much there is."

    def __init__(self, wait: int = 1) -> None:
        """`wait`: whole seconds until the next request is answered."""
        super().__init__(headers={"Retry-After": str(wait)})


class TooManyTokens(Refusal):
    """More than anybody keeps in view."""

    status = 409
    code = "too_many_tokens"
    title = "There are many tokens already"
    detail = "Revoke one that you no longer need first."


BY_TOKEN: tuple[type[Refusal], ...] = (TokenUnknown, TokenExpired, TokenRevoked, ScopeMissing, TooManyRequests)
"""What a route that takes tokens may refuse, beside `SIGNED_IN`."""


class AppUnknown(NotFound):
    """No app of this id is registered here. Nobody is sent anywhere."""

    code = "app_unknown"
    title = "This app is not known here"
    detail = "Only who hosts this server can register it."


class RedirectUnknown(Refusal):
    """The answer would go to an address that this app never named. Nobody is sent anywhere."""

    status = 422
    code = "redirect_unknown"
    title = "This is not an address of that app"
    detail = "Somebody else may be asking in its name. Nothing was allowed."


class AskedWrongly(Refusal):
    """An app asks for what cannot be given, or in a way that this server does not take."""

    status = 409
    code = "asked_wrongly"
    title = "This app asks in a way that cannot be answered"
    detail = "Nothing was allowed. The app can be told."
