"""The two routes that every phone asks all the time, without what a framework does for each request.

Their signature is their declaration: it stands in the API document like any other. But nothing is resolved
from it while somebody waits: the body is read, the cookie looked at, and the work done in one thread, once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, get_type_hints

from anyio import to_thread
from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from app.auth.principal import shown_by
from app.kit.context import Context
from app.kit.errors import Invalid, field_errors


class HotRoute(APIRoute):
    """For `def endpoint(ctx: Ctx, shown: Credential, asked: SomeModel) -> Response`, and for nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Refuses in the same order and with the same words as other routes: who asks comes before what is asked."""
        endpoint = self.endpoint
        model: type[BaseModel] = get_type_hints(endpoint)["asked"]

        async def handle(request: Request) -> Response:
            ctx: Context = request.app.state.context
            body = await _body(request)
            shown = shown_by(request, ctx.settings)
            answer: Response = await to_thread.run_sync(endpoint, ctx, shown, _parsed(model, body))
            return answer

        return handle


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect as gone:
        raise Invalid from gone


def _parsed(model: type[BaseModel], body: bytes) -> BaseModel:
    """Through Python's own parser: half a letter in one mutation is that mutation's mistake, not the batch's."""
    try:
        return model.model_validate(json.loads(body))
    except ValidationError as error:
        raise Invalid(errors=field_errors(error.errors(include_input=False))) from None
    except ValueError:
        raise Invalid from None
