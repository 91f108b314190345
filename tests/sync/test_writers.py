"""Eight writers and a reader on one space, on both databases: no commit is missed, doubled or left out."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.kit.context import Context, make_context
from app.kit.db import EVERYWHERE
from app.kit.records import feed
from app.kit.records.declare import Writer
from app.kit.records.models import Space, SpaceCommit
from app.kit.records.mutation import Mutation
from app.kit.records.write import apply, begin, finish
from app.practices.models import Practice
from tests.cast import Pair, new_id, practice

WRITERS, WRITES = 8, 40


@pytest.fixture
def processes(pair: Pair) -> Iterator[list[Context]]:
    """Four contexts on the same database, as four processes have them, each with its own connections."""
    made = [make_context(pair.ctx.settings, clock=pair.ctx.clock) for _ in range(4)]
    yield made
    for ctx in made:
        ctx.db.dispose()


@pytest.mark.failure(5)
def test_eight_writers_and_a_reader(pair: Pair, processes: list[Context]) -> None:
    wrote: list[str] = []
    done, read, failures = threading.Event(), _Reader(pair), []

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except Exception as error:
                failures.append(error)

        return run

    start = _head(pair)
    writers = [
        threading.Thread(target=guarded(lambda n=n: wrote.extend(_write(processes[n % 4], pair))))
        for n in range(WRITERS)
    ]
    reader = threading.Thread(target=guarded(lambda: read.until(done)))
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert failures == []
    assert len(wrote) == len(set(wrote)) == WRITERS * WRITES
    _nothing_missed_nothing_doubled(pair, wrote, read, start)


def _nothing_missed_nothing_doubled(pair: Pair, wrote: list[str], read: _Reader, start: int) -> None:
    with pair.ctx.db.read(EVERYWHERE) as session:
        mine = col(SpaceCommit.space_id) == pair.space
        seqs = list(session.execute(select(col(SpaceCommit.seq)).where(mine).order_by(col(SpaceCommit.seq))).scalars())
        rows = session.execute(select(col(Practice.id), col(Practice.seq))).all()
    assert seqs == list(range(1, start + WRITERS * WRITES + 1)), "no gap, no commit twice"
    assert {id_ for id_, _ in rows} == set(wrote)
    assert len({seq for _, seq in rows}) == len(wrote), "one commit each"
    assert Counter(read.seen) == Counter(wrote), "the reader saw each, once"
    assert read.order == sorted(read.order)


class _Reader:
    """Follows the feed with a cursor while others write."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.seq = _head(pair)
        self.seen: list[str] = []
        self.order: list[int] = []

    def until(self, done: threading.Event) -> None:
        """Reads page by page; the last look comes after the last write."""
        last = False
        while not last:
            last = done.is_set()
            while self._page():
                pass

    def _page(self) -> bool:
        with self.pair.ctx.db.read(frozenset({self.pair.space})) as session:
            page = feed.after(session, self.pair.space, self.seq, 7, self.pair.bob.id)
            ids = session.execute(
                select(col(Practice.id), col(Practice.seq))
                .where(col(Practice.seq) > self.seq, col(Practice.seq) <= page.last)
                .order_by(col(Practice.seq))
            ).all()
        self.seq = page.last
        assert len(page.changes) == len(ids)
        self.seen += [id_ for id_, _ in ids]
        self.order += [seq for _, seq in ids]
        return page.more


def _write(ctx: Context, pair: Pair) -> list[str]:
    """Forty commits of one new practice each."""
    ids = [new_id() for _ in range(WRITES)]
    for id_ in ids:
        sent = pair.alice.mutation(pair.space, "practice", "put", id_, practice())
        mutation = Mutation.model_validate(sent)
        with ctx.db.write() as session:
            commit = begin(
                session,
                Writer(pair.alice.id, new_id()),
                [mutation],
                now=ctx.stamp(),
                new_id=ctx.ids.uuid7,
                new_tag=ctx.tag,
            )
            assert apply(commit, mutation).outcome == "applied"
            finish(commit)
    return ids


def _head(pair: Pair) -> int:
    with pair.ctx.db.read() as session:
        return session.get_one(Space, pair.space).head
