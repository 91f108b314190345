"""Passwords: which ones are refused, and argon2id, at most two at a time."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from pwdlib import PasswordHash

from app.members.refusals import PasswordCommon, PasswordTooShort

SHORTEST = 12
LONGEST = 256
OWN_PART = 8
"""Characters a password must have beside its owner's login and name."""

_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_LEET = str.maketrans("0134578@$!", "oleastbasi")


class Passwords:
    """Hashes and compares. One for the whole process: the semaphore keeps argon2 from filling the memory."""

    def __init__(self, hasher: PasswordHash | None = None, *, at_once: int = 2) -> None:
        self._hasher = hasher or PasswordHash.recommended()
        self._turn = BoundedSemaphore(at_once)
        self._nobody = self._hasher.hash("the password of a member who does not exist")

    def hash(self, password: str) -> str:
        """The argon2id hash to store. Takes some 50 ms and 64 MiB: never call it with a transaction open."""
        with self._turn:
            return self._hasher.hash(_same(password))

    def check(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Whether it is the one behind `stored`, and a new hash if the parameters have changed since.

        Without `stored` (an unknown login) the answer is no, after the same work.
        """
        with self._turn:
            right, newer = self._hasher.verify_and_update(_same(password), stored or self._nobody)
        return (right, newer) if stored else (False, None)


def refuse_weak(password: str, *, login: str, name: str) -> None:
    """Raises PasswordTooShort or PasswordCommon. No rule about kinds of characters: length is what counts."""
    plain = _same(password)
    if len(plain) < SHORTEST:
        raise PasswordTooShort
    folded = plain.casefold()
    if _is_common(folded) or _is_pattern(folded) or _is_mostly(folded, login, name):
        raise PasswordCommon


def _same(password: str) -> str:
    """Two keyboards may spell one letter with different code points."""
    return unicodedata.normalize("NFKC", password)


def _is_common(folded: str) -> bool:
    """On the list: as it is, without what is hung on its ends, with digits read as letters, or twice over."""
    known = _well_known()
    trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    spellings = {folded, trimmed, folded.translate(_LEET), trimmed.translate(_LEET)}
    return any(spelling in known or _unit(spelling) in known for spelling in spellings)


def _is_pattern(folded: str) -> bool:
    """Few characters over and over, or a walk along the keyboard or the alphabet."""
    unit = _unit(folded)
    return len(set(folded)) < 5 or len(unit) <= 4 or any(unit in run or unit[::-1] in run for run in _RUNS)


def _is_mostly(folded: str, *names: str) -> bool:
    rest = folded
    for word in {part for name in names for part in (name.casefold(), *name.casefold().split()) if len(part) > 1}:
        rest = rest.replace(word, "")
    return rest != folded and len(rest) < OWN_PART


def _unit(text: str) -> str:
    """The shortest piece that repeated makes the text: `abcabcab` → `abc`."""
    return next((text[:size] for size in range(1, len(text)) if (text[:size] * len(text))[: len(text)] == text), text)


@cache
def _well_known() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())
