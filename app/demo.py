"""A couple with half a year of history, to look around in: Mara in Lisbon and Jonas in Helsinki.

All of it goes through the write path, day by day, by a clock and a chance that are given. `WISHES` is the one place
where records of further tools join the story.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from app.kit.clock import FixedClock
from app.kit.context import Context, make_context
from app.kit.ids import derived
from app.kit.records.spaces import enter, open_space
from app.members import service as members
from app.spaces.service import card_of, write_as

DAYS: Final = 182
PASSWORD: Final = "two kettles and one window"
PEOPLE: Final = (("mara", "Mara", "Europe/Lisbon"), ("jonas", "Jonas", "Europe/Helsinki"))
PRACTICES: Final[tuple[tuple[str, str, str, dict[str, Any], float], ...]] = (
    ("quality-time", "Tea on the phone", "each", {"kind": "daily"}, 0.82),
    ("affection", "A long hug at the door", "each", {"kind": "weekly", "times": 2, "week_start": "mon"}, 0.3),
    ("communicate", "Sunday: how are we?", "each", {"kind": "weekly", "times": 1, "week_start": "mon"}, 0.14),
)
NOTES: Final = (
    (
        "You laughed about the kettle and I forgot the whole day.",
        "Rain here. It was good to hear your street behind your voice.",
        "I was tired and you did not mind.",
        "The photograph of the ferry made my morning.",
    ),
    (
        "You asked twice how it went. Nobody else did.",
        "Snow up to the bicycle. I told you about it for too long.",
        "We were quiet together and it was fine.",
        "I liked that you said no, and said why.",
    ),
)
WISHES: Final[list[tuple[str, dict[str, Any]]]] = []
"""`(type, fields)` of further records of the couple, written on the first day in Mara's name."""


def fill(ctx: Context, hashed: Callable[[str], str]) -> list[str]:
    """Writes the story up to now. Returns the login names; the password is `PASSWORD`. Raises LoginTaken."""
    end, chance = ctx.now(), Random(7)
    clock = FixedClock(end - timedelta(days=DAYS))
    then = make_context(ctx.settings, clock=clock, randbytes=chance.randbytes, db=ctx.db)
    first = clock.now().date().isoformat()
    space = then.ids.uuid7()
    with ctx.db.write() as session:
        who = [
            members.sign_up(session, then, login=login, name=name, password_hash=hashed(PASSWORD))[0]
            for login, name, _ in PEOPLE
        ]
        open_space(session, space, "couple", now=then.stamp())
        for one in who:
            enter(session, space, one.member_id, on=first)
        zones = [{"from": first, "zone": PEOPLE[0][2]}]
        us = ("couple", derived("couple", space), {"home_zones": zones, "body": {"name": "Mara and Jonas"}})
        practices = [then.ids.uuid7() for _ in PRACTICES]
        made = [("practice", id_, _practice(first, *told[:4])) for id_, told in zip(practices, PRACTICES, strict=True)]
        wishes = [(kind, then.ids.uuid7(), fields) for kind, fields in WISHES]
        mara, jonas = (one.member_id for one in who)
        write_as(then, session, mara, space, [us, card_of(session, space, mara), *made, *wishes])
        write_as(then, session, jonas, space, [card_of(session, space, jonas)])
        for one, (_, _, zone) in zip(who, PEOPLE, strict=True):
            wish = {"zone": zone, "quiet_from": "22:00", "quiet_to": "07:00"}
            mine = ("preferences", derived("preferences", one.own_space_id), wish)
            write_as(then, session, one.member_id, one.own_space_id, [mine])
    for _ in range(DAYS):
        clock.advance(days=1)
        with ctx.db.write() as session:
            for at, one in enumerate(who):
                done = _day(clock.now(), one.member_id, practices, NOTES[at], chance)
                write_as(then, session, one.member_id, space, done)
    return [login for login, _, _ in PEOPLE]


def _practice(first: str, area: str, title: str, requires: str, cadence: dict[str, Any]) -> dict[str, Any]:
    return {
        "area": area,
        "requires": requires,
        "cadences": [{"from": first, **cadence}],
        "start": first,
        "body": {"title": title},
    }


def _day(
    now: datetime, member: str, practices: list[str], notes: tuple[str, ...], chance: Random
) -> list[tuple[str, str, dict[str, Any]]]:  # fmt: skip
    """What one of them did that day. On some days nothing."""
    label, found = now.date().isoformat(), []
    for id_, (*_, often) in zip(practices, PRACTICES, strict=True):
        if chance.random() < often:
            fields: dict[str, Any] = {"practice_id": id_, "member_id": member, "label": label}
            if chance.random() < 0.15:
                fields["body"] = {"note": chance.choice(notes)}
            found.append(("check_in", derived("check_in", id_, member, label), fields))
    return found
