"""The streak vectors, read into the rules' own values."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import yaml

from app.practices import rules

FILES = [Path(__file__).parents[1] / "vectors" / name for name in ("streaks.yaml", "streaks-more.yaml")]

Given = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The arguments of `evaluate`."""

    practice: rules.Practice
    members: tuple[rules.Member, ...]
    events: tuple[rules.Event, ...]
    pauses: tuple[rules.Pause, ...] = ()
    rests: tuple[date, ...] = ()
    mends: tuple[date, ...] = ()
    synced_through: date | None = None
    today: Mapping[str, date] = field(default_factory=dict)
    viewer: str = "a"

    def rhythm(self, engine: Any = rules, **onto: Any) -> rules.Rhythm:
        """What an engine, by default ours, answers."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return cast(rules.Rhythm, engine.evaluate(**fields, **onto))


@dataclass(frozen=True)
class Vector:
    """One step of one vector: `expect` holds some of the rhythm's fields."""

    id: str
    asked: Asked
    expect: Given

    def agrees(self, engine: Any = rules) -> bool:
        return not self.differences(engine)

    def differences(self, engine: Any = rules) -> dict[str, tuple[Any, Any]]:
        """By field: (what the vector expects, what came)."""
        came = plain(self.asked.rhythm(engine))
        return {name: (want, came[name]) for name, want in self.expect.items() if not same(want, came[name])}


def vectors() -> list[Vector]:
    found = [yaml.safe_load(file.read_text()) for file in FILES]
    return [vector for file in found for case in file["streaks"] for vector in _steps(case, file["defaults"])]


def plain(rhythm: rules.Rhythm) -> Given:
    values = asdict(rhythm)
    period = rhythm.period and {"from": rhythm.period.from_, "to": rhythm.period.to}
    return {**values, "progress": rhythm.progress and rhythm.progress._asdict(), "period": period}


def same(want: Any, came: Any) -> bool:
    """Some strengths come from a program that cuts off the seventh digit every day."""
    if isinstance(want, float):
        return bool(abs(want - came) < 2e-6)
    return bool(want == (list(came) if isinstance(came, tuple) else came))


def _steps(case: Given, defaults: Given) -> Iterator[Vector]:
    for n, step in enumerate(case.get("steps", [case])):
        given = {**defaults, **case["given"], **step.get("given", {})}
        yield Vector(f"{case['id']}.{n}", _asked(given), step["expect"])


def _asked(given: Given) -> Asked:
    members = tuple(rules.Member(m["id"], m.get("joined"), m.get("left")) for m in given["members"])
    today = given["today"]
    return Asked(
        practice=_practice(given["practice"]),
        members=members,
        events=tuple(event for line in given["events"] for event in _events(line, given.get("deleted", []))),
        pauses=tuple(rules.Pause(p["from"], p["to"], p.get("member")) for p in given.get("pauses", [])),
        rests=tuple(given.get("rests", [])),
        mends=tuple(given.get("mends", [])),
        synced_through=given.get("synced_through"),
        today=today if isinstance(today, dict) else {member.id: today for member in members},
        viewer=given.get("viewer", "a"),
    )


def _practice(given: Given) -> rules.Practice:
    week_start = given.get("week_start", "mon")
    versions = given.get("cadences") or [given["cadence"]]
    cadences = tuple(
        rules.Cadence(
            from_=version.get("from"),
            kind=version["kind"],
            times=version.get("times", 1),
            days=version.get("days", 1),
            week_start=version.get("week_start", week_start),
        )
        for version in versions
    )
    rest, go_on = given.get("rest", 1), tuple(given.get("go_on", []))
    return rules.Practice(given["requires"], given["start"], given.get("ended"), rest, cadences, go_on)


def _events(line: str | Given, deleted: list[str]) -> Iterator[rules.Event]:
    if not isinstance(line, str):
        if line["id"] not in deleted:
            yield rules.Event(line["m"], line["d"])
        return
    who, days = line.split()
    days, _, step = days.partition("/")
    first, _, last = days.partition("..")
    day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    while day <= end:
        yield from (rules.Event(member, day) for member in who)
        day += timedelta(int(step or 1))
