"""The one write path: REST, sync push, jobs and the command line all change records here and nowhere else.

`begin` locks the spaces (in the order of their ids) and loads what the mutations touch; `apply` decides in plain
values; `finish` stamps every touched row with head + 1 and writes it all. The caller's transaction commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.kit.records import statements as st
from app.kit.records.commit import Commit, Key, begin, when_hooked
from app.kit.records.decide import apply
from app.kit.records.declare import RecordType, record_types

__all__ = ["Commit", "apply", "begin", "finish"]


def finish(commit: Commit) -> None:
    """Writes all that was decided: rows, feed, losers, applied mutations, and each space's new head."""
    session = commit.session
    raised = [space for space in commit.spaces.values() if space.touched]
    if raised:
        marks = [{"space_id": s.id, "seq": s.seq, "tag": commit.new_tag(), "at": commit.now} for s in raised]
        st.INSERT_COMMIT.run(session, *marks)
        st.RAISE_HEAD.run(session, *({"which": s.id, "to": s.seq} for s in raised))
    by_type: dict[str, list[Key]] = defaultdict(list)
    for key in commit.touched:
        by_type[key[0]].append(key)
    for name in _parents_first(by_type):
        _write_rows(commit, record_types()[name], by_type[name])
    _write_feed(commit)
    st.INSERT_APPLIED.run(session, *commit.applied)
    for name, touched in by_type.items():
        if (after := record_types()[name].after) is not None:
            after(session, [commit.touched[key] for key in touched], commit.now)
    for space in raised:
        for tell in when_hooked if space.hooked else ():
            tell(commit, space.id)


def _parents_first(names: Iterable[str]) -> list[str]:
    """Types in an order in which foreign keys hold while rows are inserted."""
    order: list[str] = []

    def visit(name: str) -> None:
        for parent in record_types()[name].parents.values():
            visit(parent)
        if name not in order:
            order.append(name)

    wanted = list(names)
    for name in wanted:
        visit(name)
    return [name for name in order if name in wanted]


def _write_rows(commit: Commit, kind: RecordType, keys: list[Key]) -> None:
    new = [commit.touched[key] for key in keys if key not in commit.stored]
    old = [commit.touched[key] for key in keys if key in commit.stored]
    st.insert_rows(kind).run(commit.session, *new)
    st.update_row(kind).run(commit.session, *({**row, "space": row["space_id"], "the_id": row["id"]} for row in old))


def _write_feed(commit: Commit) -> None:
    places, left = [], []
    for (name, space, id_), row in commit.touched.items():
        only_for = row["only_for"] if record_types()[name].personal else None
        places.append({"space_id": space, "seq": row["seq"], "type": name, "id": id_, "only_for": only_for})
        if (was := commit.stored.get((name, space, id_))) is not None:
            left.append({"space": space, "was": was, "kind": name, "entity": id_})
    st.LEAVE_PLACE.run(commit.session, *left)
    st.INSERT_FEED.run(commit.session, *places)
