"""The web process: the API, the client's shell, and the reminder worker, around one context."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.orm import Session

import app.web as web
from app.auth import registration
from app.auth.origin import OriginGuard
from app.auth.routes import router as accounts
from app.goals.routes import records as goal_records
from app.goals.routes import router as goals
from app.grants import service as grants
from app.grants.oauth import router as oauth
from app.grants.pace import Pace
from app.grants.routes import router as tokens
from app.kit import errors, health, logs
from app.kit.context import Context, make_context
from app.kit.records.commit import when_hooked
from app.kit.settings import Settings
from app.members import sessions
from app.portability import service as calendars
from app.portability.data_routes import router as data
from app.portability.routes import router as portability
from app.practices.routes import records as practice_records
from app.practices.routes import router as practices
from app.push.routes import router as push
from app.reminders import metrics
from app.reminders.routes import records as reminder_records
from app.reminders.worker import Worker
from app.spaces.invites import opens_registration
from app.spaces.routes import records as space_records
from app.spaces.routes import router as spaces
from app.sync.live import Live
from app.sync.routes import hot
from app.sync.routes import records as sync_records
from app.sync.routes import router as sync
from app.tables import metadata
from app.web.document import describe
from app.webhooks import events as webhook_events
from app.webhooks import service as webhooks
from app.webhooks.routes import router as webhook_routes

DIST = Path(__file__).resolve().parent.parent / "pwa" / "dist"
DESCRIPTION = """
Tend keeps the emotional intimacy of a relationship alive: small, regular, wanted acts, done together.

Every data route lives under a **space**: your own, or one of your couples. What is not yours does not exist
for you: it answers 404. Refusals are `application/problem+json` with a stable `code`. A record is written with
an id that the client makes; `ETag`, `If-Match` and `Idempotency-Key` make writes safe to repeat.

A program asks with `Authorization: Bearer …`: a personal token, or an access token of ten minutes. Each operation
that takes tokens names its scope under `oauth2`; all others answer `browser_only`. A token sees the couples that its
member named, never their own space. Answers to tokens carry `RateLimit-Policy` and `RateLimit`; beyond that there is
a 429 with `Retry-After`. No answer carries CORS headers: programs ask from their own process, not from a page.
"""


def create_app(ctx: Context | None = None, *, dist: Path = DIST) -> FastAPI:
    """The application. Without a context it makes its own from the environment."""
    context = ctx or make_context(Settings())
    app = FastAPI(
        title="Tend",
        version="0.1.0",
        summary="A self-hosted companion for couples, and for oneself.",
        description=DESCRIPTION,
        license_info={"name": "AGPL-3.0-only", "identifier": "AGPL-3.0-only"},
        openapi_url="/api/v1/openapi.json",
        servers=[{"url": "/", "description": "The server that this document comes from."}],
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # it would tell what was typed, and to whom
    )
    app.state.context = context
    app.state.live = Live(context)
    context.db.on_commit(app.state.live.committed)
    app.state.glances = None
    app.state.pace = Pace()
    registration.accept[:] = [opens_registration]
    sessions.ended_with[:] = [_ends_what_was_given_out]
    when_hooked[:] = [webhook_events.put]
    # routes are tried in their order, and the hot two are asked most
    for router in (
        *(hot, sync, accounts, spaces, *space_records, practices, *practice_records, *reminder_records, push),
        *(goals, *goal_records),
        *sync_records,
        portability,
        data,
        webhook_routes,
        tokens,
        oauth,
    ):
        app.include_router(router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    errors.install(app)
    describe(app)
    app.add_middleware(OriginGuard, settings=context.settings)
    web.install(app, dist, secure=context.settings.secure)
    app.add_middleware(logs.RequestLog)
    return app


def _ends_what_was_given_out(session: Session, member_id: str, now: str) -> None:
    calendars.end(session, member_id)
    webhooks.end_all(session, member_id)
    grants.end_all(session, member_id, now)


def served() -> FastAPI:
    """The application of one process, for uvicorn."""
    logs.configure()
    return create_app()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    context: Context = app.state.context
    async with AsyncExitStack() as stack:
        stack.push_async_callback(app.state.live.close)
        if context.settings.worker_in_web:
            from app.webhooks.worker import Webhooks  # and with it the client that sends

            app.state.worker = await stack.enter_async_context(Worker(context))
            await stack.enter_async_context(Webhooks(context))
        if not context.db.sqlite:
            from app.sync.bell import Bell  # and with it the driver
            from app.sync.glances import Glances

            await stack.enter_async_context(Bell(context, app.state.live))
            app.state.glances = await stack.enter_async_context(Glances(context))
            stack.callback(setattr, app.state, "glances", None)
        yield
    context.db.dispose()


__all__ = ["create_app", "metadata"]
