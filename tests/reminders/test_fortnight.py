"""Two weeks of six people over five zones, who travel, answer, put off and forget."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, time
from random import Random

import pytest
from sqlmodel import col, func, select

from app.kit.clock import zone
from app.kit.context import instant
from app.kit.db import EVERYWHERE
from app.push.models import Delivery
from app.reminders.models import ReminderDue
from app.reminders.when import Quiet
from tests.cast import Pair, Someone, couple, sign_up
from tests.reminders.conftest import House

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Los_Angeles")
TIMES = ("06:30", "12:00", "19:00", "21:45", "00:30")
NIGHT = ("22:30", "06:45")
END = datetime(2026, 12, 7, 18, tzinfo=UTC)


class Life:
    """Six people and what their phones showed. Everything random comes from one seed."""

    def __init__(self, house: House, random: Random) -> None:
        others = [sign_up(house.pair.app, name) for name in ("carol", "dave", "erin", "gus")]
        self.people = [house.pair.alice, house.pair.bob, *others]
        space = couple(*self.people)
        self.house = House(Pair(house.pair.app, house.ctx, self.people[0], self.people[1], space), house.clock)
        self.random = random
        self.zones = {who.id: random.choice(ZONES) for who in self.people}
        self.practice_of: dict[str, str] = {}
        self.rings: list[tuple[Delivery, str]] = []
        practices = [self.house.adopt(requires="either", area="affection") for _ in range(5)]
        for who in self.people:
            self.house.phone(who)
            self.house.prefer(who, self.zones[who.id], NIGHT)
            for at in TIMES:
                practice = random.choice(practices)
                mode = random.choice(("floating", "floating", "fixed"))
                made = self.house.remind(who, practice, at, zone_mode=mode, priority=random.randrange(3))
                self.practice_of[made] = practice

    def live(self) -> None:
        """From one due time to the next, until the fortnight is over."""
        while (now := self._next()) < END:
            self.house.clock.set(max(now, self.house.clock.now()))
            self.house.look()
            for row in self._new():
                self.rings.append((row, self.zones[row.member_id]))
                self._answer(row)
            if self.random.random() < 0.06:
                self._travel(self.random.choice(self.people))

    def _next(self) -> datetime:
        with self.house.ctx.db.read(EVERYWHERE) as session:
            at = session.exec(select(func.min(col(ReminderDue.next_due_at)))).one()
        assert at, "something always comes"
        return instant(at)

    def _new(self) -> list[Delivery]:
        known = {row.id for row, _ in self.rings}
        return [row for row in self.house.waiting() if row.id not in known]

    def _answer(self, row: Delivery) -> None:
        who = next(one for one in self.people if one.id == row.member_id)
        chance = self.random.random()
        if chance < 0.25 and row.snooze_n < 3:
            self.house.reply(who, row.reminder_id, row.label, "later", row.snooze_n + 1)
        elif chance < 0.85:
            self.house.reply(who, row.reminder_id, row.label, "opened")

    def _travel(self, who: Someone) -> None:
        self.house.clock.advance(minutes=self.random.randrange(1, 90))
        self.zones[who.id] = self.random.choice(ZONES)
        self.house.prefer(who, self.zones[who.id], NIGHT)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # hundreds of looks: one database is enough
def test_a_fortnight_rings_nothing_twice_nothing_at_night_and_never_much(house: House) -> None:
    life = Life(house, Random(20261123))
    life.live()
    first = [(row, where) for row, where in life.rings if row.snooze_n == 0]
    assert len(first) > 100
    assert len(life.rings) > len(first), "some were put off"
    keys = Counter((row.reminder_id, row.label, row.snooze_n) for row, _ in life.rings)
    assert set(keys.values()) == {1}
    night = Quiet(*map(time.fromisoformat, NIGHT))
    for row, where in life.rings:
        assert not night.covers(instant(row.next_try_at).astimezone(zone(where)).time()), row
        assert row.expires_at > row.next_try_at
    by_day = defaultdict(list)
    for row, _ in first:
        by_day[row.member_id, row.label].append(life.practice_of[row.reminder_id])
    assert all(len(rung) <= 3 for rung in by_day.values())
    assert all(len(set(rung)) == len(rung) for rung in by_day.values())
