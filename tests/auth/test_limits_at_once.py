"""A try that arrives while an earlier one is being forgiven counts as the first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

from app.auth.limits import SIGN_IN, Try, forgive, knock
from app.kit.context import Context

ALICE = Try(SIGN_IN, "alice", "at home")
A_MOMENT = 0.3
"""Seconds for which the second one is left to run into the first one's transaction."""


def test_a_try_in_the_moment_of_forgiving_is_let_through(ctx: Context) -> None:
    knock(ctx, ALICE)
    with ThreadPoolExecutor(1) as pool:
        with ctx.db.write() as session:
            forgive(session, ALICE)
            trying = pool.submit(knock, ctx, ALICE)
            wait([trying], timeout=A_MOMENT)
        trying.result()
