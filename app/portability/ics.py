"""Series as the text of a calendar (RFC 5545). Knows nothing of what they are about.

Loaded with the first feed that is asked for: the library takes its time.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDDDLists,
    vDuration,
    vRecur,
)

from app.kit.clock import zone
from app.kit.days import ONE_DAY
from app.portability.occasions import AHEAD, Series
from app.portability.rules import Repeat, Turn, repeating, turns

NAME: Final = "Tend"
AGAIN: Final = timedelta(hours=4)
LENGTH: Final = timedelta(minutes=15)
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def written(series: Iterable[Series], *, secret: str, neutral: str, now: datetime) -> bytes:
    """The calendar of these series. `neutral` stands where one has no title.

    UIDs are made with the address's own secret: the same at each reading, and of no meaning without it. Of the
    time of reading only the day is told.
    """
    series = list(series)
    wanted = [(one, found) for one in series if (found := repeating(one.instants, zone(one.zone)))]
    calendar = Calendar()
    for name, value in (("prodid", "-//Tend//Calendar//EN"), ("version", "2.0"), ("x-wr-calname", NAME)):
        calendar.add(name, value)
    calendar.add("refresh-interval", vDuration(AGAIN), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(AGAIN))
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for name in sorted({one.zone for one, _ in wanted}):
        calendar.add_component(_zone(name, today - ONE_DAY, today + AHEAD + 2 * ONE_DAY))
    for one, found in wanted:
        for event in _events(one, found, secret):
            event.add("dtstamp", today)
            _say(event, one.title or neutral)
            calendar.add_component(event)
    for one in series:
        if one.day is not None:
            calendar.add_component(_whole_day(one, one.day, secret, neutral, today))
    text: bytes = calendar.to_ical()
    return text


def _events(one: Series, found: Repeat, secret: str) -> Iterator[Event]:
    """The one that returns, and one more for each time that no pattern holds."""
    clock = zone(one.zone)
    event = _event(secret, one.key, found.first.replace(tzinfo=clock))
    if found.last > found.first:
        event.add("rrule", _rule(found, found.last.replace(tzinfo=clock)))
    if found.without:
        days = vDDDLists([wall.replace(tzinfo=clock) for wall in found.without])
        event.add("exdate", days)
    yield event
    for instant in found.besides:
        yield _event(secret, f"{one.key}/{instant.isoformat()}", instant.astimezone(clock))


def _event(secret: str, key: str, start: datetime) -> Event:
    event = Event()
    event.add("uid", _uid(secret, key))
    event.add("dtstart", start)
    event.add("duration", LENGTH)
    return event


def _whole_day(one: Series, day: date, secret: str, neutral: str, today: datetime) -> Event:
    """A day as such, wherever one is; it does not ring."""
    event = Event()
    event.add("uid", _uid(secret, one.key))
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("dtstamp", today)
    _name(event, one.title or neutral)
    return event


def _uid(secret: str, key: str) -> str:
    return hmac.digest(secret.encode(), key.encode(), "sha256").hex()[:32]


def _name(event: Event, words: str) -> None:
    """It takes nobody's time."""
    event.add("summary", words)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")


def _say(event: Event, words: str) -> None:
    """It rings once."""
    _name(event, words)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", timedelta())
    event.add_component(alarm)


def _rule(found: Repeat, last: datetime) -> vRecur:
    until = last.astimezone(UTC)
    if len(found.weekdays) == len(WEEKDAYS):
        return vRecur(freq="DAILY", until=until)
    return vRecur(freq="WEEKLY", until=until, byday=[WEEKDAYS[day] for day in sorted(found.weekdays)])


def _zone(name: str, since: datetime, until: datetime) -> Timezone:
    """How that clock turns in this time. The library's own puts the turns of spring an hour late."""
    component = Timezone()
    component.add("tzid", name)
    for turn in turns(zone(name), since, until):
        component.add_component(_turned(turn))
    return component


def _turned(turn: Turn) -> Any:
    part = TimezoneDaylight() if turn.summer else TimezoneStandard()
    part.add("dtstart", turn.wall)
    part.add("tzoffsetfrom", turn.before)
    part.add("tzoffsetto", turn.after)
    part.add("tzname", turn.name)
    return part
