"""Each guard is taken out on purpose, and the walk over all operations notices. Where a second wall stands
behind the first, taking out one changes nothing, and taking out both is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import Session
from sqlmodel import col

import app.kit.db as wall
import app.kit.prepared as prepared_wall
from app.auth import principal
from app.auth.principal import EVERYTHING, Principal, Token
from app.kit.db import by_secret
from app.kit.errors import NotFound
from app.kit.listed import among
from app.kit.prepared import Prepared
from app.kit.records import commit, decide, feed, rest, statements, wire
from app.kit.records.declare import RecordType, Row, anyone
from app.kit.records.entry import Entry
from app.kit.records.models import Feed, Membership, Space
from app.members.models import Member, MemberSession
from app.practices.records import CHECK_IN, PAUSE
from app.spaces import access
from app.spaces.records import CARD
from app.spaces.service import spaces_of
from app.sync import pull, push
from app.sync.look import Here, Sight
from tests.api.matrix import role, walk, walk_push
from tests.api.operations import API
from tests.cast import Cast, replaced

SPACES = f"{API}/spaces/{{space_id}}"
READS = {("GET", f"{SPACES}/{name}") for name in ("practices", "check-ins", "changes", "today", "streaks")}
PRACTICE = f"{SPACES}/practices/{{record_id}}"
CHECK_IN_ROUTE = f"{SPACES}/check-ins/{{record_id}}"
PULL = {("POST", f"{API}/sync/pull")}


def found(findings: list[str], *words: str) -> bool:
    """Whether some finding says all of these words."""
    return any(all(word in finding for word in words) for finding in findings)


def test_membership(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "entry", _open_door)
    findings = walk(cast, role("dave"), READS)
    for name in ("practices", "check-ins"):
        assert found(findings, f"/{name} showed canary-")
        assert found(findings, f"/{name} answered 200")
    for name in ("today", "streaks"):  # nothing is reckoned for who is no member: the rules refuse
        assert found(findings, f"/{name} answered 500")
    assert not found(findings, "/changes")  # asks for the memberships once more, in its own snapshot


def test_membership_behind_the_lock(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write path asks again under the lock: with the door open alone, a write is still refused."""
    change = {("PATCH", PRACTICE)}
    monkeypatch.setattr(access, "entry", _open_door)
    assert walk(cast, role("dave"), change) == []
    monkeypatch.setattr(commit, "lock", _everybody_is_a_member)
    assert found(walk(cast, role("dave"), change), "changed rows")


def test_membership_in_push(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "lock", _everybody_is_a_member)
    findings = walk_push(cast, role("dave"))
    assert found(findings, "push patch practice was")
    assert found(findings, "changed rows of others")


def test_who_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "entry", _open_to_who_left)
    assert found(walk(cast, role("fay"), READS), "showed canary-title-ab")
    assert walk(cast, role("dave"), READS) == []


def test_who_left_in_pull(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "look", _look_of_who_left_too)
    assert found(walk(cast, role("fay"), PULL), "showed canary-title-ab")


def test_membership_in_pull(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a space that its reader is not in: behind the first guard the statements have a wall of their own."""
    monkeypatch.setattr(pull, "page", _page_of_any_space)
    assert not found(walk(cast, role("dave"), PULL), "canary")
    with _no_wall():
        assert found(walk(cast, role("dave"), PULL), "showed canary-title-ab")


def test_who_left_in_push(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = select(col(Membership.space_id), col(Membership.member_id)).where(among(col(Membership.space_id)))
    monkeypatch.setattr(statements, "PRESENT", Prepared(everybody))
    assert found(walk_push(cast, role("fay")), "push patch practice was")


@pytest.mark.parametrize("kind", [CHECK_IN, CARD], ids=lambda kind: kind.name)
def test_the_author(cast: Cast, kind: RecordType) -> None:
    with replaced(kind, "may_write", anyone):
        by_push = walk_push(cast, role("bob, the partner"))
        by_rest = walk(cast, role("bob, the partner"), {("PATCH", f"{SPACES}/{kind.plural}/{{record_id}}")})
    assert found(by_push, f"push patch {kind.name}")
    assert found(by_rest, "answered 200")


def test_the_author_of_what_is_deleted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    real = decide._delete

    def anybody(commit: Any, space: Any, kind: Any, mutation: Any, before: Row | None) -> Any:
        mine = before and {**before, "author_id": commit.writer.member_id}
        return real(commit, space, kind, mutation, mine)

    one, delete = role("bob, the partner"), {("DELETE", f"{SPACES}/pauses/{{record_id}}")}
    monkeypatch.setattr(decide, "_delete", anybody)
    assert walk(cast, one, delete) == [], "the type's own rule stands behind it"
    with replaced(PAUSE, "may_write", anyone):
        assert found(walk(cast, one, delete), "answered 204")


def test_the_space_of_the_row_against_the_space_of_the_path(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement names the space, and the wall does so again: one of them is enough, none is not."""
    one, read = role("carol with the ids"), {("GET", PRACTICE)}
    with _no_wall():
        assert walk(cast, one, read) == []
    monkeypatch.setattr(rest, "_one", _one_of_any_space)
    assert walk(cast, one, read) == []
    with _no_wall():
        findings = walk(cast, one, read)
    assert found(findings, "answered 200")
    assert found(findings, "showed canary-title-ab")


def test_the_space_of_a_list(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one, read = role("carol with the ids"), {("GET", f"{SPACES}/practices")}
    monkeypatch.setattr(rest, "_list", _list_of_every_space)
    assert walk(cast, one, read) == []
    with _no_wall():
        assert found(walk(cast, one, read), "showed canary-title-ab")


def test_the_space_of_what_is_written(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    one = role("carol with the ids")
    for module in (commit, decide):
        monkeypatch.setattr(module, "load_rows", _load_from_any_space)
    assert not found(walk_push(cast, one), "changed rows of others")
    with _no_wall():
        findings = walk_push(cast, one)
    assert found(findings, "push patch", "applied") or found(findings, "changed rows of others")


def test_sealed_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "withheld", lambda *_: False)
    findings = walk(cast, role("bob, the partner"), READS | PULL)
    for way in ("/check-ins", "/changes", "/sync/pull"):
        assert found(findings, way, "showed canary-sealed-ab")


@pytest.mark.parametrize("name", ["PLACES_AFTER", "PLACES_BEFORE"])
def test_what_is_one_members_alone_in_the_feed(cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    places = select(col(Feed.seq), col(Feed.type), col(Feed.id)).limit(bindparam("limit"))
    without = {
        "PLACES_AFTER": places.where(col(Feed.seq) > bindparam("seq")).order_by(col(Feed.seq)),
        "PLACES_BEFORE": places.where(col(Feed.seq) <= bindparam("seq")).order_by(col(Feed.seq).desc()),
    }
    monkeypatch.setattr(statements, name, Prepared(without[name]))
    findings = walk(cast, role("bob, the partner"), READS | PULL)
    assert found(findings, "/changes" if name == "PLACES_AFTER" else "/sync/pull", "showed canary-unsaid-ab")


def test_what_is_one_members_alone_in_a_list(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "_shown_to", lambda kind, _: (col(kind.table.deleted_at).is_(None),))
    findings = walk(cast, role("bob, the partner"), {("GET", f"{SPACES}/versions")})
    assert found(findings, "/versions showed canary-unsaid-ab")


def test_a_revoked_session(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (principal, push):
        monkeypatch.setattr(module, "authenticate", _whatever_was_revoked)
    monkeypatch.setattr(pull, "look", _look_of_whatever_was_revoked)
    findings = walk(cast, role("a revoked session"), READS | PULL)
    assert found(findings, "/practices", "answered 200")
    assert found(findings, "/sync/pull", "showed canary-title-ab")
    assert found(walk_push(cast, role("a revoked session")), "answered")


# --- what stands there instead


def _open_door(session: Session, me: Principal, space_id: str) -> Entry:
    kind = session.execute(select(col(Space.kind)).where(col(Space.id) == space_id)).scalar()
    if kind is None:
        raise NotFound
    return Entry(space_id, kind, me.member_id, me.session_id)


def _open_to_who_left(session: Session, me: Principal, space_id: str) -> Entry:
    if session.get(Membership, (space_id, me.member_id)) is None:
        raise NotFound
    return _open_door(session, me, space_id)


_real_lock = commit.lock


def _everybody_is_a_member(session: Session, space_ids: Any, member_id: str) -> dict[str, commit.Locked]:
    locked = _real_lock(session, space_ids, member_id)
    for space in locked.values():
        space.member = True
    return locked


def _look_of_who_left_too(session: Session, shown: Token, _: Any, now: datetime) -> Here:
    me = principal.authenticate(session, shown, now)
    return _here(session, me, _spaces_of_who_left_too(session, me.member_id))


def _look_of_whatever_was_revoked(session: Session, shown: Token, _: Any, now: datetime) -> Here:
    me = _whatever_was_revoked(session, shown, now)
    return _here(session, me, spaces_of(session, me.member_id))


def _here(session: Session, me: Principal, spaces: list[Any]) -> Here:
    with by_secret(session):
        return Here(me, spaces, {s["id"]: feed.Tags(feed.tag_at(session, s["id"], s["head"]), "") for s in spaces})


_real_page = pull.page


def _page_of_any_space(session: Session, here: Sight, *asked: Any) -> pull.Pulled:
    if here.space is None and (row := session.get(Space, asked[0].id)) is not None:
        space = {"id": row.id, "kind": row.kind, "head": row.head, "closed": False}
        here = Sight(space, feed.Tags("", ""), here.viewer)
    return _real_page(session, here, *asked)


def _spaces_of_who_left_too(session: Session, member_id: str) -> Any:
    ids = select(col(Membership.space_id)).where(col(Membership.member_id) == member_id)
    others = select(col(Membership.member_id)).where(col(Membership.space_id).in_(ids))
    everything = (space for other in session.execute(others).scalars().all() for space in spaces_of(session, other))
    wanted = set(session.execute(ids).scalars())
    return list({space["id"]: space for space in everything if space["id"] in wanted}.values())


def _one_of_any_space(session: Session, kind: RecordType, _: Entry, record_id: str) -> Row:
    statement = select(*statements.shown_columns(kind)).where(col(kind.table.id) == record_id)
    row = session.execute(statement).mappings().first()
    if row is None:
        raise NotFound
    return dict(row)


def _list_of_every_space(ctx: Any, here: Entry, kind: RecordType, _: Any) -> Any:
    with ctx.db.read(here.reach) as session:
        rows = [dict(row) for row in session.execute(select(*statements.shown_columns(kind))).mappings()]
    items = ",".join(wire.to_json(kind, row, here.member_id) for row in rows)
    return rest.Response(f'{{"items":[{items}],"next":null}}', media_type="application/json")


def _load_from_any_space(to: commit.Commit, kind: RecordType, space: str, ids: Any) -> None:
    columns = [getattr(kind.table, column.name) for column in statements.table_of(kind.table).columns]
    statement = select(*columns).where(col(kind.table.id).in_(list(ids)))
    for row in to.session.execute(statement).mappings():
        key = (kind.name, space, row["id"])
        to.rows[key] = dict(row)
        to.stored[key] = row["seq"]


def _whatever_was_revoked(session: Session, shown: Token, _: datetime) -> Principal:
    row, own = session.execute(
        select(MemberSession, col(Member.own_space_id))
        .join(Member, col(Member.id) == col(MemberSession.member_id))
        .where(col(MemberSession.token_hash) == shown.token_hash)
    ).one()
    return Principal(row.member_id, own, row.id, row.device, row.kind, EVERYTHING, confirmed=True, first_today=False)


@contextmanager
def _no_wall() -> Iterator[None]:
    """Neither around what goes through the ORM nor in what was prepared."""
    event.remove(Session, "do_orm_execute", wall._wall)
    within, prepared_wall.within = prepared_wall.within, lambda *_: True
    try:
        yield
    finally:
        prepared_wall.within = within
        event.listen(Session, "do_orm_execute", wall._wall)
