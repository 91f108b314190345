"""Why an account is not made or changed."""

from __future__ import annotations

from app.kit.errors import Refusal


class LoginTaken(Refusal):
    """Somebody has this login name already."""

    status = 409
    code = "login_taken"
    title = "This login name is taken"
    detail = "Choose another one."


class PasswordTooShort(Refusal):
    """Shorter than any guesser needs time for."""

    status = 422
    code = "password_too_short"
    title = "This password is too short"
    detail = "Use at least 12 characters. A few words in a row are easy to remember."


class PasswordCommon(Refusal):
    """Among the first that a guesser tries, or made of little but one's own name."""

    status = 422
    code = "password_common"
    title = "This password is easy to guess"
    detail = "It is on lists of well-known ones, or it is mostly a pattern or your own name. Use a few random words."
