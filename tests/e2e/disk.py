"""What lies in a phone's own database, read beside the app: the screen says one thing, this is what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

Row = dict[str, Any]

READ = """async (member) => {
  const opened = indexedDB.open(`tend-${member}`);
  const database = await new Promise((resolve, reject) => {
    opened.onsuccess = () => resolve(opened.result);
    opened.onerror = () => reject(opened.error);
  });
  const names = ["outbox", "sent", "parked", "meta", "base"];
  const transaction = database.transaction(names);
  const all = (name) => new Promise((resolve, reject) => {
    const asked = transaction.objectStore(name).getAll();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const rows = await Promise.all(names.map(all));
  database.close();
  return Object.fromEntries(names.map((name, i) => [name, rows[i]]));
}"""


@dataclass(frozen=True)
class Disk:
    """The stores of one account at one moment: one transaction read them all."""

    outbox: list[Row]
    sent: list[Row]
    parked: list[Row]
    meta: list[Row]
    base: list[Row]

    @property
    def written(self) -> list[Row]:
        """Every write that this device ever kept, in its own order."""
        return sorted([*self.outbox, *self.sent, *self.parked], key=lambda row: int(row["n"]))

    @property
    def last(self) -> int:
        """The number that the device gave last."""
        return next((int(row["n"]) for row in self.meta if row["key"] == "device"), 0)


def disk(page: Page, member: str) -> Disk:
    """As the app's own code would find it after a start."""
    return Disk(**page.evaluate(READ, member))
