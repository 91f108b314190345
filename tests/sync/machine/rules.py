"""The state machine: hypothesis chooses what happens, the oracles judge after each step and at the end."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import exc

from app.kit.records.declare import Attempt, record_types
from tests.cast import replaced
from tests.sync.machine import acts, oracles, troubles
from tests.sync.machine.forms import lift
from tests.sync.machine.stage import Stage
from tests.sync.machine.world import PHONES, Scene, World
from tests.sync.machine.writes import BREAK, CRASH, HARMS, WRITES

P = ParamSpec("P")
STEPS = 36
PUSHES = ("whole", "part", "dropped", "doubled", "cut")
PAIRS = (("alice", "alice's tablet"), ("alice", "bob"), ("alice's tablet", "bob"), ("bob", "carol"))
MEETINGS = ("title", "title", "place", "place", "note", "take back", "unseal", "shorten", "rest", "cue", "delete")
who = st.integers(0, len(PHONES) - 1)
pick = st.integers(0, 11)


@dataclass(slots=True)
class Run:
    """Many histories: what they met, and how each one ended."""

    stage: Stage
    scene: Scene
    tally: Counter[str] = field(default_factory=Counter)
    ends: list[str] = field(default_factory=list)

    def digest(self) -> str:
        return hashlib.sha256("".join(self.ends).encode()).hexdigest()


def judged(step: Callable[Concatenate[Machine, P], None]) -> Callable[Concatenate[Machine, P], None]:
    """Counts the verdicts: of what fails, hypothesis tells only how it ends when it is played again."""

    @wraps(step)
    def counted(machine: Machine, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            step(machine, *args, **kwargs)
        except AssertionError:
            machine.run.tally["verdicts"] += 1
            raise

    return counted


class Machine(RuleBasedStateMachine):
    """One history. Every rule is a call with plain numbers, so that what is found can be played again."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run
        self.world = World(run.stage, run.scene, run.tally)

    @rule(
        who=who,
        what=st.lists(st.sampled_from(sorted(WRITES)), min_size=1, max_size=5),
        where=pick,
        pick=pick,
        then=st.sampled_from(("nothing", *PUSHES)),
    )
    @judged
    def write(self, who: int, what: list[str], where: int, pick: int, then: str) -> None:
        phone = self.world.phone(who)
        for one in what:
            self._pass(who)
            acts.write(self.world, phone, one, where, pick)
        if then != "nothing":
            acts.push(self.world, phone, then, 1 + pick if then == "part" else 100)

    @rule(who=who, how=st.sampled_from(PUSHES), size=st.integers(1, 4))
    @judged
    def push(self, who: int, how: str, size: int) -> None:
        """Of the phones that have something to send, one sends it."""
        waiting = [phone for phone in self.world.phones.values() if phone.due(self.world.now, 1)]
        if waiting:
            acts.push(self.world, waiting[who % len(waiting)], how, size if how == "part" else 100)

    @rule(who=who, limit=st.integers(1, 9), pages=st.integers(1, 4), crash=st.one_of(st.none(), st.integers(0, 12)))
    @judged
    def pull(self, who: int, limit: int, pages: int, crash: int | None) -> None:
        acts.pull(self.world, self.world.phone(who), limit, pages, crash)

    @rule(who=who)
    @judged
    def sync(self, who: int) -> None:
        self._pass(who)
        acts.sync(self.world, self.world.phone(who))

    @rule(
        pair=st.sampled_from(PAIRS),
        what=st.lists(st.sampled_from(MEETINGS), min_size=1, max_size=3),
        pick=pick,
        how=st.sampled_from(("whole", "dropped", "doubled")),
    )
    @judged
    def meet(self, pair: tuple[str, str], what: list[str], pick: int, how: str) -> None:
        """Two phones that are up to date write about the same things, and then send it, in either order."""
        phones = [self.world.phones[name] for name in pair]
        for phone in phones:
            acts.sync(self.world, phone)
        for phone, one in ((phone, one) for phone in phones for one in what):
            self._pass(pick)
            acts.write(self.world, phone, one, pick % 3, pick)
        first, second = phones[:: 1 if pick % 2 else -1]
        acts.push(self.world, first, how)
        acts.push(self.world, second)
        if pick % 3 == 0:
            self.take_the_other(pick, pick, pick)

    @rule(who=who, where=pick, pick=pick)
    @judged
    def take_the_other(self, who: int, where: int, pick: int) -> None:
        phone = self.world.phone(who)
        acts.sync(self.world, phone)
        acts.take_the_other(self.world, phone, where, pick)

    @rule(who=who, how=st.sampled_from(("seen", "blind", "stale", "twice", "again")), pick=pick)
    @judged
    def rest(self, who: int, how: str, pick: int) -> None:
        if how == "again":
            troubles.again(self.world, pick)
        else:
            troubles.rest(self.world, self.world.phone(who), how, pick)

    @rule(who=who, what=st.sampled_from(sorted(HARMS)), where=pick, pick=pick)
    @judged
    def harm(self, who: int, what: str, where: int, pick: int) -> None:
        acts.harm(self.world, self.world.phone(who), what, where, pick)

    @rule(who=who, how=st.sampled_from(("knock", "knock", "confirm", "confirm", "leave")), pick=pick)
    @judged
    def belong(self, who: int, how: str, pick: int) -> None:
        phone = self.world.phone(who)
        if how == "confirm":
            troubles.confirm(self.world, pick)
        elif how == "knock":
            troubles.knock(self.world, phone, pick)
        else:
            troubles.leave(self.world, phone, pick)

    @rule(what=st.sampled_from(("backup", "restore", "restore")), pick=pick, who=who)
    @judged
    def night(self, what: str, pick: int, who: int) -> None:
        """Who writes after a restore does not know of it yet."""
        if what == "backup":
            return troubles.backup(self.world)
        troubles.restore(self.world, pick)
        if pick % 2:
            self.write(who, ["title", "place"], pick, pick, "whole")
        return None

    @rule(who=who, what=st.sampled_from(sorted(troubles.OF_A_PHONE)), pick=pick)
    @judged
    def trouble(self, who: int, what: str, pick: int) -> None:
        troubles.OF_A_PHONE[what](self.world, self.world.phone(who), pick)

    @rule(step=st.sampled_from(("minutes", "hours", "days", "absence")), pick=pick)
    @judged
    def time(self, step: str, pick: int) -> None:
        if step == "absence" and pick % 3 == 0:
            troubles.absence(self.world, pick)
        else:
            self.run.stage.clock.advance(**{"days" if step == "absence" else step: 1 + pick})

    @invariant()
    @judged
    def holds(self) -> None:
        oracles.database_is_whole(self.world.truth)
        oracles.order_is_kept(self.world)
        oracles.nothing_lost(self.world, settled=False)

    @judged
    def teardown(self) -> None:
        if sys.exc_info()[0] is None:
            settle(self.world)
            self.run.tally["histories"] += 1
            self.run.ends.append(self.world.truth.digest())

    def _pass(self, seconds: int) -> None:
        self.run.stage.clock.advance(seconds=1 + seconds)


def settle(world: World) -> None:
    """Everybody comes online; then all agree, and every edit is counted."""
    acts.drain(world)
    oracles.database_is_whole(world.truth)
    oracles.order_is_kept(world)
    oracles.all_agree(world)
    for where, count in oracles.nothing_lost(world, settled=True).items():
        world.tally[f"edits {where}"] += count


def play(run: Run, *, histories: int, seed_of_run: int, steps: int = STEPS, shrink: bool = False) -> Run:
    """So many histories from one seed, which is all that they follow from. To `shrink` what fails takes a while."""
    wanted = settings(
        max_examples=histories,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        print_blob=False,
        report_multiple_bugs=False,
    )

    def machine() -> Machine:
        return Machine(run)

    run_state_machine_as_test(seed(seed_of_run)(machine), settings=wanted)  # type: ignore[arg-type]
    return run


@contextmanager
def poisoned(stage: Stage) -> Iterator[None]:
    """Makes some titles break the server, until it is mended."""
    practice = record_types()["practice"]
    check = practice.check

    def broken(attempt: Attempt) -> None:
        title = attempt.after["body"] or ""
        if not stage.mended and CRASH in title:
            raise RuntimeError("injected")
        if not stage.mended and BREAK in title:
            raise exc.DataError("injected", {}, Exception("injected"))
        check(attempt)

    with replaced(practice, "check", broken), replaced(practice, "form", 2), replaced(practice, "lifts", {1: lift}):
        yield
