"""The people, their phones and the server between them, in one history. Every answer passes the leak scan."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from tests.cast import PASSWORD
from tests.sync.machine import leaks
from tests.sync.machine.ledger import Edit, Ledger
from tests.sync.machine.line import Answer, Json
from tests.sync.machine.phone import Phone
from tests.sync.machine.stage import Backup, Stage
from tests.sync.machine.truth import Truth, look

PHONES = {
    "alice": "alice",
    "alice's tablet": "alice",
    "bob": "bob",
    "carol": "carol",
    "dave": "dave",
    "erin": "erin",
}
LANDED = ("applied", "merged", "superseded")


@dataclass(frozen=True, slots=True)
class Scene:
    """What the template holds: the couples, and each phone with what it has read and written so far."""

    phones: dict[str, Phone]
    couples: dict[str, str]


@dataclass(slots=True)
class Kept:
    """A backup, the history that it was taken in, and how many edits there were."""

    copy: Backup
    history: int
    at: datetime
    edits: int
    heads: dict[str, int]


@dataclass(slots=True)
class Knock:
    """Somebody who waits for a yes."""

    space: str
    request: str
    inviter: str
    guest: str


@dataclass(slots=True)
class Third:
    """What a program wrote by REST and may send once more: path, body, key."""

    member: str
    method: str
    path: str
    body: Json | None
    key: str
    history: int


@dataclass(slots=True)
class Plays:
    """What is under way in a history beside the phones."""

    backups: list[Kept] = field(default_factory=list)
    knocks: list[Knock] = field(default_factory=list)
    thirds: list[Third] = field(default_factory=list)


class World:
    """One history from the template on."""

    def __init__(self, stage: Stage, scene: Scene, tally: Counter[str]) -> None:
        stage.start()
        self.stage = stage
        self.scene = scene
        self.tally = tally
        self.ledger = Ledger()
        self.plays = Plays()
        self.random = Random(2)
        self.phones = deepcopy(scene.phones)
        self._truth: Truth | None = None
        self.plays.backups.append(self.keep())

    # --- time and state

    @property
    def now(self) -> datetime:
        return self.stage.clock.now()

    @property
    def truth(self) -> Truth:
        """What the database holds now; read again only after something may have changed it."""
        if self._truth is None:
            self._truth = look(self.stage.ctx)
        return self._truth

    def changed(self) -> None:
        self._truth = None

    def keep(self) -> Kept:
        """A backup as it would be made tonight."""
        copy = self.stage.backup()
        return Kept(copy, self.ledger.now, self.now, len(self.ledger.edits), dict(self.truth.heads))

    def phones_of(self, member: str) -> list[Phone]:
        return [phone for phone in self.phones.values() if phone.member == member]

    def phone(self, number: int) -> Phone:
        return list(self.phones.values())[number % len(self.phones)]

    # --- the wire

    def call(self, phone: Phone, method: str, path: str, body: Json | None = None, **headers: str) -> Answer:
        """One request in a phone's session. What comes back must be for its member's eyes."""
        answer = self.stage.line.call(
            method, f"/api/v1{path}", body, cookie=phone.cookie, source=f"10.0.0.{len(phone.name)}", **headers
        )
        if path != "/sync/pull":
            self.changed()
        if answer.cookie is not None:
            phone.cookie = answer.cookie
            phone.session = answer.json.get("session_id", phone.session)
        leaks.scan(self, phone.member, (path, body), answer)
        return answer

    def sign_in(self, phone: Phone) -> None:
        """The same account goes on with what is on this phone."""
        login = PHONES[phone.name]
        answer = self.call(
            phone, "POST", "/sessions", {"login": login, "password": PASSWORD, "device": f"{phone.name}'s"}
        )
        assert answer.status == 201, answer.raw

    def note(self, edit: Edit) -> None:
        """From here on somebody was told that this is saved."""
        self.ledger.note(edit)
        self.tally["edits"] += 1

    def heard(self, sent: list[Json], results: list[Json]) -> None:
        """What the server said of each mutation, whether or not the phone ever hears of it."""
        now = self.ledger.now
        assert [one["id"] for one in sent] == [result["id"] for result in results], "one result each, in order"
        for result in results:
            if result["outcome"] not in LANDED:
                continue
            self.tally[result["outcome"]] += 1
            said: tuple[Any, ...] = (result["outcome"], result["seq"])
            before = self.ledger.results.setdefault((now, result["id"]), said)
            assert before == said, f"exactly once: {result['id']} was {before}, now {said}"
            self.ledger.took(result["id"], result["seq"])
