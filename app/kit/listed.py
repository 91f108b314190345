"""Parameters of prepared statements that hold many values: lists, pairs, and numbers by name.

A statement stays the same, however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator


class Texts(TypeDecorator[list[str]]):
    """A list of texts as one parameter: JSON for SQLite, an array as PostgreSQL writes it for PostgreSQL.

    Written here, since a driver that may not know what is in a list looks at each text more than once.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:
        texts = value or []
        return _as_array(texts) if dialect.name == "postgresql" else json.dumps(texts)


def _as_array(texts: Sequence[str]) -> str:
    if not texts:
        return "{}"
    inside = '","'.join(texts)
    if "\\" in inside or inside.count('"') != 2 * (len(texts) - 1):
        inside = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{inside}"}}'


class among(ColumnElement[bool]):
    """`column` is one of the texts in the parameter `name`: the same statement, however many they are."""

    inherit_cache = False

    def __init__(self, column: Any, name: str = "ids") -> None:
        self.column = column
        self.texts = bindparam(name, type_=Texts())


@compiles(among, "sqlite")
def _among_json(element: among, compiler: Any, **more: Any) -> str:
    column, texts = compiler.process(element.column, **more), compiler.process(element.texts, **more)
    return f"{column} IN (SELECT value FROM json_each({texts}))"


@compiles(among, "postgresql")
def _among_array(element: among, compiler: Any, **more: Any) -> str:
    column, texts = compiler.process(element.column, **more), compiler.process(element.texts, **more)
    return f"{column} = ANY(CAST({texts} AS VARCHAR[]))"


class told(ColumnElement[int]):
    """The whole number that the parameter `name`, a JSON object, has under the text in `column`; NULL if none."""

    inherit_cache = False

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.object = bindparam(name, type_=Text())


@compiles(told, "sqlite")
def _told_by_path(element: told, compiler: Any, **more: Any) -> str:
    column, given = compiler.process(element.column, **more), compiler.process(element.object, **more)
    return f"CAST(json_extract({given}, '$.\"' || {column} || '\"') AS INTEGER)"


@compiles(told, "postgresql")
def _told_by_key(element: told, compiler: Any, **more: Any) -> str:
    column, given = compiler.process(element.column, **more), compiler.process(element.object, **more)
    return f"CAST(CAST({given} AS JSON) ->> {column} AS BIGINT)"


class Pairs(TypeDecorator[list[tuple[str, str]]]):
    """A list of pairs of texts as one parameter: JSON on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[tuple[str, str]] | None, _: Dialect) -> str:
        return json.dumps(value or [])


class among_pairs(ColumnElement[bool]):
    """`first` and `second` are one of the pairs in the parameter `name`: an index on both is used for each pair."""

    inherit_cache = False

    def __init__(self, first: Any, second: Any, name: str = "pairs") -> None:
        self.first, self.second = first, second
        self.pairs = bindparam(name, type_=Pairs())


@compiles(among_pairs, "sqlite")
def _pairs_json(element: among_pairs, compiler: Any, **more: Any) -> str:
    first, second, pairs = (compiler.process(part, **more) for part in (element.first, element.second, element.pairs))
    one = "json_extract(value, '$[0]'), json_extract(value, '$[1]')"
    return f"({first}, {second}) IN (SELECT {one} FROM json_each({pairs}))"


@compiles(among_pairs, "postgresql")
def _pairs_array(element: among_pairs, compiler: Any, **more: Any) -> str:
    first, second, pairs = (compiler.process(part, **more) for part in (element.first, element.second, element.pairs))
    return f"({first}, {second}) IN (SELECT pair->>0, pair->>1 FROM json_array_elements(CAST({pairs} AS JSON)) AS pair)"
