"""A batch in the order in which the device wrote it, but for what belongs to something that comes later in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.kit.records.mutation import Mutation, Result
from app.kit.records.write import Commit, apply

Entry = tuple[str, str]
"""(space, entity) of what a mutation changes."""


def in_order(commit: Commit, mutations: Sequence[Mutation], broken: Collection[Entry] = ()) -> list[Result]:
    """What became of each. What was deferred is tried again once the rest is there, as often as that helps.

    Where one change of an entry was not taken, now or before (`broken`), the later ones of that entry wait:
    an earlier one that is taken at last would undo them.
    """
    results: dict[int, Result] = {}
    refused, waiting = set(broken), list(range(len(mutations)))
    while waiting:
        held, still = set(refused), []
        for i in waiting:
            of = entry(mutations[i])
            known = mutations[i].id in commit.known
            results[i] = apply(commit, mutations[i]) if known or of not in held else _after_another(mutations[i])
            if results[i].outcome == "rejected":
                refused.add(of)
            elif results[i].outcome == "deferred":
                still.append(i)
            held |= {of} if results[i].outcome in ("rejected", "deferred") else set()
        if len(still) == len(waiting):
            break
        waiting = still
    return [results[i] for i in range(len(mutations))]


def entry(mutation: Mutation) -> Entry:
    """What it changes."""
    return mutation.space, mutation.entity


def _after_another(mutation: Mutation) -> Result:
    return Result(mutation.id, "deferred", None, "after_another", "An earlier change of this entry waits.")
