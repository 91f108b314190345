"""What a member may want to write, made from what their phone shows and one number. Values are unlike any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from app.kit.ids import derived
from tests.sync.machine.leaks import word
from tests.sync.machine.line import Json
from tests.sync.machine.phone import Phone
from tests.sync.machine.truth import Key
from tests.sync.machine.world import World

Change = tuple[Key, str, Json]
"""(record, operation, fields)."""

EVERY_DAY = [{"from": "2026-11-01", "kind": "daily", "times": None, "days": None, "week_start": "mon"}]
CRASH, BREAK = "poison-crash", "poison-break"
"""Titles that make the server fail: one as a bug would, one as a database that chokes on a value."""


def _pick(found: list[Json], number: int) -> Json | None:
    return found[number % len(found)] if found else None


def practice(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """A new practice."""
    fields = {
        "area": "affection",
        "catalogue": word(number),
        "requires": "each",
        "cadences": EVERY_DAY,
        "start": "2026-11-01",
        "position": number,
        "body": {"title": word(number)},
    }
    return (space, "practice", phone.new_id()), "put", fields


def _patch(kind: str, fields: Callable[[Json, int], Json]) -> Callable[..., Change]:
    def patch(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
        found = _pick(phone.all_seen(space, kind), pick)
        if found is None:
            return practice(world, phone, space, pick, number)
        return (space, kind, found["id"]), "patch", fields(found, number)

    return patch


def check_in(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """Something was done, by this phone's own day; or the word about it changes."""
    made = _pick(phone.all_seen(space, "practice"), pick)
    if made is None:
        return practice(world, phone, space, pick, number)
    about = {"practice_id": made["id"], "member_id": phone.member, "label": phone.label(world.now, pick % 2)}
    key = (space, "check_in", derived("check_in", *about.values()))
    body = {"body": {"note": word(number)}}
    if phone.seen(key) is None:
        return key, "put", {**about, "withdrawn": False, "sealed": pick % 3 == 0, **body}
    return key, "patch", {"withdrawn": False, **body}


def _mine(phone: Phone, space: str, kind: str) -> list[Json]:
    return [record for record in phone.all_seen(space, kind) if record["author"] == phone.member]


def take_back(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """A check-in of one's own is withdrawn, or is not withdrawn after all."""
    found = _pick(_mine(phone, space, "check_in"), pick)
    if found is None:
        return check_in(world, phone, space, pick, number)
    key = (space, "check_in", found["id"])
    return key, "patch", {"withdrawn": not found["fields"].get("withdrawn", False)}


def unseal(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """A sealed word is opened by its author."""
    sealed = [record for record in _mine(phone, space, "check_in") if record["fields"].get("sealed")]
    found = _pick(sealed, pick)
    if found is None:
        return check_in(world, phone, space, 3 * pick, number)
    return (space, "check_in", found["id"]), "patch", {"sealed": False}


def pause(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """Days on which nothing is asked: ours or mine."""
    member = None if pick % 2 else phone.member
    last = (date(2040, 1, 1) + timedelta(days=number)).isoformat()
    fields = {"practice_id": None, "member_id": member, "first": "2026-11-20", "last": last}
    return (space, "pause", phone.new_id()), "put", fields


def rest(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """A day of rest, which two phones may mark at once."""
    made = _pick(phone.all_seen(space, "practice"), pick)
    if made is None:
        return practice(world, phone, space, pick, number)
    label = phone.label(world.now)
    key = (space, "rest", derived("rest", made["id"], label))
    if (there := phone.seen(key)) is not None:
        return key, "patch", {"withdrawn": not there["fields"].get("withdrawn", False)}
    return key, "put", {"practice_id": made["id"], "label": label, "withdrawn": False}


def reminder(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """A cue of one's own, in the own space, for a practice of any space that one is in."""
    there = sorted(phone.store["memberships"])
    ref_space = there[pick % len(there)]
    made = _pick(phone.all_seen(ref_space, "practice"), pick)
    fields = {
        "ref_space": ref_space,
        "ref_id": phone.new_id() if made is None else made["id"],
        "time": f"{8 + number % 12:02}:{number % 60:02}",
        "days": [number % 7],
        "active": True,
        "body": {"cue": word(number)},
    }
    return (phone.own, "reminder", phone.new_id()), "put", fields


def delete(world: World, phone: Phone, space: str, pick: int, number: int) -> Change:
    """Something of one's own that stands for nobody else's days."""
    kinds = ("pause", "reminder", "practice")
    mine = [(kind, record) for kind in kinds for record in _mine(phone, space, kind)]
    free = [found for found in mine if not _has_days(phone, space, found[1]["id"])]
    if not free:
        return pause(world, phone, space, pick, number)
    kind, record = free[pick % len(free)]
    return (space, kind, record["id"]), "delete", {}


def _has_days(phone: Phone, space: str, id_: str) -> bool:
    days: list[Any] = phone.all_seen(space, "check_in")
    return any(record["fields"].get("practice_id") == id_ for record in days)


WRITES: dict[str, Callable[[World, Phone, str, int, int], Change]] = {
    "practice": practice,
    "title": _patch("practice", lambda _, number: {"body": {"title": word(number)}}),
    "place": _patch("practice", lambda _, number: {"position": number, "catalogue": word(number)}),
    "check_in": check_in,
    "note": check_in,
    "take back": take_back,
    "unseal": unseal,
    "pause": pause,
    "shorten": _patch(
        "pause", lambda _, number: {"last": (date(2040, 1, 1) + timedelta(days=number)).isoformat(), "withdrawn": False}
    ),
    "rest": rest,
    "reminder": reminder,
    "cue": _patch("reminder", lambda _, number: {"body": {"cue": word(number)}}),
    "delete": delete,
}
HARMS: dict[str, Callable[[Phone, int], Json]] = {
    "nonsense": lambda _, number: {"position": word(number)},
    "a text too large": lambda _, number: {"body": {"title": word(number), "how": [f"{number}" + "x" * 3500] * 10}},
    "a request too large": lambda _, number: {"body": {"title": word(number), "how": ["x" * 2_200_000]}},
    "a crash": lambda _, number: {"body": {"title": f"{CRASH} {word(number)}"}},
    "a break": lambda _, number: {"body": {"title": f"{BREAK} {word(number)}"}},
    "a newer form": lambda _, number: {"position": number},
    "an unknown kind": lambda _, number: {"sign": word(number)},
}
"""What can't be taken, each in a patch of a practice (or as a record of a kind that nobody knows)."""
