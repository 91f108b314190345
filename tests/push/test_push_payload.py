import json
import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.push.encoder import BODY_SIZES, OVERHEAD
from app.push.payload import Words, answer_path, reminder_payload, topic, trial_payload

ORIGIN = "https://tend.example"
SPACE = UUID("0197a3f0-0000-7000-8000-00000000000a")
REMINDER = UUID("0197a3f0-0000-7000-8000-00000000000b")
LABEL = "2026-11-23"


def test_a_reminder_says_ids_to_the_worker_and_neutral_words_to_the_lock_screen() -> None:
    page = f"{ORIGIN}/answer/{REMINDER}/{LABEL}"
    assert json.loads(reminder_payload(origin=ORIGIN, space=SPACE, reminder=REMINDER, label=LABEL)) == {
        "web_push": 8030,
        "notification": {
            "title": "Tend",
            "body": "Something small for today",
            "lang": "en",
            "tag": topic(REMINDER, LABEL),
            "navigate": page,
            "actions": [
                {"action": "done", "title": "Done", "navigate": f"{page}?do=done"},
                {"action": "later", "title": "Later", "navigate": f"{page}?do=later"},
            ],
            "data": {"kind": "reminder", "space": str(SPACE), "reminder": str(REMINDER), "label": LABEL},
        },
        "app_badge": 1,
        "mutable": True,
    }


def test_a_trial_shows_a_notification_and_asks_for_nothing() -> None:
    message = json.loads(trial_payload(origin=ORIGIN))
    assert message["notification"]["title"] == "Tend"
    assert message["notification"]["data"] == {"kind": "trial"}
    assert "actions" not in message["notification"]
    assert "app_badge" not in message


@given(st.uuids(), st.uuids(), st.dates())
def test_every_reminder_has_the_smallest_size(space: UUID, reminder: UUID, day: object) -> None:
    origin = "https://a-rather-long-name-for-a-server." + "subdomain." * 4 + "example.org:8443"
    payload = reminder_payload(origin=origin, space=space, reminder=reminder, label=str(day))
    assert len(payload) + OVERHEAD <= BODY_SIZES[0]


@given(st.uuids(), st.text(max_size=40))
def test_a_topic_is_stable_and_fits_the_header(reminder: UUID, label: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", topic(reminder, label))
    assert topic(reminder, label) == topic(UUID(str(reminder)), label)


@given(st.lists(st.tuples(st.uuids(), st.dates().map(str)), min_size=2, max_size=2, unique=True))
def test_two_occurrences_never_share_a_topic(two: list[tuple[UUID, str]]) -> None:
    assert topic(*two[0]) != topic(*two[1])


def test_a_topic_does_not_show_the_id_it_stands_for() -> None:
    assert str(REMINDER)[:8] not in topic(REMINDER, LABEL)


def test_a_label_stays_one_part_of_the_path() -> None:
    assert answer_path(REMINDER, "../x?y#z") == f"/answer/{REMINDER}/..%2Fx%3Fy%23z"


def test_another_language_replaces_every_word() -> None:
    german = Words("de", "Tend", "Etwas Kleines für heute", "Es kommt an", "Erledigt", "Später")
    payload = reminder_payload(origin=ORIGIN, space=SPACE, reminder=REMINDER, label=LABEL, words=german)
    assert "Etwas Kleines für heute".encode() in payload
    assert b'"lang":"de"' in payload
    assert b"Something" not in payload + trial_payload(origin=ORIGIN, words=german)
