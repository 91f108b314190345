"""Sets of days as sorted, disjoint `(first, last)` pairs of ordinals, both ends included."""

from collections.abc import Iterable

Spans = tuple[tuple[int, int], ...]


def span(first: int, last: int) -> Spans:
    """Empty where it would end before it begins."""
    return ((first, last),) if first <= last else ()


def union(spans: Iterable[tuple[int, int]]) -> Spans:
    """From pairs in any order, overlapping or not."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        elif first <= last:
            merged.append((first, last))
    return tuple(merged)


def minus(spans: Spans, cuts: Spans) -> Spans:
    """The days of `spans` that are not in `cuts`."""
    kept = []
    for start, last in spans:
        first = start
        for cut_first, cut_last in cuts:
            if cut_last >= first and cut_first <= last:
                if first < cut_first:
                    kept.append((first, cut_first - 1))
                first = cut_last + 1
        if first <= last:
            kept.append((first, last))
    return tuple(kept)


def count(spans: Spans, first: int, last: int) -> int:
    """How many of the days `first..last` are in `spans`."""
    days = 0
    for begins, ends in spans:
        if begins > last:
            break
        if ends >= first:
            days += min(ends, last) - max(begins, first) + 1
    return days
