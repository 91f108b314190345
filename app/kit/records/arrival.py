"""A batch in the order in which the device wrote it, but for what belongs to something that comes later in it."""

from __future__ import annotations

from collections.abc import Sequence

from app.kit.records.mutation import Mutation, Result
from app.kit.records.write import Commit, apply

Entity = tuple[str, str]
"""(space, id) of a record."""

TAKEN = ("applied", "merged", "superseded")
BEHIND = "An earlier change of this entry was not taken yet. Send it again once that one is settled."


def in_order(commit: Commit, mutations: Sequence[Mutation], stuck: set[Entity]) -> list[Result]:
    """What became of each. What was deferred is tried again once the rest is there, as often as that helps.

    `stuck`: entities of which an earlier mutation was not taken; those of this batch are added. A later one of
    theirs waits: were the earlier one taken after it, it would cover it. Only what makes an entity goes before a
    change of it that came too early.
    """
    results: dict[int, Result] = {}
    open_ones = list(range(len(mutations)))
    blocked: set[Entity] = set()
    while open_ones:
        blocked, early = set(stuck), set[Entity]()
        for i, mutation in enumerate(mutations):
            entity = (mutation.space, mutation.entity)
            if i in open_ones:
                first = mutation.op == "put" and entity in early
                waits = entity in blocked and not first and mutation.id not in commit.known
                results[i] = Result(mutation.id, "retry", None, "behind", BEHIND) if waits else apply(commit, mutation)
            if results[i].outcome in TAKEN:
                continue
            if entity not in blocked and mutation.op != "put" and results[i].outcome == "deferred":
                early.add(entity)
            blocked.add(entity)
        still = [i for i in open_ones if results[i].outcome in ("deferred", "retry")]
        if len(still) == len(open_ones) or not any(results[i].outcome == "deferred" for i in still):
            break
        open_ones = still
    stuck |= blocked
    return [results[i] for i in range(len(mutations))]
