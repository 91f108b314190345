"""What goes into one page, in plain values."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.kit.records.pages import Place, fill

COMMITS = st.lists(st.lists(st.integers(0, 400), min_size=1, max_size=30), max_size=30)
"""Commits, each as the sizes of its records; 0 is one that is not sent."""


@given(commits=COMMITS, room=st.integers(-10, 3_000))
def test_a_page_is_as_many_whole_commits_as_fit_and_one_at_least(commits: list[list[int]], room: int) -> None:
    places = [(seq, "note", f"{seq}-{n}") for seq, sizes in enumerate(commits) for n in range(len(sizes))]
    text = {place: "x" * size for place, size in zip(places, (s for c in commits for s in c), strict=True)}
    asked: list[Place] = []

    def render(some: Sequence[Place]) -> list[str]:
        asked.extend(some)
        return [text[place] for place in some]

    texts, taken = fill(places, render, room)
    assert asked == places[: len(asked)], "in order, each once"
    assert texts == [text[place] for place in places[:taken] if text[place]]
    seqs = {place[0] for place in places[:taken]}
    assert seqs.isdisjoint(place[0] for place in places[taken:])
    assert bool(taken) == bool(places)
    if len(seqs) > 1:
        assert sum(map(len, texts)) <= room
    if taken < len(places):
        following = sum(commits[places[taken][0]])
        assert sum(map(len, texts)) + following > room


def test_little_is_read_that_does_not_fit() -> None:
    places = [(seq, "note", str(seq)) for seq in range(500)]
    asked = 0

    def render(some: Sequence[Place]) -> list[str]:
        nonlocal asked
        asked += len(some)
        return ["x" * 30_000 for _ in some]

    _, taken = fill(places, render, 1_000_000)
    assert (taken, asked) == (33, 100)


def test_letters_count_as_the_bytes_that_they_are() -> None:
    places = [(seq, "note", str(seq)) for seq in range(4)]
    _, taken = fill(places, lambda some: ["ö" * 10 for _ in some], 40)
    assert taken == 2
