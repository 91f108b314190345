"""Why a couple is not made, joined or written to. Nouns, with what to do."""

from __future__ import annotations

from app.kit.errors import NotFound, Refusal


class InviteUnknown(NotFound):
    """No invitation has this code, or it was cancelled: both look the same."""

    code = "invite_unknown"
    title = "This invitation is not known"
    detail = "Check the code, or ask for a new one."


class InviteUsed(Refusal):
    """An invitation opens once."""

    status = 410
    code = "invite_used"
    title = "This invitation was used already"
    detail = "Ask for a new one."


class InviteExpired(Refusal):
    """An invitation is open for a short while only."""

    status = 410
    code = "invite_expired"
    title = "This invitation has run out"
    detail = "Ask for a new one: a QR code lives 15 minutes, a link 48 hours."


class AlreadyTogether(Refusal):
    """One can't join a couple twice, or one's own invitation."""

    status = 409
    code = "already_together"
    title = "You are in this couple already"
    detail = "Open it under Us."


class SpaceClosed(Refusal):
    """A closed space is read and no longer written."""

    status = 409
    code = "space_closed"
    title = "This space is closed"
    detail = "What was shared stays readable. You can make a new couple."


class TooManyInvites(Refusal):
    """More open doors than anybody can watch."""

    status = 409
    code = "too_many_invites"
    title = "There are many open invitations"
    detail = "Cancel one first."
