"""What must hold whatever happens: after each step, with each answer, and when everything has settled."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from app.kit.records.declare import record_types
from tests.sync.machine.ledger import Edit
from tests.sync.machine.line import Json
from tests.sync.machine.phone import Phone
from tests.sync.machine.store import Row
from tests.sync.machine.truth import Key, Truth
from tests.sync.machine.world import World
from tests.sync.machine.writes import BREAK, CRASH

# --- with each answer


def whole_pages(world: World, viewer: str, asked: Json, answer: Json) -> None:
    """A page holds each commit that it touches whole, in order, and no more than was asked for."""
    for wanted, page in zip(asked["spaces"], answer["spaces"], strict=True):
        first_load = "cursor" not in wanted
        commits = _commits(world.truth, page["id"], viewer, without_early=first_load)
        changes = [c for c in page["changes"] if not (first_load and _is_early(c["type"], gone=c["deleted"]))]
        seqs = [change["seq"] for change in changes]
        assert seqs == sorted(seqs, reverse=first_load), "in the order of commits"
        got: dict[int, set[str]] = defaultdict(set)
        for change in changes:
            got[change["seq"]].add(change["id"])
        for seq, ids in got.items():
            assert ids == commits[seq], f"commit {seq} was split"
        assert len(seqs) <= asked["limit"] or len(set(seqs)) == 1, "a page too large"
        if len(seqs) > asked["limit"]:
            world.tally["page of one large commit"] += 1


def _commits(truth: Truth, space: str, viewer: str, *, without_early: bool) -> dict[int, set[str]]:
    """What each commit of a space still stands for: a first load gives early records apart, at its start."""
    found: dict[int, set[str]] = defaultdict(set)
    for key, row in truth.rows.items():
        early = without_early and _is_early(key[1], gone=truth.gone(key))
        if key[0] == space and truth.reaches(key, viewer) and not early:
            found[row["seq"]].add(key[2])
    return found


def _is_early(kind: str, *, gone: bool) -> bool:
    return record_types()[kind].early and not gone


def floor_is_true(world: World, phone: Phone, page: Json) -> None:
    """From the commit on that a first load names, everything is here."""
    cursor = phone.cursor(page["id"])
    if page["floor"] is None or page["state"] not in ("ok", "frozen"):
        return
    here = phone.store["shadow" if cursor.rebuilding else "base"]
    for key, row in world.truth.rows.items():
        if (
            key[0] == page["id"]
            and page["floor"] <= row["seq"] <= cursor.upto
            and world.truth.reaches(key, phone.member)
        ):
            assert key in here, f"commit {row['seq']} is not whole, though it is above the floor {page['floor']}"
    world.tally["first load with a floor"] += page["floor"] > 0


def own_write_is_seen(world: World, phone: Phone, row: Row) -> None:
    """When a write leaves the outbox, its record shows it, or what came after it, and nothing older."""
    edit = world.ledger.edits[row.id]
    record = phone.store["base"].get(edit.key)
    if record is None or record["deleted"] or edit.at_history != world.ledger.now:
        assert record is not None or phone.cursor(row.space).cursor is None, "a confirmed record is not here"
        return
    world.tally["own write seen"] += 1
    for other in world.ledger.by_key[edit.key]:
        if other is edit or not world.ledger.knew(edit, other):
            continue
        for name in edit.fields.keys() & other.fields.keys():
            shown = record["body"] if name == "body" else record["fields"].get(name)
            stale = shown == other.fields[name] and shown != edit.fields[name]
            assert not stale or _said_again(world, edit, name), f"{name} went back to {shown}"


def _said_again(world: World, edit: Edit, name: str) -> bool:
    """Few values (yes, no) can be written by several edits: then an old value proves nothing."""
    values = [json.dumps(other.fields[name]) for other in world.ledger.by_key[edit.key] if name in other.fields]
    return len(values) != len(set(values))


def not_needless(world: World, phone: Phone, row: Row) -> None:
    """What was parked can't be taken: the reason is there, seen without the app's help."""
    world.tally[f"parked: {row.why}"] += 1
    assert _reason(world.truth, phone, row), f"needlessly parked as {row.why}: {row.mutation}"


def _reason(truth: Truth, phone: Phone, row: Row) -> bool:
    space, kind, _ = row.entity
    mutation = row.mutation
    text = json.dumps(mutation["fields"])
    there = truth.rows.get(row.entity)
    checks: dict[str, bool] = {
        "space_gone": phone.member not in truth.present[space],
        "space_frozen": space in truth.closed,
        "space_closed": space in truth.closed,
        "unknown_type": kind not in record_types(),
        "invalid": kind == "practice" and any(isinstance(mutation["fields"].get(n), str) for n in ("position", "rank")),
        "newer_form": mutation["v"] > 2,
        "body_too_large": len(text) > 32 * 1024,
        "too_large": len(text) > 2_000_000,
        "server_error": CRASH in text,
        "internal": BREAK in text,
        "not_here_yet": _is_missing(truth, row.entity, mutation),
        "held_in_common": mutation["op"] == "delete" and _has_days(truth, row.entity),
        "not_yours": there is not None and there.get("member_id") not in (None, phone.member),
        "already_open": there is not None and not there.get("sealed", True) and there["body"] is not None,
    }
    return checks.get(row.why, False)


def _is_missing(truth: Truth, key: Key, mutation: Json) -> bool:
    parents = record_types()[key[1]].parents if key[1] in record_types() else {}
    wanted = {(key[0], kind, mutation["fields"].get(name)) for name, kind in parents.items()}
    if key not in truth.rows and mutation["op"] != "put":
        return True
    return any(parent[2] is not None and parent not in truth.rows for parent in wanted)


def _has_days(truth: Truth, key: Key) -> bool:
    return any(other[1] == "check_in" and row["practice_id"] == key[2] for other, row in truth.rows.items())


# --- after each step


def database_is_whole(truth: Truth) -> None:
    """Commits without a gap up to the head, each with a mark, and each record once in the feed, at its seq."""
    commits: dict[str, list[int]] = defaultdict(list)
    for space, seq, tag in truth.commits:
        commits[space].append(seq)
        assert len(tag) == 16
    for space, head in truth.heads.items():
        assert sorted(commits[space]) == list(range(1, head + 1)), f"commits of {space} up to {head}"
    rows = sorted((key[0], row["seq"], key[1], key[2]) for key, row in truth.rows.items())
    assert sorted(truth.feed) == rows, "the feed is the rows"


def nothing_lost(world: World, *, settled: bool) -> Json:
    """Every edit is live, kept in `version`, parked, or was replaced by somebody who had seen it.

    While things are under way it may also be on its device still. Returns how many are where.
    """
    truth = world.truth
    held = _held(world, settled=settled)
    kept = {(v["space_id"], v["type"], v["entity_id"], v["field"], json.dumps(v["value"])) for v in truth.versions}
    counts: dict[str, int] = defaultdict(int)
    for edit in world.ledger.edits.values():
        if edit.forgotten:
            counts["by REST, in no backup"] += 1
            continue
        if edit.id in held:
            counts["parked" if settled else "on the device"] += 1
            continue
        for name, value in edit.fields.items() if edit.op != "delete" else [("", None)]:
            where = _where(world, truth, kept, edit, name, value)
            assert where is not None, _story(world, edit, name)
            counts[where] += 1
    return counts


def _story(world: World, edit: Edit, name: str) -> str:
    """What a reader needs to see why an edit is nowhere."""
    lines = [
        f"{'' if other.id in world.truth.applied else 'not '}taken: {other.number} {other.op} by {other.author[-4:]} "
        f"on {other.device[-4:]} in {other.made_in} at {other.seqs}: {other.fields.get(name)}, "
        f"saw {other.saw.get(name)}"
        for other in world.ledger.by_key[edit.key]
        if other.op == "delete" or name in other.fields
    ]
    return "\n".join([f"lost: {name} of {edit.number}; now {world.truth.value(edit.key, name)}", *lines])


def _held(world: World, *, settled: bool) -> set[str]:
    """What devices hold themselves: parked, waiting behind it, and until all has settled all that was sent."""
    held: set[str] = set()
    for phone in world.phones.values():
        tables = ("outbox", "parked") if settled else ("outbox", "parked", "sent")
        for table in tables:
            held |= phone.store[table].keys()
    return held


def _where(world: World, truth: Truth, kept: set[Any], edit: Edit, name: str, value: Any) -> str | None:
    row = truth.rows.get(edit.key)
    if edit.key[1] == "version":
        return "how a version stands"
    if edit.op == "delete":
        return "live" if row is not None and row["deleted_at"] is not None else None
    if row is not None and row["deleted_at"] is None and truth.value(edit.key, name) == value:
        return "live"
    if (*edit.key, name, json.dumps(value)) in kept:
        return "in versions"
    others = [other for other in world.ledger.by_key[edit.key] if other.id in truth.applied and other is not edit]
    later = [other for other in others if other.op == "delete" or name in other.fields]
    if any(_replaces(other, edit, name) for other in later):
        return "replaced by who saw it"
    if _replayed(world, edit, name, later):
        return "followed by its author's own, after a restore"
    return None


def _replaces(other: Edit, edit: Edit, name: str) -> bool:
    """Who wrote `other` had this very value before their eyes."""
    return name in other.saw and bool(other.saw[name] == edit.fields[name])


def _replayed(world: World, edit: Edit, name: str, later: list[Edit]) -> bool:
    """It had lost to somebody else's in a history that is gone (docs/sync.md, "Which past"). In this one the phone's
    writes came in their order and without anything between: its own later words follow its earlier ones.
    """
    now = world.ledger.now
    if edit.made_in == now or not any(other.device == edit.device and other.n > edit.n for other in later):
        return False
    others = (other for other in world.ledger.by_key[edit.key] if other.device != edit.device)
    return any(seen < now for other in others if name in other.fields for seen in other.seqs)


def order_is_kept(world: World) -> None:
    """What one device wrote to one record was taken in the order in which it was written."""
    now = world.ledger.now
    taken: dict[tuple[str, Key], list[Edit]] = defaultdict(list)
    for edit in world.ledger.edits.values():
        if now in edit.seqs and not _was_deleted(world, edit):
            taken[edit.device, edit.key].append(edit)
    for edits in taken.values():
        seqs = [edit.seqs[now] for edit in sorted(edits, key=lambda edit: edit.n)]
        assert seqs == sorted(seqs), f"a device's order was lost: {[(edit.n, edit.op, edit.seqs) for edit in edits]}"


def _was_deleted(world: World, edit: Edit) -> bool:
    """Somebody else had deleted it: the commit that holds this is theirs."""
    now = world.ledger.now
    others = (other for other in world.ledger.by_key[edit.key] if other.device != edit.device)
    return edit.op == "delete" and any(
        other.op == "delete" and other.seqs.get(now) == edit.seqs[now] for other in others
    )


# --- when everything has settled


def all_agree(world: World) -> None:
    """Every phone of every member of a space shows what the server holds, as far as that member may see it."""
    for phone in world.phones.values():
        theirs = {space for space, inside in world.truth.present.items() if phone.member in inside}
        assert {key[0] for key in phone.store["base"]} <= theirs, "a phone keeps a space that its member left"
        assert not phone.store["shadow"]
        expected = {
            key: _shown(world.truth, key, row, phone.member)
            for key, row in world.truth.rows.items()
            if key[0] in theirs and world.truth.reaches(key, phone.member)
        }
        actual = {key: _as_shown(record) for key, record in phone.store["base"].items()}
        assert actual == expected, f"{phone.name} disagrees"
        held = {row.entity for row in phone.store["parked"].values()}
        assert {row.entity for row in phone.store["outbox"].values()} <= held, "a queue did not drain"


def _shown(truth: Truth, key: Key, row: Json, viewer: str) -> Json:
    gone = row["deleted_at"] is not None
    names = record_types()[key[1]].names
    withheld = truth.sealed(key) and row["author_id"] != viewer
    return {
        "seq": row["seq"],
        "author": row["author_id"],
        "deleted": gone,
        "fields": {} if gone else {name: row[name] for name in names},
        "body": None if withheld else truth.value(key, "body"),
    }


def _as_shown(record: Json) -> Json:
    return {name: record[name] for name in ("seq", "author", "deleted", "fields", "body")}
