"""An export comes back: into the own space, and for each couple into a closed space that only its reader is in.

Nothing that stands is overwritten, and what came in once is known the next time. Words of others come back as what
they are, a copy to read: they never enter a couple that anybody else is in. One transaction: all of it or nothing.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.auth.principal import Principal
from app.kit.context import Context
from app.kit.db import widen
from app.kit.errors import FieldError, Invalid, Refusal, field_errors
from app.kit.ids import derived
from app.kit.records import statements as st
from app.kit.records.commit import Commit, Key, load_rows, lock
from app.kit.records.decide import MAX_BODY
from app.kit.records.declare import OWN, RecordType, Row, Writer, record_types
from app.kit.records.losers import touch
from app.kit.records.models import Membership, Space
from app.kit.records.spaces import enter, open_space
from app.kit.records.wire import body_text
from app.kit.records.write import finish
from app.portability.files import VERSION, ExportEntry, ExportFile

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[457][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_CHUNK: Final = 500


class ExportTooNew(Refusal):
    """The file is of a later version of the format than this server reads."""

    status = 422
    code = "export_too_new"
    title = "This export comes from a newer Tend"
    detail = f"This server reads version {VERSION} of the format. Update the server, then bring the file in again."


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import: entries that are new here, that were here already, and without what they belong to."""

    added: int
    known: int
    left_out: int
    spaces: int


@dataclass(frozen=True, slots=True)
class _Here:
    """An entry under the ids that it has here, and its place in the file."""

    at: int
    kind: RecordType
    row: Row


def bring(ctx: Context, session: Session, me: Principal, file: ExportFile) -> Brought:
    """Writes what is not here yet. Raises ExportTooNew, and Invalid with the place in the file."""
    if file.version > VERSION:
        raise ExportTooNew
    names = _names(session, me, file)
    entries = _entries(me, file, names)
    targets = {names[space.id]: space for space in file.spaces}
    made = 0
    for id_, space in targets.items():
        made += int(space.kind != OWN and _opened(ctx, session, me, id_, space.joined))
    takes = {id_ for id_ in targets if _is_mine_alone(session, me, id_)}
    widen(session, frozenset(takes))
    commit = Commit(
        session, Writer(me.member_id, "import"), ctx.stamp(), ctx.ids.uuid7, ctx.tag,
        lock(session, takes, me.member_id),
    )  # fmt: skip
    added, left_out = _write(commit, [one for one in entries if one.row["space_id"] in takes])
    finish(commit)
    return Brought(added, len(entries) - added - left_out, left_out, made)


def _names(session: Session, me: Principal, file: ExportFile) -> dict[str, str]:
    """What each person and space of the file is called here. The importer's names alone decide: it tells nothing."""
    own = [space.id for space in file.spaces if space.kind == OWN]
    if own != [file.account.own_space]:
        raise _unfit("spaces", "The file has exactly one own space, that of its account.")
    if len({space.id for space in file.spaces}) < len(file.spaces):
        raise _unfit("spaces", "Each space stands in the file once.")
    if file.account.id == me.member_id:
        couples = {
            space.id: space.id if _present(session, me, space.id) else derived("import", me.member_id, space.id)
            for space in file.spaces
        }
        return {**couples, file.account.own_space: me.own_space_id}
    others = {record.author for record in file.records}
    others |= {record.fields["member_id"] for record in file.records if isinstance(record.fields.get("member_id"), str)}
    foreign = others | {space.id for space in file.spaces}
    strangers = {one: derived("import", me.member_id, one) for one in sorted(foreign)}
    return {**strangers, file.account.id: me.member_id, file.account.own_space: me.own_space_id}


def _entries(me: Principal, file: ExportFile, names: dict[str, str]) -> list[_Here]:
    """Every record, checked and under its names here. What is called after what it is about is called anew."""
    kinds = {space.id: space.kind for space in file.spaces}
    first = [_entry(me, at, record, kinds, names) for at, record in enumerate(file.records)]
    renamed = {**names, **{file.records[one.at].id: one.row["id"] for one in first if one.kind.derive is not None}}
    found = [_entry(me, at, record, kinds, renamed) for at, record in enumerate(file.records)]
    seen: set[tuple[str, str, str]] = set()
    for one in found:
        key = (one.kind.name, one.row["space_id"], one.row["id"])
        if key in seen:
            raise _unfit(f"records.{one.at}.id", "This entry stands in the file twice.")
        seen.add(key)
    return found


def _entry(
    me: Principal, at: int, record: ExportEntry, kinds: dict[str, Any], names: dict[str, str]
) -> _Here:  # fmt: skip
    place = f"records.{at}"
    kind = record_types().get(record.type)
    if kind is None:
        raise _unfit(f"{place}.type", "This server does not know that kind of entry. It may need an update.")
    if record.space not in kinds:
        raise _unfit(f"{place}.space", "The file has no such space.")
    if kinds[record.space] not in kind.homes:
        raise _unfit(f"{place}.type", "This kind of entry does not live in that kind of space.")
    if kinds[record.space] == OWN and names.get(record.author, record.author) != me.member_id:
        raise _unfit(f"{place}.author", "In the own space everything is written by the account of the file.")
    fields = json.loads(_UUID.sub(lambda found: names.get(found[0], found[0]), json.dumps(record.fields)))
    try:
        values = kind.fields.model_validate(fields).model_dump(mode="json")
        if record.body is not None and kind.body is not None:
            kind.body.model_validate(record.body)
    except ValidationError as error:
        errors = [
            FieldError(field=f"{place}.{one.field}", code=one.code, message=one.message)
            for one in field_errors(error.errors(include_input=False))
        ]
        raise Invalid(errors=errors) from None
    body = body_text(record.body)
    if body is not None and (kind.body is None or len(body.encode()) > MAX_BODY):
        raise _unfit(f"{place}.body", "This kind of entry has no content, or less of it.")
    space = names[record.space]
    row: Row = {
        "space_id": space,
        "id": record.id,
        "author_id": names.get(record.author, record.author),
        "seq": 0,
        "created_at": f"{record.created_on}T00:00:00.000Z",
        "updated_at": f"{record.updated_on}T00:00:00.000Z",
        "deleted_at": None,
        "body": body,
        "enc": record.enc,
        "key_epoch": record.key_epoch,
        "rev": record.rev,
        "stamps": "{}",
        **values,
    }
    if kind.personal:
        row["only_for"] = me.member_id if record.mine_alone else None
    if kind.derive is not None:
        row["id"] = kind.derive(space, row)
    return _Here(at, kind, row)


def _opened(ctx: Context, session: Session, me: Principal, space_id: str, joined: str) -> bool:
    """A closed space for the importer alone, to read in. False if it is there."""
    if session.get(Space, space_id) is not None:
        return False
    open_space(session, space_id, "couple", now=ctx.stamp()).closed_at = ctx.stamp()
    enter(session, space_id, me.member_id, on=joined)
    return True


def _present(session: Session, me: Principal, space_id: str) -> bool:
    row = session.get(Membership, (space_id, me.member_id))
    return row is not None and row.left is None


def _is_mine_alone(session: Session, me: Principal, space_id: str) -> bool:
    """The own space, or a copy that an import made: nothing is ever brought into a couple that others were in."""
    if space_id == me.own_space_id:
        return True
    ever = {member for _, member in st.PRESENT.rows(session, ids=[space_id])}
    closed = session.get_one(Space, space_id).closed_at is not None
    return closed and ever == {me.member_id} and not _others_were_in(session, me, space_id)


def _others_were_in(session: Session, me: Principal, space_id: str) -> bool:
    asked = select(col(Membership.member_id)).where(
        col(Membership.space_id) == space_id, col(Membership.member_id) != me.member_id
    )
    return session.execute(asked.limit(1)).first() is not None


def _write(commit: Commit, entries: list[_Here]) -> tuple[int, int]:
    """Decides what is new, in memory; returns how many entries are, and how many new ones have no place."""
    by_type: dict[tuple[str, str], list[_Here]] = defaultdict(list)
    for one in entries:
        by_type[one.kind.name, one.row["space_id"]].append(one)
    for (name, space_id), of_one in by_type.items():
        wanted = {one.row["id"] for one in of_one}
        _load(commit, record_types()[name], space_id, wanted)
    new = [one for one in entries if (one.kind.name, one.row["space_id"], one.row["id"]) not in commit.rows]
    there = {(one.kind.name, one.row["space_id"], one.row["id"]) for one in entries}
    whole = [one for one in new if _belongs(commit, one, there)]
    for one in whole:
        space = commit.spaces[one.row["space_id"]]
        touch(commit, space, one.kind, {**one.row, "seq": space.seq})
    for name, space_id in by_type:
        _has_room(commit, record_types()[name], space_id)
    return len(whole), len(new) - len(whole)


def _load(commit: Commit, kind: RecordType, space_id: str, wanted: set[str]) -> None:
    ids = sorted(wanted)
    for start in range(0, len(ids), _CHUNK):
        load_rows(commit, kind, space_id, ids[start : start + _CHUNK])


def _belongs(commit: Commit, one: _Here, there: set[Key]) -> bool:
    """Whether what it belongs to is in the file or here. What was written into a practice that is gone has no place."""
    space_id = one.row["space_id"]
    for name, parent in one.kind.parents.items():
        key = (parent, space_id, one.row[name])
        if one.row[name] is None or key in there or key in commit.rows:
            continue
        load_rows(commit, record_types()[parent], space_id, [one.row[name]])
        if key not in commit.rows:
            return False
    return True


def _has_room(commit: Commit, kind: RecordType, space_id: str) -> None:
    if kind.most is None:
        return
    ((stands,),) = st.count_rows(kind).rows(commit.session, space=space_id)
    if stands + sum(key[:2] == (kind.name, space_id) for key in commit.touched) > kind.most:
        raise _unfit("records", f"A space holds at most {kind.most} {kind.plural}.")


def _unfit(field: str, message: str) -> Invalid:
    return Invalid(errors=[FieldError(field=field, code="does_not_fit", message=message)])
