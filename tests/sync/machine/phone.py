"""The client half of the protocol, small: outbox, sent, parked, base, shadow, cursors (design: "Client")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from app.kit.clock import zone
from app.kit.context import instant, stamp
from tests.sync.machine.forms import lift
from tests.sync.machine.line import Json
from tests.sync.machine.store import Cursor, Row, Store
from tests.sync.machine.truth import Key

KEEP_SENT = timedelta(days=60)
BATCH = 100
MAX_FAILS = 3
MAX_WAITS = 10
LONGEST = timedelta(minutes=5)
LATER = ("read_first", "behind")
"""Not the fault of that write: it waits for a pull, or for an earlier one of its entity."""
SENT = ("applied", "merged", "superseded")


class Phone:
    """One device of one member: what it keeps, and what it would send."""

    def __init__(self, name: str, member: str, own: str, cookie: str, random: Random) -> None:
        self.name = name
        self.member = member
        self.own = own
        self.cookie = cookie
        self.session = ""
        self.store = Store()
        self.random = random
        self.id = self.new_id()
        self.n = 0
        self.last: datetime | None = None
        self.skew = timedelta()
        self.offset = timedelta()
        self.zone = "Europe/Berlin"
        self.schema = 1
        self.batch = BATCH
        self.halted = False

    def new_id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def label(self, now: datetime, back: int = 0) -> str:
        """The day it is here: a day begins at 04:00 by this phone's own clock and zone."""
        here = (now + self.skew).astimezone(zone(self.zone))
        return (here - timedelta(hours=4, days=back)).date().isoformat()

    # --- writing

    def write(self, now: datetime, key: Key, op: str, fields: Json, form: int = 1) -> Row:
        """Saved from here on: outbox and overlay are one row. It keeps the form in which it was written."""
        space, kind, entity = key
        self.n += 1
        reckoned = now + self.skew + self.offset
        self.last = reckoned if self.last is None else max(self.last + timedelta(milliseconds=1), reckoned)
        mutation = {
            "id": self.new_id(),
            "n": self.n,
            "space": space,
            "type": kind,
            "op": op,
            "entity": entity,
            "v": form,
            "base_seq": self.base_seq(key),
            "at": stamp(self.last),
            "fields": fields,
        }
        row = Row(mutation)
        with self.store.transaction() as tx:
            tx.put("outbox", row.id, row)
        return row

    def base_seq(self, key: Key) -> int:
        """Of the history that the cursor tells of; while that is not what is seen, nothing was seen of it."""
        cursor = self.cursor(key[0])
        if cursor.cursor is None or cursor.rebuilding or (record := self.store["base"].get(key)) is None:
            return 0
        return int(record["seq"])

    def seen(self, key: Key) -> Json | None:
        """The record with this device's own writes on top, in their order."""
        base: Json | None = self.store["base"].get(key)
        for row in sorted(self.store["outbox"].values(), key=lambda row: row.n):
            if row.entity != key or (row.replay is not None and base is not None and base["seq"] >= row.replay):
                continue
            base = _over(base, row.mutation, self.member)
        return base

    def all_seen(self, space: str, kind: str) -> list[Json]:
        """What a screen lists: no tombstones, in the order of ids."""
        keys = {key for key in self.store["base"] if key[:2] == (space, kind)}
        keys |= {row.entity for row in self.store["outbox"].values() if row.entity[:2] == (space, kind)}
        records = [self.seen(key) for key in sorted(keys)]
        return [record for record in records if record is not None and not record["deleted"]]

    # --- pushing

    def unheld(self) -> list[Row]:
        """Those that no parked write of their entity holds back, oldest first."""
        first: dict[Key, int] = {}
        for row in self.store["parked"].values():
            first[row.entity] = min(row.n, first.get(row.entity, row.n))
        rows = sorted(self.store["outbox"].values(), key=lambda row: row.n)
        return [row for row in rows if row.n < first.get(row.entity, row.n + 1)]

    def due(self, now: datetime, limit: int) -> list[Row]:
        """What may be sent now, oldest first. What waits, or is not confirmed, holds back the later ones of its
        entity; and a space that was never read is read before it is written to.
        """
        held: set[Key] = set()
        batch: list[Row] = []
        for row in self.unheld():
            if row.entity in held or self.cursor(row.space).cursor is None:
                continue
            if row.state == "acked" or self._waits(row, now):
                held.add(row.entity)
            else:
                batch.append(row)
        return batch[:limit]

    def _waits(self, row: Row, now: datetime) -> bool:
        """A longer wait than there is comes from a clock that was ahead, and ends."""
        return row.after is not None and now + self.skew < row.after <= now + self.skew + LONGEST

    def later(self, row: Row, now: datetime, times: int) -> Row:
        """The row, to be sent again after a while that doubles."""
        return replace(row, after=now + self.skew + min(LONGEST, timedelta(seconds=2 ** min(times, 20))))

    def push_body(self, rows: Sequence[Row]) -> Json:
        return {
            "account": self.member,
            "device": self.id,
            "schema": self.schema,
            "mutations": [row.mutation for row in rows],
            "cursors": {space: self.cursor(space).cursor for space in sorted({row.space for row in rows})},
        }

    def take_results(self, results: list[Json], now: datetime) -> list[Row]:
        """What the answer to a push does. Returns what was parked by it."""
        parked = []
        with self.store.transaction() as tx:
            for result in results:
                row = tx["outbox"].get(result["id"])
                if row is None or row.state != "pending":
                    continue
                if result["code"] in LATER:
                    tx.put("outbox", row.id, self.later(row, now, 0))
                elif result["outcome"] in SENT:
                    tx.put("outbox", row.id, replace(row, state="acked", seq=result["seq"]))
                elif result["outcome"] == "rejected" or row.waits + 1 >= MAX_WAITS:
                    parked.append(self.park(tx, row, result["code"]))
                else:
                    tx.put("outbox", row.id, self.later(replace(row, waits=row.waits + 1), now, row.waits))
        return parked

    def refused(self, rows: Sequence[Row], status: int, code: str, now: datetime) -> list[Row]:
        """A batch that can't be taken is halved until the one at fault stands alone."""
        if status not in (400, 413, 422, 500):
            return []
        if len(rows) > 1:
            self.batch = -(-len(rows) // 2)
            return []
        self.batch = BATCH
        with self.store.transaction() as tx:
            if status != 500:
                return [self.park(tx, rows[0], code)]
            tx.put("outbox", rows[0].id, self.later(replace(rows[0], fails=rows[0].fails + 1), now, rows[0].fails))
        return []

    def park_poison(self) -> list[Row]:
        """After a pull was answered the server is well: what failed three times is at fault itself."""
        with self.store.transaction() as tx:
            poison = [row for row in tx["outbox"].values() if row.fails >= MAX_FAILS]
            return [self.park(tx, row, "server_error") for row in poison]

    def try_again(self) -> int:
        """After an update: what was refused may be taken now."""
        rows = [row for row in self.store["parked"].values() if not row.why.startswith("space_")]
        with self.store.transaction() as tx:
            for row in rows:
                tx.put("outbox", row.id, replace(row, state="pending", fails=0, waits=0, after=None, why=""))
                tx.remove("parked", row.id)
        return len(rows)

    def park(self, tx: Store, row: Row, why: str) -> Row:
        """It stays with its author, visible, until they decide."""
        parked = replace(row, why=why)
        tx.put("parked", row.id, parked)
        tx.remove("outbox", row.id)
        return parked

    # --- keeping

    def cursor(self, space: str) -> Cursor:
        found: Cursor = self.store["cursors"].get(space, Cursor())
        return found

    def tidy(self, now: datetime, held: set[str]) -> None:
        """Lets go of what was confirmed before any backup was made, in spaces whose server was just heard to be
        the same still. Not by time alone: who was away for months may come back to a restored server.
        """
        with self.store.transaction() as tx:
            for row in list(tx["sent"].values()):
                if row.space in held and row.confirmed_at <= now - KEEP_SENT:
                    tx.remove("sent", row.id)

    def hear(self, server_time: str, now: datetime) -> None:
        self.offset = instant(server_time) - (now + self.skew)


def _over(record: Json | None, mutation: Json, me: str) -> Json | None:
    if record is not None and record["deleted"]:
        return record
    if mutation["op"] == "delete":
        return None if record is None else {**record, "deleted": True}
    if record is None and mutation["op"] == "patch":
        return None
    empty = {"space": mutation["space"], "type": mutation["type"], "id": mutation["entity"]}
    under = record or {**empty, "seq": 0, "author": me, "deleted": False, "fields": {}, "body": None}
    fields = lift("", mutation["fields"])
    body = fields.pop("body", under["body"])
    return {**under, "fields": {**under["fields"], **fields}, "body": body}
