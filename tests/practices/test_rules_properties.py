"""What must hold of every rhythm, whatever the history."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.practices.rules import Event, Folded, Pause, Rhythm, fold
from tests.practices.cases import Asked
from tests.practices.strategies import MONDAY, day, histories, pauses

T = TypeVar("T")

thoroughly = settings(
    max_examples=2_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
on_any_day = st.integers(-2, 75).map(day)


@thoroughly
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_logs_does_not_matter(asked: Asked, chance: Random) -> None:
    shuffled = chance.sample(asked.events, len(asked.events))
    assert replace(asked, events=tuple(shuffled)).rhythm() == asked.rhythm()


@thoroughly
@given(histories(), st.integers(2, 4))
def test_a_log_that_arrives_again_changes_nothing(asked: Asked, times: int) -> None:
    assert replace(asked, events=asked.events * times).rhythm() == asked.rhythm()


@thoroughly
@given(histories(), st.sampled_from("abc"), on_any_day)
def test_another_log_never_lowers_anything(asked: Asked, who: str, on: date) -> None:
    more = replace(asked, events=(*asked.events, Event(who, on)))
    assert lowered(asked.rhythm(), more.rhythm()) == []


@thoroughly
@given(histories(), pauses())
def test_another_pause_never_lowers_run_or_best(asked: Asked, another: Pause) -> None:
    paused = replace(asked, pauses=(*asked.pauses, another))
    assert not {"run", "best"} & set(lowered(asked.rhythm(), paused.rhythm()))


@thoroughly
@given(histories(), st.integers(1, 3))
def test_more_rest_never_lowers_anything(asked: Asked, more: int) -> None:
    rested = replace(asked, practice=replace(asked.practice, rest=asked.practice.rest + more))
    assert lowered(asked.rhythm(), rested.rhythm()) == []


@thoroughly
@given(histories(kinds=("daily", "weekly", "every")), st.integers(-60, 60))
def test_the_same_history_some_weeks_later_is_the_same_rhythm(asked: Asked, weeks: int) -> None:
    """Months are of different lengths, so a monthly cadence is left out."""
    some_weeks_later = timedelta(7 * weeks)
    there = moved(asked, lambda that: that + some_weeks_later)
    assert moved(asked.rhythm(), lambda that: that + some_weeks_later) == there.rhythm()


@thoroughly
@given(histories(kinds=("daily", "daily", "weekly"), synced=False), st.integers(0, 10))
def test_a_whole_paused_week_is_as_if_it_had_not_been(asked: Asked, week: int) -> None:
    """With weekly periods only without rest: six of them in a row share their allowance, paused ones too,
    or a pause would push two misses into one bucket and lower a run. All versions begin their week on the
    same day, or the cut would go through a week. Waiting for a device is left out: it lasts seven days."""
    cut = MONDAY + timedelta(7 * week)
    versions = tuple(replace(version, week_start="mon") for version in asked.practice.cadences)
    rest = asked.practice.rest if all(version.kind == "daily" for version in versions) else 0
    without = replace(asked, practice=replace(asked.practice, cadences=versions, rest=rest))
    around = moved(without, lambda that: that + timedelta(7 if that >= cut else 0))
    paused = replace(around, pauses=(*around.pauses, Pause(cut, cut + timedelta(6))))
    assert sums(paused.rhythm()) == sums(without.rhythm())


@thoroughly
@given(histories(mended=False), st.data())
def test_advancing_a_stored_fold_is_a_full_fold(asked: Asked, data: st.DataObject) -> None:
    """Logs, late ones too, are made and undone in any order, pauses come late, and days go by."""
    stored = Folded()
    for _ in range(data.draw(st.integers(1, 6))):
        asked, since = data.draw(changes(asked))
        if since is None or since.toordinal() < stored.upto:
            stored = Folded()
        stored = fold(**folding(asked), onto=stored)
        newest = tuple(event for event in asked.events if event.label.toordinal() >= stored.upto)
        assert replace(asked, events=newest).rhythm(onto=stored) == asked.rhythm()


@thoroughly
@given(histories(), st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_time_alone_never_lowers_the_best_unless_it_is_provisional(asked: Asked, days: list[int]) -> None:
    today = {who: that + timedelta(n) for (who, that), n in zip(asked.today.items(), days, strict=False)}
    before, after = asked.rhythm(), replace(asked, today=today).rhythm()
    assert before.provisional or after.best >= before.best


@thoroughly
@given(histories())
def test_run_is_at_most_best_and_best_at_most_total(asked: Asked) -> None:
    rhythm = asked.rhythm()
    assert 0 <= rhythm.run <= rhythm.best <= rhythm.total
    assert 0 <= rhythm.strength <= 1


@thoroughly
@given(histories(one_clock=True))
def test_today_undone_costs_nothing(asked: Asked) -> None:
    """A period that is still open, with nothing done in it, is as one in which nothing is asked."""
    full = asked.rhythm()
    if full.period is None:
        return
    first, last = full.period
    undone = replace(asked, events=tuple(event for event in asked.events if not first <= event.label <= last))
    unasked = replace(undone, pauses=(*undone.pauses, Pause(first, last)))
    assert sums(undone.rhythm()) == sums(unasked.rhythm())
    assert undone.rhythm().run >= full.run - (full.state == "done")


def sums(rhythm: Rhythm) -> dict[str, float]:
    """Of the strength as much as the rounding of its sums leaves certain."""
    return {
        "run": rhythm.run,
        "best": rhythm.best,
        "total": rhythm.total,
        "strength": round(rhythm.strength, 12),
    }


def lowered(before: Rhythm, after: Rhythm) -> list[str]:
    return [name for name, value in sums(before).items() if sums(after)[name] < value]


def moved(value: T, move: Callable[[date], date]) -> T:
    """The same with every date in it moved."""
    return cast(T, _moved(value, move))


def _moved(value: Any, move: Callable[[date], date]) -> Any:
    if isinstance(value, date):
        return move(value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{field.name: _moved(getattr(value, field.name), move) for field in fields(value)})
    if isinstance(value, Mapping):
        return {key: _moved(part, move) for key, part in value.items()}
    if isinstance(value, tuple):
        parts = [_moved(part, move) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


def folding(asked: Asked) -> dict[str, Any]:
    return {field.name: getattr(asked, field.name) for field in fields(asked) if field.name != "rests"}


@st.composite
def changes(draw: st.DrawFn, asked: Asked) -> tuple[Asked, date | None]:
    """The history after one more thing happened, and the first day that it bears upon."""
    match draw(st.sampled_from(("night", "log", "undo", "pause"))):
        case "night":
            nights = timedelta(draw(st.integers(1, 9)))
            today = {who: that + nights for who, that in asked.today.items()}
            return replace(asked, today=today), date.max
        case "log":
            log = Event(draw(st.sampled_from("abc")), draw(on_any_day))
            return replace(asked, events=(*asked.events, log)), log.label
        case "undo" if asked.events:
            gone = draw(st.sampled_from(asked.events))
            return replace(asked, events=tuple(log for log in asked.events if log != gone)), gone.label
        case _:
            late = draw(pauses())
            return replace(asked, pauses=(*asked.pauses, late)), late.from_
