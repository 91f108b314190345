"""The house of the reminders, and calendars that are read as a calendar program reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import vobject
from fastapi.testclient import TestClient

from tests.cast import Fields, Someone, another_browser
from tests.reminders.conftest import House, clock, house, settings

__all__ = ["House", "clock", "house", "settings"]


@dataclass(slots=True)
class Program:
    """A calendar program that was given an address. It has no session, and reads with a parser of its own."""

    browser: TestClient
    path: str

    def get(self, **headers: str) -> Any:
        return self.browser.get(self.path, headers=headers)

    def text(self) -> str:
        answer = self.get()
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def events(self) -> list[Any]:
        """Every VEVENT. The parser makes its time zones from what the calendar says of them."""
        found: Any = vobject.readOne(self.text())
        return list(getattr(found, "vevent_list", []))

    def rings(self) -> list[datetime]:
        """Every instant at which an alarm goes off, in order."""
        return sorted(instant for event in self.events() for instant in expanded(event))


def expanded(event: Any) -> list[datetime]:
    """The instants of one event in UTC: by the parser's own rules of recurrence, where it recurs."""
    if not hasattr(event, "rrule"):
        return [event.dtstart.value.astimezone(UTC)]
    return [wall.astimezone(UTC) for wall in event.getrruleset(addRDate=True)]


def make(who: Someone, words: str = "neutral") -> Fields:
    """A new address."""
    answer = who.browser.put("/api/v1/me/calendar", json={"words": words})
    assert answer.status_code == 200, answer.text
    made: Fields = answer.json()
    return made


def program(house: House, address: str) -> Program:
    """Somebody's calendar program at that address."""
    assert address.startswith("http://localhost/calendar/")
    browser = another_browser(house.pair.app)
    del browser.headers["origin"]
    return Program(browser, address.removeprefix("http://localhost"))


@pytest.fixture
def alices(house: House) -> Program:
    """Alice's calendar, neutral."""
    return program(house, make(house.pair.alice)["address"])
