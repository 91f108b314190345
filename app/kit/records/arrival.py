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
    change of it that came too early, which then changes nothing that was written with it.
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
                ready = _beneath(mutation, mutations[i + 1 :], results) if i in results else mutation
                results[i] = Result(mutation.id, "retry", None, "behind", BEHIND) if waits else apply(commit, ready)
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


def _beneath(mutation: Mutation, later: Sequence[Mutation], results: dict[int, Result]) -> Mutation:
    """It without what later ones of its entity wrote that have been taken before it."""
    taken = {result.id for result in results.values() if result.outcome in TAKEN}
    above = [one for one in later if one.id in taken and (one.space, one.entity) == (mutation.space, mutation.entity)]
    if not above:
        return mutation
    left = {name: value for name, value in mutation.fields.items() if not any(name in one.fields for one in above)}
    return mutation.model_copy(update={"fields": left})
