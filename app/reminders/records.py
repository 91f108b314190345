"""The record types of reminders. All live in the own space, where nobody else ever comes."""

from __future__ import annotations

from app.kit.ids import derived
from app.kit.records.declare import OWN, Attempt, RecordType, Rejected, Row, declare
from app.reminders import changes
from app.reminders.models import Preferences, Reminder, ReminderReply
from app.reminders.schemas import PreferencesFields, ReminderBody, ReminderFields, ReminderReplyFields


def _reply_id(_: str, row: Row) -> str:
    return derived("reminder_reply", row["reminder_id"], row["label"], row["reply"], str(row["n"]))


def _only_changed(attempt: Attempt) -> None:
    """Without them nobody knows when it is night; and an id that was deleted is never used again."""
    if attempt.after["deleted_at"] is not None:
        raise Rejected("kept", "Preferences are changed, not deleted.")


_SOMEWHERE, _SOME = "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d60", "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6e"

REMINDER = declare(
    RecordType(
        "reminder",
        "reminders",
        Reminder,
        ReminderFields,
        ReminderBody,
        homes=frozenset({OWN}),
        filters=("ref_space", "ref_id"),
        example={
            "fields": {"ref_space": _SOMEWHERE, "ref_id": _SOME, "time": "20:00", "days": [0, 2, 4]},
            "body": {"cue": "after dinner"},
        },
        most=200,
        early=True,
        after=changes.of_reminders,
    )
)
REMINDER_REPLY = declare(
    RecordType(
        "reminder_reply",
        "reminder-replies",
        ReminderReply,
        ReminderReplyFields,
        homes=frozenset({OWN}),
        derive=_reply_id,
        parents={"reminder_id": "reminder"},
        fixed=frozenset({"reminder_id", "label", "reply", "n"}),
        filters=("reminder_id", "label"),
        spans=("label",),
        example={"fields": {"reminder_id": _SOME, "label": "2026-11-23", "reply": "later", "n": 1, "minutes": 30}},
        after=changes.of_replies,
    )
)
PREFERENCES = declare(
    RecordType(
        "preferences",
        "preferences",
        Preferences,
        PreferencesFields,
        homes=frozenset({OWN}),
        derive=lambda space_id, _: derived("preferences", space_id),
        check=_only_changed,
        example={"fields": {"zone": "Europe/Lisbon", "quiet_from": "22:00", "quiet_to": "07:00"}},
        most=1,
        early=True,
        after=changes.of_preferences,
    )
)
