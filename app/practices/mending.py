"""Whether the offer that an accepted mend answers was there (R11), by the rules that make it.

Whoever accepted it may have been offline. So it is enough that the offer stands either by all that the server
knows now, or by what it knew as far as that device had read: what came from elsewhere since can't be held
against a mend that was right when it was made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.errors import Refusal
from app.kit.records.declare import Attempt, Rejected, Row
from app.kit.records.entry import Entry
from app.kit.records.models import SpaceCommit
from app.practices import reckon, rules
from app.practices.models import CheckIn, Mend, Pause

_ACTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "check_in": (CheckIn, ("member_id", "label")),
    "pause": (Pause, ("member_id", "first", "last")),
    "mend": (Mend, ("periods",)),
}
_ALL = ("id", "practice_id", "withdrawn", "seq", "stamps")
_AHEAD = timedelta(days=2)
"""As far as a clock that is a day off can be ahead of ours; every day more would cost a fold of it."""

Acts = dict[str, list[Row]]
"""By type, what was written about one practice; withdrawn ones are among them."""


class MendNotOffered(Refusal):
    """There is no gap that a mend would close, or it is not the one that was offered."""

    status = 409
    code = "mend_not_offered"
    title = "There is no such gap to mend"
    detail = "A mend takes the periods of mend_offer as they are: a small gap, once it goes on, once in 30 days."


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which periods were mended by whom, on their day, at the time that their device says."""

    viewer: str
    periods: tuple[date, ...]
    label: date
    at: str


def was_offered(session: Session, attempt: Attempt, unwritten: Sequence[tuple[str, Row]]) -> None:
    """Raises Rejected if not. To take a mend back, or to say again what stands, needs no offer."""
    before, after = attempt.before, attempt.after
    if after["withdrawn"] or (before is not None and not before["withdrawn"]):
        return
    asked = _Asked(
        attempt.writer.member_id,
        tuple(date.fromisoformat(day) for day in after["periods"]),
        date.fromisoformat(after["made_on"]),
        attempt.at,
    )
    practice = attempt.parents["practice_id"]
    ground = reckon.load(session, Entry(attempt.space_id, "", asked.viewer, attempt.writer.device), [])
    if _can_be_asked(practice, asked, ground):
        acts = {kind: _load(session, kind, attempt, unwritten) for kind in _ACTS}
        if _offer(practice, asked, ground, acts) == asked.periods:
            return
        seen = attempt.seen or _known_at(session, attempt.space_id, asked.at)
        then = {kind: _as_read(rows, seen, attempt.writer.device) for kind, rows in acts.items()}
        if "ended" in _later(practice, seen, attempt.writer.device):
            practice = {**practice, "ended": None}
        if _offer(practice, asked, ground, then) == asked.periods:
            return
    raise Rejected(MendNotOffered.code, MendNotOffered.detail)


def _can_be_asked(practice: Row, asked: _Asked, ground: reckon.Ground) -> bool:
    """Whether the rules have an answer at all: about people who are here, and for a day that has come."""
    ever = {member.id for member in ground.members}
    kind, _, who = practice["requires"].partition(":")
    has_come = asked.label <= datetime.fromisoformat(asked.at).date() + _AHEAD
    return has_come and asked.viewer in ever and (kind != "one" or who in ever)


def _offer(practice: Row, asked: _Asked, ground: reckon.Ground, acts: Acts) -> tuple[date, ...]:
    """The first days of the periods that a mend would close, on everybody's day at the time it was accepted."""
    at, ids = datetime.fromisoformat(asked.at), [member.id for member in ground.members]
    if practice["requires"] == "together":  # one day for all, and the label is it
        todays = dict.fromkeys(ids, asked.label)
    else:
        todays = {id_: reckon.today_of(ground, id_, asked.viewer, at, asked.label) for id_ in ids}
    standing = {kind: [row for row in rows if not row["withdrawn"]] for kind, rows in acts.items()}
    rhythm = rules.evaluate(
        reckon.as_rule(practice, ground.continued),
        ground.members,
        [rules.Event(row["member_id"], date.fromisoformat(row["label"])) for row in standing["check_in"]],
        [reckon.as_pause(row["first"], row["last"], row["member_id"]) for row in standing["pause"]],
        (),
        [date.fromisoformat(day) for row in standing["mend"] for day in row["periods"]],
        None,
        todays,
        asked.viewer,
    )
    shown = rules.public_view(rhythm, practice["area"])
    return () if isinstance(shown, rules.PublicRhythm) else shown.mend_offer


def _load(session: Session, kind: str, attempt: Attempt, unwritten: Sequence[tuple[str, Row]]) -> list[Row]:
    """As they stand within this commit: a late check-in that came before it in the same push is among them."""
    table, names = _ACTS[kind]
    about = {attempt.after["practice_id"]} | ({None} if kind == "pause" else set())
    columns = [getattr(table, name) for name in (*_ALL, *names)]
    here = (table.space_id == attempt.space_id, table.deleted_at.is_(None))
    there = or_(*(table.practice_id == practice for practice in about))
    found = {row["id"]: dict(row) for row in session.execute(select(*columns).where(*here, there)).mappings()}
    found |= {row["id"]: row for name, row in unwritten if name == kind and row["practice_id"] in about}
    return list(found.values())


def _as_read(rows: list[Row], seen: int, device: str) -> list[Row]:
    """Those that the device knew, as far as it can be told: what was new is left out, what was withdrawn stood."""
    known = []
    for row in rows:
        later = _later(row, seen, device)
        if "practice_id" not in later:
            known.append({**row, "withdrawn": not row["withdrawn"]} if "withdrawn" in later else row)
    return known


def _later(row: Row, seen: int, device: str) -> set[str]:
    """Fields that were changed elsewhere after what the device had read."""
    stamps = json.loads(row["stamps"]) if row["seq"] > seen else {}
    return {name for name, (seq, _, by, *_) in stamps.items() if seq > seen and by != device}


def _known_at(session: Session, space_id: str, at: str) -> int:
    """How far a device can have read at that time, where it did not say how far it had."""
    upto = select(func.max(col(SpaceCommit.seq))).where(
        col(SpaceCommit.space_id) == space_id, col(SpaceCommit.at) <= at
    )
    return session.connection().execute(upto).scalar() or 0
