"""Taking what a device wrote. A batch is one transaction; if it breaks, each mutation is tried on its own."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import exc
from sqlalchemy.orm import Session

from app.auth.principal import Principal, Token, authenticate, note_use
from app.kit.context import Context
from app.kit.records.arrival import in_order
from app.kit.records.declare import Writer
from app.kit.records.forms import lifted
from app.kit.records.mutation import Mutation, Result
from app.kit.records.write import begin, finish
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
            return _apply(ctx, session, me, asked.device, asked.mutations)
    except exc.TimeoutError:
        raise  # no connection came free: each on its own would wait as long again
    except exc.SQLAlchemyError as error:
        log.warning("push_batch_broke", error=type(error).__name__, mutations=len(asked.mutations))
    return [_alone(ctx, shown, asked, mutation) for mutation in asked.mutations]


def _fits(ctx: Context, me: Principal, asked: PushIn) -> None:
    if asked.account != me.member_id:
        raise AccountMismatch
    if asked.schema_ < ctx.settings.min_schema:
        raise SchemaTooOld


def _apply(ctx: Context, session: Session, me: Principal, device: str, sent: Sequence[Mutation]) -> list[Result]:
    mutations = [lifted(mutation) for mutation in sent]
    commit = begin(
        session, Writer(me.member_id, device), mutations, now=ctx.stamp(), new_id=ctx.ids.uuid7, new_tag=ctx.tag
    )
    results = in_order(commit, mutations)
    finish(commit)
    return results


def _alone(ctx: Context, shown: Token, asked: PushIn, mutation: Mutation) -> Result:
    try:
        with ctx.db.write() as session:
            me = authenticate(session, shown, ctx.now())
            return _apply(ctx, session, me, asked.device, [mutation])[0]
    except exc.SQLAlchemyError as error:
        log.warning("push_mutation_broke", error=type(error).__name__, type=mutation.type)
        return Result(mutation.id, "retry", None, "internal", "Something went wrong here. It will be tried again.")
