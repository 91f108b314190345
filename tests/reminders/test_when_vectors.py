"""Every reminder vector, by its type."""

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.kit.clock import tzdata_version, zone
from app.reminders import respect, when

VECTORS = yaml.safe_load((Path(__file__).parents[1] / "vectors" / "reminders.yaml").read_text("utf-8"))["vectors"]
Vector = dict[str, Any]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(instant: datetime | None) -> str | None:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None


def wall(shown: datetime) -> str:
    return shown.strftime("%Y-%m-%dT%H:%M")


def quiet(v: Vector) -> when.Quiet | None:
    return when.Quiet(*map(time.fromisoformat, v["quiet"])) if "quiet" in v else None


def resolve(v: Vector) -> object:
    moment = when.resolve(v["date"], time.fromisoformat(v["time"]), zone(v["tz"]))
    return [utc(moment.instant), moment.kind, wall(moment.wall)]


def series(v: Vector) -> object:
    return [utc(i) for i in when.series(v["from"], v["to"], time.fromisoformat(v["time"]), zone(v["tz"]))]


def quiet_hours(v: Vector) -> object:
    return utc(when.outside_quiet(v["label"], time.fromisoformat(v["time"]), zone(v["tz"]), quiet(v)))


def fixed(v: Vector) -> object:
    mine = zone(v["tz"])
    zones = [(at("2026-01-01T00:00:00Z"), mine)]
    moment = when.fixed(v["label"], time.fromisoformat(v["time"]), zone(v["couple_tz"]), zones, quiet(v))
    return [utc(moment), wall(moment.astimezone(mine))] if moment else None


def travel(v: Vector) -> object:
    zones = [(at(since), zone(name)) for since, name in v["zones"]]
    instant = when.floating(v["label"], time.fromisoformat(v["time"]), zones, quiet(v))
    return utc(instant) if instant and instant < at(v["until"]) else None


def snooze(v: Vector) -> object:
    return utc(
        when.snooze(
            v["label"],
            zone(v["tz"]),
            now=at(v["now"]),
            minutes=v["minutes"],
            used=v.get("used", 0),
            quiet=quiet(v),
        )
    )


def cap(v: Vector) -> object:
    candidates = [respect.Candidate(at(i), practice, priority) for i, practice, priority in v["candidates"]]
    return [c.practice for c in respect.cap(candidates, v["per_member"])]


BY_TYPE: dict[str, Callable[[Vector], object]] = {
    "resolve": resolve,
    "series": series,
    "quiet": quiet_hours,
    "fixed": fixed,
    "travel": travel,
    "snooze": snooze,
    "backoff": lambda v: respect.backoff(v["ignored"], v["days_since_last"]),
    "asks": lambda v: respect.asks(v["state"], v["my_left"]),
    "cap": cap,
    "anchor": lambda v: respect.anchor(v["strength"]),
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_the_rules_say_what_the_vector_expects(vector: Vector) -> None:
    assert tzdata_version() >= vector.get("tzdata_min", "2026f"), "The tzdata package is too old."
    assert vector["type"] in BY_TYPE, f"No rule runs vectors of the type {vector['type']}."
    assert BY_TYPE[vector["type"]](vector) == vector["expect"]
