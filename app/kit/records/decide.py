"""What a mutation does to its record, decided in plain values. Nothing is written here (see `write`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from app.kit.errors import FieldError, field_errors
from app.kit.records import statements as st
from app.kit.records.commit import Commit, Locked, load_rows
from app.kit.records.declare import Attempt, Deferred, RecordType, Rejected, Row, record_types
from app.kit.records.forms import understood
from app.kit.records.losers import keep, keep_unseen, keep_what_was_passed_over, touch, withdraw
from app.kit.records.merge import Change, merge, stamped
from app.kit.records.mutation import Mutation, Result
from app.kit.records.versions import VERSION
from app.kit.records.wire import body_text

MAX_BODY = 32 * 1024


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


def _place(commit: Commit, mutation: Mutation) -> tuple[Locked, RecordType]:
    space = commit.spaces.get(mutation.space)
    if space is None or not space.member:
        raise Rejected("space_gone", "You are not in this space. You can keep what you wrote privately.")
    if space.closed:
        raise Rejected("space_closed", "This space is closed. You can keep what you wrote privately.")
    kind = record_types().get(mutation.type)
    if kind is None:
        raise Rejected("unknown_type", "This server does not know that kind of entry. It may need an update.")
    understood(kind, mutation)
    if space.kind not in kind.homes:
        raise Rejected("not_here", f"A {kind.name} does not live in this kind of space.")
    return space, kind


def _decide(commit: Commit, space: Locked, kind: RecordType, mutation: Mutation) -> Result:
    before = commit.rows.get((kind.name, space.id, mutation.entity))
    if kind.made_here and mutation.op != "patch":
        raise Rejected("made_here", f"A {kind.name} is made by the server. Only a part of it can be changed.")
    if mutation.op == "delete":
        return _delete(commit, space, kind, mutation, before)
    if before is None and mutation.op == "patch":
        raise Deferred("not_here_yet", "The entry that this changes has not arrived yet.")
    if before is None:
        return _create(commit, space, kind, mutation)
    if before["deleted_at"] is not None:
        asked = _asked(kind, mutation, before)
        keep(commit, space, kind, before, before, [(name, value, True) for name, value in asked.items()])
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
    written = values if body is None else {**values, "body": body}  # text that nobody wrote can't lose
    row["stamps"] = json.dumps(stamped({}, written, seq=space.seq, at=at, device=commit.writer.device))
    _allow(commit, space, kind, mutation, None, row)
    _has_room(commit, space, kind)
    touch(commit, space, kind, row)
    return Result(mutation.id, "applied", space.seq)


def _has_room(commit: Commit, space: Locked, kind: RecordType) -> None:
    if kind.most is None:
        return
    about = (kind.name, space.id)
    if about not in commit.counted:
        ((commit.counted[about],),) = st.count_rows(kind).rows(commit.session, space=space.id)
    new = sum(key[:2] == about and key not in commit.stored for key in commit.touched)
    if commit.counted[about] + new >= kind.most:
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
    keep(commit, space, kind, before, after, merged.losers)
    changed = {name for name, value in merged.wins.items() if before[name] != value}
    keep_what_was_passed_over(commit, space, kind, before, after, changed - {name for name, _, _ in merged.losers})
    said_again = any(name in stamps and stamps[name][1] < merged.at for name in merged.wins)
    if not changed and not said_again:
        return Result(mutation.id, merged.outcome, max(before["seq"], space.head + int(space.touched)))
    me = commit.writer
    other = None if me.member_id == before["author_id"] else me.member_id
    stamps = stamped(stamps, merged.wins, seq=space.seq, at=merged.at, device=me.device, other=other)
    after["stamps"] = json.dumps(stamps)
    after["seq"] = space.seq
    after["updated_at"] = commit.now
    after["rev"] = before["rev"] + int("body" in changed)
    touch(commit, space, kind, after)
    if kind.sealed(after) and not kind.sealed(before):
        withdraw(commit, space, kind, after["id"])
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
    change = Change({}, mutation.base_seq, mutation.at, commit.writer.device)
    keep_unseen(commit, space, kind, before, row, change)
    touch(commit, space, kind, row)
    withdraw(commit, space, kind, row["id"])
    return Result(mutation.id, "applied", space.seq)


def _is_held(commit: Commit, space: Locked, kind: RecordType, id_: str) -> bool:
    if kind.held_by is None:
        return False
    name, pointer = kind.held_by
    me = commit.writer.member_id
    just_now = (row for key, row in commit.touched.items() if key[:2] == (name, space.id))
    if any(row[pointer] == id_ and row["author_id"] != me for row in just_now):
        return True
    others = st.held_by_others(record_types()[name], pointer)
    return bool(others.rows(commit.session, space=space.id, id=id_, me=me))


def _allow(commit: Commit, space: Locked, kind: RecordType, mutation: Mutation, before: Row | None, after: Row) -> None:
    attempt = _attempt(commit, space, kind, mutation, before, after)
    if not (kind.may_write(attempt) if kind is not VERSION else _may_settle(commit, space, mutation, after)):
        raise Rejected("not_yours", "This can only be written by the member it belongs to.")
    if kind.derive is not None and before is None and kind.derive(space.id, after) != after["id"]:
        raise Rejected("wrong_id", "The id of this entry does not follow from what it is about.")
    kind.check(attempt)
    if kind.weigh is not None:
        unwritten = [(key[0], row) for key, row in commit.touched.items() if key[1] == space.id]
        kind.weigh(commit.session, attempt, unwritten)


def _may_settle(commit: Commit, space: Locked, mutation: Mutation, version: Row) -> bool:
    """A version is settled by whose value it was, and by whoever may write that value into the record."""
    kind = record_types().get(version["type"])
    if version["author_id"] == commit.writer.member_id:
        return True
    if kind is None:
        return False
    key = (kind.name, space.id, version["entity_id"])
    if key not in commit.rows:
        load_rows(commit, kind, space.id, [version["entity_id"]])
    row = commit.rows.get(key)
    return row is not None and kind.may_write(_attempt(commit, space, kind, mutation, row, row))


def _attempt(
    commit: Commit, space: Locked, kind: RecordType, mutation: Mutation, before: Row | None, after: Row
) -> Attempt:
    parents: dict[str, Row] = {}
    for name, parent in kind.parents.items():
        if (id_ := after[name]) is None:
            continue
        row = commit.rows.get((parent, space.id, id_))
        if row is None and before is not None:
            load_rows(commit, record_types()[parent], space.id, [id_])
            row = commit.rows.get((parent, space.id, id_))
        if row is None:
            raise Deferred("not_here_yet", "What this belongs to has not arrived yet.")
        parents[name] = row
    seen, at = mutation.base_seq, min(mutation.at, commit.now)
    return Attempt(commit.writer, space.id, space.members, before, after, parents, seen, at)


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
        found = st.TIME_OF.rows(commit.session, space=space.id, seq=seq)
        return str(found[0][0]) if found else ""

    return earliest
