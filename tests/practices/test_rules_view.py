"""What of a rhythm may be shown, and what the engine refuses to answer."""

from dataclasses import asdict, replace

import pytest

from app.practices.rules import PublicRhythm, State, public_view
from tests.practices.cases import Asked, vectors

ASKED: Asked = vectors()[0].asked


@pytest.mark.parametrize(
    ("state", "shown"), [("done", "done"), ("at_risk", "open"), ("lapsed", "open"), ("paused", "open")]
)
def test_of_affection_only_the_total_and_today_are_seen(state: State, shown: str) -> None:
    view = public_view(replace(ASKED.rhythm(), state=state), "affection")
    assert asdict(view) == {"total": 4, "state": shown}


def test_elsewhere_all_of_it_is_seen() -> None:
    rhythm = ASKED.rhythm()
    assert public_view(rhythm, "quality-time") is rhythm
    assert not isinstance(rhythm, PublicRhythm)


@pytest.mark.parametrize("requires", ["one:zoe", "one:", "both", ""])
def test_a_practice_that_asks_nobody_who_is_there_is_refused(requires: str) -> None:
    asked = replace(ASKED, practice=replace(ASKED.practice, requires=requires))
    with pytest.raises(ValueError, match="nobody"):
        asked.rhythm()


def test_a_stranger_is_shown_nothing() -> None:
    with pytest.raises(ValueError, match="not a member"):
        replace(ASKED, viewer="zoe").rhythm()


def test_a_member_without_a_today_is_not_guessed_at() -> None:
    with pytest.raises(KeyError):
        replace(ASKED, today={}).rhythm()
