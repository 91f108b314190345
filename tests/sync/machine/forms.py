"""Practices are in their second form: the first one called their position a rank. Old apps still write that."""

from __future__ import annotations

from tests.sync.machine.line import Json

FORMS = {"practice": 2}


def lift(_: str, fields: Json) -> Json:
    """From the first form of a practice to the second."""
    return {("position" if name == "rank" else name): value for name, value in fields.items()}


def in_form(schema: int, kind: str, fields: Json, form: int | None) -> tuple[Json, int]:
    """The fields as an app of this schema writes them, and the form that this is."""
    today = FORMS.get(kind, 1)
    if form is not None or schema > 1 or today == 1:
        return fields, form or today
    return {("rank" if name == "position" else name): value for name, value in fields.items()}, 1
