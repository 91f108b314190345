"""Why a request is not let in."""

from __future__ import annotations

from app.kit.errors import Refusal


class NotSignedIn(Refusal):
    """No session, or one that this server does not know."""

    status = 401
    code = "not_signed_in"
    title = "Nobody is signed in"
    detail = "Sign in and try again."


class SessionExpired(Refusal):
    """Unused for 90 days, or a year old. The device keeps its data and what it has not sent yet."""

    status = 401
    code = "session_expired"
    title = "It has been a while"
    detail = "Sign in again. What is on this device stays."


class SessionRevoked(Refusal):
    """Ended from another device of the same member: the screen locks, nothing is lost."""

    status = 401
    code = "session_revoked"
    title = "Signed out from another device"
    detail = "Sign in again. What is on this device stays."


class SessionErased(Refusal):
    """A lost device: the browser is told to forget everything of this site."""

    status = 401
    code = "session_erased"
    title = "This device was erased"
    detail = "Its owner asked for everything here to be removed."

    def __init__(self) -> None:
        super().__init__(headers={"Clear-Site-Data": '"cache", "cookies", "storage"'})


class TwoCredentials(Refusal):
    """A cookie and a bearer token at once: it would be unclear in whose name."""

    status = 400
    code = "two_credentials"
    title = "Two proofs of who is asking"
    detail = "Send either the session cookie or an Authorization header, not both."


class BrowserOnly(Refusal):
    """A token, where only a member in a browser may ask. Nothing was looked up."""

    status = 403
    code = "browser_only"
    title = "No token opens this"
    detail = "Only a member who is signed in can do this, in the app itself."


class StepUpRequired(Refusal):
    """What follows needs the password from the last ten minutes."""

    status = 403
    code = "step_up_required"
    title = "Please confirm that it is you"
    detail = "Send your password to /sessions/current/confirmation, then try again."


class CrossSite(Refusal):
    """A change that another site asks for in somebody's name."""

    status = 403
    code = "cross_site"
    title = "This did not come from Tend"
    detail = "Changes are taken from Tend's own pages: Sec-Fetch-Site same-origin, or its exact Origin."


class NotJson(Refusal):
    """A body that a plain form of another site could send."""

    status = 415
    code = "not_json"
    title = "Only JSON is read here"
    detail = "Send the body as application/json."


class TooManyTries(Refusal):
    """Guessing slows down. It never locks anybody out for good: a partner would use that."""

    status = 429
    code = "too_many_tries"
    title = "Too many tries"
    detail = "Wait for as long as Retry-After says, then try again."

    def __init__(self, wait: int = 1) -> None:
        """`wait`: whole seconds until the next try counts."""
        super().__init__(headers={"Retry-After": str(wait)})


class WrongCredentials(Refusal):
    """One message for a wrong password and an unknown login."""

    status = 401
    code = "wrong_credentials"
    title = "Login or password is wrong"
    detail = "Check both and try again."


class WrongPassword(Refusal):
    """The password of somebody who is signed in does not fit. Not a 401: the session is fine."""

    status = 403
    code = "wrong_password"
    title = "That password is wrong"
    detail = "Check it and try again."


class RegistrationClosed(Refusal):
    """No sign-up here, or not without an invitation that holds."""

    status = 403
    code = "registration_closed"
    title = "Sign-up needs an invitation"
    detail = "Ask your partner for an invite, or the host for a setup link."


class ResetUnknown(Refusal):
    """A reset link that never was, was used, or is too old."""

    status = 404
    code = "reset_unknown"
    title = "This reset link does not work"
    detail = "It may be used or expired. Ask the host for a new one."
