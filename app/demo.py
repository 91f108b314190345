"""A couple with half a year of history, to look around in: Mara in Lisbon and Jonas in Helsinki.

All of it goes through the write path, day by day, by a clock and a chance that are given. Their goals stand in
`WISHES`, what they do in `PRACTICES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from app.kit.clock import FixedClock
from app.kit.context import Context, make_context
from app.kit.ids import derived
from app.kit.records.spaces import enter, open_space
from app.members import service as members
from app.spaces.service import card_of, write_as

Write = tuple[str, str, dict[str, Any]]

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


@dataclass(frozen=True, slots=True)
class Wish:
    """A goal and how it went: `steps` are `(title, day reached or none)`, days counted from the first.

    `amounts`: what one gives at a time, in hundredths of the unit; `often`: the chance of that on a day, for each.
    """

    title: str
    why: str
    steps: tuple[tuple[str, int | None], ...]
    often: float
    reached: int | None = None
    unit: str | None = None
    wanted: int | None = None
    amounts: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


WISHES: Final = (
    Wish(
        "Swim the bay in June",
        "We said it on the ferry, and nobody laughed.",
        (("Ten kilometres between us", 30), ("Once in the rain", 88), ("The far buoy", None)),
        often=0.12,
        unit="km",
        wanted=9000,
        amounts=(50, 75, 100, 150),
        words=("Cold, then fine.", "I thought of you at the turn.", "Short, but I went."),
    ),
    Wish(
        "A table for the balcony",
        "So that breakfast has a place when you are here.",
        (("Wood that smells right", 21), ("Four legs of one length", 74)),
        often=0.03,
        reached=96,
        words=("Sanded one side.", "Bought oil and a brush.", "Measured again. It fits."),
    ),
)


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
        goals = [then.ids.uuid7() for _ in WISHES]
        wishes = [one for id_, wish in zip(goals, WISHES, strict=True) for one in _wish(id_, wish)]
        mara, jonas = (one.member_id for one in who)
        write_as(then, session, mara, space, [us, card_of(session, space, mara), *made, *wishes])
        write_as(then, session, jonas, space, [card_of(session, space, jonas)])
        for one, (_, _, zone) in zip(who, PEOPLE, strict=True):
            clock_and_quiet = {"zone": zone, "quiet_from": "22:00", "quiet_to": "07:00"}
            mine = ("preferences", derived("preferences", one.own_space_id), clock_and_quiet)
            write_as(then, session, one.member_id, one.own_space_id, [mine])
    for day in range(1, DAYS + 1):
        clock.advance(days=1)
        with ctx.db.write() as session:
            for at, one in enumerate(who):
                done = _day(clock.now(), one.member_id, practices, NOTES[at], chance)
                for id_, wish in zip(goals, WISHES, strict=True):
                    if wish.reached is None or day <= wish.reached:
                        done += _towards(then, id_, wish, one.member_id, chance)
                    if day % 2 == at:
                        done += _moments(then, id_, wish, day)
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


def _wish(id_: str, wish: Wish) -> Iterator[Write]:
    """The goal as it began, with its steps."""
    yield "goal", id_, _goal(wish)
    for place in range(len(wish.steps)):
        yield _step(id_, wish, place)


def _goal(wish: Wish) -> dict[str, Any]:
    body = {"title": wish.title, "why": wish.why, "unit": wish.unit}
    return {"target_amount": wish.wanted, "body": body}


def _step(goal: str, wish: Wish, place: int, **state: str) -> Write:
    fields = {"goal_id": goal, "position": place, "body": {"title": wish.steps[place][0]}, **state}
    return "milestone", derived("demo", goal, str(place)), fields


def _towards(then: Context, goal: str, wish: Wish, member: str, chance: Random) -> list[Write]:
    """What one of them did for a goal that day, while it was on. On most days nothing."""
    if chance.random() >= wish.often:
        return []
    fields: dict[str, Any] = {"goal_id": goal, "member_id": member, "day": then.now().date().isoformat()}
    if wish.amounts:
        fields["amount"] = chance.choice(wish.amounts)
    if chance.random() < 0.5:
        fields["body"] = {"note": chance.choice(wish.words)}
    return [("contribution", then.ids.uuid7(), fields)]


def _moments(then: Context, goal: str, wish: Wish, day: int) -> list[Write]:
    """What was reached that day, said by whose turn it is. The day after the other is proud of it."""
    state = {"state": "reached", "state_on": then.now().date().isoformat()}
    found: list[Write] = []
    for place, (_, reached) in enumerate(wish.steps):
        if reached == day:
            found.append(_step(goal, wish, place, **state))
        elif reached == day - 1:
            _, id_, _ = _step(goal, wish, place)
            found.append(("cheer", then.ids.uuid7(), {"goal_id": goal, "milestone_id": id_, "kind": "proud"}))
    if wish.reached == day:
        found.append(("goal", goal, {**_goal(wish), **state}))
    return found


def _day(
    now: datetime, member: str, practices: list[str], notes: tuple[str, ...], chance: Random
) -> list[Write]:  # fmt: skip
    """What one of them did that day. On some days nothing."""
    label, found = now.date().isoformat(), []
    for id_, (*_, often) in zip(practices, PRACTICES, strict=True):
        if chance.random() < often:
            fields: dict[str, Any] = {"practice_id": id_, "member_id": member, "label": label}
            if chance.random() < 0.15:
                fields["body"] = {"note": chance.choice(notes)}
            found.append(("check_in", derived("check_in", id_, member, label), fields))
    return found
