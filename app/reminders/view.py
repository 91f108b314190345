"""One reminder with all that decides about it at this moment, and what follows for that reminder alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from app.kit.clock import tzdata_version, zone
from app.kit.context import instant, stamp
from app.kit.days import label_of, zone_at
from app.push.deliver import Ring
from app.reminders import respect, when
from app.reminders.known import Due, Known
from app.reminders.need import Standing

LOOK_AGAIN: Final = timedelta(days=1)
"""For a cue whose habit stands without a bell: until it may need one again."""
ONE_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class View:
    """What is known at `now`; `today` is its owner's day. The row in it is the one that is written."""

    row: Due
    rule: when.Rule
    where: when.Whereabouts
    standing: Standing | None
    strength: float
    now: datetime
    today: date

    @property
    def practice(self) -> str:
        """What it rings for."""
        return self.row.practice

    @property
    def last_label(self) -> date | None:
        """The newest label that it has rung for."""
        return date.fromisoformat(self.row.last_label) if self.row.last_label else None

    def found(self) -> when.Occurrence | None:
        """What would ring now, but for the others of the day."""
        found = when.latest_due(
            self.rule,
            self.where,
            since=instant(self.row.since),
            now=self.now,
            last_label=self.last_label,
            strength=self.strength,
        )
        if found is None or self._asleep() or not self.may_ring(found.label):
            return None
        return found

    def again(self) -> when.Occurrence | None:
        """A ring that was put off and whose time has come (Q6), if it is still of use."""
        row = self.row
        if row.snooze_at is None or row.snooze_at > stamp(self.now) or self.last_label is None:
            return None
        row.snooze_at = None
        allowed = when.snooze(
            self.last_label,
            zone_at(self.where.zones, self.now),
            now=self.now - ONE_MINUTE,
            minutes=1,
            used=row.snooze_n - 1,
            quiet=self.where.quiet,
            home=self.where.home,
        )
        if allowed is None or not self._wanted():
            return None
        return when.Occurrence(self.last_label, self.now, when.useful_until(self.rule, self.now, self.where))

    def may_ring(self, label: date) -> bool:
        """Whether its owner is not tired of it (Q8), and the practice needs them (Q7)."""
        return self._patient(label) and self._wanted()

    def ring(self, found: when.Occurrence, n: int) -> Ring:
        """The ring for the outbox. It is let go at the next night, by the clock here as by the one it was due by."""
        return Ring(
            self.row.space_id,
            self.row.reminder_id,
            self.row.member_id,
            found.label.isoformat(),
            n,
            found.instant,
            min(found.useful_until, when.useful_until(self.rule, self.now, self.where)),
        )

    def advance(self) -> None:
        """Sets the next time to look. A window whose habit stands is looked at tomorrow."""
        row = self.row
        following = when.next_occurrence(
            self.rule, self.where, after=self.now, last_label=self.last_label, strength=self.strength
        )
        row.since, row.tzdata = stamp(self.now), tzdata_version()
        row.label = following.label.isoformat() if following else None
        at = stamp(following.instant) if following else None
        if at is None and isinstance(self.rule.at, when.Window):
            at = stamp(self.now + LOOK_AGAIN)
        row.next_due_at = min((one for one in (at, row.snooze_at) if one), default=None)

    def _patient(self, label: date) -> bool:
        """Doing it answers a ring as well as tapping it does."""
        last = self.last_label
        if last is None:
            return True
        if self.row.ignored and self.standing and self.standing.did_since(last):
            self.row.ignored = 0
        return respect.backoff(self.row.ignored, (label - last).days)

    def _wanted(self) -> bool:
        return self.standing is not None and self.standing.wants(self.now, self.today)

    def _asleep(self) -> bool:
        """Quiet where its owner is now, whatever clock it was due by."""
        quiet = self.where.quiet
        return quiet is not None and quiet.covers(self.now.astimezone(zone_at(self.where.zones, self.now)).time())


def see(known: Known, row: Due, now: datetime) -> View | None:
    """None for a reminder that is off, or whose owner's clock nobody knows."""
    if row.rule is None:
        return None
    return of(row, known.night(row.space_id), known.standing(row), now)


def of(row: Due, night: when.Quiet | None, found: Standing | None, now: datetime) -> View | None:
    """The same, where its owner's quiet hours and how they stand to its practice are known."""
    if row.rule is None or not row.zones:
        return None
    zones = [(instant(since), zone(name)) for since, name in row.zones]
    today = label_of(now, zone_at(zones, now))
    home = found.home if found and row.rule["zone_mode"] == when.Mode.FIXED else None
    rule = _rule(row.rule, when.Mode.FIXED if home else when.Mode.FLOATING)
    strength = found.strength(now, today) if found and isinstance(rule.at, when.Window) else 0.0
    return View(row, rule, when.Whereabouts(zones, night, home), found, strength, now, today)


def _rule(stored: dict[str, Any], mode: when.Mode) -> when.Rule:
    """The own space has no home clock: a shared moment there follows its one member."""
    at: time | when.Window = time.fromisoformat(stored["time"])
    if stored["window_start"] is not None:
        at = when.Window(time.fromisoformat(stored["window_start"]), time.fromisoformat(stored["window_end"]))
    return when.Rule(at, frozenset(stored["days"]), mode)
