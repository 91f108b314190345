"""Keeping what lost: as versions, for whoever could have written the value themselves, and for nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from app.kit.records.declare import OWN, Attempt, RecordType, Row, Writer
from app.kit.records.merge import Change, concurrent, writer_of
from app.kit.records.models import Version
from app.kit.records.versions import VERSION, State, version_of

if TYPE_CHECKING:
    from app.kit.records.commit import Commit, Locked

Loser = tuple[str, Any, bool]
"""`(field, value, whether it is the newcomer's)`."""

_OF_RECORD = select(*(getattr(Version, name) for name in Version.model_fields)).where(
    col(Version.space_id) == bindparam("space"),
    col(Version.entity_id) == bindparam("entity"),
    col(Version.type) == bindparam("kind"),
    col(Version.only_for).is_(None),
    col(Version.deleted_at).is_(None),
)
"""What everybody sees of one record's versions, as mapped attributes, so that the wall sees the statement."""


def touch(commit: Commit, space: Locked, kind: RecordType, row: Row) -> None:
    """The row is part of this commit."""
    key = (kind.name, space.id, row["id"])
    space.touched = True
    commit.rows[key] = row
    commit.touched[key] = row


def keep(
    commit: Commit,
    space: Locked,
    kind: RecordType,
    before: Row,
    after: Row,
    losers: Sequence[Loser],
    state: State = "open",
) -> None:
    """A version for each of these values of the record that is, in this commit, `before` and then `after`."""
    if kind.made_here or not losers:
        return  # how a version stands is no text of anybody's
    stamps = json.loads(before["stamps"])
    alone = _reaches_its_author_alone(commit, space, kind, before, after)
    for name, value, newcomer in losers:
        author = commit.writer.member_id if newcomer else writer_of(stamps.get(name), before["author_id"])
        version = version_of(
            before, kind.name, name, value,
            id_=commit.new_id(), author=author, only_for=author if alone else None,
            state=state, seq=space.seq, now=commit.now,
        )  # fmt: skip
        touch(commit, space, VERSION, version)


def keep_what_was_passed_over(
    commit: Commit, space: Locked, kind: RecordType, before: Row, after: Row, names: set[str]
) -> None:
    """A version is written back in this very push: what stood there takes its place, so that it can be undone."""
    back = [(name, before[name], False) for name in sorted(names) if (space.id, before["id"], name) in commit.restored]
    keep(commit, space, kind, before, after, back, "set_aside")


def keep_unseen(commit: Commit, space: Locked, kind: RecordType, before: Row, after: Row, change: Change) -> None:
    """The record is deleted: keeps what another device wrote and the deleting one had not seen."""
    stamps = json.loads(before["stamps"])
    met = [(name, before[name], False) for name, stamp in stamps.items() if concurrent(stamp, change)]
    keep(commit, space, kind, before, after, met)


def withdraw(commit: Commit, space: Locked, kind: RecordType, id_: str) -> None:
    """The record was deleted or sealed: what all saw of its versions becomes tombstones; a copy stays its author's."""
    if space.kind == OWN or kind.made_here:
        return
    asked = {"space": space.id, "entity": id_, "kind": kind.name}
    for row in commit.session.execute(_OF_RECORD, asked).mappings():
        key = (VERSION.name, space.id, row["id"])
        commit.rows.setdefault(key, dict(row))
        commit.stored.setdefault(key, row["seq"])
    for key, version in list(commit.rows.items()):
        if key[:2] == (VERSION.name, space.id) and (version["type"], version["entity_id"]) == (kind.name, id_):
            _withdraw(commit, space, version)


def _withdraw(commit: Commit, space: Locked, version: Row) -> None:
    if version["only_for"] is not None or version["deleted_at"] is not None:
        return
    own = {**version, "only_for": version["author_id"], "seq": space.seq, "updated_at": commit.now}
    if (VERSION.name, space.id, version["id"]) not in commit.stored:  # nobody has seen it yet
        touch(commit, space, VERSION, own)
        return
    stone = {**version, "body": None, "rev": version["rev"] + 1, "deleted_at": commit.now}
    touch(commit, space, VERSION, {**stone, "seq": space.seq, "updated_at": commit.now})
    touch(commit, space, VERSION, {**own, "id": commit.new_id()})


def _reaches_its_author_alone(commit: Commit, space: Locked, kind: RecordType, before: Row, after: Row) -> bool:
    if space.kind == OWN:
        return False
    if after["deleted_at"] is not None or kind.sealed(before) or kind.sealed(after):
        return True
    return not all(_could_write(commit, space, kind, before, member) for member in space.members)


def _could_write(commit: Commit, space: Locked, kind: RecordType, row: Row, member: str) -> bool:
    above = {name: commit.rows.get((parent, space.id, row[name])) for name, parent in kind.parents.items()}
    parents = {name: parent for name, parent in above.items() if parent is not None}
    seen, writer = row["seq"], Writer(member, "")
    return kind.may_write(Attempt(writer, space.id, space.members, row, row, parents, seen, commit.now))
