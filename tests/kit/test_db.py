"""The wall around every space, the guards of the rows, and the migrations, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from app.kit.db import EVERYWHERE, NOWHERE, Reach, WallBroken, by_secret, widen
from app.kit.records.models import Erasure, Version
from app.practices.models import Practice
from app.tables import metadata
from tests.cast import Pair, new_id, practice


@pytest.fixture
def two_spaces(pair: Pair) -> tuple[str, str]:
    """A practice in Alice's own space, and one in Alice and Bob's: their ids."""
    own = new_id()
    pair.alice.write(pair.alice.own, "practice", "put", own, practice("Alone"))
    return own, pair.adopt()


def seen(pair: Pair, reach: Reach) -> set[str]:
    with pair.ctx.db.read(reach) as session:
        return set(session.execute(select(col(Practice.id))).scalars())


def test_a_session_sees_the_spaces_it_was_opened_for_and_no_others(pair: Pair, two_spaces: tuple[str, str]) -> None:
    own, ours = two_spaces
    assert seen(pair, NOWHERE) == set()
    assert seen(pair, frozenset({pair.space})) == {ours}
    assert seen(pair, frozenset({pair.space, pair.alice.own})) == {own, ours}
    assert seen(pair, EVERYWHERE) == {own, ours}


def test_the_wall_holds_for_every_kind_of_statement(pair: Pair, two_spaces: tuple[str, str]) -> None:
    own, ours = two_spaces
    with pair.ctx.db.read(frozenset({pair.space})) as session:
        assert session.get(Practice, (pair.alice.own, own)) is None
        assert session.execute(select(Practice).where(col(Practice.id) == own)).scalar() is None
        assert session.execute(select(col(Practice.id)).where(col(Practice.id).in_([own, ours]))).scalars().all() == [
            ours
        ]
    with pair.ctx.db.write(frozenset({pair.space})) as session:
        done = session.execute(update(Practice).where(col(Practice.id) == own).values(rest=3))
        assert done.rowcount == 0
        assert session.execute(delete(Practice).where(col(Practice.id) == own)).rowcount == 0


def test_nothing_is_written_outside_the_wall(pair: Pair) -> None:
    row = Version(
        space_id=pair.alice.own, id=new_id(), type="x", entity_id=new_id(), field="x", state="open", seq=1,
        author_id=pair.alice.id, created_at="2026-11-23T18:00:00.000Z", updated_at="2026-11-23T18:00:00.000Z",
    )  # fmt: skip
    with pytest.raises(WallBroken), pair.ctx.db.write(frozenset({pair.space})) as session:
        session.add(row)


def test_a_wall_is_widened_and_lifted_for_one_look_only(pair: Pair, two_spaces: tuple[str, str]) -> None:
    own, ours = two_spaces
    look = select(col(Practice.id)).order_by(col(Practice.id))
    with pair.ctx.db.read() as session:
        widen(session, frozenset({pair.space}))
        assert session.execute(look).scalars().all() == [ours]
        with by_secret(session):
            assert set(session.execute(look).scalars()) == {own, ours}
        assert session.execute(look).scalars().all() == [ours]


def test_a_row_is_never_changed_without_a_higher_seq(pair: Pair, two_spaces: tuple[str, str]) -> None:
    with pytest.raises(DBAPIError, match="seq must rise"), pair.ctx.db.write(EVERYWHERE) as session:
        session.execute(update(Practice).values(rest=3))
    with pytest.raises(DBAPIError, match="seq must rise"), pair.ctx.db.write(EVERYWHERE) as session:
        session.execute(update(Practice).values(rest=3, seq=0))
    with pair.ctx.db.write(EVERYWHERE) as session:
        session.execute(update(Practice).values(rest=3, seq=1000))


def test_a_row_never_goes_but_with_its_space(pair: Pair, two_spaces: tuple[str, str]) -> None:
    own, ours = two_spaces
    with pytest.raises(DBAPIError, match="tombstones"), pair.ctx.db.write(EVERYWHERE) as session:
        session.execute(delete(Practice).where(col(Practice.id) == ours))
    with pair.ctx.db.write(EVERYWHERE) as session:
        session.add(Erasure(space_id=pair.alice.own))
        session.flush()
        session.execute(delete(Practice).where(col(Practice.id) == own))
        session.execute(delete(Erasure))
    assert seen(pair, EVERYWHERE) == {ours}


def test_a_transaction_that_raises_leaves_nothing_and_tells_nobody(pair: Pair) -> None:
    told: list[bool] = []
    pair.ctx.db.on_commit(lambda: told.append(True))
    with pytest.raises(DBAPIError), pair.ctx.db.write(EVERYWHERE) as session:
        session.execute(insert(Erasure), [{"space_id": pair.space}, {"space_id": pair.space}])
    with pair.ctx.db.read(EVERYWHERE) as session:
        assert session.execute(select(col(Erasure.space_id))).all() == []
    assert told == []


def test_a_read_is_one_snapshot(pair: Pair) -> None:
    made = pair.adopt()
    with pair.ctx.db.read(frozenset({pair.space})) as session:
        before = session.execute(select(col(Practice.rest)).where(col(Practice.id) == made)).scalar()
        pair.alice.write(pair.space, "practice", "patch", made, {"rest": 3})
        session.expire_all()
        assert session.execute(select(col(Practice.rest)).where(col(Practice.id) == made)).scalar() == before


def test_a_read_can_not_write(pair: Pair) -> None:
    if not pair.ctx.db.sqlite:
        return
    with pytest.raises(DBAPIError, match="readonly"), pair.ctx.db.read(EVERYWHERE) as session:
        session.execute(update(Practice).values(rest=3, seq=1000))


def test_migrations_make_what_the_models_say(pair: Pair) -> None:
    engine = create_engine(pair.ctx.db.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
