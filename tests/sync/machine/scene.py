"""The template of every history: five members, two couples that share Bob, and six phones."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.cast import PASSWORD
from tests.sync.machine import acts
from tests.sync.machine.leaks import FURNISHED
from tests.sync.machine.line import Answer, Json
from tests.sync.machine.phone import Phone
from tests.sync.machine.stage import Stage
from tests.sync.machine.world import PHONES, Scene, World


def build(stage: Stage) -> Scene:
    """Plays it once at an empty database; the result is the stage's template."""
    phones: dict[str, Phone] = {}
    for name, login in PHONES.items():
        phones[name] = _sign_up(stage, login) if name == login else _second_phone(stage, name, phones[login])
    couples = {
        "ab": _couple(stage, phones["alice"], phones["bob"]),
        "bc": _couple(stage, phones["bob"], phones["carol"]),
    }
    stage.template = stage.backup()
    world = World(stage, Scene(phones, couples), Counter())
    world.ledger.first = min(FURNISHED)
    _furnish(world)
    stage.template = stage.backup()
    for phone in world.phones.values():
        phone.store.tables["sent"] = {}
    return Scene(world.phones, couples)


def _furnish(world: World) -> None:
    """Something stands in every space, and every phone has read it: so that people can meet over it."""
    for phone in world.phones.values():
        acts.pull(world, phone)
        for where in range(len(phone.store["memberships"])):
            for what in ("practice", "check_in", "pause"):
                acts.write(world, phone, what, where, 1)
        acts.write(world, phone, "reminder", 0, 1)
        acts.sync(world, phone)
    for phone in world.phones.values():
        acts.sync(world, phone)


def _ask(stage: Stage, cookie: str | None, method: str, path: str, body: Json | None = None) -> Answer:
    answer = stage.line.call(method, f"/api/v1{path}", body, cookie=cookie, source="10.0.0.1")
    assert answer.status < 300, answer.raw
    return answer


def _sign_up(stage: Stage, login: str) -> Phone:
    asked = {"login": login, "name": login.title(), "password": PASSWORD, "device": f"{login}'s phone"}
    answer = _ask(stage, None, "POST", "/accounts", asked)
    made = answer.json
    assert answer.cookie is not None
    phone = Phone(login, made["member"]["id"], made["own_space_id"], answer.cookie, Random(login))
    phone.session = made["session_id"]
    return phone


def _second_phone(stage: Stage, name: str, first: Phone) -> Phone:
    asked = {"login": PHONES[name], "password": PASSWORD, "device": name}
    answer = _ask(stage, None, "POST", "/sessions", asked)
    assert answer.cookie is not None
    phone = Phone(name, first.member, first.own, answer.cookie, Random(name))
    phone.session = answer.json["session_id"]
    return phone


def _couple(stage: Stage, first: Phone, second: Phone) -> str:
    space: str = _ask(stage, first.cookie, "POST", "/couples", {"home_zone": "Europe/Berlin"}).json["id"]
    code = _ask(stage, first.cookie, "POST", f"/couples/{space}/invites", {"kind": "qr"}).json["code"]
    request = _ask(stage, second.cookie, "POST", "/join-requests", {"code": code}).json["id"]
    _ask(stage, first.cookie, "PUT", f"/couples/{space}/join-requests/{request}/confirmation")
    return space
