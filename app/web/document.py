"""What FastAPI does not say by itself in the API's document: what each part is about, and who needs no sign-in."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from app.kit.records.declare import record_types

TAGS = {
    "accounts": "Sign up, sign in, and everything about one's own account.",
    "spaces": "One's own space and those of one's couples: who is in them, invitations, leaving.",
    "sync": "What phones use: pages of changes down, mutations up. Third parties read the change feed.",
    "practices": "What is done at a rhythm; the catalogue of it, and what check-ins add up to: streaks, today.",
    "goals": "What is to be reached, alone or together: how it stands, and how far it has come.",
    "push": "Reminders on the lock screen of a device.",
    "calendar": "Reminders in a calendar, by a secret address.",
    "data": "Everything that is one's own: taken along, brought in, deleted.",
    "webhooks": "Telling an address of one's own that something was done in a couple, by ids alone.",
    "tokens": "Access for programs: personal tokens, and OAuth 2.1 for apps that the host of the server registered.",
    "health": "For who hosts the server.",
}


def describe(app: FastAPI) -> None:
    """Makes the document say, once and for all that ask, what its tags are and which operations are open to all."""
    plain = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = finished(plain())
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]  # the way that FastAPI gives for it


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its tags described: accounts and spaces first, then in the order of their operations.

    KeyError for a tag that nobody described.
    """
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    for operation in operations:
        operation.setdefault("security", [])
    told = {**{kind.plural: _about(kind.table.__doc__) for kind in record_types().values()}, **TAGS}
    named = dict.fromkeys(tag for operation in operations for tag in operation["tags"])
    first = {tag: place for place, tag in enumerate(("accounts", "spaces", "practices"))}
    document["tags"] = [
        {"name": tag, "description": told[tag]} for tag in sorted(named, key=lambda tag: first.get(tag, 9))
    ]
    return document


def _about(doc: str | None) -> str:
    return " ".join((doc or "").split())
