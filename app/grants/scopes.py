"""What a token may be allowed to do: few words, each with the sentence that people read before they say yes.

What is not here no token can ever do: the own space, help that somebody asks for, reminders, surprises, proposals,
versions, the account.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

Scope = Literal["couple:read", "practices:read", "practices:write", "goals:read", "goals:write"]

SCOPES: Final[dict[Scope, str]] = {
    "couple:read": "See who is in the couple, the names and cards you all show there, and your home time zones.",
    "practices:read": "Read practices and check-ins, with the words written there, rests, pauses and streaks.",
    "practices:write": "Read practices and check-ins, and write in your name: check in, rest, pause, change practices.",
    "goals:read": "Read goals, with their milestones, contributions, cheers and habits.",
    "goals:write": "Read goals, and write in your name: change them, contribute, cheer.",
}
READS: Final = tuple(scope for scope in SCOPES if scope.endswith(":read"))


def known(scope: str | None) -> bool:
    """Whether people can allow this at all. What nobody can allow is for browsers alone."""
    return scope in SCOPES


def implied(scopes: Iterable[str]) -> frozenset[str]:
    """What was allowed, with what comes along: who may write may read what they write."""
    allowed = frozenset(scopes) & SCOPES.keys()
    return allowed | {scope.removesuffix(":write") + ":read" for scope in allowed if scope.endswith(":write")}
