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
        refusals=(MendNotOffered,),
        scope="practices",
    )
)
