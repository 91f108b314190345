"""The reference at `/docs`: the API's document as one page for people, from our own files and without a script.

Rendered when it is first asked for, since it takes as long as the start of the server, and then kept compressed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.kit.records.mutation import UUID
from app.web.build import Stored
from app.web.serve import NO_CACHE, serve

Schema = dict[str, Any]
STYLES = ("tokens.css", "base.css", "reference.css")
METHODS = ("get", "post", "put", "patch", "delete")
_CODE, _STRONG = re.compile(r"`([^`]+)`"), re.compile(r"\*\*([^*]+)\*\*")
_BOUNDS = {
    "minLength": "at least {} long",
    "maxLength": "at most {} long",
    "minimum": "from {}",
    "maximum": "to {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "fits {}",
}


def reference_router(document: Callable[[], Schema], shell_dir: Path) -> APIRouter:
    """`/docs` and its style. `document` gives the OpenAPI document."""
    router = APIRouter(include_in_schema=False)

    @cache
    def page() -> Stored:
        return Stored.of(render(document(), shell_dir).encode(), "text/html; charset=utf-8")

    @cache
    def style() -> Stored:
        css = "\n".join((shell_dir / "styles" / name).read_text("utf-8") for name in STYLES)
        return Stored.of(css.encode(), "text/css; charset=utf-8")

    def reference(request: Request) -> Response:
        return serve(request, page(), NO_CACHE)

    def reference_style(request: Request) -> Response:
        return serve(request, style(), NO_CACHE)

    router.add_api_route("/docs", reference, methods=["GET", "HEAD"])
    router.add_api_route("/docs/reference.css", reference_style, methods=["GET", "HEAD"])
    return router


def render(document: Schema, shell_dir: Path) -> str:
    """The whole page. Every operation and every schema of the document stands in it."""
    environment = Environment(
        loader=FileSystemLoader(shell_dir),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"kind": kind, "bounds": bounds, "prose": prose, "scopes": scopes, "examples": examples}
    return environment.get_template("reference.html").render(
        document=document, groups=list(_groups(document)), schemas=document["components"]["schemas"]
    )


def _groups(document: Schema) -> Iterator[tuple[Schema, list[tuple[str, str, Schema]]]]:
    """Each tag with its operations: `(method, path, operation)`."""
    for tag in document["tags"]:
        yield (
            tag,
            [
                (method, path, item[method])
                for path, item in document["paths"].items()
                for method in METHODS
                if method in item and item[method]["tags"][0] == tag["name"]
            ],
        )


def kind(schema: Schema) -> Markup:
    """What a value is, in a few words; another schema is a link to it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return Markup(" or ").join(kind(one) for one in schema[several])
    if "allOf" in schema:
        return Markup(" and ").join(kind(one) for one in schema["allOf"])
    if "const" in schema:
        return Markup("<code>{}</code>").format(schema["const"])
    if "enum" in schema:
        return Markup(", ").join(Markup("<code>{}</code>").format(one) for one in schema["enum"])
    if schema.get("type") == "array":
        return Markup("list of {}").format(kind(schema.get("items", {})))
    extra = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(extra, dict):
        return Markup("map to {}").format(kind(extra))
    if schema.get("pattern") == UUID:
        return Markup("UUID")
    return escape(schema.get("format") or schema.get("type") or "anything")


def bounds(schema: Schema) -> list[str]:
    """How far a value may go, also where it stands inside a choice or a list."""
    inner = [one for several in ("anyOf", "oneOf") for one in schema.get(several, [])]
    inner += [schema["items"]] if "items" in schema else []
    own = [text.format(schema[name]) for name, text in _BOUNDS.items() if name in schema and schema[name] != UUID]
    default = [f"else {schema['default']!r}"] if schema.get("default") not in (None, [], {}) else []
    return own + [bound for one in inner for bound in bounds(one)] + default


def prose(text: str) -> Markup:
    """A description: paragraphs, and what stands in backticks or between double asterisks."""
    return Markup("").join(Markup("<p>{}</p>").format(_marked(part)) for part in text.strip().split("\n\n"))


def examples(schema: Schema, schemas: dict[str, Schema]) -> list[Any]:
    """Whole values that fit, of a schema or of the one that it names."""
    found: list[Any] = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema).get("examples", [])
    return found


def _marked(text: str) -> Markup:
    """Each pair of signs in turn, code before strong, since code is shown as it stands."""
    for found, tag in ((_CODE.search(text), "code"), (_STRONG.search(text), "strong")):
        if found:
            inner = Markup("<{0}>{1}</{0}>").format(Markup(tag), found[1])
            return _marked(text[: found.start()]) + inner + _marked(text[found.end() :])
    return escape(text)


def scopes(operation: Schema) -> list[str]:
    """Who may ask: `browser`, or the scope of a token; nothing for what is open to everybody."""
    return [
        scope if scope else "browser"
        for way in operation.get("security", [])
        for named in way.values()
        for scope in (named or [""])
    ]
