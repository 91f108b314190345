"""Small surprises: a suggestion to one alone, once or twice a week, for who asked for it in their preferences.

It rings through the engine like a reminder, by a row of `ReminderDue` that points at no practice. What it suggests
is chosen on the phone. When it rings is drawn: by day, outside of the quiet hours, and nobody who knows the last
times can tell the next. The rule of its row is the plan:

    {"surprises": 2, "seed": "…", "on": "2026-11-25", "time": "15:20", "gap": 4}

`gap` is the distance in days from the one before. Any two in a row are a week at least, so that seven days in a row
never hold more than two.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from app.kit.clock import tzdata_version, zone
from app.kit.context import instant, stamp
from app.kit.days import ONE_DAY, label_of, zone_at
from app.kit.ids import derived
from app.kit.records.declare import Row
from app.push.deliver import withdraw
from app.reminders import when
from app.reminders.known import Due, Known
from app.reminders.models import SURPRISE, ReminderDue
from app.reminders.view import View

KIND: Final = SURPRISE
WEEK: Final = 7
LONGEST: Final = {1: 10, 2: 6}
"""Days from one to the next at most, by how many a week were asked for."""
DAYTIME: Final = range(10 * 60, 20 * 60, 5)
"""Minutes of the day for which one is planned."""
USEFUL: Final = timedelta(hours=1)
UNTIL: Final = time(21)


def of_preferences(session: Session, row: Row, now: str) -> None:
    """What was asked for begins, and what is no longer wanted is silent at once. The rest is the worker's."""
    key = (row["space_id"], derived(KIND, row["space_id"]))
    due, wanted = session.get(ReminderDue, key, with_for_update=True), row["surprises"]
    if due is None and wanted:
        due = ReminderDue(
            **dict(zip(("space_id", "reminder_id"), key, strict=True)),
            member_id=row["author_id"],
            ref_space=row["space_id"],
            ref_id=KIND,
            rule=None,
            zones=[[now, row["zone"]]],
            tzdata=tzdata_version(),
            since=now,
        )
        session.add(due)
    if due is not None and (due.rule or {}).get("surprises", 0) != wanted:
        due.ref_space, due.ref_id = row["space_id"], KIND
        due.rule = {"surprises": wanted} if wanted else None
        due.label, due.snooze_at, due.next_due_at = None, None, now if wanted else None
        withdraw(session, *key)
    session.flush()


def seed(rows: Sequence[Due], randbytes: Callable[[int], bytes]) -> None:
    """Gives chance to those of these rows that have none yet."""
    for row in rows:
        if row.ref_id == KIND and row.rule and "seed" not in row.rule:
            row.rule = {**row.rule, "seed": randbytes(16).hex()}


def see(known: Known, row: Due, now: datetime) -> Surprise | None:
    """The surprise of a member at this moment; None where it is off or their clock is not known."""
    if row.rule is None or not row.zones:
        return None
    zones = [(instant(since), zone(name)) for since, name in row.zones]
    rule = when.Rule(time.fromisoformat(row.rule.get("time", "12:00")))
    today = label_of(now, zone_at(zones, now))
    where, welcome = when.Whereabouts(zones, known.night(row.space_id)), known.is_somebody_there(row, today)
    return Surprise(row, rule, where, None, 0.0, now, today, welcome)


@dataclass(frozen=True, slots=True)
class Surprise(View):
    """A view whose next time is drawn. It needs nobody to have anything left to do, and nobody has to answer it.

    `welcome`: somebody is there to be surprised. After a farewell, and while they pause, it is let go.
    """

    welcome: bool

    def found(self) -> when.Occurrence | None:
        """It rings in its hour and by day, or not at all."""
        on, at = self._planned()
        if on is None or at is None or at > self.now or not self.may_ring(on) or self._asleep() or not self._is_day():
            return None
        until = min(at + USEFUL, when.useful_until(self.rule, at, self.where))
        return when.Occurrence(on, at, until) if self.now < until else None

    def may_ring(self, label: date) -> bool:
        return self.welcome and self._is_new(label)

    def advance(self) -> None:
        """Keeps a plan that is still ahead, and makes the next one when it is not."""
        on, at = self._planned()
        if on is None or at is None or at <= self.now or not self._is_new(on):
            self._draw(on)
            on, at = self._planned()
        row = self.row
        row.since, row.tzdata = stamp(self.now), tzdata_version()
        row.label = on.isoformat() if on else None
        row.next_due_at = stamp(at if at and at > self.now else self.now + ONE_DAY)

    def _planned(self) -> tuple[date | None, datetime | None]:
        """Day and instant. Where quiet hours changed since, it rings at their end or is let go."""
        plan = self._plan()
        if "on" not in plan:
            return None, None
        on, at = date.fromisoformat(plan["on"]), time.fromisoformat(plan["time"])
        return on, when.floating(on, at, self.where.zones, self.where.quiet)

    def _draw(self, before: date | None) -> None:
        """The next day and time. A first one is a week from the last that rang, however long ago one asked."""
        plan = self._plan()
        minutes = [at for at in DAYTIME if not self._is_quiet(at)]
        if not minutes:
            self.row.rule = {name: plan[name] for name in ("surprises", "seed")}
            return
        longest = LONGEST[plan["surprises"]]
        if before is None:
            on = self.today + (1 + self._chance("first", longest)) * ONE_DAY
            on = max(on, self.last_label + WEEK * ONE_DAY) if self.last_label else on
            gap = longest
        else:
            shortest = WEEK if plan["surprises"] == 1 else max(1, WEEK - plan["gap"])
            on = before + (shortest + self._chance(f"day {before}", longest - shortest + 1)) * ONE_DAY
            if on <= self.today:
                on = self.today + (1 + self._chance(f"late {before}", longest)) * ONE_DAY
            gap = min((on - before).days, longest)
        at = _wall(minutes[self._chance(f"time {on}", len(minutes))])
        self.row.rule = {**plan, "on": on.isoformat(), "time": at.isoformat("minutes"), "gap": gap}

    def _is_new(self, label: date) -> bool:
        return self.last_label is None or label > self.last_label

    def _is_day(self) -> bool:
        here = self.now.astimezone(zone_at(self.where.zones, self.now)).time()
        return _wall(DAYTIME.start) <= here < UNTIL

    def _is_quiet(self, minute: int) -> bool:
        quiet = self.where.quiet
        return quiet is not None and quiet.covers(_wall(minute))

    def _chance(self, what: str, sides: int) -> int:
        """From 0 to one less than `sides`, by the row's own seed: the same question is answered alike."""
        drawn = hmac.digest(bytes.fromhex(self._plan()["seed"]), what.encode(), "sha256")
        return int.from_bytes(drawn[:8], "big") % sides

    def _plan(self) -> dict[str, Any]:
        return self.row.rule or {}


def _wall(minute: int) -> time:
    return time(minute // 60, minute % 60)
