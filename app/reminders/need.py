"""Whether a practice wants its member rung now: membership, pauses, who left, and what is done already (Q7).

A reminder points at its practice loosely. It is looked up afresh each time, so that leaving, ending and
pausing silence it at once, without anybody having to tell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from app.kit.clock import zone
from app.kit.days import label_of
from app.practices import reckon
from app.practices.rules import AFFECTION
from app.reminders.respect import asks


@dataclass(frozen=True, slots=True)
class Standing:
    """A practice as one member stands to it."""

    ground: reckon.Ground
    practice: Mapping[str, Any]
    member_id: str

    @property
    def home(self) -> tzinfo | None:
        """The couple's home clock."""
        return None if self.ground.home is None else zone(self.ground.home)

    def strength(self, now: datetime, label: date) -> float:
        """0 to 1, for where in its window a cue rings."""
        return reckon.rhythm(self.ground, self.practice, self.member_id, now, label).strength

    def wants(self, now: datetime, label: date) -> bool:
        """Whether to ring on the member's day `label`. What a partner did is never told, and never asked for.

        Affection asks for no state, only whether the member's own part of today is done; and there it is
        enough that anybody paused.
        """
        if self._rests(now, label):
            return False
        rhythm = reckon.rhythm(self.ground, self.practice, self.member_id, now, label)
        if self.practice["area"] == AFFECTION:
            return rhythm.state not in ("ended", "upcoming", "paused") and not self._done_on(self._day(now, label))
        return asks(rhythm.state, rhythm.my_left or 0)

    def stands_on(self, at: datetime, label: date) -> bool:
        """Whether a day that is still to come may be planned for, as far as one knows: the practice has begun and
        not ended by then, and neither rests nor is paused. `at`: when it would ring on the day `label`."""
        day, start, ended = self._day(at, label), self.practice["start"], self.practice["ended"]
        within = start <= day.isoformat() and (ended is None or day.isoformat() < ended)
        return within and not self._rests(at, label)

    def did_since(self, label: date) -> bool:
        """Whether the member did it on that day or later: then a bell was not in vain, answered or not."""
        events = self.ground.events[self.practice["id"]]
        return any(event.label >= label and self._is_mine(event.member) for event in events)

    def _rests(self, now: datetime, label: date) -> bool:
        day = self._day(now, label)
        marked = day in self.ground.rests[self.practice["id"]]
        pauses = [*self.ground.pauses[None], *self.ground.pauses[self.practice["id"]]]
        held = any(
            self._concerns_me(pause.member) and pause.from_ <= day and (pause.to is None or day <= pause.to)
            for pause in pauses
        )
        return marked or held or self._since_somebody_left()

    def _since_somebody_left(self) -> bool:
        """What is shared rests until those who stayed say to go on."""
        if self.practice["requires"].startswith("one:"):
            return False
        start = date.fromisoformat(self.practice["start"])
        left = [member.left for member in self.ground.members if member.left and member.left > start]
        return any(all(on < day for on in self.ground.continued) for day in left)

    def _concerns_me(self, paused: str | None) -> bool:
        if paused in (None, self.member_id):
            return True
        if self.practice["requires"].startswith("one:"):
            return False
        return bool(self.practice["area"] == AFFECTION or self.practice["requires"] != "either")

    def _done_on(self, day: date) -> bool:
        events = self.ground.events[self.practice["id"]]
        return any(event.label == day and self._is_mine(event.member) for event in events)

    def _is_mine(self, member: str) -> bool:
        """One log of `either` and `together` stands for everybody."""
        return member == self.member_id or self.practice["requires"] in ("either", "together")

    def _day(self, now: datetime, label: date) -> date:
        if self.practice["requires"] == "together" and self.home is not None:
            return label_of(now, self.home)
        return label


def of_member(ground: reckon.Ground, practice: Mapping[str, Any], member_id: str) -> Standing | None:
    """None for a practice that is another's alone."""
    asked, _, who = practice["requires"].partition(":")
    return None if asked == "one" and who != member_id else Standing(ground, practice, member_id)
