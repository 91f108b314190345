"""Refusals: nouns of the domain with a status, a stable code and a sentence that says what to do (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import exc
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger()


class FieldError(BaseModel):
    """One field that does not fit. Never holds what was typed."""

    field: str = Field(description="Where, as a dotted path.", examples=["fields.cadences.0.times"])
    code: str = Field(description="A stable word for what is wrong.", examples=["less_than_equal"])
    message: str = Field(description="What would fit.")


class Problem(BaseModel):
    """An answer that says no, and what to do (RFC 9457)."""

    type: str = Field("about:blank", description="Always about:blank; the code tells them apart.")
    title: str = Field(description="The refusal in a few words.")
    status: int = Field(description="The HTTP status.")
    code: str = Field(description="A stable code to act on.", examples=["not_found"])
    detail: str = Field("", description="What to do.")
    errors: list[FieldError] = Field(default_factory=list, description="Fields that do not fit, if any.")


class Refusal(Exception):
    """A decision against a request. Subclass it with a noun: `InviteExpired`."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "That is not possible"
    detail: ClassVar[str] = ""

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.says = detail if detail is not None else type(self).detail
        self.errors = errors or []
        self.headers = dict(headers or {})
        super().__init__(self.code)

    def problem(self) -> Problem:
        """The refusal as it goes over the wire."""
        return Problem(
            type="about:blank",
            title=self.title,
            status=self.status,
            code=self.code,
            detail=self.says,
            errors=self.errors,
        )


class NotFound(Refusal):
    """A foreign row and an absent one look the same: it does not exist for you."""

    status = 404
    code = "not_found"
    title = "There is nothing here"
    detail = "It does not exist, or it is not yours to see."


class Invalid(Refusal):
    """The input does not fit; the fields say where. What was typed is never repeated."""

    status = 422
    code = "invalid"
    title = "Something does not fit"
    detail = "Look at the named fields and send it again."


class Overtaken(Refusal):
    """If-Match names another state than the present one."""

    status = 412
    code = "overtaken"
    title = "It has changed since"
    detail = "Read it again, then decide."


class Busy(Refusal):
    """Every connection to the database is taken, or it can not be reached or written to for now."""

    status = 503
    code = "busy"
    title = "There is much to do here"
    detail = "Nothing is lost. Try again in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


class TooLarge(Refusal):
    """More than one request may carry."""

    status = 413
    code = "too_large"
    title = "That is too much at once"
    detail = "Send less in one request; one entry holds at most 32 kB of text."


_PROBLEM = {"$ref": "#/components/schemas/Problem"}
"""By its name: FastAPI would build the model anew for each status of each route, six hundred times at every start."""


def documented(
    *refusals: type[Refusal], beside: Mapping[int | str, dict[str, Any]] | None = None
) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse, for `responses=`: each status once, with its codes as examples.

    `beside`: what its router says of some statuses, which else would be forgotten where the route names the same.
    """
    out: dict[int | str, dict[str, Any]] = deepcopy({**(beside or {})})
    for refusal in refusals:
        entry = out.setdefault(
            refusal.status,
            {
                "description": HTTPStatus(refusal.status).phrase,
                "content": {
                    MEDIA_TYPE: {"schema": _PROBLEM, "examples": {}},
                    "application/json": {"schema": _PROBLEM},
                },
            },
        )
        entry["content"][MEDIA_TYPE]["examples"][refusal.code] = {"value": refusal().problem().model_dump(mode="json")}
    return out


def answer(refusal: Refusal) -> JSONResponse:
    """A refusal as a response."""
    return JSONResponse(
        refusal.problem().model_dump(mode="json"),
        status_code=refusal.status,
        headers=refusal.headers,
        media_type=MEDIA_TYPE,
    )


def field_errors(errors: Any, *, skip: int = 0) -> list[FieldError]:
    """Pydantic's errors without the input that caused them (shape: `ValidationError.errors()`).

    The name of a field that nobody declared was typed too: it is left out, and its place is told.
    """
    return [
        FieldError(field=".".join(str(p) for p in _place(e)[skip:]), code=e["type"], message=e["msg"]) for e in errors
    ]


def _place(error: Any) -> tuple[str | int, ...]:
    place: tuple[str | int, ...] = error["loc"]
    return place[:-1] if error["type"] == "extra_forbidden" else place


def install(app: FastAPI) -> None:
    """Every error leaves as problem+json; an unexpected one says nothing about itself."""
    _describe(app)

    @app.exception_handler(Refusal)
    async def _refused(_: Request, refusal: Refusal) -> JSONResponse:
        return answer(refusal)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return answer(Invalid(errors=field_errors(error.errors(), skip=1)))

    @app.exception_handler(exc.TimeoutError)
    @app.exception_handler(exc.OperationalError)
    async def _busy(_: Request, error: exc.SQLAlchemyError) -> JSONResponse:
        log.warning("database_busy", error=type(getattr(error, "orig", error)).__name__)
        return answer(Busy())

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI's answer to a body that is no text at all
            return answer(Invalid())
        phrase = HTTPStatus(error.status_code).phrase
        body = Problem(
            type="about:blank", title=phrase, status=error.status_code, code=phrase.lower().replace(" ", "_")
        )
        return JSONResponse(
            body.model_dump(mode="json"), error.status_code, dict(error.headers or {}), media_type=MEDIA_TYPE
        )

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, __: Exception) -> JSONResponse:
        body = Problem(
            type="about:blank",
            title="Something went wrong here",
            status=500,
            code="internal",
            detail="Nothing you wrote is lost on your phone. Try again in a moment.",
        )
        return JSONResponse(body.model_dump(mode="json"), 500, media_type=MEDIA_TYPE)


def _describe(app: FastAPI) -> None:
    """Puts what `documented` names into the API document."""
    document = app.openapi

    def openapi() -> dict[str, Any]:
        told = document()
        schemas = told.get("components", {}).get("schemas", {})
        if "Problem" not in schemas:
            shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            parts = shape.pop("$defs")
            told["components"]["schemas"] = dict(sorted({**parts, **schemas, "Problem": shape}.items()))
        return told

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to say more
