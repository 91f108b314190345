"""An app asks, a member says yes or not now: what is asked, whether it may be, and the address of the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy.orm import Session

from app.auth.principal import Principal
from app.grants import clients, service
from app.grants.models import AuthorizationCode, Client
from app.grants.refusals import AppUnknown, AskedWrongly, RedirectUnknown
from app.grants.schemas import AskIn, ConsentIn, TokenIn
from app.grants.scopes import SCOPES, Scope
from app.kit.context import Context, stamp
from app.kit.ids import is_uuid
from app.members.secrets import digest, new_token

CODE_LIFE: Final = timedelta(seconds=60)
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an app wants. `error`: what is wrong with how it asks, in the words of RFC 6749; then nothing can be
    allowed, and the app is told so at its address.
    """

    client: Client
    redirect: str
    scopes: list[Scope]
    error: str | None


def read(session: Session, asked: AskIn) -> Asked:
    """What is asked. Raises AppUnknown or RedirectUnknown: then nobody is sent anywhere."""
    client = session.get(Client, asked.client_id) if is_uuid(asked.client_id) else None
    if client is None:
        raise AppUnknown
    if not clients.takes(client, asked.redirect_uri):
        raise RedirectUnknown
    wanted = set(asked.scope.split())
    return Asked(client, asked.redirect_uri, [one for one in SCOPES if one in wanted], _wrong(asked, wanted))


def allow(ctx: Context, session: Session, me: Principal, wanted: ConsentIn) -> str:
    """The address of the yes, with a code for the app that works once, within a minute. Other devices are told.

    Raises AppUnknown, RedirectUnknown, AskedWrongly, and what `service.make` does.
    """
    asked = read(session, wanted)
    if asked.error is not None:
        raise AskedWrongly
    given = TokenIn(name=asked.client.name, scopes=asked.scopes, spaces=wanted.spaces, days=wanted.days)
    grant = service.make(ctx, session, me, given, kind="app", client_id=asked.client.id)
    code = new_token(ctx.randbytes)
    session.add(
        AuthorizationCode(
            code_hash=digest(code),
            grant_id=grant.id,
            redirect_uri=asked.redirect,
            challenge=wanted.code_challenge,
            expires_at=stamp(ctx.now() + CODE_LIFE),
            used_at=None,
        )
    )
    session.flush()
    return back(ctx, wanted, {"code": code})


def back(ctx: Context, asked: AskIn, answer: Mapping[str, str]) -> str:
    """The app's address with an answer, the app's own `state`, and who answers (RFC 9207)."""
    parts = urlsplit(asked.redirect_uri)
    state = {} if asked.state is None else {"state": asked.state}
    query = [
        *parse_qsl(parts.query, keep_blank_values=True),
        *{**answer, **state, "iss": ctx.settings.public_url}.items(),
    ]
    return parts._replace(query=urlencode(query)).geturl()


def _wrong(asked: AskIn, wanted: set[str]) -> str | None:
    if asked.response_type != "code":
        return "unsupported_response_type"
    if asked.code_challenge_method != "S256" or not _CHALLENGE.fullmatch(asked.code_challenge):
        return "invalid_request"
    return None if wanted and wanted <= SCOPES.keys() else "invalid_scope"
