"""Gardens that have grown: half a year of a couple's days, written through the API with the days they belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from app.kit.ids import derived
from tests.cast import Fields, Someone, couple, new_id
from tests.e2e.server import Server

HOME = "Europe/Berlin"
HUG, TEA = "A long hug", "Tea at the window"
AT_ONCE = 100
"""Changes in one push."""


@dataclass(frozen=True)
class Plant:
    """A practice, and how it has gone: the chance that a day saw it done, for each of the two."""

    area: str
    slug: str | None
    title: str
    requires: str
    cadence: Fields
    plan: tuple[str, str] | None
    chances: tuple[float, float]
    today: tuple[bool, bool] = (False, False)


PLANTS = (
    Plant("affection", "a-long-hug", "A long hug", "each", {"kind": "daily"},
          ("after dinner", "hold each other for a while"), (0.85, 0.8), (True, True)),
    Plant("quality-time", "phones-away", "Phones away", "together", {"kind": "weekly", "times": 3},
          ("when we come home", ""), (0.45, 0.0)),
    Plant("communicate", None, "One open question", "each", {"kind": "daily"},
          ("with the first coffee", ""), (0.6, 0.6), (False, True)),
    Plant("interests", None, "Read to each other", "either", {"kind": "weekly", "times": 2},
          ("before the light goes out", ""), (0.2, 0.2)),
    Plant("trust", None, "One small promise kept", "each", {"kind": "weekly", "times": 1}, None, (0.2, 0.15)),
)  # fmt: skip
WORDS = (
    "We laughed until the soup was cold.",
    "You asked twice, and I was glad.",
    "Quiet today, and that was good.",
    "The walk home, your hand in my pocket.",
)


@dataclass(frozen=True)
class Couple:
    """Two people whose garden has stood for a while."""

    alice: Someone
    bob: Someone
    space: str
    practices: dict[str, str]
    """By title."""


def two_people(server: Server, first: str = "alice", second: str = "bob") -> Couple:
    """A couple in Berlin with nothing planted yet, and with their names on their cards."""
    alice, bob = server.sign_up(first), server.sign_up(second)
    return Couple(alice, bob, couple(alice, bob), {})


def with_two_practices(server: Server, first: str = "alice", second: str = "bob") -> Couple:
    """A couple with a hug and a tea, both for each of them on every day."""
    ours = two_people(server, first, second)
    plant(ours, HUG)
    plant(ours, TEA, area="quality-time", position=1)
    return ours


def days_of(ours: Couple, title: str) -> set[str]:
    """The days of a practice, as the server has them for the partner."""
    return {each["fields"]["label"] for each in check_ins(ours, title)}


def check_ins(ours: Couple, title: str) -> list[Fields]:
    """The check-ins of a practice, as the server has them for the partner."""
    practice = ours.practices[title]
    answer = ours.bob.browser.get(f"/api/v1/spaces/{ours.space}/check-ins", params={"practice_id": practice})
    items: list[Fields] = answer.json()["items"]
    return items


def grown(server: Server, first: str = "alice", second: str = "bob", *, days: int = 182) -> Couple:
    """Half a year of it, the same on every run but for the date. Without rings: nobody is reminded."""
    ours, dice, today = two_people(server, first, second), Random(7), date_now()
    start = today - timedelta(days=days)
    for position, plant in enumerate(PLANTS):
        ours.practices[plant.title] = _adopt(ours, plant, start, position)
        for who, nth in ((ours.alice, 0), (ours.bob, 1)):
            rows = list(_days(ours.practices[plant.title], plant, who, nth, start, today, dice))
            _push(who, ours.space, rows)
    return ours


def plant(ours: Couple, title: str = "A long hug", **changes: Any) -> str:
    """One practice more, from today on; returns its id."""
    made = new_id()
    fields = {
        "area": "affection",
        "requires": "each",
        "cadences": [{"from": date_now().isoformat(), "kind": "daily"}],
        "start": date_now().isoformat(),
        "body": {"title": title},
        **changes,
    }
    _push(ours.alice, ours.space, [("practice", made, fields)])
    ours.practices[title] = made
    return made


def date_now(zone: str = HOME) -> date:
    """The day that it is in a zone by this app's clock, which turns over at four in the morning."""
    from zoneinfo import ZoneInfo

    return (datetime.now(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=4)).date()


def changed_by_both(ours: Couple, title: str) -> None:
    """Bob said what a practice is, and before him Alice, on a phone that did not know: his words stand."""
    practice, now = ours.practices[title], datetime.now(UTC)
    base = ours.bob.records(ours.space)[practice]["seq"]
    for who, words, at in (
        (ours.bob, "While it is still hot", now),
        (replace(ours.alice, device=new_id()), "Two cups, no talking", now - timedelta(minutes=1)),
    ):
        fields = {"body": {"title": title, "summary": words}}
        change = who.mutation(ours.space, "practice", "patch", practice, fields, at=_written(at), base_seq=base)
        (result,) = who.push(change)
    assert result["outcome"] == "superseded"


def _adopt(ours: Couple, plant_: Plant, start: date, position: int) -> str:
    made = new_id()
    body: Fields = {"title": plant_.title}
    if plant_.plan:
        body["plan"] = {"cue": plant_.plan[0], "then": plant_.plan[1]}
    fields = {
        "area": plant_.area,
        "catalogue": plant_.slug,
        "requires": plant_.requires,
        "cadences": [{"from": start.isoformat(), **plant_.cadence}],
        "start": start.isoformat(),
        "rest": 1,
        "position": position,
        "body": body,
    }
    _push(ours.alice, ours.space, [("practice", made, fields)])
    return made


def _days(practice: str, plant_: Plant, who: Someone, nth: int, start: date, today: date, dice: Random) -> Any:
    for past in range((today - start).days + 1):
        day = start + timedelta(days=past)
        done = plant_.today[nth] if day == today else dice.random() < plant_.chances[nth]
        if not done:
            continue
        fields: Fields = {"practice_id": practice, "member_id": who.id, "label": day.isoformat()}
        if dice.random() < 0.06:
            fields["body"] = {"note": dice.choice(WORDS)}
        yield "check_in", derived("check_in", practice, who.id, day.isoformat()), fields


def _push(who: Someone, space: str, rows: list[tuple[str, str, Fields]]) -> None:
    at = _written(datetime.now(UTC))
    changes = [who.mutation(space, kind, "put", id_, fields, at=at) for kind, id_, fields in rows]
    for first in range(0, len(changes), AT_ONCE):
        results = who.push(*changes[first : first + AT_ONCE])
        refused = [result for result in results if result["outcome"] not in ("applied", "merged")]
        assert not refused, refused


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
