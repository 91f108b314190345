"""A batch in the order in which the device wrote it, but for what belongs to something that comes later in it."""

from __future__ import annotations

from collections.abc import Sequence

from app.kit.records.mutation import Mutation, Result
from app.kit.records.write import Commit, apply


def in_order(commit: Commit, mutations: Sequence[Mutation]) -> list[Result]:
    """What became of each. What was deferred is tried again once the rest is there, as often as that helps."""
    results = [apply(commit, mutation) for mutation in mutations]
    waiting = [i for i, result in enumerate(results) if result.outcome == "deferred"]
    while waiting and len(waiting) < len(mutations):
        for i in waiting:
            results[i] = apply(commit, mutations[i])
        still = [i for i in waiting if results[i].outcome == "deferred"]
        if len(still) == len(waiting):
            break
        waiting = still
    return results
