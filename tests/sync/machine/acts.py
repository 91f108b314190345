"""What phones do: write, push, pull, and all of it with whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Sequence

from tests.sync.machine import oracles, pulling
from tests.sync.machine.forms import FORMS, in_form
from tests.sync.machine.ledger import Edit
from tests.sync.machine.line import Answer, Json
from tests.sync.machine.phone import BATCH, Phone
from tests.sync.machine.store import PowerLost, Row
from tests.sync.machine.truth import Key
from tests.sync.machine.world import World
from tests.sync.machine.writes import HARMS, WRITES

ROUNDS = 40
"""More cycles than anything that settles needs."""


# --- writing


def write(world: World, phone: Phone, what: str, where: int, pick: int) -> Row:
    """One edit, saved on this phone."""
    number = world.ledger.next_number
    space = phone.own if what in ("reminder", "cue") else _place(phone, where)
    key, op, fields = WRITES[what](world, phone, space, pick, number)
    world.tally[f"write {what}"] += 1
    return save(world, phone, key, op, fields)


def _place(phone: Phone, where: int) -> str:
    """A space that this phone believes can be written to."""
    there = [space for space, shown in sorted(phone.store["memberships"].items()) if not shown.get("closed")]
    return there[where % len(there)]


def save(world: World, phone: Phone, key: Key, op: str, fields: Json, form: int | None = None) -> Row:
    """Saves any edit, and remembers what its author had before their eyes."""
    seen = phone.seen(key)
    base = phone.store["base"].get(key)
    row = phone.write(world.now, key, op, *in_form(phone.schema, key[1], fields, form))
    world.tally["written in an old form"] += row.mutation["v"] < FORMS.get(key[1], 1)
    sealed = fields.get("sealed", (seen or {"fields": {}})["fields"].get("sealed", False))
    edit = Edit(
        number=world.ledger.next_number,
        id=row.id,
        author=phone.member,
        device=phone.id,
        n=row.n,
        key=key,
        op=op,
        fields=fields,
        knew=0 if base is None else base["seq"],
        at_history=phone.cursor(key[0]).history,
        saw={} if seen is None or seen["deleted"] else {**seen["fields"], "body": seen["body"]},
        sealed=bool(sealed) and key[1] == "check_in",
    )
    world.note(edit)
    return row


def harm(world: World, phone: Phone, what: str, where: int, pick: int) -> None:
    """An edit that the server can't take."""
    number = world.ledger.next_number
    space = _place(phone, where)
    fields = HARMS[what](phone, number)
    if what == "an unknown kind":
        save(world, phone, (space, "horoscope", phone.new_id()), "put", fields)
    else:
        made = phone.all_seen(space, "practice")
        if not made:
            write(world, phone, "practice", where, pick)
            made = phone.all_seen(space, "practice")
            number = world.ledger.next_number
            fields = HARMS[what](phone, number)
        record = made[pick % len(made)]
        form = 99 if what == "a newer form" else None
        save(world, phone, (record["space"], "practice", record["id"]), "patch", fields, form)
    world.tally[f"poison: {what}"] += 1


def take_the_other(world: World, phone: Phone, where: int, pick: int) -> None:
    """A value that lost is written back, and its version is settled, in one push (docs/sync.md)."""
    space = _place(phone, where)
    versions = [v for v in phone.all_seen(space, "version") if v["fields"].get("state") == "open" and v["body"]]
    found = [v for v in versions if _can_be_written(phone, space, v["fields"])]
    if not found:
        return
    version = found[pick % len(found)]
    about = version["fields"]
    key = (space, about["type"], about["entity_id"])
    save(world, phone, key, "patch", {about["field"]: version["body"]["value"]})
    save(world, phone, (space, "version", version["id"]), "patch", {"state": "restored"})
    world.tally["the other version taken"] += 1


def _can_be_written(phone: Phone, space: str, about: Json) -> bool:
    record = phone.seen((space, about["type"], about["entity_id"]))
    mine = record is not None and (about["type"] != "check_in" or record["author"] == phone.member)
    return record is not None and mine and not record["deleted"]


# --- pushing


def push(world: World, phone: Phone, how: str = "whole", limit: int = BATCH) -> bool:
    """Sends what is due. True when something went out and its answer was taken."""
    rows = phone.due(world.now, min(limit, phone.batch))
    if phone.halted or not rows:
        return False
    world.tally[f"push {how}"] += 1
    if how == "cut":
        return False
    body = phone.push_body(rows)
    answer = _deliver(world, phone, body)
    if how == "doubled":
        before = world.truth.digest()
        again = _deliver(world, phone, body)
        assert again.json.get("results") == answer.json.get("results"), "the same answer to the same push"
        assert world.truth.digest() == before, "exactly once: the second push changed something"
    if how != "dropped":
        _settle(world, phone, rows, answer)
    return how != "dropped"


def _deliver(world: World, phone: Phone, body: Json) -> Answer:
    answer = world.call(phone, "POST", "/sync/push", body)
    if answer.status == 200:
        world.heard(body["mutations"], answer.json["results"])
    return answer


def _settle(world: World, phone: Phone, rows: Sequence[Row], answer: Answer) -> None:
    parked: list[Row] = []
    if answer.status == 200:
        phone.batch = min(BATCH, phone.batch * 2)
        for result in answer.json["results"]:
            world.tally[f"answered: {result['code']}"] += result["code"] is not None
        parked = phone.take_results(answer.json["results"], world.now)
    elif answer.status == 401:
        locked(world, phone, answer)
    elif answer.status == 426:
        world.tally["426"] += 1
        phone.halted = True
    else:
        world.tally[f"push answered {answer.status}"] += 1
        parked = phone.refused(rows, answer.status, answer.code, world.now)
    for row in parked:
        oracles.not_needless(world, phone, row)


def locked(world: World, phone: Phone, answer: Answer) -> None:
    """A dead session keeps everything; the same account goes on with it."""
    world.tally[f"401 {answer.code}"] += 1
    kept = {name: dict(rows) for name, rows in phone.store.tables.items()}
    world.sign_in(phone)
    assert phone.store.tables == kept


# --- pulling


def pull(world: World, phone: Phone, limit: int = 500, pages: int = ROUNDS, cut_after: int | None = None) -> bool:
    """Reads page after page. True when everything was read."""
    wanted = sorted(phone.store["memberships"].keys() | phone.store["cursors"].keys())
    for _ in range(pages):
        asked = pulling.ask(phone, wanted, limit)
        answer = world.call(phone, "POST", "/sync/pull", asked)
        if answer.status == 401:
            locked(world, phone, answer)
            continue
        assert answer.status == 200, answer.raw
        oracles.whole_pages(world, phone.member, asked, answer.json)
        try:
            more = _take(world, phone, asked, answer.json, cut_after)
        except PowerLost:
            world.tally["crash in a pull"] += 1
            return False
        wanted = sorted(more)
        if not wanted:
            whole = {space["id"] for space in answer.json["spaces"] if space["state"] == "ok"}
            phone.tidy(world.now, whole)
            return True
    return False


def _take(world: World, phone: Phone, asked: Json, answer: Json, cut_after: int | None) -> set[str]:
    for space in answer["spaces"]:
        world.tally[f"page {space['state']}"] += 1
    taken = pulling.take(phone, asked, answer, world.now, world.ledger.now, cut_after)
    for page in answer["spaces"]:
        oracles.floor_is_true(world, phone, page)
    for row in taken.confirmed:
        oracles.own_write_is_seen(world, phone, row)
    phone.halted = answer["min_schema"] > phone.schema
    for row in (*taken.parked, *phone.park_poison()):
        oracles.not_needless(world, phone, row)
    return taken.more


def sync(world: World, phone: Phone) -> None:
    """A whole cycle: in, out, in."""
    world.tally["sync"] += 1
    pull(world, phone)
    for _ in range(ROUNDS):
        if not push(world, phone):
            break
    pull(world, phone)


# --- the end


def drain(world: World) -> None:
    """Everybody comes online and updates, until nothing moves any more."""
    object.__setattr__(world.stage.ctx.settings, "min_schema", 1)
    for phone in world.phones.values():
        phone.halted = False
    for _ in range(ROUNDS):
        before = world.truth.digest()
        for phone in world.phones.values():
            sync(world, phone)
        if not any(phone.unheld() for phone in world.phones.values()) and world.truth.digest() == before:
            return
        world.stage.clock.advance(minutes=10)
    raise AssertionError("queues do not drain")
