"""What a member gives out, over HTTP: for their own browser alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from app.auth.principal import SIGNED_IN, Confirmed, Me
from app.auth.refusals import CrossSite, NotJson, StepUpRequired
from app.grants import service
from app.grants.models import Grant
from app.grants.refusals import TooManyTokens
from app.grants.schemas import ScopeOut, TokenIn, TokenMade, TokenOut, TokensOut
from app.grants.scopes import SCOPES
from app.kit.context import Ctx
from app.kit.errors import Invalid, NotFound, documented

TokenId = Annotated[str, Path(description="As the list of tokens has it.", max_length=100)]

router = APIRouter(prefix="/api/v1/me/tokens", tags=["tokens"])


@router.get("", operation_id="list_tokens", summary="What I have given out", responses=documented(*SIGNED_IN))
def list_tokens(me: Me, ctx: Ctx) -> TokensOut:
    """Personal tokens and apps that hold, the newest first. Nobody else sees this list, or how long it is."""
    with ctx.db.read() as session:
        tokens = _shown(session, service.of(session, me.member_id, now=ctx.stamp()))
    return TokensOut(tokens=tokens, scopes=[ScopeOut(name=name, says=says) for name, says in SCOPES.items()])


@router.post(
    "",
    operation_id="create_token",
    summary="Make a personal token",
    status_code=201,
    responses=documented(*SIGNED_IN, StepUpRequired, NotFound, TooManyTokens, Invalid, CrossSite, NotJson),
)
def create_token(wanted: TokenIn, me: Confirmed, ctx: Ctx) -> TokenMade:
    """Shown this one time. Other devices of the member show a banner about it for a week; nobody else is told."""
    with ctx.db.write() as session:
        grant, secret = service.make_personal(ctx, session, me, wanted)
        return TokenMade(made=_shown(session, [grant])[0], token=secret)


@router.delete(
    "/{token_id}",
    operation_id="revoke_token",
    summary="Revoke a token, or the access of an app",
    status_code=204,
    responses=documented(*SIGNED_IN, NotFound, Invalid, CrossSite),
)
def revoke_token(token_id: TokenId, me: Me, ctx: Ctx) -> None:
    """Its next request is refused. Needs no password: to take back is always easy. Safe to repeat."""
    with ctx.db.write() as session:
        service.revoke(session, me.member_id, token_id, now=ctx.stamp())


def _shown(session: Session, grants: Sequence[Grant]) -> list[TokenOut]:
    named = service.spaces_of(session, grants)
    return [
        TokenOut.model_validate(
            {
                "id": grant.id,
                "kind": grant.kind,
                "name": grant.name,
                "scopes": grant.scopes.split(),
                "spaces": named.get(grant.id, []),
                "created_on": grant.created_at[:10],
                "expires_at": grant.expires_at,
                "used_on": grant.used_on,
            }
        )
        for grant in grants
    ]
