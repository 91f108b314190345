"""The record types of practices. Routes, sync and the API document follow from these."""

from __future__ import annotations

from app.kit.ids import derived
from app.kit.records.declare import Attempt, RecordType, Rejected, Row, declare
from app.practices.mending import MendNotOffered, was_offered
from app.practices.models import CheckIn, Mend, Pause, Practice, Rest
from app.practices.schemas import (
    CheckInBody,
    CheckInFields,
    MendFields,
    PauseFields,
    PracticeBody,
    PracticeFields,
    RestFields,
)


def _check_in_id(_: str, row: Row) -> str:
    return derived("check_in", row["practice_id"], row["member_id"], row["label"])


def _rest_id(_: str, row: Row) -> str:
    return derived("rest", row["practice_id"], row["label"])


def _mend_id(_: str, row: Row) -> str:
    return derived("mend", row["practice_id"], row["periods"][0])


def _in_ones_own_name(attempt: Attempt) -> bool:
    return bool(attempt.after["member_id"] == attempt.writer.member_id == attempt.after["author_id"])


def _ours_or_mine(attempt: Attempt) -> bool:
    return attempt.after["member_id"] in (None, attempt.writer.member_id)


def _asks_somebody_here(attempt: Attempt) -> None:
    after = attempt.after
    if after["deleted_at"] is not None:
        return
    if after["body"] is None:
        raise Rejected("invalid", "A practice needs a title.")
    kind, _, member = after["requires"].partition(":")
    changed = attempt.before is None or attempt.before["requires"] != after["requires"]
    if kind == "one" and changed and member not in attempt.members:
        raise Rejected("invalid", "A practice for one member names a member of this space.")


def _word_stays_with_its_author(attempt: Attempt) -> None:
    """An opened word stays open: taking it back behind the seal would unsay what was read."""
    before = attempt.before
    if before is not None and not before["sealed"] and before["body"] is not None and attempt.after["sealed"]:
        raise Rejected("already_open", "What was opened can't be sealed again. You can take the word out instead.")


_SOME, _SOMEBODY = "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6e", "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6f"
_BY_AREA = {"area": ("practice_id", "practice")}

PRACTICE = declare(
    RecordType(
        "practice",
        "practices",
        Practice,
        PracticeFields,
        PracticeBody,
        check=_asks_somebody_here,
        most=500,
        early=True,
        held_by=("check_in", "practice_id"),
        filters=("area",),
        spans=("start",),
        example={
            "fields": {
                "area": "quality-time",
                "requires": "each",
                "cadences": [{"from": "2026-11-23", "kind": "weekly", "times": 3, "week_start": "mon"}],
                "start": "2026-11-23",
            },
            "body": {"title": "Tea on the stairs", "summary": "Ten minutes, no phones."},
        },
        scope="practices",
    )
)
CHECK_IN = declare(
    RecordType(
        "check_in",
        "check-ins",
        CheckIn,
        CheckInFields,
        CheckInBody,
        derive=_check_in_id,
        may_write=_in_ones_own_name,
        check=_word_stays_with_its_author,
        sealed=lambda row: bool(row["sealed"]),
        parents={"practice_id": "practice"},
        fixed=frozenset({"practice_id", "member_id", "label"}),
        filters=("practice_id", "label"),
        spans=("label",),
        through=_BY_AREA,
        example={
            "fields": {"practice_id": _SOME, "member_id": _SOMEBODY, "label": "2026-11-23"},
            "body": {"note": "We laughed about the kettle."},
        },
        scope="practices",
    )
)
PAUSE = declare(
    RecordType(
        "pause",
        "pauses",
        Pause,
        PauseFields,
        may_write=_ours_or_mine,
        parents={"practice_id": "practice"},
        fixed=frozenset({"practice_id", "member_id"}),
        filters=("practice_id",),
        spans=("first",),
        example={"fields": {"first": "2026-12-20", "last": "2026-12-27"}},
        most=2000,
        early=True,
        scope="practices",
    )
)
REST = declare(
    RecordType(
        "rest",
        "rests",
        Rest,
        RestFields,
        derive=_rest_id,
        parents={"practice_id": "practice"},
        fixed=frozenset({"practice_id", "label"}),
        filters=("practice_id",),
        spans=("label",),
        through=_BY_AREA,
        example={"fields": {"practice_id": _SOME, "label": "2026-11-24"}},
        scope="practices",
    )
)
MEND = declare(
    RecordType(
        "mend",
        "mends",
        Mend,
        MendFields,
        derive=_mend_id,
        parents={"practice_id": "practice"},
        fixed=frozenset({"practice_id", "periods"}),
        filters=("practice_id",),
        weigh=was_offered,
        example={"fields": {"practice_id": _SOME, "periods": ["2026-11-20"], "made_on": "2026-11-23"}},
        refusals=(MendNotOffered,),
        scope="practices",
    )
)
