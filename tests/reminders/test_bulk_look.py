"""A look at many reminders asks as often as a look at one, and passes by whoever another worker is at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import col, select

from app.kit.db import EVERYWHERE
from app.kit.prepared import Prepared
from app.members.models import Member
from app.reminders.due import materialise
from tests.reminders.conftest import House


def test_many_are_looked_at_by_as_many_statements_as_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Prepared] = []
    rows = Prepared.rows

    def counted(statement: Prepared, *session: Any, **values: Any) -> Any:
        asked.append(statement)
        return rows(statement, *session, **values)

    monkeypatch.setattr(Prepared, "rows", counted)
    house.remind(house.pair.alice, house.adopt(), "19:30")
    for who in (house.pair.alice, house.pair.bob):
        for _ in range(6):
            house.remind(who, house.adopt(), "20:00")
    house.look()
    asked.clear()
    assert len(house.at("2026-11-23T18:30Z")) == 1
    one = len(asked)
    asked.clear()
    assert len(house.at("2026-11-23T19:00Z")) == 5
    assert 0 < len(asked) == one


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_nobody_waits_for_a_member_whom_another_worker_is_at(house: House) -> None:
    house.remind(house.pair.alice, house.adopt())
    house.remind(house.pair.bob, house.adopt())
    house.look()
    house.clock.advance(hours=1)

    def look() -> int:
        with house.ctx.db.write(EVERYWHERE) as session:
            return materialise(house.ctx, session, house.ctx.now())

    with ThreadPoolExecutor(1) as pool, house.ctx.db.write(EVERYWHERE) as session:
        session.exec(select(Member).where(col(Member.id) == house.pair.alice.id).with_for_update()).one()
        assert pool.submit(look).result(timeout=30) == 1
    assert {row.member_id for row in house.waiting()} == {house.pair.bob.id}
    assert look() == 1
