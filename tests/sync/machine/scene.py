"""The template of every history: five members, two couples that share Bob, and six phones."""

from __future__ import annotations

from tests.cast import PASSWORD
from tests.sync.machine.line import Answer, Json
from tests.sync.machine.stage import Stage
from tests.sync.machine.world import PHONES, Scene, Seat


def build(stage: Stage) -> Scene:
    """Plays it once at an empty database; the result is the stage's template."""
    seats: dict[str, Seat] = {}
    for name, login in PHONES.items():
        seats[name] = _sign_up(stage, login) if name == login else _second_phone(stage, name, seats[login])
    couples = {
        "ab": _couple(stage, seats["alice"], seats["bob"]),
        "bc": _couple(stage, seats["bob"], seats["carol"]),
    }
    stage.template = stage.backup()
    return Scene(seats, couples)


def _ask(stage: Stage, cookie: str | None, method: str, path: str, body: Json | None = None) -> Answer:
    answer = stage.line.call(method, f"/api/v1{path}", body, cookie=cookie, source="10.0.0.1")
    assert answer.status < 300, answer.raw
    return answer


def _sign_up(stage: Stage, login: str) -> Seat:
    asked = {"login": login, "name": login.title(), "password": PASSWORD, "device": f"{login}'s phone"}
    answer = _ask(stage, None, "POST", "/accounts", asked)
    made = answer.json
    assert answer.cookie is not None
    return Seat(made["member"]["id"], made["own_space_id"], answer.cookie, made["session_id"])


def _second_phone(stage: Stage, name: str, first: Seat) -> Seat:
    asked = {"login": PHONES[name], "password": PASSWORD, "device": name}
    answer = _ask(stage, None, "POST", "/sessions", asked)
    assert answer.cookie is not None
    return Seat(first.member, first.own, answer.cookie, answer.json["session_id"])


def _couple(stage: Stage, first: Seat, second: Seat) -> str:
    space: str = _ask(stage, first.cookie, "POST", "/couples", {"home_zone": "Europe/Berlin"}).json["id"]
    code = _ask(stage, first.cookie, "POST", f"/couples/{space}/invites", {"kind": "qr"}).json["code"]
    request = _ask(stage, second.cookie, "POST", "/join-requests", {"code": code}).json["id"]
    _ask(stage, first.cookie, "PUT", f"/couples/{space}/join-requests/{request}/confirmation")
    return space
