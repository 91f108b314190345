"""Every byte of every answer, read for what its reader may not know: words, and the ids of anything foreign."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.sync.machine.ledger import Edit
from tests.sync.machine.line import Answer

if TYPE_CHECKING:
    from tests.sync.machine.world import World

WORD = re.compile(rb"kanari-(\d{6})")
FURNISHED = frozenset(range(20_001, 20_100))
"""Numbers of what stands there before a history begins: its spaces are told by their ids."""
UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def word(number: int) -> str:
    """What an edit writes, to be found again wherever it leaks to. Fits every text field."""
    return f"kanari-{number:06}"


def scan(world: World, viewer: str, request: Any, answer: Answer) -> None:
    """Raises when something in the answer is not for this member."""
    asked = json.dumps(request).encode()
    for number in {int(found) for found in WORD.findall(answer.text)} - FURNISHED:
        world.tally["words read"] += 1
        edit = world.ledger.by_number[number]
        assert may_read(world, viewer, edit), f"{viewer} read the words of edit {number}: {edit}"
    for found in set(UUID.findall(answer.text)) - set(UUID.findall(asked)):
        world.tally["ids read"] += 1
        assert may_know(world, viewer, found.decode()), f"{viewer} was told of {found.decode()}"


def may_read(world: World, viewer: str, edit: Edit) -> bool:
    """In the space now, and either one's own words or opened ones."""
    if viewer not in world.truth.present[edit.space]:
        return False
    if viewer == edit.author:
        return True
    if world.truth.gone(edit.key):  # what lost against a tombstone is its author's alone
        return False
    if edit.key[1] != "check_in":
        return True
    return not world.truth.sealed(edit.key) and _opened(world, edit)


def _opened(world: World, edit: Edit) -> bool:
    """Words that were written under a seal are opened by an author who had them before their eyes."""
    if not edit.sealed:
        return True
    later = world.ledger.by_key[edit.key]
    return any(other.fields.get("sealed") is False and world.ledger.knew(other, edit) for other in later)


def may_know(world: World, viewer: str, id_: str) -> bool:
    """One's own, or of a space that one is in: the space, its records, and everybody who ever was in it."""
    truth = world.truth
    mine = {space for space, inside in truth.present.items() if viewer in inside}
    if id_ in mine or any(id_ in truth.ever[space] for space in mine) or id_ == viewer:
        return True
    if any(id_ == key[2] and key[0] in mine and truth.reaches(key, viewer) for key in truth.rows):
        return True
    if any(phone.member == viewer and id_ in (phone.id, phone.session) for phone in world.phones.values()):
        return True
    edit = world.ledger.edits.get(id_)
    if edit is not None and edit.author == viewer:
        return True
    if viewer in truth.private.get(id_, ()):
        return True
    return _points_at(world, mine, id_)


def _points_at(world: World, mine: set[str], id_: str) -> bool:
    """A reminder in one's own space names the practice and the space that it is for."""
    return any(
        key[0] in mine and key[1] == "reminder" and id_ in (row["ref_id"], row["ref_space"])
        for key, row in world.truth.rows.items()
    )
