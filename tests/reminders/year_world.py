"""A town whose people live by the clock: they travel, pause, answer, forget, edit, leave, and the server sleeps.

Everything that they do goes through the API, and is noted down in a `Story`, by the minute, for the oracle.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import time, timedelta, tzinfo
from random import Random
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import delete, func
from sqlmodel import col, select

from app.auth.models import Rate
from app.kit.clock import FixedClock
from app.kit.context import Context, instant
from app.kit.db import EVERYWHERE
from app.kit.ids import derived
from app.reminders.models import ReminderDue
from tests.cast import P256, Someone, check_in, couple, practice, sign_up
from tests.reminders.year_story import (
    CHANGES_RULES,
    DAY,
    HOME,
    HOUR,
    NIGHTS,
    TIMES,
    TO,
    ZONES,
    Bell,
    Person,
    Story,
    clock_of,
    is_quiet,
    minute_of,
    moment,
)

JUMPED = time(2, 30)


class Town:
    """The people and what they are going to do."""

    def __init__(self, app: FastAPI, ctx: Context, clock: FixedClock, random: Random, story: Story) -> None:
        self.app, self.ctx, self.clock, self.random, self.story = app, ctx, clock, random, story
        self.rules = "2026z"
        self.bells: dict[str, Bell] = {}
        self._plans: list[tuple[int, int, Callable[[int], None]]] = []
        self._left: set[str] = set()

    @property
    def now(self) -> int:
        return minute_of(self.clock.now())

    def zone(self, name: str) -> tzinfo:
        """The rules of a zone by the release of this minute."""
        return clock_of(TO if name == CHANGES_RULES and self.rules != "2026z" else name)

    def settle(self, couples: int) -> None:
        for n in range(couples):
            one, other = (sign_up(self.app, f"{name}{n}") for name in ("alice", "bob"))
            space = couple(one, other)
            practices = [(self._adopt(one, space, wants), wants) for wants in ("each", "either", "together", "each")]
            for who in (one, other):
                self._move_in(who, space, practices)
            with self.ctx.db.write() as session:
                session.execute(delete(Rate))  # so many people come from one place

    def plan(self) -> None:
        """What will happen, for the whole story; answers come as it goes."""
        span, start, chance = self.story.end - self.story.start, self.story.start, self.random
        for _ in range(max(2, span // (40 * DAY))):
            begin = start + chance.randrange(DAY, span - 3 * DAY)
            self.story.downtimes.append((begin, begin + chance.choice((50, 3 * HOUR, 9 * HOUR, 30 * HOUR, 60 * HOUR))))
        self._at(start + span // 2, self._newer_rules)
        for person in self.story.people:
            for _ in range(max(1, span // (50 * DAY))):
                self._plan_a_trip(person, start + chance.randrange(span))
                self._at(start + chance.randrange(span), lambda now, p=person: self._pause(p, now))
            for day in range(span // DAY):
                self._at(start + day * DAY + chance.randrange(DAY), lambda now, p=person: self._live(p, now))
            for bell in person.reminders[person is self.story.people[0] :]:
                for _ in range(max(1, span // (90 * DAY))):
                    self._at(start + chance.randrange(span), lambda now, b=bell: self._edit(b, now))
        for person in self.story.people[2::20]:
            self._at(start + span * 3 // 4, lambda now, p=person: self._leave(p, now))

    def happen(self, minute: int) -> None:
        """All that is planned for that minute."""
        while self._plans and self._plans[0][0] <= minute:
            heapq.heappop(self._plans)[2](minute)

    def next(self) -> int:
        """The next minute at which anything is planned or due. A server that is down looks when it is back."""
        with self.ctx.db.read(EVERYWHERE) as session:
            due = session.exec(select(func.min(col(ReminderDue.next_due_at)))).one()
        following = [self._plans[0][0]] if self._plans else [self.story.end]
        if due:
            following.append(-(-int(instant(due).timestamp()) // 60))
        minute = max(min(following), self.now)
        return self.story.wakes(minute) or minute

    def answer(self, bell: Bell, label: str, n: int) -> None:
        """What somebody makes of a ring, some time later."""
        chance, after = self.random.random(), self.now + self.random.randrange(1, 100)
        if bell.of.tired and self.random.random() < 0.97:
            return
        if chance < 0.25 and n < 3:
            self._at(after, lambda now: self._reply(bell, label, "later", n + 1, now))
        elif chance < 0.75:
            self._at(after, lambda now: self._reply(bell, label, self.random.choice(("opened", "done")), 0, now))

    def _at(self, minute: int, what: Callable[[int], None]) -> None:
        """Later, if the server is down then: phones keep what they could not send."""
        if back := self.story.wakes(minute):
            minute = back + 1 + self.random.randrange(30)
            return self._at(minute, what)
        heapq.heappush(self._plans, (minute, len(self._plans) + self.random.randrange(10**9), what))
        return None

    def _adopt(self, who: Someone, space: str, requires: str) -> str:
        made = self._id()
        self._write(who, space, "practice", "put", made, practice(requires=requires))
        return made

    def _move_in(self, who: Someone, space: str, practices: list[tuple[str, str]]) -> None:
        """The first one has no night, and a bell at half past two that nobody moves: the clock jumps over it once."""
        chance = self.random
        night = chance.choice(NIGHTS) if self.story.people else None
        tired, n = chance.random() < 0.15, len(self.story.people)
        hours = None if night is None else (time.fromisoformat(night[0]), time.fromisoformat(night[1]))
        person = Person(who, space, ZONES[n % len(ZONES)], hours, tired)
        self.story.people.append(person)
        wanted = {"endpoint": f"http://127.0.0.1:9/push/{who.name}", "keys": {"p256dh": P256, "auth": "A" * 22}}
        assert who.browser.put("/api/v1/push/subscription", json=wanted).status_code == 204
        self._prefer(person)
        self.story.note(self.now, "home", person, person.zone)
        chosen = practices * 2 if n % 10 == 9 else practices[:3]
        for practice_id, requires in chosen[:5]:
            fixed = chance.random() < 0.25
            at, days = (
                time.fromisoformat(chance.choice(TIMES)),
                sorted(chance.sample(range(7), chance.choice((7, 7, 5)))),
            )
            bell = Bell(self._id(), person, practice_id, requires, at, days, fixed)
            if not self.bells:
                at, days, fixed = JUMPED, list(range(7)), False
            mode = "fixed" if fixed else "floating"
            about = {"ref_space": space, "ref_id": practice_id, "time": f"{at:%H:%M}", "days": days, "zone_mode": mode}
            self._write(who, who.own, "reminder", "put", bell.id, {**about, "priority": chance.randrange(3)})
            person.reminders.append(bell)
            self.bells[bell.id] = bell
            self.story.note(self.now, "bell", bell, at, days)

    def _plan_a_trip(self, person: Person, begin: int) -> None:
        """There and back, sometimes just past a reminder's time, so that it is jumped over."""
        there, back = self.random.choice(ZONES), person.zone
        bell, late = self.random.choice(person.reminders), self.random.randrange(5, 150)
        if not bell.fixed and self.random.random() < 0.5:
            wall = moment(begin).astimezone(clock_of(there))
            begin += (bell.at.hour * HOUR + bell.at.minute + late - wall.hour * HOUR - wall.minute) % DAY
        self._at(begin, lambda now: self._travel(person, there, now))
        self._at(begin + self.random.randrange(3 * DAY, 15 * DAY), lambda now: self._travel(person, back, now))

    def _travel(self, person: Person, to: str, now: int) -> None:
        if to != person.zone:
            person.zone = to
            self._prefer(person)
            self.story.note(now, "move", person, to)

    def _prefer(self, person: Person) -> None:
        night = [None if person.night is None else f"{at:%H:%M}" for at in person.night or (None, None)]
        fields = {"zone": person.zone, "quiet_from": night[0], "quiet_to": night[1]}
        self._write(person.who, person.who.own, "preferences", "put", derived("preferences", person.who.own), fields)

    def _live(self, person: Person, now: int) -> None:
        """Once a day: their phone asks what is new, and on some days they did something."""
        if person.space in self._left:
            return
        person.who.pull({"id": person.who.own}, limit=1)
        if self.random.random() < (0.05 if person.tired else 0.3):
            bell = self.random.choice(person.reminders)
            clock = self.zone(HOME if bell.requires == "together" else person.zone)
            label = str((moment(now).astimezone(clock).replace(tzinfo=None) - timedelta(hours=4)).date())
            id_, fields = check_in(bell.practice, person.who.id, label)
            self._write(person.who, person.space, "check_in", "put", id_, fields)
            self.story.note(now, "did", bell.practice, person, label)

    def _pause(self, person: Person, now: int) -> None:
        if person.space in self._left:
            return
        first = moment(now).date() + timedelta(days=self.random.randrange(-1, 3))
        last = first + timedelta(days=self.random.randrange(5))
        whose, what = (
            self.random.choice((None, person.who.id)),
            self.random.choice((None, person.reminders[0].practice)),
        )
        fields = {"practice_id": what, "member_id": whose, "first": str(first), "last": str(last)}
        self._write(person.who, person.space, "pause", "put", self._id(), fields)
        self.story.note(now, "pause", person.space, what, first, last)

    def _edit(self, bell: Bell, now: int) -> None:
        """While they are awake: nobody moves a bell in their sleep."""
        wall = moment(now).astimezone(self.zone(bell.of.zone)).time()
        if is_quiet(bell.of.night, wall):
            self._at(now + 37, lambda later: self._edit(bell, later))
            return
        bell.at = time.fromisoformat(self.random.choice(TIMES))
        fields = {"time": f"{bell.at:%H:%M}", "days": bell.days}
        self._write(bell.of.who, bell.of.who.own, "reminder", "patch", bell.id, fields)
        self.story.note(now, "bell", bell, bell.at, bell.days)

    def _reply(self, bell: Bell, label: str, reply: str, n: int, now: int) -> None:
        minutes = self.random.choice((10, 30, 120)) if n else None
        fields = {"reminder_id": bell.id, "label": label, "reply": reply, "n": n, "minutes": minutes}
        made = derived("reminder_reply", bell.id, label, reply, str(n))
        self._write(bell.of.who, bell.of.who.own, "reminder_reply", "put", made, fields)
        self.story.note(now, "reply", bell, label, reply, n, now + (minutes or 0))

    def _leave(self, person: Person, now: int) -> None:
        answer = person.who.browser.delete(f"/api/v1/couples/{person.space}/members/me")
        assert answer.status_code == 204, answer.text
        self._left.add(person.space)
        self.story.note(now, "left", person.space)

    def _newer_rules(self, now: int) -> None:
        self.rules = "2027a"
        self.story.note(now, "rules")

    def _id(self) -> str:
        """From the seed: ids decide between what is otherwise alike."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _write(self, who: Someone, space: str, kind: str, op: str, id_: str, fields: dict[str, Any]) -> None:
        result = who.write(space, kind, op, id_, fields, at=self.ctx.stamp(), base_seq=2**53)
        assert result["outcome"] in ("applied", "merged"), (kind, fields, result)
