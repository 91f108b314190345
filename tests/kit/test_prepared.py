"""Statements that were prepared: the wall is in them, and they say the same as SQLAlchemy would, on both databases."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.kit.db import EVERYWHERE, WallBroken
from app.kit.listed import among, among_pairs, told
from app.kit.prepared import Prepared
from app.kit.records.models import Erasure, Feed, Membership, Space, SpaceCommit
from app.kit.records.statements import table_of
from app.practices.models import CheckIn, Practice
from tests.cast import Pair, check_in, new_id, practice

TITLES = Prepared(select(col(Practice.id), col(Practice.cadences)).where(among(col(Practice.id))))
PLANTING = Prepared(insert(table_of(Practice)))
NEITHER = Prepared(select(col(Erasure.space_id)).where(among(col(Erasure.space_id))))
ERASING = Prepared(insert(table_of(Erasure)))


@pytest.fixture
def two_spaces(pair: Pair) -> tuple[str, str]:
    """A practice in Alice's own space, and one in Alice and Bob's: their ids."""
    own = new_id()
    pair.alice.write(pair.alice.own, "practice", "put", own, practice("Alone"))
    return own, pair.adopt()


def plant(space: str, cadences: object) -> dict[str, object]:
    return {
        "space_id": space, "id": new_id(), "author_id": new_id(), "seq": 1, "deleted_at": None,
        "created_at": "2026-11-23T18:00:00.000Z", "updated_at": "2026-11-23T18:00:00.000Z",
        "body": None, "enc": "none", "key_epoch": 0, "rev": 0, "stamps": "{}",
        "area": "affection", "catalogue": None, "requires": "each", "cadences": cadences, "start": "2026-11-23",
        "ended": None, "rest": 1, "position": 0,
    }  # fmt: skip


def test_a_space_is_read_only_by_a_session_that_was_opened_for_it(pair: Pair, two_spaces: tuple[str, str]) -> None:
    own, ours = two_spaces
    with pair.ctx.db.read(frozenset({pair.space})) as session:
        assert [id_ for id_, _ in TITLES.rows(session, space=pair.space, ids=[own, ours])] == [ours]
        assert TITLES.rows(session, space=pair.alice.own, ids=[own, ours]) == []
    with pair.ctx.db.read() as session:
        assert TITLES.rows(session, space=pair.space, ids=[ours]) == []
    with pair.ctx.db.read(EVERYWHERE) as session:
        assert [id_ for id_, _ in TITLES.rows(session, space=pair.alice.own, ids=[own, ours])] == [own]


def test_rows_of_spaces_are_never_asked_for_without_naming_one(pair: Pair, two_spaces: tuple[str, str]) -> None:
    with pair.ctx.db.read(EVERYWHERE) as session, pytest.raises(KeyError, match="space"):
        TITLES.rows(session, ids=list(two_spaces))


def test_nothing_is_written_outside_the_wall(pair: Pair, two_spaces: tuple[str, str]) -> None:
    change = Prepared(update(table_of(Practice)).values(rest=bindparam("to")))
    leave = Prepared(delete(table_of(Feed)).where(table_of(Feed).c.seq == bindparam("was")))
    here = frozenset({pair.space})
    for statement, row in (
        (PLANTING, plant(pair.alice.own, 1)),
        (change, {"space": pair.alice.own, "to": 3}),
        (leave, {"space": pair.alice.own, "was": 1}),
    ):
        with pytest.raises(WallBroken), pair.ctx.db.write(here) as session:
            statement.run(session, row)
    with pytest.raises(WallBroken), pair.ctx.db.write(here) as session:
        PLANTING.run(session, plant(pair.space, 1), plant(pair.alice.own, 1))
    with pair.ctx.db.read(EVERYWHERE) as session:
        found = session.execute(select(col(Practice.id))).scalars()
        assert sorted(found) == sorted(two_spaces)


def test_nobody_prepares_a_statement_that_the_wall_would_miss_a_part_of() -> None:
    members = select(col(Membership.space_id)).where(col(Membership.member_id) == bindparam("me"))
    practices, other = table_of(Practice), aliased(Practice)
    for statement in (
        select(col(Practice.id)).where(col(Practice.space_id).in_(members)),
        select(col(Space.id)).where(col(Space.id).in_(select(col(Practice.space_id)))),
        select(col(other.id)),
        update(table_of(Space)).where(table_of(Space).c.id.in_(select(practices.c.space_id))).values(head=0),
        insert(practices).from_select(["id"], select(table_of(CheckIn).c.id)),
    ):
        with pytest.raises(TypeError):
            Prepared(statement)


def test_values_come_back_as_their_columns_say(pair: Pair) -> None:
    made = pair.adopt()
    id_, fields = check_in(made, pair.alice.id)
    pair.alice.write(pair.space, "check_in", "put", id_, fields)
    seen = Prepared(select(col(CheckIn.withdrawn), col(CheckIn.label)))
    with pair.ctx.db.read(frozenset({pair.space})) as session:
        assert seen.rows(session, space=pair.space) == [(False, "2026-11-23")]
        (found,) = TITLES.rows(session, space=pair.space, ids=[made])
        assert found[1][0]["kind"] == "daily"


def test_many_rows_are_written_like_one(pair: Pair) -> None:
    rows = [plant(pair.space, value) for value in (1, "words", {"a": [True, None]}, False)]
    with pair.ctx.db.write(frozenset({pair.space})) as session:
        PLANTING.run(session)
        PLANTING.run(session, rows[0])
        PLANTING.run(session, *rows[1:])
        ERASING.run(session, *({"space_id": f"{n:036}"} for n in range(300)))
    with pair.ctx.db.read(EVERYWHERE) as session:
        found = {row.id: row.cadences for row in session.execute(select(col(Practice.id), col(Practice.cadences)))}
        assert found == {row["id"]: row["cadences"] for row in rows}
        assert len(NEITHER.rows(session, ids=[f"{n:036}" for n in range(0, 600, 2)])) == 150
        assert NEITHER.rows(session, ids=[]) == []


@pytest.mark.parametrize("odd", ['"', '""', "\\", '\\"', ",", '","', "{}", "{", "NULL", "", "ä\n", "'"])
def test_a_text_is_found_whatever_is_in_it(pair: Pair, odd: str) -> None:
    near = [odd + "x", "xx" + odd, "z"]
    with pair.ctx.db.write() as session:
        ERASING.run(session, *({"space_id": text} for text in (odd, *near)))
        assert NEITHER.rows(session, ids=[odd]) == [(odd,)]
        assert NEITHER.rows(session, ids=["y", odd, "w"]) == [(odd,)]
        session.rollback()


def test_one_session_asks_in_one_transaction_after_the_other(pair: Pair) -> None:
    with pair.ctx.db.write() as session:
        for text in ("one", "two"):
            ERASING.run(session, {"space_id": text})
            assert NEITHER.rows(session, ids=["one", "two"]) == [(text,)]
            session.rollback()
    with pair.ctx.db.read() as session:
        assert NEITHER.rows(session, ids=["one", "two"]) == []


def test_what_the_database_refuses_is_told_without_the_values(pair: Pair) -> None:
    with pytest.raises(IntegrityError) as refused, pair.ctx.db.write() as session:
        ERASING.run(session, {"space_id": "told to nobody"}, {"space_id": "told to nobody"})
    assert refused.value.params is None
    with pair.ctx.db.write() as session:
        session.execute(delete(Erasure))
        assert NEITHER.rows(session, ids=["told to nobody"]) == []
    if pair.ctx.db.sqlite:
        with pytest.raises(DBAPIError, match="readonly"), pair.ctx.db.read() as session:
            ERASING.run(session, {"space_id": "x"})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_glance_sees_what_was_committed(pair: Pair, two_spaces: tuple[str, str]) -> None:
    _, ours = two_spaces
    with pair.ctx.db.glance(frozenset({pair.space})) as session:
        assert len(TITLES.rows(session, space=pair.space, ids=[ours])) == 1
        pair.alice.write(pair.space, "practice", "delete", ours, {})
        later = Prepared(select(col(Practice.deleted_at)))
        assert later.rows(session, space=pair.space)[0][0] is not None


def test_a_number_is_told_by_the_name_that_a_row_has(pair: Pair) -> None:
    asked = Prepared(select(col(Space.id), told(col(Space.id), "numbers")))
    with pair.ctx.db.read() as session:
        found = dict(asked.rows(session, numbers=json.dumps({pair.space: 2**53, 'quote"d': 1})))
    assert found[pair.space] == 2**53
    assert {number for id_, number in found.items() if id_ != pair.space} == {None}


def test_what_was_proved_by_a_join_needs_no_space(pair: Pair) -> None:
    marks = select(col(SpaceCommit.tag)).join_from(Space, SpaceCommit, col(SpaceCommit.space_id) == col(Space.id))
    with pair.ctx.db.read() as session:
        assert Prepared(marks, proven=[table_of(SpaceCommit)]).rows(session) != []
        with pytest.raises(KeyError, match="space"):
            Prepared(marks).rows(session)
    hidden = select(aliased(SpaceCommit).tag)
    with pytest.raises(TypeError, match="wall"):
        Prepared(hidden.join(CheckIn, col(CheckIn.id) == ""), proven=[table_of(SpaceCommit)])


def test_a_jobs_statement_reaches_every_space_and_is_refused_to_anybody_else(
    pair: Pair, two_spaces: tuple[str, str]
) -> None:
    own, ours = two_spaces
    wanted = among_pairs(col(Practice.space_id), col(Practice.id))
    found = Prepared(select(col(Practice.id)).where(wanted), everywhere=True)
    leave = Prepared(delete(table_of(Feed)).where(table_of(Feed).c.type == bindparam("kind")), everywhere=True)
    pairs = [(pair.alice.own, own), (pair.space, ours), (pair.space, own), ('"', "'")]
    with pair.ctx.db.read(EVERYWHERE) as session:
        assert sorted(id_ for (id_,) in found.rows(session, pairs=pairs)) == sorted(two_spaces)
        assert found.rows(session, pairs=[]) == []
        assert found.rows(session, pairs=[(pair.space, own), (pair.alice.own, ours)]) == []
    for reach in (frozenset[str](), frozenset({pair.space, pair.alice.own})):
        with pair.ctx.db.read(reach) as session, pytest.raises(WallBroken):
            found.rows(session, pairs=pairs)
        with pytest.raises(WallBroken), pair.ctx.db.write(reach) as session:
            leave.run(session, {"kind": "practice"})
    with pair.ctx.db.write(EVERYWHERE) as session:
        leave.run(session, {"kind": "practice"})
        assert "practice" not in set(session.execute(select(col(Feed.type))).scalars())
