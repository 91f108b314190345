"""A feature declares a record type once; routes, push, pull and the API document follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.kit.errors import FieldError, Refusal
from app.kit.records.models import Record

Row = dict[str, Any]
"""A record as its columns."""

Lift = Callable[[str, dict[str, Any]], Mapping[str, Any]]
"""`(op, fields)` of a mutation in one form → its fields in the next. Pure; what was sent has not been checked yet."""

OWN = "own"
COUPLE = "couple"


class Rejected(Exception):
    """A mutation that can never be taken as it is. The client parks it, visible to its author."""

    def __init__(self, code: str, detail: str, errors: list[FieldError] | None = None) -> None:
        self.code = code
        self.detail = detail
        self.errors = errors or []
        super().__init__(code)


class Deferred(Exception):
    """A mutation that may be taken later: what it belongs to has not arrived yet."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, from where."""

    member_id: str
    device: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a rule is asked about: a row before (None: new) and after, where, and who is there now.

    `seen` is what the device had read when it wrote (`base_seq`), `at` its time, and never later than now.
    """

    writer: Writer
    space_id: str
    members: frozenset[str]
    before: Row | None
    after: Row
    parents: Mapping[str, Row]
    seen: int
    at: str


def anyone(_: Attempt) -> bool:
    """Every member of the space may write it."""
    return True


def author_only(attempt: Attempt) -> bool:
    """Only who made it may write it."""
    return attempt.before is None or attempt.before["author_id"] == attempt.writer.member_id


def never_sealed(_: Mapping[str, Any]) -> bool:
    """Everybody in the space may read the body."""
    return False


def no_further_rule(_: Attempt) -> None:
    """The schema says it all."""


@dataclass(frozen=True, slots=True, eq=False)
class RecordType:
    """One kind of record. `fields` are metadata that the server may read; `body` is content that it may not.

    `parents` maps a field to the type it points at, in the same space. `fixed` fields never change once
    written. `derive` gives the id of natural singletons, so that two offline phones hit one row.
    A list may be asked for single values of `filters`, for days of `spans` from and to, and by `through` for a value
    of what a field points at: `{"area": ("practice_id", "practice")}`. `example`: a whole record as a client writes it.
    `held_by` names a type and its field: while somebody else wrote one that points here, this is let go by a
    state, and not deleted from their memory. `weigh` is asked last, for what only the rest of the space can tell:
    it gets the session, and `(type, row)` of what this commit has not written yet. `refusals` are those of its
    rules that keep their own code over REST. `after` runs inside the transaction when rows of this type were
    written. `most`: how many one space holds, where each of them costs time whenever somebody looks. `made_here`: no
    client makes or deletes one. `personal`: the table's `only_for` may name the one member who gets a row; to others
    it does not exist. `form`: of its mutations today; `lifts` holds for each older one what makes the next of it.
    `early`: screens need all of them at once, so a first load begins with them; there are no more than `most`.
    `scope`: programs read these with `{scope}:read` and write them with `{scope}:write`, where people can allow that;
    None: no token ever does.
    """

    name: str
    plural: str
    table: type[Record]
    fields: type[BaseModel]
    body: type[BaseModel] | None = None
    homes: frozenset[str] = frozenset({OWN, COUPLE})
    derive: Callable[[str, Row], str] | None = None
    may_write: Callable[[Attempt], bool] = anyone
    check: Callable[[Attempt], None] = no_further_rule
    sealed: Callable[[Mapping[str, Any]], bool] = never_sealed
    parents: Mapping[str, str] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    filters: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    through: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    example: Mapping[str, Any] = field(default_factory=dict)
    most: int | None = None
    held_by: tuple[str, str] | None = None
    weigh: Callable[[Session, Attempt, Sequence[tuple[str, Row]]], None] | None = None
    refusals: tuple[type[Refusal], ...] = ()
    after: Callable[[Session, list[Row], str], None] | None = None
    made_here: bool = False
    personal: bool = False
    form: int = 1
    lifts: Mapping[int, Lift] = field(default_factory=dict)
    early: bool = False
    scope: str | None = None
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """`names`: the metadata fields, in their order on the wire. Asked for every record of every page."""
        object.__setattr__(self, "names", tuple(self.fields.model_fields))


_types: dict[str, RecordType] = {}


def declare(kind: RecordType) -> RecordType:
    """Puts a type into the one list that sync, routes and export read."""
    if kind.name in _types or any(other.plural == kind.plural for other in _types.values()):
        raise ValueError(f"record type {kind.name} is declared twice")
    missing = set(kind.names) - set(kind.table.model_fields)
    if missing:
        raise ValueError(f"record type {kind.name} has no column for {sorted(missing)}")
    if set(kind.lifts) != set(range(1, kind.form)):
        raise ValueError(f"record type {kind.name} is of form {kind.form} and does not lift each older one")
    if kind.early and (kind.most is None or kind.personal):
        raise ValueError(f"record type {kind.name} comes early: it needs a `most`, the same for everybody")
    _types[kind.name] = kind
    return kind


def record_types() -> Mapping[str, RecordType]:
    """Every declared type by its name."""
    return _types
