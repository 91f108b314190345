"""Each rule of the engine, bent a little: the vectors or a fixed set of histories must notice."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from app.practices import rules
from tests.practices.cases import Asked, vectors
from tests.practices.strategies import grown

MODULES = ("periods", "spans", "tracks", "folding", "judging", "standing", "rules")
"""In the order in which they import each other."""

MUTANTS = [
    ("periods", "sqrt(times * length)", "times * length", "the half-life grows with the square root"),
    ("periods", "_HALF_LIFE = 13", "_HALF_LIFE = 14", "13 days"),
    ("periods", "_MONTH = 30", "_MONTH = 31", "a month counts as 30 days"),
    ("periods", "_BUCKET = 6", "_BUCKET = 5", "six periods share their rest"),
    ("periods", "(day - 1 - self.week) % 7", "(day - self.week) % 7", "weeks begin on their day"),
    ("periods", "min(first + full - 1, self.last)", "first + full - 1", "a period ends with its version"),
    ("periods", "Period(max(first, self.first)", "Period(first", "a period begins with its version"),
    (
        "periods",
        "(day - self.first) // self.days, self.days",
        "(day - self.first) // self.days, self.days + 1",
        "windows are fixed",
    ),
    ("periods", "(max(since, opening) for", "(since for", "a version holds from the start at the earliest"),
    ("periods", 'cadence.times if cadence.kind in ("weekly", "monthly") else 1', "cadence.times", "times a week"),
    ("spans", "min(ends, last) - max(begins, first) + 1", "min(ends, last) - max(begins, first)", "both ends"),
    ("spans", "first = cut_last + 1", "first = cut_last", "the last day of a pause is paused"),
    ("tracks", "(2 * times * days + full) // (2 * full)", "times * days // full", "half a time is rounded up"),
    ("tracks", "(2 * times * days + full)", "(2 * times * days + full - 1)", "exactly half is rounded up"),
    ("tracks", "bounds[who][0] <= label", "bounds[who][0] < label", "the first day counts"),
    ("tracks", "label <= bounds[who][1]", "label < bounds[who][1]", "today counts"),
    ("tracks", "return max(begins), min(today", "return min(begins), min(today", "not before one joined"),
    ("tracks", "min(today, *ends) if ends else today", "min(ends) if ends else FOREVER", "not ahead of today"),
    ("tracks", "for day in (practice.ended, member.left)", "for day in (practice.ended,)", "not after leaving"),
    ("tracks", "last if last == FOREVER else last - 1", "last", "the day of leaving asks for nothing"),
    ("tracks", "member.left > practice.start", "member.left >= practice.start", "who left before was never there"),
    ("tracks", "on.toordinal() - 1 if on else FOREVER", "FOREVER", "who remains may go on"),
    ("tracks", "if day >= member.left)", ")", "one goes on after the leaving"),
    ("tracks", '[] if practice.requires.startswith("one:") else ', "", "one's own goes on when another leaves"),
    ("tracks", "shared = minus(there, union(out))", "pass", "together needs all there"),
    ("tracks", "frozenset.intersection(*(", "frozenset().union(*(", "each does their own"),
    ("tracks", "return min(asked,", "return max(asked,", "open until the slowest has passed it"),
    ("tracks", 'kind != "one" or member.id == who', "True", "one's practice asks one"),
    ("folding", "self.spent <= rest", "self.spent < rest", "the allowance is R"),
    ("folding", "self.spent if self.bucket == period.bucket else 0", "self.spent", "a new bucket, a new allowance"),
    ("folding", 'GAP = {"daily": 3}', 'GAP = {"daily": 4}', "three days can be mended"),
    ("folding", "GAP.get(kind, 1)", "GAP.get(kind, 2)", "one period can be mended"),
    ("folding", "self.before, self.gap = self.run, ()", "self.before = self.run", "a gap is of one break"),
    ("folding", "max(self.strength, self.strength * keeps", "max(0, self.strength * keeps", "open only raises"),
    ("folding", "self.run, self.since = 0, None", "pass", "a miss ends the run"),
    ("folding", "self.total += periods", "self.total += 1", "every kept period counts"),
    ("folding", "self.best = max(self.best, self.run)", "self.best = self.run", "the best stays"),
    ("folding", "if not self.run:\n            self.since", "if True:\n            self.since", "since the first"),
    ("judging", "_PENDING_DAYS = 7", "_PENDING_DAYS = 6", "seven days of waiting"),
    ("judging", "satisfied &= have >= need", "satisfied |= have >= need", "every one who is asked"),
    ("judging", "have >= (need or 1)", "have >= need", "kept takes at least one log"),
    ("judging", "bool(asked) and not excused", "bool(asked)", "a paused partner excuses"),
    ("judging", " and period.first not in case.mends", "", "what is mended is not missed"),
    ("judging", "part / asked if asked", "float(kept) if asked", "the strength counts parts"),
    ("judging", "slowest(period) <= period.last", "slowest(period) < period.last", "open through its last day"),
    ("judging", "self.synced + 1", "self.synced + 2", "the day after the last synced is waited for"),
    ("judging", "all(case.viewer in", "any(case.viewer in", "a partner's log is not waited for"),
    ("standing", "_MEND_EVERY = 30", "_MEND_EVERY = 29", "one mend in thirty days"),
    ("standing", "_WORTH_KEEPING = 3", "_WORTH_KEEPING = 2", "a run of three"),
    ("standing", "<= tally.mendable <= tally.run", "<= tally.mendable", "first some kept days"),
    ("standing", "case.now >= ended.toordinal()", "case.now > ended.toordinal()", "ended on its day"),
    ("standing", "if rest_left and any(", "if any(", "resting takes an allowance"),
    ("standing", "and not rest_left and", "and", "no risk while there is rest"),
    ("standing", "0 < need - have >= _free", "0 < need - have > _free", "no spare day"),
    ("standing", "free - (today in track.labels", "free - (False", "a used day is not left"),
    ("standing", "return excused or not", "return not", "nothing asked is paused"),
    ("standing", "not tally.run and tally.total", "not tally.run", "never begun is not lapsed"),
    ("standing", "case.practice.rest - now.spent", "case.practice.rest", "used rest is used"),
    ("rules", "area == AFFECTION", "False", "affection shows no strength"),
    ("rules", "provisional |= pending or (waiting and verdict.kept)", "provisional |= pending", "undecided days"),
    ("rules", "tally.keep(first, day - first, keeps)", "tally.keep(first, 1, keeps)", "a row of days"),
    ("rules", "clock = viewer if viewer in own.members else own.members[0]", "clock = own.members[0]", "own clock"),
]


@pytest.mark.parametrize(("module", "old", "new", "rule"), MUTANTS, ids=[mutant[3] for mutant in MUTANTS])
def test_a_bent_rule_is_noticed(module: str, old: str, new: str, rule: str) -> None:
    source = source_of(module)
    assert source.count(old) == 1, "the source reads otherwise now"
    with engine(module, source.replace(old, new)) as bent:
        assert is_noticed(bent), rule


def test_the_engine_as_it_stands_is_not_noticed() -> None:
    with engine("rules", source_of("rules")) as same:
        assert same is not rules
        assert not is_noticed(same)


def is_noticed(bent: Any) -> bool:
    """By a vector, by what affection may show, or by another answer to one of the fixed histories.

    A mutant that cannot even answer is noticed as well.
    """
    try:
        return (
            not all(vector.agrees(bent) for vector in vectors_once())
            or bent.public_view(known()[0][1], "affection") == known()[0][1]
            or any(repr(asked.rhythm(bent)) != repr(rhythm) for asked, rhythm in known())
        )
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return True


vectors_once = cache(vectors)


@cache
def known() -> list[tuple[Asked, rules.Rhythm]]:
    chance = Random(26)
    asked = [grown(chance.randint(0, 60), chance) for _ in range(200)]
    return [(one, one.rhythm()) for one in asked]


def source_of(module: str) -> str:
    return Path(rules.__file__).with_name(f"{module}.py").read_text()


@contextmanager
def engine(bent: str, source: str) -> Iterator[ModuleType]:
    """The rules with one module's source replaced, and those that import it made anew; then all as before."""
    names = [f"app.practices.{name}" for name in MODULES]
    before = {name: sys.modules[name] for name in names}
    try:
        for name in names[MODULES.index(bent) :]:
            made = ModuleType(name)
            sys.modules[name] = made
            text = source if name.endswith(bent) else source_of(name.rpartition(".")[2])
            exec(compile(text, name, "exec"), made.__dict__)
        yield sys.modules[names[-1]]
    finally:
        sys.modules.update(before)
