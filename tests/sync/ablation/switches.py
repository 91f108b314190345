"""Taking a safeguard out, in tests only, by changing the line that is the safeguard.

A line that is not found is an error: whoever rewrites a safeguard says here which line it is now.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import CodeType
from typing import Any

from app.kit.db import Database
from tests.cast import Pair, replaced

Off = Callable[[Any], AbstractContextManager[None]]
"""For the length of a `with`, a safeguard is not there. It is told of the `Pair` whose database that is about."""


def line(function: Any, old: str, new: str) -> Off:
    """The function as it is, but for this one piece of its text. Everybody who holds the function runs the new one."""

    @contextmanager
    def off(_: Pair) -> Iterator[None]:
        target = inspect.unwrap(function)
        before: CodeType = target.__code__
        target.__code__ = _changed(target, old, new)
        try:
            yield
        finally:
            target.__code__ = before

    return off


def _changed(function: Any, old: str, new: str) -> CodeType:
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(old) != 1:
        raise LookupError(f"{function.__qualname__} holds {source.count(old)} times: {old}")
    source = source.replace(old, new)
    while source.startswith("@"):
        source = source.split("\n", 1)[1]
    module = compile(f"from __future__ import annotations\n{source}", inspect.getfile(function), "exec")
    wanted = function.__name__
    return next(part for part in module.co_consts if isinstance(part, CodeType) and part.co_name == wanted)


def value(target: Any, name: str, made: Callable[[], Any]) -> Off:
    """Another value in the place of an attribute."""

    @contextmanager
    def off(_: Pair) -> Iterator[None]:
        with replaced(target, name, made()):
            yield

    return off


def statement(*done: str, dialect: str, undone: tuple[str, ...] = ()) -> Off:
    """Something of the database itself is taken away."""

    @contextmanager
    def off(pair: Pair) -> Iterator[None]:
        with pair.ctx.db.writer.begin() as connection:
            assert connection.dialect.name == dialect
            for one in done:
                connection.exec_driver_sql(one)
        try:
            yield
        finally:
            with pair.ctx.db.writer.begin() as connection:
                for one in undone:
                    connection.exec_driver_sql(one)

    return off


def reopened(off: Off) -> Off:
    """For what holds from the moment a database is opened: it is opened anew."""

    @contextmanager
    def around(pair: Pair) -> Iterator[None]:
        with off(pair):
            opened = Database(pair.ctx.settings.url)
        with replaced(pair.ctx, "db", opened):
            yield
        opened.dispose()

    return around
