"""The people of these tests, their spaces, and in every row a string that only some of them may read.

Alice and Bob are a couple, and Fay was with them until she left. Bob and Carol are another couple, Carol and
Dave a third. Erin is on her own; Gus has shown Alice's invitation and waits.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.grants import clients
from app.grants.models import Grant, GrantSpace
from app.grants.scopes import SCOPES
from app.kit.context import Context
from app.kit.ids import derived

ORIGIN = "http://localhost"
PASSWORD = "seven quiet herons at dusk"
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "fay", "gus")
DAY = "2026-11-23"
DAILY = [{"from": "2026-11-01", "kind": "daily"}]
P256 = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"

Fields = dict[str, Any]


@dataclass(slots=True)
class Someone:
    """A member and their browser. Writes are sent as their phone would."""

    name: str
    browser: TestClient
    id: str
    own: str
    session: str
    recovery: str
    device: str = field(default_factory=lambda: str(uuid4()))
    n: int = 0

    def sign_in(self) -> None:
        """Signs in again in the same browser, as after a long absence."""
        answer = self.browser.post("/api/v1/sessions", json={"login": self.name, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        self.session = answer.json()["session_id"]

    def mutation(self, space: str, kind: str, op: str, entity: str, fields: Fields, **more: Any) -> Fields:
        """A change as the outbox holds it."""
        self.n += 1
        return {
            "id": more.pop("id", None) or new_id(),
            "n": self.n,
            "space": space,
            "type": kind,
            "op": op,
            "entity": entity,
            "base_seq": 0,
            "at": "2026-11-23T18:00:00.000Z",
            "fields": fields,
            **more,
        }

    def push(self, *mutations: Fields) -> list[Fields]:
        """What became of each."""
        answer = self.browser.post("/api/v1/sync/push", json=self.outbox(*mutations))
        assert answer.status_code == 200, answer.text
        results: list[Fields] = answer.json()["results"]
        return results

    def outbox(self, *mutations: Fields) -> Fields:
        """The body of a push."""
        return {"account": self.id, "device": self.device, "schema": 1, "mutations": list(mutations)}

    def write(self, space: str, kind: str, op: str, entity: str, fields: Fields, **more: Any) -> Fields:
        """One change, sent now."""
        return self.push(self.mutation(space, kind, op, entity, fields, **more))[0]

    def pull(
        self, *spaces: Fields, limit: int = 500, unconfirmed: tuple[str, ...] = (), new_spaces: bool = False
    ) -> Fields:
        """One page of each space."""
        asked = {
            "account": self.id,
            "device": self.device,
            "schema": 1,
            "spaces": spaces,
            "limit": limit,
            "unconfirmed": unconfirmed,
            "new_spaces": new_spaces,
        }
        answer = self.browser.post("/api/v1/sync/pull", json=asked)
        assert answer.status_code == 200, answer.text
        page: Fields = answer.json()
        return page

    def records(self, space: str) -> dict[str, Fields]:
        """Everything in a space by its id, as a first load brings it."""
        page = self.pull({"id": space})["spaces"][0]
        found = {change["id"]: change for change in page["changes"]}
        while page["before"] is not None:
            page = self.pull({"id": space, "before": page["before"]})["spaces"][0]
            found |= {change["id"]: change for change in page["changes"]}
        return found


def new_id() -> str:
    """An id as a client makes one."""
    return str(uuid4())


def practice(title: str = "A long hug", **fields: Any) -> Fields:
    """A practice that anybody can write."""
    return {
        "area": "affection",
        "requires": "each",
        "cadences": DAILY,
        "start": "2026-11-01",
        "body": {"title": title},
        **fields,
    }


def check_in(practice_id: str, member_id: str, label: str = DAY, **fields: Any) -> tuple[str, Fields]:
    """The id and the fields of a check-in: there is one for a practice, a member and a day."""
    about = {"practice_id": practice_id, "member_id": member_id, "label": label}
    return derived("check_in", practice_id, member_id, label), {**about, **fields}


def sign_up(app: FastAPI, name: str) -> Someone:
    """A new member on a phone of their own."""
    browser = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN}, raise_server_exceptions=False)
    asked = {"login": name, "name": canary("name", name), "password": PASSWORD, "device": canary("phone", name)}
    answer = browser.post("/api/v1/accounts", json=asked)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return Someone(name, browser, made["member"]["id"], made["own_space_id"], made["session_id"], made["recovery_code"])


def another_browser(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN}, raise_server_exceptions=False)


def couple(first: Someone, *others: Someone) -> str:
    """A couple that `first` makes and the others join, each with a yes."""
    answer = first.browser.post("/api/v1/couples", json={"home_zone": "Europe/Berlin"})
    assert answer.status_code == 201, answer.text
    space: str = answer.json()["id"]
    for other in others:
        request = knock(first, other, space)
        yes = first.browser.put(f"/api/v1/couples/{space}/join-requests/{request}/confirmation")
        assert yes.status_code == 204, yes.text
    return space


def knock(first: Someone, other: Someone, space: str) -> str:
    """`other` shows an invitation of `first`; returns the request that now waits."""
    code = first.browser.post(f"/api/v1/couples/{space}/invites", json={"kind": "qr"}).json()["code"]
    answer = other.browser.post("/api/v1/join-requests", json={"code": code})
    assert answer.status_code == 201, answer.text
    request: str = answer.json()["id"]
    return request


def canary(what: str, whose: str) -> str:
    """A string that is found again wherever it leaks to."""
    return f"canary-{what}-{whose}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Alice and Bob, and their space: for tests that need nobody else."""

    app: FastAPI
    ctx: Context
    alice: Someone
    bob: Someone
    space: str

    def adopt(self, **fields: Any) -> str:
        """A practice of theirs that Alice wrote; returns its id."""
        made = new_id()
        result = self.alice.write(self.space, "practice", "put", made, practice(**fields))
        assert result["outcome"] == "applied", result
        return made

    def at(self, kind: str, record: str = "") -> str:
        """The address of a list or of one record in their space."""
        return f"/api/v1/spaces/{self.space}/{kind}" + (f"/{record}" if record else "")


@dataclass(slots=True)
class Place:
    """A space with one record of each type in it, and what else has an address there."""

    id: str
    author: str
    records: dict[str, str] = field(default_factory=dict)
    written: dict[str, Fields] = field(default_factory=dict)
    invite: str = ""
    code: str = ""
    request: str = ""
    webhook: str = ""
    unsaid: str = ""
    """The version of a sealed word: it reaches its author alone."""


@dataclass(slots=True)
class Cast:
    """Everybody, and where they are."""

    app: FastAPI
    ctx: Context
    people: dict[str, Someone]
    places: dict[str, Place]
    tablet: str = ""
    """The cookie of Alice's tablet, which she has revoked, and the id of its session."""
    tablet_id: str = ""
    calendar: str = ""
    """The secret of the address where Alice's calendar is read."""
    tokens: dict[str, str] = field(default_factory=dict)
    """What programs show, by what is right or wrong with it, and the id of one that Alice may revoke."""
    token_id: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    """What an app of the host's asks for."""

    def elsewhere(self, ctx: Context) -> Cast:
        """The same people and rows in a copy of the database, in browsers of their own."""
        people = {}
        for name, someone in self.people.items():
            browser = another_browser(self.app)
            browser.cookies.set("sid", someone.browser.cookies["sid"])
            people[name] = replace(someone, browser=browser)
        return replace(self, ctx=ctx, people=people)

    def __getitem__(self, name: str) -> Someone:
        return self.people[name]

    def may_read(self, who: str | None) -> set[str]:
        """The places that a person is in; a name that belongs to nobody is in none."""
        return set() if who is None else {name for name, inside in INSIDE.items() if who in inside}

    def secrets_from(self, who: str | None) -> set[str]:
        """Every string that must not appear in an answer to this person."""
        seen = {who, *(other for place in self.may_read(who) for other in EVER_INSIDE[place])}
        out: set[str] = set()
        for name, place in self.places.items():
            words = set(canaries(name))
            if name not in self.may_read(who):
                out |= words | {place.id, *place.records.values(), place.unsaid}
                out |= {w for w in (place.invite, place.code, place.webhook) if w} | {canary("hook", name)}
            elif place.author != who:
                out |= {canary("sealed", name), canary("unsaid", name), canary("code", name), place.unsaid}
                out |= {w for w in (place.invite, place.request, place.webhook) if w} | {canary("hook", name)}
        for name, someone in self.people.items():
            if name != who:
                out |= {canary("phone", name), canary("token", name), someone.session, someone.recovery}
                out |= {self.calendar} if name == "alice" else set()
            if name not in seen and not (who == "alice" and name == "gus"):
                out |= {canary("name", name), someone.id}
        return out


INSIDE = {
    "ab": {"alice", "bob"},
    "bc": {"bob", "carol"},
    "cd": {"carol", "dave"},
    **{f"own-{name}": {name} for name in PEOPLE},
}
EVER_INSIDE = {**INSIDE, "ab": {"alice", "bob", "fay"}}
WORDS = (
    *("title", "summary", "how", "cue", "note", "sealed", "about"),
    *("couple", "ring", "line", "catalogue", "lost", "unsaid"),
    *("goal", "why", "unit", "milestone", "gift", "cheer", "support"),
)


def canaries(place: str) -> Iterator[str]:
    """The strings that stand in the rows of a place."""
    yield from (canary(word, place) for word in WORDS)


def assemble(app: FastAPI, ctx: Context) -> Cast:
    """The whole cast, in place."""
    people = {name: sign_up(app, name) for name in PEOPLE}
    alice, bob, carol, dave = (people[name] for name in PEOPLE[:4])
    spaces = {
        "ab": (alice, couple(alice, bob, people["fay"])),
        "bc": (bob, couple(bob, carol)),
        "cd": (dave, couple(dave, carol)),
        **{f"own-{name}": (someone, someone.own) for name, someone in people.items()},
    }
    places = {name: furnish(name, author, space) for name, (author, space) in spaces.items()}
    for name in ("ab", "bc", "cd"):
        places[name].webhook = webhook_of(spaces[name][0], name, places[name].id)
    fays, fays_id = token_of(people["fay"], [places["ab"].id], SCOPES)
    left = people["fay"].browser.delete(f"/api/v1/couples/{places['ab'].id}/members/me")
    assert left.status_code == 204, left.text
    ajar = alice.browser.post(f"/api/v1/couples/{places['ab'].id}/invites", json={"kind": "link"}).json()
    places["ab"].invite, places["ab"].code = ajar["id"], ajar["code"]
    places["ab"].request = knock(alice, people["gus"], places["ab"].id)
    tablet, tablet_id = revoked_tablet(app, alice)
    cast = Cast(app, ctx, people, places, tablet, tablet_id, calendar_of(alice))
    cast.tokens, cast.token_id = give_tokens(cast, fays, fays_id)
    cast.asked = asked_by(app_of(ctx))
    return cast


def revoked_tablet(app: FastAPI, alice: Someone) -> tuple[str, str]:
    """Alice signs in on a tablet and revokes it from her phone. Returns its cookie and its session."""
    browser = another_browser(app)
    made = browser.post("/api/v1/sessions", json={"login": "alice", "password": PASSWORD}).json()
    assert alice.browser.delete(f"/api/v1/sessions/{made['session_id']}").status_code == 204
    return browser.cookies["sid"], made["session_id"]


def calendar_of(alice: Someone) -> str:
    """Alice lets a calendar read her reminders, in neutral words. The secret of its address."""
    made = alice.browser.put("/api/v1/me/calendar", json={"words": "neutral"})
    assert made.status_code == 200, made.text
    secret: str = made.json()["address"].rpartition("/")[2].removesuffix(".ics")
    return secret


def webhook_of(author: Someone, name: str, space: str) -> str:
    """What its author alone knows of: an address that hears of their own acts. Its id."""
    asked = {"url": f"https://hooks.example/{canary('hook', name)}", "events": ["check_in.written"]}
    made = author.browser.post(f"/api/v1/spaces/{space}/webhooks", json=asked)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def token_of(someone: Someone, spaces: list[str], scopes: Iterable[str], *, days: int = 90) -> tuple[str, str]:
    """A personal token, and its id."""
    wanted = {"name": canary("token", someone.name), "scopes": [*scopes], "spaces": spaces, "days": days}
    answer = someone.browser.post("/api/v1/me/tokens", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()["token"], answer.json()["made"]["id"]


VERIFIER = "a-quiet-verifier-that-only-the-app-itself-has-ever-known"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
REDIRECT = "https://app.example/answer"


def app_of(ctx: Context, *redirects: str, name: str = "Garden journal") -> str:
    """An app that the host registers. Its client id."""
    with ctx.db.write() as session:
        return clients.add(session, ctx, name, redirects or (REDIRECT,)).id


def asked_by(client_id: str, **more: str) -> dict[str, str]:
    """What an app writes into the address to which it sends somebody."""
    return {
        "client_id": client_id,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "practices:read practices:write",
        "state": "its own words",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **more,
    }


def program(app: FastAPI, token: str) -> TestClient:
    """A program that shows this token, and has no cookie."""
    return TestClient(app, base_url=ORIGIN, headers={"authorization": f"Bearer {token}"}, raise_server_exceptions=False)


def give_tokens(cast: Cast, fays: str, fays_id: str) -> tuple[dict[str, str], str]:
    """Alice and Bob let programs see the couple that they are, with different scopes. Each was used today.

    Two grants name more than they ever could, as if a guard before them had been passed: Alice's own space, and the
    couple that Fay has left.
    """
    alice, bob, ours = cast["alice"], cast["bob"], cast.places["ab"].id
    reads = [scope for scope in SCOPES if scope.endswith(":read")]
    made = {
        "reads": token_of(alice, [ours], reads),
        "writes": token_of(alice, [ours], SCOPES),
        "goals": token_of(alice, [ours], ["goals:read"]),
        "bob": token_of(bob, [ours], SCOPES),
        "own": token_of(alice, [ours], SCOPES),
        "revoked": token_of(alice, [ours], SCOPES),
        "expired": token_of(alice, [ours], SCOPES, days=1),
        "left": (fays, fays_id),
        "spare": token_of(alice, [ours], SCOPES),
    }
    for token, _ in made.values():
        program(cast.app, token).get("/api/v1/spaces")
    assert alice.browser.delete(f"/api/v1/me/tokens/{made['revoked'][1]}").status_code == 204
    with cast.ctx.db.write() as session:
        session.add(GrantSpace(grant_id=made["own"][1], space_id=alice.own))
        session.add(GrantSpace(grant_id=fays_id, space_id=ours))
        session.get_one(Grant, made["expired"][1]).expires_at = cast.ctx.stamp()
    return {name: token for name, (token, _) in made.items()}, made["spare"][1]


def furnish(name: str, author: Someone, space: str) -> Place:
    """One record of each type that lives in this space, each with its canary."""
    place = Place(space, author.name)
    wanted = rows(name, author, space)
    results = author.push(
        *(author.mutation(space, kind, "put", id_, fields, base_seq=2**53) for kind, id_, fields in wanted)
    )
    refused = [result for result in results if result["outcome"] not in ("applied", "merged")]
    assert not refused, refused
    for kind, id_, fields in wanted:
        place.records.setdefault(kind, id_)
        place.written.setdefault(kind, fields)
    lose(name, author, place, sealed=next(id_ for _, id_, fields in wanted if fields.get("sealed")))
    return place


def lose(name: str, author: Someone, place: Place, *, sealed: str) -> None:
    """Another device of the author's comes too late, with a title and with a sealed word: two versions."""
    tablet = replace(author, device=new_id())
    late = {"at": "2026-11-23T17:00:00.000Z"}
    results = tablet.push(
        tablet.mutation(
            place.id, "practice", "patch", place.records["practice"], {"body": {"title": canary("lost", name)}}, **late
        ),
        tablet.mutation(place.id, "check_in", "patch", sealed, {"body": {"note": canary("unsaid", name)}}, **late),
    )
    assert [result["outcome"] for result in results] == ["superseded", "superseded"], results
    for id_, record in author.records(place.id).items():
        if record["type"] == "version":
            if record["fields"]["entity_id"] == sealed:
                place.unsaid = id_
            else:
                place.records["version"], place.written["version"] = id_, record["fields"]


def rows(name: str, author: Someone, space: str) -> list[tuple[str, str, Fields]]:
    """`(type, id, fields)` of what stands in a space."""
    shared, made = not name.startswith("own-"), new_id()
    words = {word: canary(word, name) for word in WORDS}
    body = {
        "title": words["title"],
        "summary": words["summary"],
        "how": [words["how"]],
        "plan": {"cue": words["cue"], "then": ""},
    }
    sealed = check_in(made, author.id, "2026-11-22", sealed=True, body={"note": words["sealed"]})
    found = [
        ("practice", made, practice(area="quality-time", catalogue=words["catalogue"], body=body)),
        ("check_in", *check_in(made, author.id, body={"note": words["note"]})),
        ("check_in", *sealed),
        ("pause", new_id(), {"practice_id": made, "member_id": author.id, "first": DAY}),
        ("rest", derived("rest", made, DAY), {"practice_id": made, "label": DAY}),
        (
            "mend",
            derived("mend", made, DAY),
            {"practice_id": made, "periods": [DAY], "made_on": DAY, "withdrawn": True},
        ),
    ]
    aims = _aims(author, made, words)
    goal = aims[0][1]
    wanted = [("support", new_id(), {"kind": "listen", "goal_id": goal, "body": {"about": words["support"]}})]
    return [
        *(*found, *aims),
        *((*_ours(author, space, made, words), *wanted) if shared else _mine(space, made, words)),
    ]


def _aims(author: Someone, practice_id: str, words: dict[str, str]) -> list[tuple[str, str, Fields]]:
    """A goal, and what belongs to it."""
    goal, on_the_way, given = new_id(), new_id(), new_id()
    gift = {"goal_id": goal, "member_id": author.id, "day": DAY, "amount": 250, "body": {"note": words["gift"]}}
    about = {"title": words["goal"], "why": words["why"], "unit": words["unit"][:24]}
    return [
        ("goal", goal, {"target_day": "2026-12-31", "target_amount": 1000, "body": about}),
        ("milestone", on_the_way, {"goal_id": goal, "position": 1024, "body": {"title": words["milestone"]}}),
        ("contribution", given, gift),
        (
            "cheer",
            new_id(),
            {"goal_id": goal, "contribution_id": given, "kind": "glad", "body": {"words": words["cheer"]}},
        ),
        ("habit", derived("habit", goal, practice_id), {"goal_id": goal, "practice_id": practice_id}),
    ]


def _ours(author: Someone, space: str, made: str, words: dict[str, str]) -> list[tuple[str, str, Fields]]:
    card = {"member_id": author.id, "body": {"name": canary("name", author.name), "about": words["about"]}}
    agreed = {"home_zones": [{"from": "2026-11-01", "zone": "Europe/Berlin"}], "body": {"name": words["couple"]}}
    return [
        ("card", derived("card", space, author.id), card),
        ("couple", derived("couple", space), agreed),
        ("proposal", new_id(), {"practice_id": made, "time": "20:00", "days": [4], "body": {"words": words["line"]}}),
    ]


def _mine(space: str, made: str, words: dict[str, str]) -> list[tuple[str, str, Fields]]:
    ring = new_id()
    asked = {
        "ref_space": space,
        "ref_id": made,
        "time": "19:00",
        "days": [0, 1, 2, 3, 4, 5, 6],
        "zone_mode": "floating",
        "active": True,
        "window_start": None,
        "window_end": None,
        "priority": 0,
        "body": {"cue": words["ring"]},
    }
    said = {"reminder_id": ring, "label": DAY, "reply": "done", "n": 0, "minutes": None}
    wish = {"zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_to": "07:00", "streaks_hidden": False}
    return [
        ("reminder", ring, asked),
        ("reminder_reply", derived("reminder_reply", ring, DAY, "done", "0"), said),
        ("preferences", derived("preferences", space), wish),
        ("proposal_answer", derived("proposal_answer", made), {"proposal_id": made, "answer": "taken"}),
    ]


@contextmanager
def replaced(target: object, name: str, value: object) -> Iterator[None]:
    """Takes one attribute out, of a frozen declaration too, and puts it back."""
    before = getattr(target, name)
    object.__setattr__(target, name, value)
    try:
        yield
    finally:
        object.__setattr__(target, name, before)
