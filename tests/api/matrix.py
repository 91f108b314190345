"""Who asks what, what must come back, and what was found when something else did.

`walk` and `walk_push` make every request and return findings: sentences, none when every guard stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from httpx2 import Response

from app.kit.records.declare import OWN, record_types
from app.tables import metadata
from tests.api.operations import API, CHANGES, PUBLIC, Asked, Operation, ask, in_other_words, operations
from tests.api.programs import kept_from, refused_token
from tests.cast import Cast, Fields, Someone, another_browser, new_id, program

UNSTAMPED = ("rate",)
"""Tables that a refused request may touch: the count of tries."""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody at the door of a place, with the ids of what stands in another one (or in the same)."""

    title: str
    who: str | None
    place: str
    ids_of: str
    cookie: str | None = None
    token: str | None = None

    @property
    def anonymous(self) -> bool:
        return self.who is None

    def inside(self, cast: Cast) -> bool:
        """Programs are in the one couple that their tokens name, while their member is."""
        return (self.token is None or self.place == "ab") and self.place in cast.may_read(self.who)

    @property
    def crossed(self) -> bool:
        return self.place != self.ids_of


TOKENS = [
    Role("a program that may read", "alice", "ab", "ab", token="reads"),
    Role("a program that may write", "alice", "ab", "ab", token="writes"),
    Role("a program that may do something else", "alice", "ab", "ab", token="goals"),
    Role("a program in a couple that its member did not name", "bob", "bc", "bc", token="bob"),
    Role("a program in a couple that is not its member's", "alice", "bc", "bc", token="writes"),
    Role("a program of bob's, in the couple that he named", "bob", "ab", "ab", token="bob"),
    Role("a program with the ids of another couple", "bob", "ab", "bc", token="bob"),
    Role("a program at its member's own", "alice", "own-alice", "own-alice", token="own"),
    Role("a program of fay's, who left", "fay", "ab", "ab", token="left"),
    Role("a program whose token was revoked", "alice", "ab", "ab", token="revoked"),
    Role("a program whose token ran out", "alice", "ab", "ab", token="expired"),
]
ROLES = [
    Role("nobody", None, "ab", "ab"),
    Role("a forged cookie", None, "ab", "ab", cookie="A" * 43),
    Role("a revoked session", None, "ab", "ab", cookie="revoked"),
    Role("erin, who is on her own", "erin", "ab", "ab"),
    Role("dave, of another couple", "dave", "ab", "ab"),
    Role("carol, the partner's other partner", "carol", "ab", "ab"),
    Role("fay, who left", "fay", "ab", "ab"),
    Role("gus, who waits", "gus", "ab", "ab"),
    Role("bob at what is alice's own", "bob", "own-alice", "own-alice"),
    Role("bob, the partner", "bob", "ab", "ab"),
    Role("bob in his other couple", "bob", "bc", "ab"),
    Role("carol with the ids of a couple that is not hers", "carol", "bc", "ab"),
    Role("bob in his own space with alice's ids", "bob", "own-bob", "own-alice"),
    Role("alice herself", "alice", "ab", "ab"),
    Role("alice at her own", "alice", "own-alice", "own-alice"),
    *TOKENS,
]


def role(title: str) -> Role:
    """The role of this title's first words."""
    return next(one for one in ROLES if one.title.startswith(title))


def walk(cast: Cast, one: Role, only: Collection[tuple[str, str]] | None = None) -> list[str]:
    """Every operation of the document (or those in `only`) in this role."""
    browser = _browser(cast, one)
    before, findings = digest(cast, one.who), []
    for operation in operations(cast.app):
        if only is not None and operation.key not in only:
            continue
        asked = ask(cast, operation, one.who or "alice", one.place, one.ids_of)
        answer = browser.request(operation.method, asked.address, json=asked.json)
        after = digest(cast, one.who)
        findings += _judge(cast, one, asked, answer, changed=before != after)
        if before[1] != after[1] and operation.key not in ONES_OWN_KNOCK:
            findings.append(f"{one.title}: {asked} changed rows of others")
        before = after
    return findings


def walk_push(cast: Cast, one: Role) -> list[str]:
    """Every record type with every operation through push."""
    me = cast[one.who or "alice"]
    browser, here, there = _browser(cast, one), cast.places[one.place], cast.places[one.ids_of]
    before, findings = digest(cast, one.who), []
    written = in_other_words(there.written) if one.crossed else there.written
    for kind, op, entity, fields in _mutations(there.records, written):
        mutation = me.mutation(here.id, kind, op, entity, fields)
        answer = browser.post(f"{API}/sync/push", json=me.outbox(mutation))
        after = digest(cast, one.who)
        where = f"{one.title}: push {op} {kind}"
        findings += _leaks(cast, one, answer, str(mutation), where)
        if before[1] != after[1]:
            findings.append(f"{where} changed rows of others")
        if answer.status_code != (403 if one.token is not None else 401 if one.anonymous else 200):
            findings.append(f"{where} answered {answer.status_code}")
        if answer.status_code == 200:
            result = answer.json()["results"][0]
            wanted = _pushed(cast, one, me, kind, op)
            if result["outcome"] not in wanted:
                findings.append(f"{where} was {result['outcome']} ({result['code']})")
            if result["outcome"] in ("rejected", "deferred") and before != after:
                findings.append(f"{where} was refused and changed rows")
        elif before != after:
            findings.append(f"{where} changed rows")
        before = after
    return findings


def digest(cast: Cast, who: str | None = None) -> tuple[str, str]:
    """All rows of all tables in one number, and in another those of the spaces that this person is not in."""
    foreign = [place.id for name, place in cast.places.items() if name not in cast.may_read(who)]
    everything, others = sha256(), sha256()
    with cast.ctx.db.reader.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name not in UNSTAMPED:
                rows = connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings().all()
                where = "id" if table.name == "space" else "space_id"
                everything.update(_text(rows))
                others.update(_text([row for row in rows if row.get(where) in foreign]))
    return everything.hexdigest(), others.hexdigest()


def _text(rows: Iterable[Any]) -> bytes:
    return repr(sorted(repr(sorted(row.items())) for row in rows)).encode()


def expected(cast: Cast, one: Role, operation: Operation) -> set[int]:
    """The statuses that this operation may answer with in this role."""
    if operation.key in PUBLIC:
        return {200, 400, 401, 403, 404, 422, 429}
    if one.token is not None and (refused := refused_token(one.token, operation)):
        return {refused}
    if one.anonymous:
        return {401}
    if not operation.in_space:
        return PERSONAL.get((*operation.key, one.who), PERSONAL.get((*operation.key, None), {200, 201, 204}))
    if not one.inside(cast) or (operation.for_couples and one.place.startswith("own-")):
        return {404}
    if operation.kind is None:
        return _in_couple(cast, one, operation)
    return _of_records(cast, one, operation)


PERSONAL: dict[tuple[str, str, str | None], set[int]] = {
    ("DELETE", f"{API}/me", None): {401},  # the session has ended by then; what it does has tests of its own
    ("DELETE", f"{API}/sessions/{{session_id}}", None): {404},
    ("DELETE", f"{API}/sessions/{{session_id}}", "alice"): {204},
    ("GET", f"{API}/join-requests/{{request_id}}", None): {404},
    ("GET", f"{API}/join-requests/{{request_id}}", "gus"): {200},
    ("DELETE", f"{API}/join-requests/{{request_id}}", None): {404},
    ("DELETE", f"{API}/join-requests/{{request_id}}", "gus"): {204},
    ("POST", f"{API}/join-requests", None): {404},
    ("POST", f"{API}/push/test", None): {409},
    ("DELETE", f"{API}/push/subscriptions/{{session_id}}", None): {404},
    ("POST", f"{API}/me/tokens", "erin"): {404},
    ("POST", f"{API}/me/tokens", "fay"): {404},
    ("POST", f"{API}/me/tokens", "gus"): {404},
    ("POST", f"{API}/oauth/consents", "erin"): {404},
    ("POST", f"{API}/oauth/consents", "fay"): {404},
    ("POST", f"{API}/oauth/consents", "gus"): {404},
    ("DELETE", f"{API}/me/tokens/{{token_id}}", None): {404},
    ("DELETE", f"{API}/me/tokens/{{token_id}}", "alice"): {204},
    ("PATCH", f"{API}/me/calendar", None): {404},
    ("PATCH", f"{API}/me/calendar", "alice"): {200},
}


ONES_OWN_KNOCK = {("DELETE", f"{API}/join-requests/{{request_id}}")}
"""A knock stands in the space that it asks for, and belongs to who knocks."""


def _in_couple(cast: Cast, one: Role, operation: Operation) -> set[int]:
    """Invitations and knocks are their inviter's alone, and Alice invited. So is a webhook that hears of one alone."""
    if "{webhook_id}" in operation.path:
        return _of_webhook(cast, one, operation)
    theirs = "{invite_id}" in operation.path or "{request_id}" in operation.path
    if theirs:
        return {204} if one.who == "alice" and not one.crossed else {404}
    return {200, 201, 204}


def _of_webhook(cast: Cast, one: Role, operation: Operation) -> set[int]:
    """There is nothing to agree to, and it is tried and ended by who made it."""
    if one.who != cast.places[one.place].author or one.crossed or (operation.method == "PUT"):
        return {404}
    return {202} if operation.method == "POST" else {204}


def _of_records(cast: Cast, one: Role, operation: Operation) -> set[int]:
    assert operation.kind is not None
    if operation.path.endswith("/progress"):
        return {404} if one.crossed else {200}
    if operation.method == "POST":
        return _made(cast, one, operation.kind)
    if not operation.of_one:
        return {200}
    if not _lives(operation.kind, one.place):
        return {404, 422} if operation.method == "PUT" else {404}
    if one.crossed:
        return {"PUT": {201, 403, 409, 422}, "DELETE": {204, 404, 409}}.get(operation.method, {404})
    if operation.method == "DELETE" and one.who == cast.places[one.place].author:
        return {409} if record_types()[operation.kind].derive else {204}
    if operation.method == "GET" or one.who == cast.places[one.place].author:
        return {200}
    if operation.method == "DELETE" or operation.kind in OF_ONE_MEMBER:
        return {403}
    return {200}


def _made(cast: Cast, one: Role, kind: str) -> set[int]:
    """Another one, or the same where there can be one alone."""
    if not _lives(kind, one.place):
        return {404, 422}
    if one.crossed:
        return {200, 201, 403, 409, 422}
    if kind in {"check_in", "pause", "card", "contribution"} and one.who != cast.places[one.place].author:
        return {403}
    return {200, 201, 409, 422}


OF_ONE_MEMBER = {"check_in", "pause", "card", "proposal", "contribution", "cheer", "support"}
"""Types of which the cast's rows are their member's alone to write."""


def _pushed(cast: Cast, one: Role, me: Someone, kind: str, op: str) -> set[str]:
    written = {"applied", "merged", "superseded"}
    if not one.inside(cast) or not _lives(kind, one.place):
        return {"rejected"}
    if one.crossed:
        return {"deferred"} if op == "patch" else written | {"rejected", "deferred"}
    if op != "patch" and record_types()[kind].made_here:
        return {"rejected"}
    if op == "delete" and record_types()[kind].derive:
        return {"rejected"}
    if one.who == cast.places[one.place].author:
        return written
    return {"rejected"} if op == "delete" or kind in OF_ONE_MEMBER else written


def _lives(kind: str, place: str) -> bool:
    homes = record_types()[kind].homes
    return (OWN in homes) if place.startswith("own-") else ("couple" in homes)


def _mutations(records: dict[str, str], written: dict[str, Fields]) -> Iterator[tuple[str, str, str, Fields]]:
    """`(type, op, id, fields)`: what stands is put, patched and deleted, and something new is put."""
    for kind, entity in records.items():
        yield kind, "patch", entity, CHANGES[kind]
        yield kind, "put", entity, {**written[kind], **CHANGES[kind]}
    for kind in ("practice", "pause"):
        if kind in records:
            yield kind, "put", new_id(), written[kind]
    for kind, entity in records.items():
        yield kind, "delete", entity, {}


def _browser(cast: Cast, one: Role):  # type: ignore[no-untyped-def]  # a TestClient
    if one.token is not None:
        return program(cast.app, cast.tokens[one.token])
    if one.who is not None:
        return cast[one.who].browser
    browser = another_browser(cast.app)
    if one.cookie is not None:
        browser.cookies.set("sid", cast.tablet if one.cookie == "revoked" else one.cookie)
    return browser


def _judge(cast: Cast, one: Role, asked: Asked, answer: Response, *, changed: bool) -> list[str]:
    where = f"{one.title}: {asked}"
    found = _leaks(cast, one, answer, f"{asked.address} {asked.json}", where)
    if answer.status_code not in expected(cast, one, asked.operation):
        found.append(f"{where} answered {answer.status_code}")
    if answer.status_code >= 400 and changed:
        found.append(f"{where} was refused and changed rows")
    if changed and asked.operation.in_space and not one.inside(cast):
        found.append(f"{where} changed rows")
    return found


def _leaks(cast: Cast, one: Role, answer: Response, said: str, where: str) -> list[str]:
    """Strings in an answer, headers included, that this role must not see and did not send itself."""
    text = f"{answer.text} {answer.headers}"
    said += str(cast.places[one.ids_of].records) if one.crossed else ""
    kept = cast.secrets_from(one.who) | (set() if one.token is None else kept_from(cast, one.token, one.who or ""))
    secret = (word for word in kept if word not in said)
    return [f"{where} showed {word}" for word in secret if word in text]
