"""What a pull does to a phone: a page, its cursor and its confirmations in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.sync.machine.line import Json
from tests.sync.machine.phone import Phone
from tests.sync.machine.store import Cursor, Row, Store


@dataclass(slots=True)
class Taken:
    """What one answer did: the spaces that have more to read, the writes that are confirmed, those that are parked."""

    more: set[str] = field(default_factory=set)
    confirmed: list[Row] = field(default_factory=list)
    parked: list[Row] = field(default_factory=list)


def ask(phone: Phone, spaces: Sequence[str], limit: int) -> Json:
    """What to fetch: further back while a first load is under way, else what is new."""
    return {
        "account": phone.member,
        "device": phone.id,
        "schema": phone.schema,
        "spaces": [_direction(space, phone.cursor(space)) for space in spaces],
        "unconfirmed": sorted(row.id for row in phone.store["outbox"].values() if row.state == "acked"),
        "limit": limit,
    }


def _direction(space: str, cursor: Cursor) -> Json:
    if cursor.before is not None:
        return {"id": space, "before": cursor.before}
    return {"id": space} if cursor.cursor is None else {"id": space, "cursor": cursor.cursor}


def take(phone: Phone, asked: Json, answer: Json, now: datetime, history: int, cut_after: int | None = None) -> Taken:
    """Raises PowerLost, and did nothing, when the power goes after so many writes."""
    taken = Taken()
    with phone.store.transaction(cut_after) as tx:
        heads = {space["id"]: space["head"] for space in answer["memberships"]}
        for wanted, page in zip(asked["spaces"], answer["spaces"], strict=True):
            if page["state"] == "reset":
                _start_again(phone, tx, page["id"])
                taken.more.add(page["id"])
            elif page["state"] != "gone" and _page(phone, tx, wanted, page, heads[page["id"]], history):
                taken.more.add(page["id"])
        taken.confirmed = _confirm(phone, tx, asked["unconfirmed"], answer["confirmed"], heads, now)
        for page in answer["spaces"]:
            taken.parked += _close(phone, tx, page["id"], page["state"])
        taken.more |= heads.keys() - tx["memberships"].keys()
        tx.tables["memberships"] = {space["id"]: space for space in answer["memberships"]}
    phone.hear(answer["server_time"], now)
    return taken


def _close(phone: Phone, tx: Store, space: str, state: str) -> list[Row]:
    """What waits for a space that was left, or is gone, is parked. What a closed one may hold is asked about first."""
    if state not in ("frozen", "gone"):
        return []
    rows = [row for row in tx["outbox"].values() if row.space == space]
    if state == "frozen":
        rows = [row for row in rows if row.state == "pending" and row.replay is None]
    else:
        tx.clear("base", space)
        tx.clear("shadow", space)
        tx.remove("cursors", space)
    return [phone.park(tx, replace(row, mutation={**row.mutation, "base_seq": 0}), f"space_{state}") for row in rows]


def _start_again(phone: Phone, tx: Store, space: str) -> None:
    """What is seen stays; a new copy is read beside it, and what was sent is queued again."""
    tx.clear("shadow", space)
    tx.put("cursors", space, Cursor(rebuilding=True, history=phone.cursor(space).history))
    _queue_again(tx, space)


def _queue_again(tx: Store, space: str) -> None:
    """A `base_seq` of another history says nothing: from here on these count as having seen nothing."""
    again = {row.id: row for row in tx["outbox"].values() if row.space == space}
    for row in list(tx["sent"].values()):
        if row.space == space:
            again[row.id] = row
            tx.remove("sent", row.id)
    for row in again.values():
        unseen = {**row.mutation, "base_seq": 0}
        replay = row.seq if row.seq is not None else row.replay
        fresh = replace(row, mutation=unseen, state="pending", waits=0, after=None, seq=None, replay=replay)
        tx.put("outbox", row.id, replace(fresh, confirmed_at=None))
    for row in list(tx["parked"].values()):
        if row.space == space:
            tx.put("parked", row.id, replace(row, mutation={**row.mutation, "base_seq": 0}))


def _page(phone: Phone, tx: Store, wanted: Json, page: Json, head: int, history: int) -> bool:
    """Applies one page; True when there is more to read."""
    space = page["id"]
    cursor = phone.cursor(space)
    first = "cursor" not in wanted and "before" not in wanted
    if first and not cursor.rebuilding:  # a new copy without a word of a reset: it may be another history
        tx.clear("base", space)
        _queue_again(tx, space)
    store = "shadow" if cursor.rebuilding else "base"
    for record in page["changes"]:
        key = (record["space"], record["type"], record["id"])
        local = tx[store].get(key)
        if local is None or record["seq"] > local["seq"]:
            tx.put(store, key, record)
    moved = _moved(cursor, wanted, page, head)
    if moved.rebuilding and moved.before is None and not page["more"]:
        fresh = {key: record for key, record in tx["shadow"].items() if key[0] == space}
        _swap(tx, space, fresh)
        moved = replace(moved, rebuilding=False, history=history)
    if not moved.rebuilding and "before" not in wanted:
        moved = replace(moved, history=history)
    tx.put("cursors", space, moved)
    return moved.before is not None or bool(page["more"])


def _swap(tx: Store, space: str, fresh: Json) -> None:
    tx.clear("base", space)
    tx.clear("shadow", space)
    for key, record in fresh.items():
        tx.put("base", key, record)


def _moved(cursor: Cursor, wanted: Json, page: Json, head: int) -> Cursor:
    """The server says from which commit on a first load is whole: what screens need at once comes before that."""
    if "before" in wanted:
        return replace(cursor, before=page["before"], floor=page["floor"])
    highest = max([cursor.upto, *(record["seq"] for record in page["changes"])])
    if "cursor" in wanted:
        return replace(cursor, cursor=page["cursor"], upto=highest if page["more"] else max(highest, head))
    return replace(cursor, cursor=page["cursor"], before=page["before"], upto=max(highest, head), floor=page["floor"])


def _confirm(
    phone: Phone, tx: Store, asked: list[str], confirmed: dict[str, int], heads: dict[str, int], now: datetime
) -> list[Row]:
    """A write leaves the outbox only when the server says it holds it and its page is here. A record that was written
    again since has moved on in the feed: until everything is read, the page of the write may be here without it.
    """
    done = []
    for id_ in asked:
        row = tx["outbox"].get(id_)
        if row is None or row.state != "acked":
            continue
        seq = confirmed.get(id_)
        if seq is None:
            row = replace(row, state="pending", seq=None, replay=row.seq, waits=row.waits + 1)
            tx.put("outbox", id_, phone.later(row, now, row.waits - 1))
            continue
        cursor = phone.cursor(row.space)
        if (
            cursor.cursor is not None
            and not cursor.rebuilding
            and cursor.floor <= seq
            and heads.get(row.space, seq) <= cursor.upto
        ):
            row = replace(row, seq=seq, replay=None, confirmed_at=now)
            tx.put("sent", id_, row)
            tx.remove("outbox", id_)
            done.append(row)
        else:
            tx.put("outbox", id_, replace(row, seq=seq))
    return done
