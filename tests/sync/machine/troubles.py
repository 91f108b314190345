"""What happens around the phones: other programs, memberships, backups, sessions, clocks, updates."""

from __future__ import annotations

from datetime import timedelta

from tests.sync.machine import acts
from tests.sync.machine.leaks import word
from tests.sync.machine.ledger import Edit
from tests.sync.machine.line import Json
from tests.sync.machine.phone import Phone
from tests.sync.machine.store import Cursor
from tests.sync.machine.world import Knock, Third, World
from tests.sync.machine.writes import EVERY_DAY

OLDEST_BACKUP = timedelta(days=50)
"""Devices keep what they sent for 60 days: no backup is older than that."""
ZONES = ("Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati")


# --- a third party's program


def rest(world: World, phone: Phone, how: str, pick: int) -> None:
    """A program writes a practice in somebody's name: new, with If-Match, with a stale one, or twice with a key."""
    truth = world.truth
    open_here = sorted(s for s, inside in truth.present.items() if phone.member in inside and s not in truth.closed)
    rows = [k for k, r in truth.rows.items() if k[1] == "practice" and k[0] in open_here and r["deleted_at"] is None]
    number = world.ledger.next_number
    headers = {}
    if not rows:
        key = (open_here[pick % len(open_here)], "practice", phone.new_id())
        fields: Json = {"area": "goals", "requires": "each", "cadences": EVERY_DAY}
        fields |= {"start": "2026-11-01", "position": number}
        method = "PUT"
    else:
        key = sorted(rows)[pick % len(rows)]
        fields, method = {"position": number}, "PATCH"
        if how in ("seen", "stale"):
            headers["If_Match"] = f'"{truth.rows[key]["seq"] - (how == "stale")}"'
    body = {"fields": fields, "body": {"title": word(number)}}
    third = Third(phone.member, method, f"/spaces/{key[0]}/practices/{key[2]}", body, phone.new_id(), world.ledger.now)
    world.tally[f"REST {how}"] += 1
    if "If_Match" in headers and how == "stale":
        before = truth.digest()
        answer = world.call(phone, method, third.path, body, Idempotency_Key=third.key, **headers)
        if answer.status == 401:
            return acts.locked(world, phone, answer)
        assert (answer.status, answer.code) == (412, "overtaken")
        assert world.truth.digest() == before
        return None
    _write(world, phone, third, Edit(
        number=number, id=third.key, author=phone.member, device=phone.session, n=number, key=key,
        op="put" if method == "PUT" else "patch", fields={**fields, "body": body["body"]},
        knew=truth.heads[key[0]], at_history=world.ledger.now, saw=truth.shown(key),
    ), headers)  # fmt: skip
    if how == "twice":
        again(world, -1)
    return None


def _write(world: World, phone: Phone, third: Third, edit: Edit, headers: dict[str, str]) -> None:
    world.note(edit)
    answer = world.call(phone, third.method, third.path, third.body, Idempotency_Key=third.key, **headers)
    if answer.status == 401:
        edit.forgotten = True
        acts.locked(world, phone, answer)
        return
    assert answer.status in (200, 201), answer.raw
    world.ledger.took(edit.id, answer.json["seq"])
    world.plays.thirds.append(third)


def again(world: World, pick: int) -> None:
    """The program repeats an old request under its key: nothing happens."""
    known = [third for third in world.plays.thirds if third.key in world.truth.applied and _still_may(world, third)]
    if not known:
        return
    third = known[pick % len(known)]
    caller = world.phones_of(third.member)[0]
    before = world.truth.digest()
    answer = world.call(caller, third.method, third.path, third.body, Idempotency_Key=third.key)
    if answer.status == 401:
        acts.locked(world, caller, answer)
        return
    assert answer.status in (200, 201), answer.raw
    assert world.truth.digest() == before, "a repeated key wrote again"
    world.tally["REST repeated under its key"] += 1


def _still_may(world: World, third: Third) -> bool:
    return third.member in world.truth.present[third.path.split("/")[2]]


# --- who is in


def knock(world: World, host: Phone, pick: int) -> None:
    """Somebody is asked in, and shows the code. Erin never is: she sees nothing of anybody, ever."""
    truth = world.truth
    couples = [s for s in sorted(world.scene.couples.values()) if host.member in truth.present[s]]
    couples = [space for space in couples if space not in truth.closed]
    if not couples:
        return
    space = couples[pick % len(couples)]
    guests = [p for n, p in world.phones.items() if n not in ("erin",) and p.member not in truth.present[space]]
    if not guests:
        return
    guest = guests[pick % len(guests)]
    for phone in (host, guest):
        acts.pull(world, phone, pages=2)  # both are online
    made = world.call(host, "POST", f"/couples/{space}/invites", {"kind": "qr"})
    if made.status != 201:  # ten doors are ajar
        return
    answer = world.call(guest, "POST", "/join-requests", {"code": made.json["code"]})
    assert answer.status in (201, 429), answer.raw
    if answer.status == 201:
        world.plays.knocks.append(Knock(space, answer.json["id"], host.member, guest.member))
        world.tally["knock"] += 1


def confirm(world: World, pick: int) -> None:
    """The inviter says yes, if they can still."""
    if not world.plays.knocks:
        return
    one = world.plays.knocks.pop(pick % len(world.plays.knocks))
    host = world.phones_of(one.inviter)[0]
    acts.pull(world, host, pages=2)
    answer = world.call(host, "PUT", f"/couples/{one.space}/join-requests/{one.request}/confirmation")
    assert answer.status in (204, 404, 409), answer.raw
    if answer.status == 204:
        world.tally["join"] += 1
        assert one.guest in world.truth.present[one.space]


def leave(world: World, phone: Phone, pick: int) -> None:
    """One-sided and at once. With two it closes the space, so that is done more seldom."""
    truth = world.truth
    couples = [s for s in sorted(world.scene.couples.values()) if phone.member in truth.present[s]]
    couples = [space for space in couples if len(truth.present[space]) > 2 or pick % 4 == 0]
    if not couples:
        return knock(world, phone, pick)
    space = couples[pick % len(couples)]
    acts.pull(world, phone, pages=2)
    answer = world.call(phone, "DELETE", f"/couples/{space}/members/me")
    assert answer.status == 204, answer.raw
    assert phone.member not in world.truth.present[space]
    world.tally["leave"] += 1
    return None


# --- the server


def backup(world: World) -> None:
    world.plays.backups.append(world.keep())
    world.tally["backup"] += 1


def restore(world: World, pick: int) -> None:
    """The database is put back as it was some night ago, before something was written. Nobody is told."""
    usable = [kept for kept in world.plays.backups if world.now - kept.at <= OLDEST_BACKUP]
    before = world.truth.heads
    usable = [kept for kept in usable if any(before[space] > head for space, head in kept.heads.items())] or usable
    if not usable:
        return
    kept = usable[-1 - pick % len(usable)]
    world.stage.restore(kept.copy)
    world.changed()
    world.ledger.fork(kept.history, kept.heads)
    for edit in list(world.ledger.edits.values())[kept.edits :]:
        if not any(phone.id == edit.device for phone in world.phones.values()):
            edit.forgotten = True
    world.tally["restore"] += 1
    if any(before[space] > head for space, head in kept.heads.items()):
        world.tally["restore that undoes commits"] += 1


def outage(world: World, phone: Phone, _: int) -> None:
    """The disk is full for a while: what is sent now comes again later, and none of it is at fault."""
    with world.stage.outage():
        if acts.push(world, phone):
            world.tally["push into an outage"] += 1


def demand(world: World, _: Phone, __: int) -> None:
    """The server is updated and no longer takes what old apps write."""
    object.__setattr__(world.stage.ctx.settings, "min_schema", 2)
    world.tally["server demands an update"] += 1


# --- the phone


def update(world: World, phone: Phone, pick: int) -> None:
    """A new release, of the server first: what was refused is tried again."""
    if pick % 2 and not phone.store["parked"]:
        acts.harm(world, phone, "nonsense", pick, pick)
        acts.sync(world, phone)
    world.stage.mended = True
    phone.schema, phone.halted = 2, False
    world.tally["tried again after an update"] += phone.try_again()
    world.tally["app updated"] += 1


def evict(world: World, phone: Phone, pick: int) -> None:
    """What was read is gone from this phone, and is loaded anew, for which the network lasts a page or two."""
    with phone.store.transaction() as tx:
        for space in list(tx["cursors"]):
            tx.put("cursors", space, Cursor())
            tx.clear("base", space)
            tx.clear("shadow", space)
    world.tally["first load anew"] += 1
    acts.pull(world, phone, limit=1 + pick % 3, pages=1 + pick % 2)


def revoke(world: World, phone: Phone, _: int) -> None:
    """Its session is revoked from elsewhere."""
    elsewhere = Phone(phone.name, phone.member, phone.own, "", world.random)
    world.sign_in(elsewhere)
    answer = world.call(elsewhere, "DELETE", f"/sessions/{phone.session}")
    assert answer.status in (204, 404), answer.raw
    world.tally["session revoked"] += 1


def borrow(world: World, phone: Phone, pick: int) -> None:
    """Somebody else signed in on this phone: its outbox is not theirs to send."""
    other = world.phone(pick)
    if other.member == phone.member:
        return
    acts.write(world, phone, "practice", pick, pick)
    rows = phone.due(world.now, 10)
    before = world.truth.digest()
    answer = world.call(other, "POST", "/sync/push", phone.push_body(rows))
    assert answer.status in (401, 409, 413), answer.raw
    assert world.truth.digest() == before, "another account's outbox was taken"
    world.tally["another account"] += answer.status == 409


def shift(world: World, phone: Phone, pick: int) -> None:
    phone.skew = timedelta(days=pick - 5)
    world.tally["clock skewed"] += 1


def travel(world: World, phone: Phone, pick: int) -> None:
    phone.zone = ZONES[pick % len(ZONES)]
    world.tally["zone changed"] += 1


# --- time


def absence(world: World, pick: int) -> None:
    """Somebody edits a record, is away for 400 days, and finds it deleted."""
    alice, tablet = world.phones["alice"], world.phones["alice's tablet"]
    row = acts.write(world, alice, "pause", 0, pick)
    acts.sync(world, alice)
    acts.sync(world, tablet)
    key = row.entity
    if tablet.seen(key) is None:  # parked, for the space is gone
        return
    old = acts.save(world, tablet, key, "patch", {"last": "2039-01-01", "withdrawn": True})
    acts.save(world, alice, key, "delete", {})
    acts.sync(world, alice)
    world.stage.clock.advance(days=400)
    acts.sync(world, tablet)
    world.tally["400 days"] += 1
    if old.id in tablet.store["sent"]:
        assert world.truth.rows[key]["deleted_at"] is not None, "a deleted row came back"
        world.tally["an edit 400 days old on a tombstone"] += 1


OF_A_PHONE = {
    "outage": outage,
    "demand": demand,
    "update": update,
    "evict": evict,
    "revoke": revoke,
    "borrow": borrow,
    "shift": shift,
    "travel": travel,
}
