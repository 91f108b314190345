"""Taking what a device wrote. A batch is one transaction; if it breaks, each mutation is tried on its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import structlog
from sqlalchemy import exc
from sqlalchemy.orm import Session

from app.auth.principal import Principal, Token, authenticate, note_use
from app.kit.context import Context
from app.kit.records import feed
from app.kit.records.arrival import Entry, entry, in_order
from app.kit.records.declare import Writer
from app.kit.records.forms import lifted
from app.kit.records.mutation import Mutation, Result
from app.kit.records.write import Commit, begin, finish
from app.sync.refusals import AccountMismatch, SchemaTooOld
from app.sync.schemas import PushIn

log = structlog.get_logger()


def push(ctx: Context, shown: Token, asked: PushIn) -> list[Result]:
    """What became of each mutation, in order. Safe to repeat: an outbox may knock twice."""
    try:
        with ctx.db.write() as session:
            me = authenticate(session, shown, ctx.now())
            if me.first_today:
                note_use(session, me, ctx.now())
            _fits(ctx, me, asked)
            return _apply(ctx, session, me, asked, asked.mutations)
    except exc.TimeoutError:
        raise  # no connection came free: each on its own would wait as long again
    except exc.SQLAlchemyError as error:
        log.warning("push_batch_broke", error=type(error).__name__, mutations=len(asked.mutations))
    broken: set[Entry] = set()
    results = [_alone(ctx, shown, asked, mutation, broken) for mutation in asked.mutations]
    if any(result.outcome == "retry" for result in results):
        _prove_that_it_writes(ctx, shown)
    return results


def _fits(ctx: Context, me: Principal, asked: PushIn) -> None:
    if asked.account != me.member_id:
        raise AccountMismatch
    if asked.schema_ < ctx.settings.min_schema:
        raise SchemaTooOld


def _apply(
    ctx: Context,
    session: Session,
    me: Principal,
    asked: PushIn,
    sent: Sequence[Mutation],
    broken: Collection[Entry] = (),
) -> list[Result]:
    mutations = [lifted(mutation) for mutation in sent]
    commit = begin(
        session, Writer(me.member_id, asked.device), mutations, now=ctx.stamp(), new_id=ctx.ids.uuid7, new_tag=ctx.tag
    )
    strange = _other_histories(commit, asked.seen)
    results = in_order(
        commit, [_unseen(mutation) if mutation.space in strange else mutation for mutation in mutations], broken
    )
    finish(commit)
    return results


def _other_histories(commit: Commit, seen: dict[str, str]) -> set[str]:
    """Spaces of which the device has seen commits that this server, back from a backup, does not have.

    Other commits have their numbers by now: a `base_seq` would say that those were seen.
    """
    inside = {id_: space for id_, space in commit.spaces.items() if space.member and id_ in seen}
    cursors = {id_: feed.parse(seen[id_]) for id_ in inside}
    return {
        id_
        for id_, cursor in cursors.items()
        if cursor is None or not feed.still_holds(commit.session, id_, cursor, inside[id_].head)
    }


def _unseen(mutation: Mutation) -> Mutation:
    return mutation.model_copy(update={"base_seq": 0})


def _prove_that_it_writes(ctx: Context, shown: Token) -> None:
    """Raises while the database takes no writes at all (a full disk, a restart): then no mutation is at fault."""
    with ctx.db.write() as session:
        note_use(session, authenticate(session, shown, ctx.now()), ctx.now())


def _alone(ctx: Context, shown: Token, asked: PushIn, mutation: Mutation, broken: set[Entry]) -> Result:
    try:
        with ctx.db.write() as session:
            me = authenticate(session, shown, ctx.now())
            return _apply(ctx, session, me, asked, [mutation], broken)[0]
    except exc.SQLAlchemyError as error:
        broken.add(entry(mutation))
        log.warning("push_mutation_broke", error=type(error).__name__, type=mutation.type)
        return Result(mutation.id, "retry", None, "internal", "Something went wrong here. It will be tried again.")
