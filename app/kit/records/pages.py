"""How much goes into one page: whole commits, and about so many bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Place = tuple[Any, ...]
"""(seq, type, id) of a record."""

MAX_PAGE = 1_000_000
"""Bytes of JSON. A phone on a train gets a page through, and a server does not hold more for each of them."""

_FIRST_LOOK = 100
_LEAST = 10


def fill(places: Sequence[Place], render: Callable[[Sequence[Place]], list[str]], room: int) -> tuple[list[str], int]:
    """The texts of as many whole commits as fit into `room` bytes, of one at least, and how many places those are.

    `render` gives one text for each place; an empty one is not sent. It is asked for no more than is likely to fit:
    the first texts say how large the next ones may be.
    """
    texts: list[str] = []
    commit: list[str] = []
    size = commit_size = taken = at = 0
    while at < len(places):
        step = _FIRST_LOOK if at == 0 else max(_LEAST, (room - size) * at // max(1, size + commit_size))
        for text in render(places[at : at + step]):
            at += 1
            commit.append(text)
            commit_size += len(text.encode())
            if at < len(places) and places[at][0] == places[at - 1][0]:
                continue  # the commit goes on
            if taken and size + commit_size > room:
                return texts, taken
            texts += [text for text in commit if text]
            size, taken = size + commit_size, at
            commit, commit_size = [], 0
    return texts, taken
