"""Taking what a device wrote. A batch is one transaction; if it breaks, each mutation is tried on its own."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import exc
from sqlalchemy.orm import Session

from app.auth.principal import Principal, Token, authenticate, note_use
from app.kit.context import Context
from app.kit.records.arrival import Entity, in_order
from app.kit.records.declare import Writer
from app.kit.records.feed import parse, still_holds, tag_at
from app.kit.records.forms import lifted
from app.kit.records.mutation import Mutation, Result
from app.kit.records.write import Commit, begin, finish
from app.sync.refusals import AccountMismatch, SchemaTooOld
from app.sync.schemas import PushIn

READ_FIRST = "This server came back from a backup. Pull, then send it again."
log = structlog.get_logger()


def push(ctx: Context, shown: Token, asked: PushIn) -> list[Result]:
    """What became of each mutation, in order. Safe to repeat: an outbox may knock twice."""
    try:
        with ctx.db.write() as session:
            me = authenticate(session, shown, ctx.now())
            if me.first_today:
                note_use(session, me, ctx.now())
            _fits(ctx, me, asked)
            return _apply(ctx, session, me, asked, asked.mutations, set())
    except exc.TimeoutError:
        raise  # no connection came free: each on its own would wait as long again
    except exc.SQLAlchemyError as error:
        log.warning("push_batch_broke", error=type(error).__name__, mutations=len(asked.mutations))
    stuck: set[Entity] = set()
    results = [_alone(ctx, shown, asked, mutation, stuck) for mutation in asked.mutations]
    if any(result.code == "internal" for result in results):
        _prove_that_it_writes(ctx, shown)
    return results


def _fits(ctx: Context, me: Principal, asked: PushIn) -> None:
    if asked.account != me.member_id:
        raise AccountMismatch
    if asked.schema_ < ctx.settings.min_schema:
        raise SchemaTooOld


def _apply(
    ctx: Context, session: Session, me: Principal, asked: PushIn, sent: Sequence[Mutation], stuck: set[Entity]
) -> list[Result]:
    mutations = [lifted(mutation) for mutation in sent]
    writer = Writer(me.member_id, asked.device)
    commit = begin(session, writer, mutations, now=ctx.stamp(), new_id=ctx.ids.uuid7, new_tag=ctx.tag)
    foreign = {id_ for id_, cursor in asked.cursors.items() if _from_another_past(commit, id_, cursor)}
    decided = iter(in_order(commit, [m for m in mutations if m.space not in foreign], stuck))
    results = [
        Result(mutation.id, "retry", None, "read_first", READ_FIRST) if mutation.space in foreign else next(decided)
        for mutation in mutations
    ]
    finish(commit)
    return results


def _from_another_past(commit: Commit, space_id: str, text: str) -> bool:
    """Whether the device read this space before the server came back from a backup, and does not know it yet.

    It has to send again, first, what is missing here: its later writes would be covered by its earlier ones, and
    its `base_seq` counts commits that are gone.
    """
    here = commit.spaces.get(space_id)
    if here is None or not here.member:
        return False
    cursor = parse(text)
    return cursor is None or not still_holds(cursor, here.head, tag_at(commit.session, space_id, cursor.hi))


def _prove_that_it_writes(ctx: Context, shown: Token) -> None:
    """Raises while the database takes no writes at all (a full disk, a restart): then no mutation is at fault."""
    with ctx.db.write() as session:
        note_use(session, authenticate(session, shown, ctx.now()), ctx.now())


def _alone(ctx: Context, shown: Token, asked: PushIn, mutation: Mutation, stuck: set[Entity]) -> Result:
    try:
        with ctx.db.write() as session:
            me = authenticate(session, shown, ctx.now())
            return _apply(ctx, session, me, asked, [mutation], stuck)[0]
    except exc.SQLAlchemyError as error:
        log.warning("push_mutation_broke", error=type(error).__name__, type=mutation.type)
        stuck.add((mutation.space, mutation.entity))
        return Result(mutation.id, "retry", None, "internal", "Something went wrong here. It will be tried again.")
