"""What programs may ask and see, written down a second time: neither the routes nor the document are asked."""

from __future__ import annotations

from tests.api.operations import API, Operation
from tests.cast import Cast, canaries, canary

READ = {"couple:read", "practices:read", "goals:read"}
ALLOWED = {"reads": READ, "goals": {"goals:read"}}
"""What each token of the cast may do; the others may do everything that there is."""
ENDED = {"revoked", "expired"}
"""Tokens that open nothing at all."""
TOOL_OF = {
    **dict.fromkeys(("practice", "check_in", "pause", "rest", "mend"), "practices"),
    **dict.fromkeys(("goal", "milestone", "contribution", "cheer", "habit"), "goals"),
    **dict.fromkeys(("card", "couple"), "couple"),
}
READ_ONLY = {"card", "couple"}
OTHERS = {
    ("GET", f"{API}/spaces"): {"couple:read"},
    ("GET", f"{API}/spaces/{{space_id}}/streaks"): {"practices:read"},
    ("GET", f"{API}/spaces/{{space_id}}/today"): {"practices:read"},
    ("GET", f"{API}/spaces/{{space_id}}/changes"): READ,
}
WORDS_OF = {
    **dict.fromkeys(("title", "summary", "how", "cue", "catalogue", "note", "sealed"), "practices:read"),
    **dict.fromkeys(("goal", "why", "unit", "milestone", "gift", "cheer"), "goals:read"),
    **dict.fromkeys(("couple", "about"), "couple:read"),
}
"""What each string of the cast can be read with. The rest stand in rows that no token reaches."""


def takes(operation: Operation) -> set[str]:
    """The scopes of which one is needed; none where only browsers are let in."""
    if (kind := operation.kind) is None:
        return OTHERS.get(operation.key, set())
    reads = operation.method == "GET"
    if kind not in TOOL_OF or (kind in READ_ONLY and not reads):
        return set()
    return {f"{TOOL_OF[kind]}:{'read' if reads else 'write'}"}


def refused_token(token: str, operation: Operation) -> int | None:
    """The status with which this token is turned away before any space is looked at."""
    if not (needed := takes(operation)):
        return 403
    if token in ENDED:
        return 401
    allowed = ALLOWED.get(token)
    return 403 if allowed is not None and not allowed & needed else None


def kept_from(cast: Cast, token: str, who: str) -> set[str]:
    """What its member may read, and this token may not."""
    out = {canary("token", who), canary("phone", who), cast.calendar}
    allowed = ALLOWED.get(token)
    for name in cast.may_read(who):
        place = cast.places[name]
        if name != "ab":
            out |= {*canaries(name), place.id, *place.records.values()}
            continue
        for kind, id_ in place.records.items():
            if kind not in TOOL_OF:
                out.add(id_)
        out |= {word for word in canaries(name) if not _readable(word, allowed)}
    if allowed is not None and "couple:read" not in allowed:
        out |= {canary("name", name) for name in cast.people}
    return out


def _readable(word: str, allowed: set[str] | None) -> bool:
    scope = WORDS_OF.get(word.split("-")[1])
    return scope is not None and (allowed is None or scope in allowed)
