"""The feed of one space for who is no phone: from the start on, or after a cursor, oldest first."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.kit.records import feed
from app.kit.records.declare import record_types
from app.kit.records.entry import Entry
from app.kit.records.feed import Cursor, Tags
from app.spaces.service import spaces_of
from app.sync.look import Sight
from app.sync.pull import Pulled, page
from app.sync.schemas import PullSpace

START = Cursor(0, 0, "")
"""Before everything. Seq 0 is no commit on any server, so its tag is empty everywhere."""


def changes(session: Session, here: Entry, cursor: str | None, limit: int) -> Pulled:
    """A page after this cursor. Its own cursor is never None. Raises NotFound for who is no longer there."""
    text = str(START) if cursor is None else cursor
    read = feed.parse(text)
    space = next((one for one in spaces_of(session, here.member_id) if one["id"] == here.space_id), None)
    if space is None:
        raise NotFound
    head, known = (feed.tag_at(session, here.space_id, seq) for seq in (space["head"], read.hi if read else 0))
    asked = PullSpace(id=here.space_id, cursor=text)
    found = page(session, Sight(space, Tags(head, known), here.member_id), asked, read, limit)
    if here.scopes is not None and read is not None and found.state != "reset":
        return _of_what_it_sees(session, here, read, limit, found)
    return replace(found, cursor=found.cursor or str(START))


def _of_what_it_sees(session: Session, here: Entry, read: Cursor, limit: int, whole: Pulled) -> Pulled:
    """A program's page: types that it may read, and a cursor at the last of those. What else happened has no place in
    it, and no number.
    """
    types = [name for name, kind in record_types().items() if here.sees(kind)]
    found = feed.after_of(session, here.space_id, read.seq, limit, here.member_id, types)
    following = Cursor(found.last, found.last, feed.tag_at(session, here.space_id, found.last))
    return replace(whole, changes=found.changes, cursor=str(following), more=found.more)
