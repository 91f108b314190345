"""The first load: what screens need comes at once and whole, the rest newest first, everything once, while others
write; and no page is larger than a phone can fetch, but for one commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kit.ids import derived
from app.kit.records import feed, pages
from app.kit.records.declare import declare, record_types
from tests.cast import DAILY, DAY, Fields, Pair, Someone, check_in, new_id, practice

EARLY = {"practice", "card", "couple", "preferences", "pause", "reminder"}


def size(record: Fields) -> int:
    return len(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())


def first_load(someone: Someone, space: str, limit: int = 500) -> Iterator[Fields]:
    """The pages of a first load, one after the other."""
    page = someone.pull({"id": space}, limit=limit)["spaces"][0]
    yield page
    while page["before"] is not None:
        page = someone.pull({"id": space, "before": page["before"]}, limit=limit)["spaces"][0]
        yield page


def follow(someone: Someone, space: str, cursor: str) -> list[Fields]:
    """Everything newer."""
    changes, more = [], True
    while more:
        page = someone.pull({"id": space, "cursor": cursor})["spaces"][0]
        changes += page["changes"]
        cursor, more = page["cursor"], page["more"]
    return changes


def put_together(base: dict[str, Fields], changes: list[Fields]) -> None:
    """As a phone applies them: in any order, the higher seq stands."""
    for change in changes:
        if change["seq"] > base.get(change["id"], {"seq": 0})["seq"]:
            base[change["id"]] = change


def truth(someone: Someone, space: str) -> dict[str, Fields]:
    """Every record as the feed for third parties tells it from its beginning."""
    found: dict[str, Fields] = {}
    cursor, more = None, True
    while more:
        asked = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
        page = someone.browser.get(f"/api/v1/spaces/{space}/changes", params=asked).json()
        put_together(found, page["changes"])
        cursor, more = page["cursor"], page["more"]
    return found


def old_practices(pair: Pair, count: int, days: int) -> list[str]:
    """Practices of long ago, with so many days done of the first of them since, in commits of ten."""
    made = [pair.adopt(title=f"Practice {n}") for n in range(count)]
    rows = [check_in(made[0], pair.alice.id, f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}") for day in range(days)]
    for at in range(0, days, 10):
        pair.alice.push(*(pair.alice.mutation(pair.space, "check_in", "put", *row) for row in rows[at : at + 10]))
    return made


def test_what_screens_need_at_once_is_in_the_first_page_however_old_it_is(pair: Pair) -> None:
    made = old_practices(pair, 3, 60)
    stone = pair.adopt()
    pair.alice.write(pair.space, "practice", "delete", stone, {})
    first, *others = first_load(pair.bob, pair.space, limit=20)
    early = {change["id"] for change in first["changes"] if change["type"] in EARLY}
    assert early >= set(made)
    assert {change["type"] for change in first["changes"]} == {"practice", "card", "couple", "check_in"}
    assert sum(change["type"] == "check_in" for change in first["changes"]) >= 10, "and the newest of the rest"
    later = [change for page in others for change in page["changes"]]
    assert all(change["deleted"] or change["type"] not in EARLY for change in later), "no more than is needed"
    assert stone in {change["id"] for page in (first, *others) for change in page["changes"]}


def test_ones_own_reminders_and_preferences_come_early(pair: Pair) -> None:
    wish = {"zone": "Europe/Berlin", "quiet_from": None, "quiet_to": None, "streaks_hidden": True}
    own, alice = pair.alice.own, pair.alice
    alice.write(own, "preferences", "put", derived("preferences", own), wish)
    made = new_id()
    alice.write(own, "practice", "put", made, practice())
    for day in range(30):
        alice.write(own, "check_in", "put", *check_in(made, alice.id, f"2026-10-{1 + day:02d}"))
    first = next(first_load(alice, own, limit=5))
    assert {"preferences", "practice"} <= {change["type"] for change in first["changes"]}


def test_a_first_load_says_from_which_commit_on_it_is_whole(pair: Pair) -> None:
    old_practices(pair, 2, 60)
    everything = truth(pair.bob, pair.space)
    seen: set[str] = set()
    floors = []
    for page in first_load(pair.bob, pair.space, limit=15):
        seen |= {change["id"] for change in page["changes"]}
        floors.append(page["floor"])
        assert {id_ for id_, record in everything.items() if record["seq"] >= page["floor"]} <= seen
    assert floors == sorted(floors, reverse=True)
    assert (floors[-1], len(set(floors))) == (0, len(floors))
    cursor = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    assert pair.bob.pull({"id": pair.space, "cursor": cursor})["spaces"][0]["floor"] is None


def test_a_page_has_about_so_many_bytes_and_goes_on(pair: Pair) -> None:
    made = old_practices(pair, 1, 1)[0]
    start = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    for month in range(1, 4):
        days = [f"2025-{month:02d}-{day:02d}" for day in range(1, 29)]
        for at in range(0, 28, 7):
            words = {"body": {"note": "ö" * 7_000}}  # 14 kB each, 98 kB a commit
            rows = [check_in(made, pair.alice.id, day, **words) for day in days[at : at + 7]]
            pair.alice.push(*(pair.alice.mutation(pair.space, "check_in", "put", *row) for row in rows))
    newer, cursor, more = [], start, True
    while more:
        page = pair.bob.pull({"id": pair.space, "cursor": cursor}, limit=500)["spaces"][0]
        newer.append(page["changes"])
        cursor, more = page["cursor"], page["more"]
    older = [page["changes"] for page in first_load(pair.bob, pair.space)]
    for found in (newer, older):
        sizes = [sum(size(change) for change in changes) for changes in found]
        assert len(found) == 2
        assert all(one <= pages.MAX_PAGE for one in sizes)
        assert sizes[0] >= pages.MAX_PAGE * 0.85, "a page is not left half empty"
        whole = [{change["seq"] for change in changes if change["type"] == "check_in"} for changes in found]
        assert not whole[0] & whole[1], "a commit is never split"
    assert sum(len(changes) for changes in newer) == 84


def test_a_commit_larger_than_a_page_goes_whole(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGE", 1_000)
    made = pair.adopt()
    start = pair.bob.pull({"id": pair.space})["spaces"][0]["cursor"]
    rows = [check_in(made, pair.alice.id, f"2026-10-{1 + day:02d}") for day in range(30)]
    pair.alice.push(*(pair.alice.mutation(pair.space, "check_in", "put", *row) for row in rows))
    page = pair.bob.pull({"id": pair.space, "cursor": start})["spaces"][0]
    assert (len(page["changes"]), page["more"]) == (30, False)
    first, *_ = first_load(pair.bob, pair.space)
    assert sum(change["type"] == "check_in" for change in first["changes"]) == 30


def test_a_way_back_that_was_begun_before_these_types_were_early_brings_everything(pair: Pair) -> None:
    old_practices(pair, 3, 30)
    page = next(first_load(pair.bob, pair.space, limit=12))
    base = {change["id"]: change for change in page["changes"] if change["seq"] >= page["floor"]}
    assert not any(change["type"] == "practice" for change in base.values())
    begun = feed.parse(page["before"])
    assert begun is not None
    back: str | None = str(replace(begun, early=""))
    while back is not None:
        page = pair.bob.pull({"id": pair.space, "before": back}, limit=12)["spaces"][0]
        put_together(base, page["changes"])
        parsed = feed.parse(page["before"] or "")
        assert parsed is None or parsed.early == "", "it goes on as it began"
        back = page["before"]
    assert base == truth(pair.bob, pair.space)


def test_what_comes_early_has_a_bound() -> None:
    assert {name for name, kind in record_types().items() if kind.early} == EARLY
    assert all(record_types()[name].most for name in EARLY)
    unbounded = replace(record_types()["check_in"], name="hobby", plural="hobbies", early=True)
    with pytest.raises(ValueError, match="most"):
        declare(unbounded)


# --- any history, any page size, others writing in between

ACTS = st.sampled_from(["practice", "rename", "check_in", "pause", "delete pause", "draft", "two at once"])


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    before=st.lists(ACTS, min_size=3, max_size=25),
    between=st.lists(st.lists(ACTS, max_size=3), max_size=6),
    limit=st.integers(1, 9),
    room=st.sampled_from([700, 2_000, 1_000_000]),
)
def test_a_first_load_while_others_write_ends_with_everything(
    pair: Pair, before: list[str], between: list[list[str]], limit: int, room: int
) -> None:
    writer = _Writer(pair)
    for act in before:
        writer.do(act)
    kept = pages.MAX_PAGE
    pages.MAX_PAGE = room
    try:
        _load_while_writing(pair, writer, between, limit)
    finally:
        pages.MAX_PAGE = kept


def _load_while_writing(pair: Pair, writer: _Writer, between: list[list[str]], limit: int) -> None:
    alive = {
        id_: record
        for id_, record in truth(pair.alice, writer.space).items()
        if record["type"] in EARLY and not record["deleted"]
    }
    base: dict[str, Fields] = {}
    sent: list[tuple[str, int]] = []
    commits: list[set[int]] = []
    first: Fields | None = None
    for number, page in enumerate(first_load(pair.alice, writer.space, limit)):
        first = first or page
        put_together(base, page["changes"])
        sent += [(change["id"], change["seq"]) for change in page["changes"]]
        commits.append({change["seq"] for change in page["changes"] if change["id"] not in alive})
        if number == 0:
            assert {id_ for id_ in base if id_ in alive} == set(alive), "what screens need is there at once"
        for act in between[number] if number < len(between) else []:
            writer.do(act)
    assert first is not None
    assert len(sent) == len(set(sent)), "nothing comes twice"
    assert sum(len(seqs) for seqs in commits) == len(set().union(*commits)), "no commit is split"
    put_together(base, follow(pair.alice, writer.space, first["cursor"]))
    assert base == truth(pair.alice, writer.space)


class _Writer:
    """Alice, in a new couple of her own, from her phone and from a tablet that has seen nothing."""

    def __init__(self, pair: Pair) -> None:
        self.alice = pair.alice
        self.tablet = replace(pair.alice, device=new_id())
        made = pair.alice.browser.post("/api/v1/couples", json={"home_zone": "Europe/Berlin"})
        self.space: str = made.json()["id"]
        self.practices: list[str] = []
        self.pauses: list[str] = []
        self.day = 0
        self.do("practice")

    def do(self, act: str) -> None:
        """One commit."""
        getattr(self, f"_{act.replace(' ', '_')}")()

    def _send(self, *changes: tuple[str, str, str, dict[str, Any]]) -> None:
        sent = [self.alice.mutation(self.space, *change, base_seq=2**53) for change in changes]
        assert {result["outcome"] for result in self.alice.push(*sent)} <= {"applied"}

    def _practice(self) -> None:
        self.practices.append(new_id())
        self._send(("practice", "put", self.practices[-1], practice("x" * 120)))

    def _rename(self) -> None:
        self._send(("practice", "patch", self.practices[0], {"body": {"title": f"Title {new_id()}"}}))

    def _next(self) -> tuple[str, dict[str, Any]]:
        self.day += 1
        return check_in(self.practices[0], self.alice.id, f"2026-{1 + self.day // 28:02d}-{1 + self.day % 28:02d}")

    def _check_in(self) -> None:
        self._send(("check_in", "put", *self._next()))

    def _two_at_once(self) -> None:
        self.practices.append(new_id())
        new = ("practice", "put", self.practices[-1], {**practice(), "cadences": DAILY})
        self._send(new, ("check_in", "put", *self._next()), ("check_in", "put", *self._next()))

    def _pause(self) -> None:
        self.pauses.append(new_id())
        self._send(("pause", "put", self.pauses[-1], {"first": DAY}))

    def _delete_pause(self) -> None:
        if self.pauses:
            self._send(("pause", "delete", self.pauses.pop(), {}))

    def _draft(self) -> None:
        """A version: the tablet's title is older than what stands."""
        late = {"at": "2026-11-23T12:00:00.000Z"}
        self.tablet.write(self.space, "practice", "patch", self.practices[0], {"body": {"title": "Late"}}, **late)
