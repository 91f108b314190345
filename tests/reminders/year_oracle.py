"""What should have rung, found by walking through a story minute by minute with a clock on the wall.

It knows the rules by their words (Q1 to Q9) and nothing of the code that reckons instants ahead. In the 36 hours
after a journey, and for people with more reminders than a day may ring, it does not say what has to ring, but for
what a journey jumped over by day: one that is set for the night waits for the morning of one clock, and lands in the
day of another. What may not ring it says always.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.reminders.year_story import (
    CHANGES_RULES,
    HOME,
    HOUR,
    TO,
    Bell,
    Person,
    Story,
    clock_of,
    is_quiet,
    moment,
)

SETTLED = 36 * HOUR
CATCH_UP = 2 * HOUR
Due = tuple[Bell, date]


@dataclass(eq=False)
class Life:
    """What the oracle knows of one reminder."""

    at: time
    days: list[int]
    passed: set[date] = field(default_factory=set)
    waits: tuple[date, str, bool] | None = None
    """(label, the day on the clock by then, whether for the end of the night): due, and could not ring yet."""
    last: date | None = None
    ignored: int = 0
    put_off: int | None = None
    snoozes: int = 0


def day_of(wall: datetime) -> date:
    """A day ends at four in the morning."""
    return (wall - timedelta(hours=4)).date()


class Oracle:
    """`run()` fills `met`, a count of all that was seen, and `wrong`, which has to stay empty."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.met: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.lives: dict[Bell, Life] = {}
        self.zones: dict[Person, str] = {}
        self.moved: dict[Person, int] = {}
        self.newer = False
        self.pauses: dict[str, list[tuple[str | None, date, date]]] = defaultdict(list)
        self.done: dict[str, set[tuple[str, date]]] = defaultdict(set)
        self.left: set[str] = set()
        self.rung: dict[tuple[Person, date], list[str]] = defaultdict(list)
        self.shifted: dict[int, list[Due]] = defaultdict(list)

    def run(self) -> None:
        before: dict[str, datetime] = {}
        for now in range(self.story.start, self.story.end):
            jumped = [due for kind, about in self.story.happened.get(now, ()) for due in self._happen(now, kind, about)]
            walls = {name: self._wall(name, now) for name in {HOME, *self.zones.values()}}
            due = jumped + self.shifted.pop(now, [])
            for bell, life in self.lives.items():
                wall = walls[HOME if bell.fixed else self.zones[bell.of]]
                if wall.hour == life.at.hour and wall.minute == life.at.minute:
                    due.append((bell, day_of(wall)))
            for name in walls.keys() & before.keys():
                self._gap(now, name, before[name], walls[name])
            self._judge(now, due, walls)
            before = walls

    def _wall(self, name: str, now: int) -> datetime:
        zone = clock_of(TO if self.newer and name == CHANGES_RULES else name)
        return moment(now).astimezone(zone).replace(tzinfo=None)

    def _gap(self, now: int, name: str, before: datetime, wall: datetime) -> None:
        """Q1: what the clock jumped over by itself comes as much later."""
        begin = before + timedelta(minutes=1)
        if not timedelta() < wall - begin < timedelta(hours=3):
            return
        for bell, life in self.lives.items():
            wanted = datetime.combine(begin.date(), life.at)
            if (HOME if bell.fixed else self.zones[bell.of]) == name and begin <= wanted < wall:
                late = int((wanted - begin).total_seconds()) // 60
                self.shifted[now + late].append((bell, day_of(wanted)))
                self.met["in a gap of the clock"] += 1

    def _happen(self, now: int, kind: str, about: tuple) -> list[Due]:  # type: ignore[type-arg]
        """Notes what people did. Returns what a journey jumped over, and now rings."""
        self.met[kind] += 1
        match kind:
            case "bell":
                bell, at, days = about
                life = self.lives.setdefault(bell, Life(at, days))
                life.at, life.days, life.waits, life.passed = at, days, self._of_this_night(now, bell, at, days), set()
            case "home":
                self.zones[about[0]] = about[1]
            case "move":
                return self._arrive(now, *about)
            case "rules":
                self.newer = True
                self.moved |= {person: now for person, zone in self.zones.items() if zone == CHANGES_RULES}
            case "did":
                practice, person, label = about
                self.done[practice].add((person.who.id, date.fromisoformat(label)))
            case "pause":
                self.pauses[about[0]].append(about[1:])
            case "left":
                self.left.add(about[0])
            case "reply":
                self._reply(*about)
        return []

    def _of_this_night(self, now: int, bell: Bell, at: time, days: list[int]) -> tuple[date, str, bool] | None:
        """Q5: set in the night for an hour of it that is over, it rings in the morning that is to come."""
        if bell.fixed or bell.of not in self.zones:
            return None
        wall = self._wall(self.zones[bell.of], now)
        label = day_of(wall)
        wanted = datetime.combine(label + timedelta(days=at.hour < 4), at)
        minutes = int((wall - wanted).total_seconds()) // 60
        asleep = all(is_quiet(bell.of.night, (wanted + timedelta(minutes=n)).time()) for n in range(minutes + 1))
        return (label, str(label), True) if minutes >= 0 and asleep and label.weekday() in days else None

    def _arrive(self, now: int, person: Person, to: str) -> list[Due]:
        """Q4: what the journey jumped over by two hours at most rings on landing."""
        here, there = self._wall(self.zones[person], now), self._wall(to, now)
        calm = now - self.moved.get(person, 0) > SETTLED and not is_quiet(person.night, there.time())
        self.zones[person], self.moved[person] = to, now
        found = []
        for bell in person.reminders:
            life, label = self.lives[bell], day_of(there)
            wanted = datetime.combine(label + timedelta(days=life.at.hour < 4), life.at)
            if not calm or bell.fixed or life.waits or is_quiet(person.night, life.at) or not here < wanted <= there:
                continue
            late = there - wanted
            if late <= timedelta(minutes=CATCH_UP - 1):
                found.append((bell, label))
                self.met["jumped over, caught up"] += self._may(now, bell, label)
            elif late > timedelta(minutes=CATCH_UP + 1):
                self.met["jumped over, too late"] += 1
                life.passed.add(label)
        return found

    def _reply(self, bell: Bell, label: str, reply: str, n: int, again: int) -> None:
        life = self.lives[bell]
        if str(life.last) != label:
            return
        if reply != "later":
            life.ignored, life.put_off = 0, None
        elif n > life.snoozes:
            life.snoozes, life.put_off = n, again

    def _judge(self, now: int, due: list[Due], walls: dict[str, datetime]) -> None:
        up = self.story.wakes(now) is None
        wanted: list[Due] = []
        for bell, label in due:
            life = self.lives[bell]
            if label.weekday() in life.days and label not in life.passed:
                life.passed.add(label)
                night = is_quiet(bell.of.night, walls[self.zones[bell.of]].time())
                if not (night and bell.fixed):  # Q5: a shared moment waits for nobody
                    life.waits = (label, str(day_of(walls[HOME if bell.fixed else self.zones[bell.of]])), night)
        again: list[Due] = []
        for bell, life in self.lives.items():
            if life.waits is not None:
                wanted += self._still(now, bell, life, walls, up)
            if life.put_off is not None and up and life.put_off <= now:
                again += self._again(now, bell, life, walls)
        self._compare(now, wanted, again, walls)

    def _still(self, now: int, bell: Bell, life: Life, walls: dict[str, datetime], up: bool) -> list[Due]:
        """What is due and waits for the end of the night or of a downtime, until it is of no use."""
        assert life.waits is not None
        label, since, for_morning = life.waits
        asleep = is_quiet(bell.of.night, walls[self.zones[bell.of]].time())
        day = str(day_of(walls[HOME if bell.fixed else self.zones[bell.of]]))
        if for_morning and not asleep:
            life.waits = None if day != str(label) else (label, day, False)
        elif not for_morning and (asleep or day != since):
            life.waits = None
            self.met["of no use after a downtime"] += 1
        if life.waits is None or not up or life.waits[2]:
            return []
        life.waits = None
        return [(bell, label)] if self._may(now, bell, label) else []

    def _again(self, now: int, bell: Bell, life: Life, walls: dict[str, datetime]) -> list[Due]:
        """Q6: a ring that was put off, not into the night and not into another day."""
        life.put_off = None
        asleep = is_quiet(bell.of.night, walls[self.zones[bell.of]].time())
        same = day_of(walls[HOME if bell.fixed else self.zones[bell.of]]) == life.last
        return [(bell, life.last)] if life.last and same and not asleep and self._needs(now, bell) else []

    def _needs(self, now: int, bell: Bell) -> bool:
        """Q7: nobody paused or left, and it is not done."""
        day = day_of(self._wall(HOME if bell.requires == "together" else self.zones[bell.of], now))
        paused = any(
            what in (None, bell.practice) and first <= day <= last for what, first, last in self.pauses[bell.of.space]
        )
        return not paused and bell.of.space not in self.left and not self._did(bell, lambda label: label == day)

    def _did(self, bell: Bell, which) -> bool:  # type: ignore[no-untyped-def]
        shared = bell.requires != "each"
        return any(which(label) and (shared or who == bell.of.who.id) for who, label in self.done[bell.practice])

    def _may(self, now: int, bell: Bell, label: date) -> bool:
        """Q7 and Q8: newer than what rang, wanted, and its owner is not tired of it."""
        life = self.lives[bell]
        if not self._needs(now, bell):
            return False
        last = life.last
        if last is None:
            return True
        if self._did(bell, lambda done: done >= last):
            life.ignored = 0
        gap = 10**6 if life.ignored >= 9 else 7 if life.ignored >= 6 else 2 if life.ignored >= 3 else 1
        return (label - last).days >= gap

    def _compare(self, now: int, wanted: list[Due], again: list[Due], walls: dict[str, datetime]) -> None:
        rang = [(bell, date.fromisoformat(label)) for bell, label in self.story.rang.get(now, ())]
        late = self.story.wakes(now - 1) is not None
        for bell, label in wanted + again:
            if (bell, label) in rang:
                self.met["rang as it should"] += 1
                self.met["rang after a downtime"] += late
            elif self._judged(now, bell):
                self.wrong.append(f"LOST {moment(now)} {self._about(bell)} {label}")
            else:
                self.met["not judged: journey, or busy"] += 1
        for bell, label in rang:
            life, key = self.lives[bell], (bell.of, label)
            if (bell, label) not in wanted + again and self._judged(now, bell):
                self.wrong.append(f"NOT WANTED {moment(now)} {self._about(bell)} {label}")
            if is_quiet(bell.of.night, walls[self.zones[bell.of]].time()):
                self.wrong.append(f"AT NIGHT {moment(now)} {self._about(bell)} {label}")
            if not self._needs(now, bell):
                self.wrong.append(f"PAUSED, LEFT OR DONE {moment(now)} {self._about(bell)} {label}")
            if (bell, label) in again:
                self.met["again"] += 1
                continue
            if bell.id in self.rung[key]:
                self.wrong.append(f"TWICE {moment(now)} {self._about(bell)} {label}")
            self.rung[key].append(bell.id)
            if len(self.rung[key]) > 3:
                self.wrong.append(f"MORE THAN THREE {moment(now)} {self._about(bell)} {label}")
            self.met["rang"] += 1
            life.last, life.snoozes, life.put_off = label, 0, None
            life.ignored += 1
            self.met["rarer, for it was ignored"] += life.ignored > 3

    def _judged(self, now: int, bell: Bell) -> bool:
        moved = self.moved.get(bell.of, 0)
        by_day = not is_quiet(bell.of.night, self.lives[bell].at)
        return not bell.of.busy and (now - moved > SETTLED or (now == moved and by_day))

    def _about(self, bell: Bell) -> str:
        life = self.lives[bell]
        return f"{bell.of.who.name} {self.zones[bell.of]} {life.at:%H:%M} {'fixed' if bell.fixed else 'floating'}"
