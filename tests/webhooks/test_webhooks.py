"""What a webhook hears, and what it never does."""

from __future__ import annotations

import asyncio
import json

import pytest
from anyio import to_thread

from app.webhooks import events
from app.webhooks.worker import Webhooks
from tests.cast import Pair, check_in, new_id, practice, sign_up
from tests.webhooks.conftest import Scene


def test_it_hears_by_ids_alone_of_what_its_maker_does(scene: Scene) -> None:
    made = scene.make(scene.pair.alice)
    done = scene.check_in(scene.pair.alice, body={"note": "words that stay here"})
    assert scene.send() == 1
    (got,) = scene.receiver.got
    assert json.loads(got.body) == {"type": "check_in.written", "data": {"space": scene.pair.space, "record": done}}
    assert got.path == "/hook"
    assert set(json.loads(scene.pair.alice.browser.get(scene.pair.at("webhooks")).text)["webhooks"][0]) >= {"host"}
    assert "secret" not in scene.pair.alice.browser.get(scene.pair.at("webhooks")).json()["webhooks"][0]
    assert made["secret"].startswith("whsec_")


def test_of_what_a_partner_does_one_hears_nothing(scene: Scene) -> None:
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.bob)
    assert (scene.send(), scene.outbox()) == (0, [])


def test_a_partner_never_sees_that_one_hears_of_oneself(scene: Scene) -> None:
    before = scene.pair.bob.browser.get(scene.pair.at("webhooks")).content
    head = scene.pair.bob.browser.get("/api/v1/spaces").content
    made = scene.make(scene.pair.alice)
    scene.send()
    assert scene.pair.bob.browser.get(scene.pair.at("webhooks")).content == before
    assert scene.pair.bob.browser.get("/api/v1/spaces").content == head
    for method, rest in (("DELETE", ""), ("PUT", "/agreement"), ("DELETE", "/agreement"), ("POST", "/trials")):
        answer = scene.pair.bob.browser.request(method, scene.pair.at("webhooks", made["id"]) + rest)
        assert answer.status_code == 404, (method, rest)


def test_of_everybody_it_hears_once_every_member_has_agreed(scene: Scene) -> None:
    alice, bob = scene.pair.alice, scene.pair.bob
    made = scene.make(alice, whose="ours")
    assert (made["agreed"], made["active"]) == (True, False)
    scene.check_in(bob, "2026-11-21")
    scene.check_in(alice, "2026-11-21")
    assert scene.outbox() == [], "not even of its maker: it would say who has not agreed by what is missing"

    shown = bob.browser.get(scene.pair.at("webhooks")).json()["webhooks"]
    assert [(one["mine"], one["host"], one["url"], one["agreed"]) for one in shown] == [
        (False, "127.0.0.1", None, False)
    ]
    yes = bob.browser.put(scene.pair.at("webhooks", made["id"]) + "/agreement")
    assert (yes.json()["agreed"], yes.json()["active"]) == (True, True)
    scene.check_in(bob, "2026-11-22")
    scene.check_in(alice, "2026-11-22")
    assert scene.send() == 2

    scene.check_in(bob, "2026-11-23")
    assert bob.browser.delete(scene.pair.at("webhooks", made["id"]) + "/agreement").status_code == 204
    assert scene.send() == 0, "what was on its way is dropped"
    scene.check_in(bob, "2026-11-20")
    assert sorted(scene.states()) == ["dropped", "sent", "sent"]


def test_who_comes_later_has_not_agreed(scene: Scene) -> None:
    alice, bob = scene.pair.alice, scene.pair.bob
    made = scene.make(alice, whose="ours")
    bob.browser.put(scene.pair.at("webhooks", made["id"]) + "/agreement")
    fay = sign_up(scene.pair.app, "fay")
    code = alice.browser.post(f"/api/v1/couples/{scene.pair.space}/invites", json={"kind": "qr"}).json()["code"]
    request = fay.browser.post("/api/v1/join-requests", json={"code": code}).json()["id"]
    alice.browser.put(f"/api/v1/couples/{scene.pair.space}/join-requests/{request}/confirmation")
    scene.check_in(bob)
    assert scene.outbox() == []


def test_it_hears_only_of_the_events_that_it_asked_for(scene: Scene) -> None:
    scene.make(scene.pair.alice, events=["practice.written"])
    scene.check_in(scene.pair.alice)
    made = new_id()
    scene.pair.alice.write(scene.pair.space, "practice", "put", made, practice())
    assert [(row.event, row.record_id) for row in scene.outbox()] == [("practice.written", made)]


def test_a_repeat_of_a_mutation_is_told_once(scene: Scene) -> None:
    scene.make(scene.pair.alice)
    id_, about = check_in(scene.practice, scene.pair.alice.id)
    sent = scene.pair.alice.mutation(scene.pair.space, "check_in", "put", id_, about)
    scene.pair.alice.push(sent)
    scene.pair.alice.push(sent)
    assert len(scene.outbox()) == 1


def test_after_leaving_it_hears_nothing_and_nothing_waits(scene: Scene) -> None:
    scene.make(scene.pair.alice)
    scene.check_in(scene.pair.alice)
    assert scene.pair.alice.browser.delete(f"/api/v1/couples/{scene.pair.space}/members/me").status_code == 204
    assert scene.send() == 0
    assert scene.states() == ["dropped"]


def test_signing_out_everywhere_ends_all_of_them(scene: Scene) -> None:
    scene.make(scene.pair.alice)
    answer = scene.pair.alice.browser.delete("/api/v1/sessions/others")
    assert answer.status_code == 204
    assert scene.pair.alice.browser.get(scene.pair.at("webhooks")).json()["webhooks"] == []


def test_ones_own_space_has_no_webhooks(scene: Scene) -> None:
    alice = scene.pair.alice
    asked = {"url": scene.receiver.address(), "events": ["practice.written"]}
    assert alice.browser.post(f"/api/v1/spaces/{alice.own}/webhooks", json=asked).status_code == 404
    assert alice.browser.get(f"/api/v1/spaces/{alice.own}/webhooks").status_code == 404


def test_making_one_needs_a_recent_password(scene: Scene) -> None:
    scene.clock.advance(minutes=11)
    answer = scene.make(scene.pair.alice, status=403)
    assert answer["code"] == "step_up_required"


def test_there_is_an_end_to_how_many(scene: Scene) -> None:
    for _ in range(10):
        scene.make(scene.pair.alice)
    assert scene.make(scene.pair.alice, status=409)["code"] == "too_many_webhooks"
    scene.make(scene.pair.bob)


@pytest.mark.parametrize(
    "wanted",
    [
        {"events": []},
        {"events": ["feeling.written"]},
        {"events": ["version.written"]},
        {"whose": "theirs"},
        {"more": 1},
    ],
)
def test_what_cannot_be_asked_is_said(scene: Scene, wanted: dict[str, object]) -> None:
    assert scene.make(scene.pair.alice, status=422, **wanted)["code"] == "invalid"


def test_a_commit_elsewhere_asks_nothing(pair: Pair) -> None:
    """Only spaces that had a webhook pay for one."""
    from app.kit.records import commit

    asked = []
    commit.when_hooked.append(lambda _, space: asked.append(space))
    try:
        pair.adopt()
    finally:
        commit.when_hooked.pop()
    assert asked == []


def test_in_the_background_it_is_sent_when_something_is_written(scene: Scene) -> None:
    async def evening() -> None:
        async with Webhooks(scene.ctx):
            await to_thread.run_sync(scene.check_in, scene.pair.alice)
            await to_thread.run_sync(scene.receiver.wait_for, 1)

    scene.make(scene.pair.alice)
    asyncio.run(evening())
    assert scene.states() == ["sent"]


def test_a_guard_taken_out_would_be_heard(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.make(scene.pair.alice)
    ours = scene.make(scene.pair.alice, whose="ours")
    scene.check_in(scene.pair.bob, "2026-11-21")
    assert scene.outbox() == []
    monkeypatch.setattr(events, "may_hear", lambda *_: True)
    scene.check_in(scene.pair.bob, "2026-11-22")
    assert len(scene.outbox()) == 2
    assert ours["active"] is False
