"""The one write path: REST, sync push, jobs and the command line all change records here and nowhere else.

Lock the spaces (in the order of their ids), load what the mutations touch, decide in plain values,
then stamp every touched row with head + 1 and write it all. The caller's transaction commits.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from app.kit.db import widen
from app.kit.errors import FieldError, field_errors
from app.kit.records import statements as st
from app.kit.records.declare import Attempt, Deferred, RecordType, Rejected, Row, Writer, record_types
from app.kit.records.merge import Change, merge, stamped
from app.kit.records.mutation import Mutation, Outcome, Result
from app.kit.records.wire import body_text

MAX_BODY = 32 * 1024
Key = tuple[str, str, str]
"""(type, space, id) of a record."""


@dataclass(slots=True)
class Locked:
    """A space while its row is locked. `member`: whether the writer is one of those present."""

    id: str
    kind: str
    head: int
    closed: bool
    members: frozenset[str]
    member: bool
    touched: bool = False

    @property
    def seq(self) -> int:
        """The seq of the commit being made."""
        return self.head + 1


@dataclass(slots=True)
class Commit:
    """One transaction's changes. Make it with `begin`, feed it with `apply`, end it with `finish`."""

    session: Session
    writer: Writer
    now: str
    new_id: Callable[[], str]
    new_tag: Callable[[], str]
    spaces: dict[str, Locked]
    rows: dict[Key, Row] = field(default_factory=dict)
    stored: dict[Key, int] = field(default_factory=dict)
    touched: dict[Key, Row] = field(default_factory=dict)
    versions: list[dict[str, Any]] = field(default_factory=list)
    applied: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, tuple[str, Result]] = field(default_factory=dict)


def begin(
    session: Session,
    writer: Writer,
    mutations: Sequence[Mutation],
    *,
    now: str,
    new_id: Callable[[], str],
    new_tag: Callable[[], str],
) -> Commit:
    """Locks the spaces and loads every row that the mutations touch, in a few statements in all."""
    spaces = lock(session, {m.space for m in mutations}, writer.member_id)
    widen(session, frozenset(space.id for space in spaces.values() if space.member))
    commit = Commit(session, writer, now, new_id, new_tag, spaces)
    _remember(commit, mutations)
    _load(commit, mutations)
    return commit


def lock(session: Session, space_ids: Iterable[str], member_id: str) -> dict[str, Locked]:
    """The rows of these spaces, locked until the transaction ends. SQLite's BEGIN IMMEDIATE has done it already."""
    ids = sorted(set(space_ids))
    connection = session.connection()
    rows = connection.execute(st.LOCK, {"ids": ids}).all()
    members: dict[str, set[str]] = defaultdict(set)
    for space_id, present in connection.execute(st.PRESENT, {"ids": ids}):
        members[space_id].add(present)
    return {
        id_: Locked(id_, kind, head, closed is not None, frozenset(members[id_]), member_id in members[id_])
        for id_, kind, head, closed in rows
    }


def apply(commit: Commit, mutation: Mutation) -> Result:
    """Decides one mutation. Nothing reaches the database before `finish`. Safe to repeat."""
    try:
        if mutation.id in commit.known:
            return _as_before(commit, mutation)
        space, kind = _place(commit, mutation)
        result = _decide(commit, space, kind, mutation)
    except Rejected as no:
        return Result(mutation.id, "rejected", None, no.code, no.detail, tuple(no.errors))
    except Deferred as later:
        return Result(mutation.id, "deferred", None, later.code, later.detail)
    commit.known[mutation.id] = (mutation.entity, result)
    commit.applied.append(
        {
            "account_id": commit.writer.member_id,
            "id": mutation.id,
            "space_id": mutation.space,
            "entity_id": mutation.entity,
            "seq": result.seq,
            "outcome": result.outcome,
            "at": commit.now,
        }
    )
    return result


def _as_before(commit: Commit, mutation: Mutation) -> Result:
    entity, result = commit.known[mutation.id]
    if entity != mutation.entity:
        raise Rejected("id_used", "The id of this change was used for another entry. Send it under a new one.")
    return result


def finish(commit: Commit) -> None:
    """Writes all that was decided: rows, feed, losers, applied mutations, and each space's new head."""
    connection = commit.session.connection()
    raised = [space for space in commit.spaces.values() if space.touched]
    if raised:
        tags = [{"space_id": s.id, "seq": s.seq, "tag": commit.new_tag(), "at": commit.now} for s in raised]
        connection.execute(st.INSERT_COMMIT, tags)
        connection.execute(st.RAISE_HEAD, [{"space": s.id, "to": s.seq} for s in raised])
    by_type: dict[str, list[Key]] = defaultdict(list)
    for key in commit.touched:
        by_type[key[0]].append(key)
    for name in _parents_first(by_type):
        _write_rows(commit, record_types()[name], by_type[name])
    _write_feed(commit)
    if commit.versions:
        connection.execute(st.INSERT_VERSION, commit.versions)
    if commit.applied:
        connection.execute(st.INSERT_APPLIED, commit.applied)
    for name, touched in by_type.items():
        if (after := record_types()[name].after) is not None:
            after(commit.session, [commit.touched[key] for key in touched], commit.now)


# --- loading


def _remember(commit: Commit, mutations: Sequence[Mutation]) -> None:
    asked = {"account": commit.writer.member_id, "ids": [m.id for m in mutations]}
    rows = commit.session.connection().execute(st.APPLIED, asked)
    for id_, entity, outcome, seq in rows:
        commit.known[id_] = (entity, Result(id_, cast(Outcome, outcome), seq))


def _load(commit: Commit, mutations: Sequence[Mutation]) -> None:
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mutation in mutations:
        kind = record_types().get(mutation.type)
        space = commit.spaces.get(mutation.space)
        if kind is None or space is None or not space.member:
            continue
        wanted[kind.name, mutation.space].add(mutation.entity)
        for name, parent in kind.parents.items():
            if isinstance(value := mutation.fields.get(name), str):
                wanted[parent, mutation.space].add(value)
    for (name, space_id), ids in wanted.items():
        _load_rows(commit, record_types()[name], space_id, sorted(ids))


def _load_rows(commit: Commit, kind: RecordType, space_id: str, ids: list[str]) -> None:
    for row in commit.session.execute(st.rows_to_change(kind), {"space": space_id, "ids": ids}).mappings():
        key = (kind.name, space_id, row["id"])
        commit.rows[key] = dict(row)
        commit.stored[key] = row["seq"]


# --- deciding


def _place(commit: Commit, mutation: Mutation) -> tuple[Locked, RecordType]:
    space = commit.spaces.get(mutation.space)
    if space is None or not space.member:
        raise Rejected("space_gone", "You are not in this space. You can keep what you wrote privately.")
    if space.closed:
        raise Rejected("space_closed", "This space is closed. You can keep what you wrote privately.")
    kind = record_types().get(mutation.type)
    if kind is None:
        raise Rejected("unknown_type", "This server does not know that kind of entry. It may need an update.")
    if space.kind not in kind.homes:
        raise Rejected("not_here", f"A {kind.name} does not live in this kind of space.")
    return space, kind


def _decide(commit: Commit, space: Locked, kind: RecordType, mutation: Mutation) -> Result:
    before = commit.rows.get((kind.name, space.id, mutation.entity))
    if mutation.op == "delete":
        return _delete(commit, space, kind, mutation, before)
    if before is None and mutation.op == "patch":
        raise Deferred("not_here_yet", "The entry that this changes has not arrived yet.")
    if before is None:
        return _create(commit, space, kind, mutation)
    if before["deleted_at"] is not None:
        _keep(commit, kind, before, [(name, value, True) for name, value in _asked(kind, mutation, before).items()])
        return Result(mutation.id, "superseded", space.head + int(space.touched))
    return _change(commit, space, kind, mutation, before)


def _create(commit: Commit, space: Locked, kind: RecordType, mutation: Mutation) -> Result:
    fields = dict(mutation.fields)
    body = _body(kind, fields.pop("body", None))
    values = _valid(kind.fields, fields)
    row: Row = {
        "space_id": space.id,
        "id": mutation.entity,
        "author_id": commit.writer.member_id,
        "seq": space.seq,
        "created_at": commit.now,
        "updated_at": commit.now,
        "deleted_at": None,
        "body": body,
        "enc": "none",
        "key_epoch": 0,
        "rev": int(body is not None),
        **values,
    }
    at = min(mutation.at, commit.now)
    row["stamps"] = json.dumps(stamped({}, {**values, "body": body}, seq=space.seq, at=at, device=commit.writer.device))
    _allow(commit, space, kind, mutation, None, row)
    _has_room(commit, space, kind)
    _touch(commit, space, kind, row)
    return Result(mutation.id, "applied", space.seq)


def _has_room(commit: Commit, space: Locked, kind: RecordType) -> None:
    if kind.most is None:
        return
    there = commit.session.execute(st.count_rows(kind), {"space": space.id}).scalar_one()
    new = sum(key[:2] == (kind.name, space.id) and key not in commit.stored for key in commit.touched)
    if there + new >= kind.most:
        raise Rejected("too_many", f"A space holds at most {kind.most} {kind.plural}. Delete one first.")


def _change(commit: Commit, space: Locked, kind: RecordType, mutation: Mutation, before: Row) -> Result:
    wanted = _asked(kind, mutation, before)
    if any(wanted.get(name, before[name]) != before[name] for name in kind.fixed):
        raise Rejected("fixed_field", "A part of this entry can't change once it is written.")
    stamps = json.loads(before["stamps"])
    change = Change(wanted, mutation.base_seq, mutation.at, commit.writer.device)
    merged = merge(before, stamps, change, earliest=_time_of(commit, space, mutation.base_seq), received=commit.now)
    after = {**before, **merged.wins}
    _allow(commit, space, kind, mutation, before, after)
    _keep(commit, kind, before, merged.losers)
    changed = {name for name, value in merged.wins.items() if before[name] != value}
    said_again = any(name in stamps and stamps[name][1] < merged.at for name in merged.wins)
    if not changed and not said_again:
        return Result(mutation.id, merged.outcome, max(before["seq"], space.head + int(space.touched)))
    after["stamps"] = json.dumps(stamped(stamps, merged.wins, seq=space.seq, at=merged.at, device=commit.writer.device))
    after["seq"] = space.seq
    after["updated_at"] = commit.now
    after["rev"] = before["rev"] + int("body" in changed)
    _touch(commit, space, kind, after)
    return Result(mutation.id, merged.outcome, space.seq)


def _asked(kind: RecordType, mutation: Mutation, before: Row) -> Row:
    """The columns that a change of this row would write, once it is known that they fit."""
    asked = dict(mutation.fields)
    wanted = {"body": _body(kind, asked.pop("body"))} if "body" in asked else {}
    valid = _valid(kind.fields, {**{name: before[name] for name in kind.names}, **asked})
    return {**{name: valid[name] for name in asked}, **wanted}


def _delete(commit: Commit, space: Locked, kind: RecordType, mutation: Mutation, before: Row | None) -> Result:
    if before is None:
        raise Deferred("not_here_yet", "The entry that this deletes has not arrived yet.")
    if before["author_id"] != commit.writer.member_id:
        raise Rejected("not_yours", "Only who wrote it can delete it. You can hide it for yourself.")
    if kind.derive is not None:  # its id could never be used again
        raise Rejected("kept", "There is only one of these: change it or withdraw it; it is not deleted.")
    if before["deleted_at"] is not None:
        return Result(mutation.id, "applied", before["seq"])
    if _is_held(commit, space, kind, mutation.entity):
        raise Rejected("held_in_common", "Somebody else's days are in it. Let it go by setting the day it ended.")
    row = {
        **before,
        "body": None,
        "rev": before["rev"] + 1,
        "deleted_at": commit.now,
        "updated_at": commit.now,
        "seq": space.seq,
    }
    _allow(commit, space, kind, mutation, before, row)
    _touch(commit, space, kind, row)
    return Result(mutation.id, "applied", space.seq)


def _is_held(commit: Commit, space: Locked, kind: RecordType, id_: str) -> bool:
    if kind.held_by is None:
        return False
    name, pointer = kind.held_by
    me = commit.writer.member_id
    just_now = (row for key, row in commit.touched.items() if key[:2] == (name, space.id))
    if any(row[pointer] == id_ and row["author_id"] != me for row in just_now):
        return True
    asked = {"space": space.id, "id": id_, "me": me}
    return commit.session.execute(st.held_by_others(record_types()[name], pointer), asked).first() is not None


def _allow(commit: Commit, space: Locked, kind: RecordType, mutation: Mutation, before: Row | None, after: Row) -> None:
    parents: dict[str, Row] = {}
    for name, parent in kind.parents.items():
        if (id_ := after[name]) is None:
            continue
        row = commit.rows.get((parent, space.id, id_))
        if row is None and before is not None:
            _load_rows(commit, record_types()[parent], space.id, [id_])
            row = commit.rows.get((parent, space.id, id_))
        if row is None:
            raise Deferred("not_here_yet", "What this belongs to has not arrived yet.")
        parents[name] = row
    seen, at = mutation.base_seq, min(mutation.at, commit.now)
    attempt = Attempt(commit.writer, space.id, space.members, before, after, parents, seen, at)
    if not kind.may_write(attempt):
        raise Rejected("not_yours", "This can only be written by the member it belongs to.")
    if kind.derive is not None and before is None and kind.derive(space.id, after) != after["id"]:
        raise Rejected("wrong_id", "The id of this entry does not follow from what it is about.")
    kind.check(attempt)
    if kind.weigh is not None:
        kind.weigh(
            commit.session, attempt, [(key[0], row) for key, row in commit.touched.items() if key[1] == space.id]
        )


def _valid(model: type[BaseModel], fields: dict[str, Any]) -> dict[str, Any]:
    try:
        return model.model_validate(fields).model_dump(mode="json")
    except ValidationError as error:
        raise Rejected(
            "invalid",
            "Something in this entry does not fit.",
            field_errors(error.errors(include_input=False)),
        ) from None


def _body(kind: RecordType, body: Any) -> str | None:
    if body is None:
        return None
    if kind.body is None:
        where = FieldError(field="body", code="none_required", message="Leave it out.")
        raise Rejected("invalid", f"A {kind.name} has no text of its own.", [where])
    _valid(kind.body, body)
    text = body_text(body)
    if text is not None and len(text.encode()) > MAX_BODY:
        raise Rejected("body_too_large", "One entry holds at most 32 kB of text. Split it in two.")
    return text


def _time_of(commit: Commit, space: Locked, seq: int) -> Callable[[], str]:
    def earliest() -> str:
        at = commit.session.execute(st.TIME_OF, {"space": space.id, "seq": seq}).scalar()
        return at or ""

    return earliest


# --- writing


def _touch(commit: Commit, space: Locked, kind: RecordType, row: Row) -> None:
    key = (kind.name, space.id, row["id"])
    space.touched = True
    commit.rows[key] = row
    commit.touched[key] = row


def _keep(commit: Commit, kind: RecordType, row: Row, losers: list[tuple[str, Any, bool]]) -> None:
    for name, value, newcomer in losers:
        stamp = json.loads(row["stamps"]).get(name)
        commit.versions.append(
            {
                "space_id": row["space_id"],
                "id": commit.new_id(),
                "type": kind.name,
                "entity_id": row["id"],
                "field": name,
                "value": json.loads(value) if name == "body" and isinstance(value, str) else value,
                "author_id": commit.writer.member_id if newcomer else row["author_id"],
                "seq": row["seq"],
                "at": commit.now if newcomer or stamp is None else stamp[1],
            }
        )


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
    connection = commit.session.connection()
    if new:
        connection.execute(st.insert_rows(kind), new)
    for row in old:
        changed = {name: value for name, value in row.items() if name not in ("space_id", "id")}
        connection.execute(st.update_row(kind), {**changed, "the_space": row["space_id"], "the_id": row["id"]})


def _write_feed(commit: Commit) -> None:
    places, left = [], []
    for (name, space, id_), row in commit.touched.items():
        places.append({"space_id": space, "seq": row["seq"], "type": name, "id": id_})
        if (was := commit.stored.get((name, space, id_))) is not None:
            left.append({"space": space, "was": was, "kind": name, "entity": id_})
    connection = commit.session.connection()
    if left:
        connection.execute(st.LEAVE_PLACE, left)
    if places:
        connection.execute(st.INSERT_FEED, places)
