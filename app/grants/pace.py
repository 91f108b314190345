"""How often a program may ask: GCRA for each grant, in this process. Browsers are never counted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Lock
from typing import Final

QUOTA: Final = 600
WINDOW: Final = 60
"""So many requests in so many seconds, all at once or one by one."""
_STEP = WINDOW / QUOTA
_MOST = 10_000
_CLOSE = 1e-6
"""Steps of a tenth add up to almost a whole number."""
POLICY: Final = f'"token";q={QUOTA};w={WINDOW}'


@dataclass(frozen=True, slots=True)
class Turn:
    """`wait`: seconds until a request is answered, 0 if this one is. `left`: further ones at once. `full`: seconds
    until all of them are back.
    """

    wait: int
    left: int
    full: int

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF's draft "RateLimit header fields for HTTP" (11) writes them."""
        return {"RateLimit-Policy": POLICY, "RateLimit": f'"token";r={self.left};t={self.full}'}


class Pace:
    """When each grant's next request is expected."""

    def __init__(self) -> None:
        self._expected: dict[str, float] = {}
        self._lock = Lock()

    def turn(self, grant_id: str, now: float) -> Turn:
        """Counts one request at `now`, in seconds of a clock that never goes back. A refused one costs nothing."""
        with self._lock:
            expected = max(self._expected.get(grant_id, now), now)
            if expected + _STEP - now > WINDOW + _CLOSE:
                return Turn(math.ceil(expected + _STEP - now - WINDOW), 0, math.ceil(expected - now - _CLOSE))
            expected += _STEP
            self._expected[grant_id] = expected
            if len(self._expected) > _MOST:
                self._expected = {who: at for who, at in self._expected.items() if at > now}
        return Turn(0, int((WINDOW - (expected - now)) / _STEP + _CLOSE), math.ceil(expected - now - _CLOSE))
