"""Scenes of who may read, hear and write, and of how much."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import select

from app.auth.principal import EVERYTHING, Principal
from app.kit.db import WallBroken
from app.kit.records import statements
from app.practices.models import Practice
from app.practices.records import PRACTICE
from app.sync.live import Live
from tests.cast import PASSWORD, Pair, Someone, another_browser, check_in, knock, new_id, practice, replaced
from tests.sync.ablation.scene import patch, seq_of, stranger


def a_stranger_writes_nothing(pair: Pair) -> None:
    erin, made = stranger(pair), new_id()
    result = erin.write(pair.space, "practice", "put", made, practice())
    assert (result["outcome"], result["code"]) == ("rejected", "space_gone")
    assert made not in pair.alice.records(pair.space)


def _bob_leaves(pair: Pair) -> str:
    made = pair.adopt(title="between us")
    assert pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me").status_code == 204
    return made


def who_left_pulls_nothing(pair: Pair) -> None:
    _bob_leaves(pair)
    page = pair.bob.pull({"id": pair.space})
    assert page["spaces"][0]["state"] == "gone"
    assert "between us" not in str(page)
    assert [space["kind"] for space in page["memberships"]] == ["own"]


def who_left_reads_nothing_by_rest(pair: Pair) -> None:
    made = _bob_leaves(pair)
    assert pair.bob.browser.get(pair.at("practices", made)).status_code == 404


def a_closed_space_takes_nothing(pair: Pair) -> None:
    made = _bob_leaves(pair)
    result = patch(pair.alice, pair.space, made, {"rest": 2})
    assert (result["outcome"], result["code"]) == ("rejected", "space_closed")


def who_left_hears_nothing(pair: Pair) -> None:
    carol = stranger(pair, "carol")
    request = knock(pair.alice, carol, pair.space)
    yes = pair.alice.browser.put(f"/api/v1/couples/{pair.space}/join-requests/{request}/confirmation")
    assert yes.status_code == 204

    def leave() -> None:
        pair.bob.browser.delete(f"/api/v1/couples/{pair.space}/members/me")
        pair.adopt()
        write()

    def write() -> None:
        pair.bob.write(pair.bob.own, "practice", "put", new_id(), practice())

    assert _heard_of(pair, leave, write) == {pair.bob.own}


def _heard_of(pair: Pair, *acts: Callable[[], None]) -> set[str]:
    """The spaces that Bob's open stream names from then on. Each act ends with a write in his own space."""

    async def scene() -> set[str]:
        live = Live(pair.ctx)
        stream = live.hints(_principal(pair.bob))
        await asyncio.wait_for(anext(stream), 10), await asyncio.wait_for(anext(stream), 10)
        named: set[str] = set()
        for act in acts:
            await asyncio.to_thread(act)
            live.committed()
            while (hint := await asyncio.wait_for(anext(stream), 10)) is None or hint[0] != pair.bob.own:
                named |= {hint[0]} if hint else set()
            named.add(hint[0])
        await stream.aclose()
        return named

    return asyncio.run(scene())


def _principal(someone: Someone) -> Principal:
    return Principal(
        someone.id, someone.own, someone.session, "a phone", "browser", EVERYTHING, confirmed=False, first_today=False
    )


def another_account_sends_nothing(pair: Pair) -> None:
    made = new_id()
    asked = pair.alice.outbox(pair.alice.mutation(pair.space, "practice", "put", made, practice()))
    answer = pair.bob.browser.post("/api/v1/sync/push", json=asked)
    assert (answer.status_code, answer.json().get("code")) == (409, "account_mismatch")
    assert made not in pair.alice.records(pair.space)


def another_account_fetches_nothing(pair: Pair) -> None:
    asked = {"account": pair.alice.id, "device": pair.alice.device, "schema": 1, "spaces": [{"id": pair.space}]}
    answer = pair.bob.browser.post("/api/v1/sync/pull", json=asked)
    assert (answer.status_code, answer.json().get("code")) == (409, "account_mismatch")


def only_the_sender_is_told_what_was_taken(pair: Pair) -> None:
    sent = pair.alice.write(pair.space, "practice", "put", new_id(), practice())
    assert pair.bob.pull(unconfirmed=(sent["id"],))["confirmed"] == {}


def an_old_app_stops_writing(pair: Pair) -> None:
    with replaced(pair.ctx.settings, "min_schema", 2):
        answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox())
    assert (answer.status_code, answer.json().get("code")) == (426, "schema_too_old")


def a_sealed_word_stays_with_its_author(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id, sealed=True, body={"note": "for later"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    assert "for later" not in str(pair.bob.pull({"id": pair.space}))


def an_opened_word_travels(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id, sealed=True, body={"note": "for later"})
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    pair.alice.write(pair.space, "check_in", "patch", id_, {"sealed": False})
    page = pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]
    assert [change["body"] for change in page["changes"]] == [{"note": "for later"}]


def a_derived_id_follows_from_what_it_names(pair: Pair) -> None:
    _, fields = check_in(pair.adopt(), pair.alice.id)
    assert pair.alice.write(pair.space, "check_in", "put", new_id(), fields)["code"] == "wrong_id"


def nobody_checks_in_for_another(pair: Pair) -> None:
    id_, fields = check_in(pair.adopt(), pair.alice.id)
    assert pair.bob.write(pair.space, "check_in", "put", id_, fields)["code"] == "not_yours"


def what_has_moved_on_is_not_overwritten(pair: Pair) -> None:
    made = pair.adopt()
    seen = seq_of(pair, made)
    patch(pair.bob, pair.space, made, {"rest": 3}, base_seq=seen)
    answer = pair.alice.browser.patch(
        pair.at("practices", made), json={"fields": {"rest": 0}}, headers={"if-match": f'"{seen}"'}
    )
    assert (answer.status_code, answer.json().get("code")) == (412, "overtaken")


def an_entry_has_an_end(pair: Pair) -> None:
    body = {"title": "Long", "how": ["x" * 3500] * 10}
    assert patch(pair.alice, pair.space, pair.adopt(), {"body": body})["code"] == "body_too_large"


def a_request_has_an_end(pair: Pair) -> None:
    body = json.dumps(pair.alice.outbox()) + " " * 2_100_000
    answer = pair.alice.browser.post(
        "/api/v1/sync/push", content=body.encode(), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json().get("code")) == (413, "too_large")


async def _bob_hears_of_a_commit(pair: Pair, live: Live) -> bool:
    stream = live.hints(_principal(pair.bob))
    await asyncio.wait_for(anext(stream), 10), await asyncio.wait_for(anext(stream), 10)
    await asyncio.to_thread(pair.adopt)
    with suppress(TimeoutError):
        return (await asyncio.wait_for(anext(stream), 3)) is not None
    return False


def a_commit_is_heard_at_once(pair: Pair) -> None:
    """Nobody looks by themselves here: only the commit says so."""

    live = Live(pair.ctx, every=3600.0)
    pair.ctx.db.on_commit(live.committed)
    assert asyncio.run(_bob_hears_of_a_commit(pair, live))


def a_revoked_session_hears_no_more(pair: Pair) -> None:
    async def scene() -> bool:
        live = Live(pair.ctx)
        stream = live.hints(_principal(pair.bob))
        await asyncio.wait_for(anext(stream), 10), await asyncio.wait_for(anext(stream), 10)
        await asyncio.to_thread(revoke)
        live.committed()
        return await anext(stream, None) is None

    def revoke() -> None:
        elsewhere = another_browser(pair.app)
        elsewhere.post("/api/v1/sessions", json={"login": "bob", "password": PASSWORD})
        assert elsewhere.delete(f"/api/v1/sessions/{pair.bob.session}").status_code == 204
        pair.adopt()

    assert asyncio.run(scene())


def a_commit_of_another_process_is_found(pair: Pair) -> None:
    """Nobody says anything here: what another process committed is found by looking."""

    assert asyncio.run(_bob_hears_of_a_commit(pair, Live(pair.ctx, every=0.05)))


def a_revoked_session_is_let_in_nowhere(pair: Pair) -> None:
    assert pair.alice.browser.delete(f"/api/v1/sessions/{pair.alice.session}").status_code == 204
    answer = pair.alice.browser.post("/api/v1/sync/push", json=pair.alice.outbox())
    assert answer.status_code == 401


def a_closed_space_says_so(pair: Pair) -> None:
    _bob_leaves(pair)
    assert pair.alice.pull({"id": pair.space})["spaces"][0]["state"] == "frozen"


def a_session_sees_its_spaces(pair: Pair) -> None:
    pair.adopt()
    with pair.ctx.db.read(frozenset({pair.bob.own})) as session:
        assert session.execute(select(Practice)).all() == []


def a_prepared_statement_sees_its_spaces(pair: Pair) -> None:
    pair.adopt()
    with pair.ctx.db.read(frozenset({pair.bob.own})) as session:
        assert statements.rows_alive(PRACTICE).rows(session, space=pair.space) == []


def a_prepared_statement_writes_in_its_spaces(pair: Pair) -> None:
    made, refused = pair.adopt(), False
    where = {"space": pair.space, "was": seq_of(pair, made), "kind": "practice", "entity": made}
    with pair.ctx.db.write(frozenset({pair.bob.own})) as session:
        try:
            statements.LEAVE_PLACE.run(session, where)
        except WallBroken:
            refused = True
    assert refused
