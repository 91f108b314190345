"""What the database holds, read past the app: what the oracles compare everything with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kit.context import Context
from app.kit.records.declare import record_types
from app.kit.records.models import AppliedMutation, Feed, Membership, Space, SpaceCommit, Version
from app.kit.records.statements import table_of
from app.members.models import MemberSession
from app.spaces.models import Invite, JoinRequest
from tests.sync.machine.line import Json

Key = tuple[str, str, str]
"""(space, type, id) of a record."""


@dataclass(slots=True)
class Truth:
    """One look at everything. `private`: ids of sessions, invitations and requests, and whose they are."""

    rows: dict[Key, Json]
    heads: dict[str, int]
    closed: set[str]
    present: dict[str, set[str]]
    ever: dict[str, set[str]]
    commits: list[tuple[str, int, str]]
    feed: list[tuple[str, int, str, str]]
    versions: list[Json]
    applied: dict[str, Json]
    private: dict[str, set[str]]

    def value(self, key: Key, field: str) -> Any:
        """What stands in one field; None for no such row."""
        row = self.rows.get(key)
        if row is None:
            return None
        if field == "body":
            return None if row["body"] is None else json.loads(row["body"])
        return row[field]

    def shown(self, key: Key) -> Json:
        """Every field of a record as its author sees it; none of what is not there."""
        row = self.rows.get(key)
        if row is None or row["deleted_at"] is not None:
            return {}
        return {**{name: row[name] for name in record_types()[key[1]].names}, "body": self.value(key, "body")}

    def reaches(self, key: Key, viewer: str) -> bool:
        """Whether a member of the space is given this row at all."""
        return self.rows[key].get("only_for") in (None, viewer)

    def gone(self, key: Key) -> bool:
        row = self.rows.get(key)
        return row is not None and row["deleted_at"] is not None

    def sealed(self, key: Key) -> bool:
        row = self.rows.get(key)
        return row is not None and bool(record_types()[key[1]].sealed(row))

    def digest(self) -> str:
        """The same for the same state, on either engine. Marks that only tell servers apart are left out."""
        records = [(key, row) for key, row in self.rows.items() if key[1] != "version"]
        parts: list[Any] = [
            sorted((list(key), _plain(row)) for key, row in records),
            sorted(self.heads.items()),
            sorted(self.closed),
            sorted((space, sorted(members)) for space, members in self.present.items()),
            sorted(json.dumps(version, sort_keys=True) for version in self.versions),
            sorted((id_, row["seq"], row["outcome"]) for id_, row in self.applied.items()),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def look(ctx: Context) -> Truth:
    """Everything, out of one snapshot."""
    with ctx.db.reader.connect() as connection:

        def every(model: Any) -> list[Json]:
            return [dict(row) for row in connection.execute(select(table_of(model))).mappings()]

        spaces, memberships = every(Space), every(Membership)
        return Truth(
            rows={
                (row["space_id"], name, row["id"]): row
                for name, kind in record_types().items()
                for row in every(kind.table)
            },
            heads={space["id"]: space["head"] for space in spaces},
            closed={space["id"] for space in spaces if space["closed_at"] is not None},
            present=_members(spaces, [row for row in memberships if row["left"] is None]),
            ever=_members(spaces, memberships),
            commits=[(row["space_id"], row["seq"], row["tag"]) for row in every(SpaceCommit)],
            feed=[(row["space_id"], row["seq"], row["type"], row["id"]) for row in every(Feed)],
            versions=[_as_kept(row) for row in every(Version) if row["body"] is not None],
            applied={row["id"]: row for row in every(AppliedMutation)},
            private={row["id"]: {row["inviter_id"]} for row in every(Invite)}
            | {row["id"]: {row["inviter_id"], row["member_id"]} for row in every(JoinRequest)}
            | {row["id"]: {row["member_id"]} for row in every(MemberSession)},
        )


def _members(spaces: list[Json], memberships: list[Json]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {space["id"]: set() for space in spaces}
    for row in memberships:
        found[row["space_id"]].add(row["member_id"])
    return found


def _as_kept(row: Json) -> Json:
    """What a version holds. Its id is by chance, and which one of several is first too."""
    names = ("space_id", "type", "entity_id", "field", "author_id", "state", "only_for", "seq")
    return {name: row[name] for name in names} | {"value": json.loads(row["body"])["value"]}


def _plain(row: Json) -> Json:
    return {name: json.loads(value) if name == "stamps" else value for name, value in row.items()}
