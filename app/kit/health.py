"""Whether the process lives, and whether it can work."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from app.kit.context import Ctx
from app.kit.errors import Refusal, documented
from app.kit.records.models import Space

router = APIRouter(tags=["health"])


class NotReady(Refusal):
    """The database does not answer, or has no tables yet."""

    status = 503
    code = "not_ready"
    title = "The database does not answer"
    detail = "Look at the server's log, and whether its migrations ran."


class Health(BaseModel):
    """All is well."""

    ok: bool = Field(description="It does.")


@router.get("/healthz", operation_id="get_health", summary="The process lives")
async def healthz() -> Health:
    """Touches nothing."""
    return Health(ok=True)


@router.get("/readyz", operation_id="get_readiness", summary="The database answers", responses=documented(NotReady))
def readyz(ctx: Ctx) -> Health:
    """Asks the database one small question."""
    try:
        with ctx.db.read() as session:
            session.execute(select(col(Space.id)).limit(1)).first()
    except SQLAlchemyError as error:
        raise NotReady from error
    return Health(ok=True)
