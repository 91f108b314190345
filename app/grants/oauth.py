"""OAuth 2.1 over HTTP: what the consent page asks, and the routes for machines.

The machines' two routes take forms, since RFC 6749 says so. They look at no cookie: a form of another site
that comes here carries nothing with it, so what guards other routes from such forms is not needed.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from app.auth.origin import MACHINES
from app.auth.principal import SIGNED_IN, Confirmed, Me
from app.auth.refusals import CrossSite, NotJson, StepUpRequired
from app.grants import consent
from app.grants.refusals import AppUnknown, AskedWrongly, RedirectUnknown, TooManyTokens
from app.grants.schemas import (
    AskedOut,
    AskIn,
    ConsentIn,
    ConsentOut,
    OAuthProblem,
    ScopeOut,
    ServerMetadata,
    TokenAnswer,
)
from app.grants.scopes import SCOPES
from app.kit.context import Ctx
from app.kit.errors import Invalid, NotFound, documented

TOKEN, REVOKE = MACHINES
FORM = "application/x-www-form-urlencoded"
_FIELDS = {
    "grant_type": "authorization_code, refresh_token, or urn:ietf:params:oauth:grant-type:token-exchange.",
    "client_id": "The app. Not for a personal token.",
    "code": "For authorization_code: what came back from /authorize.",
    "redirect_uri": "The same address as there.",
    "code_verifier": "What the challenge was made of.",
    "refresh_token": "For refresh_token: the current one.",
    "subject_token": "For token-exchange: a personal token.",
    "subject_token_type": "urn:ietf:params:oauth:token-type:access_token.",
    "scope": "A part of what was granted; all of it without this.",
}

router = APIRouter(tags=["tokens"])


@router.get(
    "/api/v1/oauth/consents",
    operation_id="read_consent",
    summary="What an app asks for",
    responses=documented(*SIGNED_IN, AppUnknown, RedirectUnknown, Invalid),
)
def read_consent(asked: Annotated[AskIn, Query()], _: Me, ctx: Ctx) -> AskedOut:
    """For the consent page at /authorize. Where the app or its address is not known, nobody is sent anywhere."""
    with ctx.db.read() as session:
        found = consent.read(session, asked)
    error = found.error or "access_denied"
    parts = urlsplit(found.redirect)
    return AskedOut(
        name=found.client.name,
        host=parts.hostname or f"{parts.scheme}:",
        scopes=[ScopeOut(name=scope, says=SCOPES[scope]) for scope in found.scopes],
        wrong=found.error is not None,
        refusal=consent.back(ctx, asked, {"error": error}),
    )


@router.post(
    "/api/v1/oauth/consents",
    operation_id="create_consent",
    summary="Allow what an app asks for",
    status_code=201,
    responses=documented(
        *(*SIGNED_IN, StepUpRequired, AppUnknown, NotFound, RedirectUnknown, AskedWrongly, TooManyTokens),
        *(Invalid, CrossSite, NotJson),
    ),
)
def create_consent(wanted: ConsentIn, me: Confirmed, ctx: Ctx) -> ConsentOut:
    """The page then opens `location`. Other devices of the member are told for a week; nobody else is."""
    with ctx.db.write() as session:
        return ConsentOut(location=consent.allow(ctx, session, me, wanted))


@router.post(
    TOKEN,
    operation_id="fetch_token",
    summary="Fetch an access token",
    response_model=TokenAnswer,
    response_model_exclude_none=True,
    responses={400: {"model": OAuthProblem, "description": "Refused, in the words of RFC 6749."}},
    openapi_extra={"requestBody": {"required": True, "content": {FORM: {"schema": {
        "type": "object",
        "required": ["grant_type"],
        "properties": {name: {"type": "string", "description": says} for name, says in _FIELDS.items()},
    }}}}},
)  # fmt: skip
async def fetch_token(request: Request, ctx: Ctx) -> Any:
    """For programs. An access token lasts ten minutes. A refresh token is used once: the answer holds the next one,
    and one that was used before ends the whole grant.
    """
    from app.grants import exchange  # and with it what few servers need

    try:
        given = await to_thread.run_sync(exchange.give, ctx, await _form(request))
    except exchange.OAuthError as error:
        return _refused(error)
    return TokenAnswer(
        access_token=given.access,
        expires_in=given.lasts,
        scope=given.scope,
        refresh_token=given.refresh,
        issued_token_type=exchange.ACCESS_TOKEN if given.exchanged else None,
    )


@router.post(
    REVOKE,
    operation_id="end_token",
    summary="Give a token back",
    responses={400: {"model": OAuthProblem, "description": "Refused, in the words of RFC 6749."}},
    openapi_extra={"requestBody": {"required": True, "content": {FORM: {"schema": {
        "type": "object",
        "required": ["token"],
        "properties": {"token": {"type": "string"}, "client_id": {"type": "string"}},
    }}}}},
)  # fmt: skip
async def end_token(request: Request, ctx: Ctx) -> Any:
    """Ends the whole grant, whichever of its tokens is shown. A token that is not known gets the same answer."""
    from app.grants import exchange

    try:
        await to_thread.run_sync(exchange.revoke, ctx, await _form(request))
    except exchange.OAuthError as error:
        return _refused(error)
    return {}


@router.get(
    "/.well-known/oauth-authorization-server",
    operation_id="read_oauth_metadata",
    summary="Where and how apps ask",
)
async def read_metadata(ctx: Ctx) -> ServerMetadata:
    """RFC 8414, for programs that find their way by it."""
    here = ctx.settings.public_url
    return ServerMetadata(
        issuer=here,
        authorization_endpoint=f"{here}/authorize",
        token_endpoint=here + TOKEN,
        revocation_endpoint=here + REVOKE,
        scopes_supported=list(SCOPES),
        grant_types_supported=[
            *("authorization_code", "refresh_token"),
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
    )


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form. Raises OAuthError for what is none, and for one that says something twice."""
    from app.grants.exchange import OAuthError

    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=30)
    except ValueError:
        pairs = []
    form = dict(pairs)
    if kind != FORM or not form or len(form) < len(pairs):
        raise OAuthError("invalid_request", f"Send {FORM}, each field once.")
    return form


def _refused(error: Any) -> JSONResponse:
    return JSONResponse({"error": error.error, "error_description": error.says}, 400)
