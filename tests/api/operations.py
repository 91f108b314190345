"""Every operation of the API document, with a request that would work for whoever may make it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from app.kit.records.declare import record_types
from tests.cast import P256, PASSWORD, Cast, Fields, canary

API = "/api/v1"
PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", f"{API}/catalogue"),
    ("POST", f"{API}/accounts"),
    ("PUT", f"{API}/accounts/reset"),
    ("PUT", f"{API}/accounts/recovery"),
    ("POST", f"{API}/sessions"),
    ("GET", "/calendar/{secret}.ics"),
    ("POST", "/oauth/token"),
    ("POST", "/oauth/revoke"),
    ("GET", "/.well-known/oauth-authorization-server"),
}
FINAL = [
    ("DELETE", f"{API}/spaces/{{space_id}}/webhooks/{{webhook_id}}"),
    ("PUT", f"{API}/push/subscription"),
    ("DELETE", f"{API}/push/subscription"),
    ("DELETE", f"{API}/couples/{{space_id}}/members/me"),
    ("PUT", f"{API}/me/recovery"),
    ("DELETE", f"{API}/sessions/others"),
    ("DELETE", f"{API}/sessions/{{session_id}}"),
    ("PUT", f"{API}/sessions/current/confirmation"),
    ("PUT", f"{API}/me/password"),
    ("DELETE", f"{API}/sessions/current"),
    ("DELETE", f"{API}/me"),
]
"""What changes who is asking, so that it comes last, in this order."""
METHODS = ["GET", "PATCH", "PUT", "POST", "DELETE"]
CHANGES: dict[str, Fields] = {
    "practice": {"rest": 3},
    "check_in": {"withdrawn": True},
    "pause": {"withdrawn": True},
    "rest": {"withdrawn": True},
    "mend": {"made_on": "2026-11-24"},
    "card": {"home_zone": "Europe/Rome"},
    "couple": {"body": {"name": "Otherwise"}},
    "reminder": {"active": False},
    "reminder_reply": {},
    "preferences": {"streaks_hidden": True},
    "proposal": {"time": "21:00"},
    "proposal_answer": {"answer": "set_aside"},
    "goal": {"target_day": "2027-01-31"},
    "milestone": {"position": 2048},
    "contribution": {"withdrawn": True},
    "cheer": {"kind": "proud"},
    "habit": {"withdrawn": True},
    "support": {"kind": "help"},
    "version": {"state": "set_aside"},
}
"""For each type a change that shows."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method and a path with its parameters in braces."""

    method: str
    path: str

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.path

    @property
    def in_space(self) -> bool:
        """Whether it is about one space."""
        return "{space_id}" in self.path

    @property
    def for_couples(self) -> bool:
        return self.path.startswith((f"{API}/couples/", f"{API}/spaces/{{space_id}}/webhooks"))

    @property
    def kind(self) -> str | None:
        """The record type that it is about."""
        parts = self.path.removeprefix(f"{API}/spaces/{{space_id}}/").split("/")
        return next((kind.name for kind in record_types().values() if kind.plural == parts[0]), None)

    @property
    def of_one(self) -> bool:
        return self.path.endswith("{record_id}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    operation: Operation
    address: str
    json: Fields | None

    def __str__(self) -> str:
        return f"{self.operation.method} {self.address}"


def operations(app: FastAPI) -> list[Operation]:
    """All of the document: reading first, what ends a session last."""
    found = [Operation(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods]
    return sorted(found, key=order)


def order(operation: Operation) -> tuple[int, int, str]:
    final = FINAL.index(operation.key) + 1 if operation.key in FINAL else 0
    return final, METHODS.index(operation.method), operation.path


def ask(cast: Cast, operation: Operation, who: str, place: str, ids_of: str) -> Asked:
    """A request about the space of `place`, with the ids of `ids_of`, in the name of `who`."""
    here, there = cast.places[place], cast.places[ids_of]
    names = {
        "space_id": here.id,
        "record_id": there.records.get(operation.kind or "", cast.places["ab"].records["practice"]),
        "session_id": cast.tablet_id,
        "invite_id": there.invite or cast.places["ab"].invite,
        "secret": cast.calendar,
        "webhook_id": there.webhook or cast.places["ab"].webhook,
        "token_id": cast.token_id,
        "request_id": there.request or cast.places["ab"].request,
    }
    written = there.written if place == ids_of else in_other_words(there.written)
    query = f"?{urlencode(cast.asked)}" if operation.key == ("GET", f"{API}/oauth/consents") else ""
    return Asked(operation, operation.path.format(**names) + query, _body(cast, operation, who, written))


def in_other_words(written: dict[str, Fields]) -> dict[str, Fields]:
    """The same ids with other content: what somebody writes who knows no more than the ids."""
    other: dict[str, Fields] = json.loads(json.dumps(written).replace("canary-", "mine-"))
    return other


def _body(cast: Cast, operation: Operation, who: str, written: dict[str, Fields]) -> Fields | None:
    if operation.method not in ("PUT", "PATCH", "POST"):
        return None
    if (kind := operation.kind) is not None:
        stands = written.get(kind, {})
        return _split(CHANGES[kind] if operation.method == "PATCH" else {**stands, **CHANGES[kind]})
    bodies = _bodies(cast, who)
    return bodies.get((operation.method, operation.path.removeprefix(API)))


def _split(fields: Fields) -> Fields:
    whole: Fields = {"fields": {name: value for name, value in fields.items() if name != "body"}}
    return whole | {"body": fields["body"]} if "body" in fields else whole


def _bodies(cast: Cast, who: str) -> dict[tuple[str, str], Any]:
    me = cast[who]
    ours = [cast.places[name].id for name in cast.may_read(who) if not name.startswith("own-")]
    everywhere = [{"id": place.id} for place in cast.places.values()]
    return {
        ("POST", "/accounts"): {"login": "mallory", "name": "Mallory", "password": "short"},
        ("PUT", "/accounts/reset"): {"code": "x" * 43, "password": PASSWORD},
        ("PUT", "/accounts/recovery"): {"login": "alice", "proof": "x" * 43, "password": PASSWORD},
        ("POST", "/sessions"): {"login": "alice", "password": "not hers at all"},
        ("PUT", "/sessions/current/confirmation"): {"password": PASSWORD},
        ("PUT", "/me/password"): {"current": PASSWORD, "new": "eight loud herons at dawn"},
        ("PATCH", "/me"): {"name": canary("name", who)},
        ("PUT", "/me/calendar"): {"words": "own"},
        ("PATCH", "/me/calendar"): {"words": "own"},
        ("POST", "/me/imports"): {
            "format": "tend-export",
            "version": 1,
            "account": {"id": me.id, "name": canary("name", who), "own_space": me.own},
            "spaces": [{"id": me.own, "kind": "own", "joined": "2026-11-23"}],
            "records": [],
        },
        ("POST", "/oauth/consents"): {**cast.asked, "spaces": ours or [cast.places["ab"].id]},
        ("POST", "/me/tokens"): {
            "name": canary("token", who),
            "scopes": ["practices:read"],
            "spaces": ours or [cast.places["ab"].id],
        },
        ("POST", "/couples"): {"home_zone": "Europe/Berlin"},
        ("POST", "/couples/{space_id}/invites"): {"kind": "qr"},
        ("POST", "/spaces/{space_id}/webhooks"): {"url": "https://hooks.example/", "events": ["check_in.written"]},
        ("POST", "/join-requests"): {"code": "0" * 26},
        ("PUT", "/push/subscription"): {
            "endpoint": f"https://fcm.googleapis.com/fcm/send/{who}",
            "keys": {"p256dh": P256, "auth": "8eDyX_uCN0XRhSbY5hs7Hg"},
        },
        ("POST", "/sync/push"): me.outbox(),
        ("POST", "/sync/pull"): {"account": me.id, "device": me.device, "schema": 1, "spaces": everywhere},
    }
