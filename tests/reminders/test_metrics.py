"""The figures of who hosts the server: theirs alone, over everybody, and of every process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from httpx2 import Response
from pydantic import ValidationError

from app.kit.context import make_context
from app.kit.db import EVERYWHERE
from app.kit.settings import Settings
from app.push import deliver, service
from app.reminders import metrics
from app.reminders.worker import Worker
from tests.cast import another_browser, new_id
from tests.push.service import Answer, PushServiceThread
from tests.reminders.conftest import House

MANY = 2
TOKEN = "a long word of the host's own"


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two members are many here; what few are is asked below."""
    monkeypatch.setattr(metrics, "FEWEST", MANY)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return Settings(**{**settings.model_dump(), "metrics_token": TOKEN})


def ask(house: House, authorization: str | None = f"Bearer {TOKEN}") -> Response:
    """By whoever hosts it, who has no account."""
    headers = {} if authorization is None else {"authorization": authorization}
    return another_browser(house.pair.app).get("/metrics", headers=headers)


def figures(house: House) -> dict[str, float]:
    answer = ask(house)
    assert answer.status_code == 200
    lines = [line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@pytest.mark.parametrize(
    "said", [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer ü"]
)
def test_for_anybody_but_the_host_they_do_not_exist(house: House, said: str | None) -> None:
    nobody = ask(house, None if said is None else said.encode("latin-1"))  # type: ignore[arg-type]
    alice = house.pair.alice.browser.get(
        "/metrics", headers={} if said is None else {"authorization": said.encode("latin-1")}
    )
    for answer in (nobody, alice):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert "tend_" not in answer.text


def test_without_a_token_there_are_none_for_anybody(house: House) -> None:
    house.ctx.settings.metrics_token = None
    for said in ("Bearer ", "Bearer None", f"Bearer {TOKEN}"):
        assert ask(house, said).status_code == 404


def test_a_token_that_is_easily_guessed_stops_the_start() -> None:
    with pytest.raises(ValidationError, match="metrics_token"):
        Settings(metrics_token="short")  # type: ignore[arg-type]
    assert "a long word" not in repr(Settings(metrics_token=TOKEN))  # type: ignore[arg-type]


def test_they_tell_of_due_waiting_sent_late_and_failed_whichever_process_did_it(house: House) -> None:
    assert "tend_worker_look_seconds" not in figures(house)
    with PushServiceThread(now=house.clock.now) as phones:
        for who in (house.pair.alice, house.pair.bob):
            assert who.browser.put("/api/v1/push/subscription", json=phones.subscription()).status_code == 204
        for who in (house.pair.alice, house.pair.alice, house.pair.bob):
            house.remind(who, house.adopt())
        house.look()
        house.clock.set(datetime(2026, 11, 23, 19, 2, tzinfo=UTC))
        found = figures(house)
        assert (found["tend_reminders_due"], found["tend_reminders_due_oldest_seconds"]) == (3, 120)
        house.look()
        found = figures(house)
        assert (found["tend_reminders_due"], found['tend_push_messages{class="waiting"}']) == (0, 3)
        assert found["tend_push_waiting_oldest_seconds"] == 120
        phones.answers.extend([Answer(410), Answer(403), Answer()])
        _another_process_works(house)
    house.clock.advance(minutes=3)
    found = figures(house)
    assert {name: value for name, value in found.items() if value} == {
        'tend_push_messages{class="sent"}': 1,
        'tend_push_messages{class="gone"}': 1,
        'tend_push_messages{class="failed"}': 1,
        'tend_push_failures{class="gone 4xx"}': 1,
        'tend_push_failures{class="misconfigured 4xx"}': 1,
        "tend_worker_look_seconds": 180,
    }


def _another_process_works(house: House) -> None:
    """One that shares nothing with the web process but the database."""
    there = make_context(house.ctx.settings, clock=house.clock)

    async def once() -> None:
        async with service.sender(there) as sender:
            await Worker(there, sender=sender).tick()

    asyncio.run(once())
    there.db.dispose()


def test_what_was_sent_long_after_it_was_due_is_late(house: House) -> None:
    alice, now = house.pair.alice, house.ctx.now()
    with PushServiceThread(now=house.clock.now) as phones:
        assert alice.browser.put("/api/v1/push/subscription", json=phones.subscription()).status_code == 204
        for _ in range(2):
            ring = deliver.Ring(alice.own, new_id(), alice.id, "2026-11-23", 0, now, now.replace(hour=21))
            with house.ctx.db.write(EVERYWHERE) as session:
                deliver.enqueue(house.ctx, session, ring, [alice.session])
            _another_process_works(house)
            house.clock.advance(minutes=6)
    assert figures(house)["tend_push_late"] == 1


def test_where_few_people_are_no_sum_tells_one_of_them_about_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "FEWEST", MANY + 1)
    with PushServiceThread(now=house.clock.now) as phones:
        for who in (house.pair.alice, house.pair.bob):
            assert who.browser.put("/api/v1/push/subscription", json=phones.subscription()).status_code == 204
            house.remind(who, house.adopt())
        house.look()
        before = figures(house)
        house.at("2026-11-23T19:00Z")
        phones.answers.extend([Answer(410), Answer(403)])
        _another_process_works(house)
    ages = {"tend_reminders_due_oldest_seconds", "tend_push_waiting_oldest_seconds"}
    assert set(before) == ages
    faults = {'tend_push_failures{class="misconfigured 4xx"}', "tend_worker_look_seconds"}
    assert set(figures(house)) == ages | faults


def test_they_name_nobody_and_count_nobody_apart(house: House) -> None:
    reminder = house.remind(house.pair.alice, house.adopt(body={"title": "words of theirs"}))
    house.look()
    house.at("2026-11-23T19:00Z")
    text = ask(house).text
    pair = house.pair
    for secret in (
        reminder,
        pair.alice.id,
        pair.bob.id,
        pair.space,
        pair.alice.own,
        "alice",
        "bob",
        "words",
        "127.0.0.1",
    ):
        assert secret not in text
    classes = {line.partition("{")[2].partition("=")[0] for line in text.splitlines() if "{" in line}
    assert classes == {"class"}
