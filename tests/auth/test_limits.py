from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.auth.limits import JOIN, SIGN_IN, Try, forgive, knock
from app.auth.models import Rate
from app.auth.refusals import TooManyTries
from app.auth.rules import Arrivals, Gate, after_try, wait
from app.kit.clock import FixedClock
from app.kit.context import Context
from tests.auth.test_sign_in import sign_in
from tests.conftest import ORIGIN, PASSWORD, Person

WRONG = "seven quiet herons at dawn"


def test_five_wrong_passwords_are_free_then_each_doubles_the_wait_up_to_15_minutes(
    alice: TestClient, client: Person, clock: FixedClock
) -> None:
    guesser = client("guesser")
    assert [sign_in(guesser, password=WRONG).status_code for _ in range(5)] == [401] * 5
    for seconds in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        refused = sign_in(guesser, password=PASSWORD)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
        assert refused.headers["retry-after"] == str(seconds)
        clock.advance(seconds=seconds)
        assert sign_in(guesser, password=WRONG).status_code == 401


def test_knocking_while_one_should_wait_makes_the_wait_no_longer(
    alice: TestClient, client: Person, clock: FixedClock
) -> None:
    for _ in range(5):
        sign_in(client("guesser"), password=WRONG)
    assert {sign_in(client("guesser")).headers["retry-after"] for _ in range(20)} == {"1"}
    clock.advance(seconds=1)
    assert sign_in(client("guesser")).status_code == 201


def test_an_unknown_login_slows_down_just_the_same(client: Person) -> None:
    assert [sign_in(client("guesser"), "nobody").status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_partner_who_guesses_locks_nobody_out_elsewhere(alice: TestClient, client: Person, app: FastAPI) -> None:
    for _ in range(6):
        sign_in(client("guesser"), password=WRONG)
    elsewhere = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN}, client=("203.0.113.7", 50000))
    assert sign_in(elsewhere).status_code == 201
    assert alice.get("/api/v1/me").status_code == 200, "who is signed in stays so"


def test_a_whole_network_of_ipv6_is_one_source(alice: TestClient, app: FastAPI) -> None:
    answers = [
        sign_in(
            TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN}, client=(f"2001:db8::{n}", 50000)),
            password=WRONG,
        ).status_code
        for n in range(6)
    ]
    assert answers == [401] * 5 + [429]


def test_one_source_that_tries_many_logins_slows_down_too(client: Person) -> None:
    answers = [sign_in(client("guesser"), f"login{n}").status_code for n in range(31)]
    assert answers == [401] * 30 + [429]


def test_signing_in_forgets_the_tries_before(alice: TestClient, client: Person) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(client("guesser"), password=WRONG)
        assert sign_in(client("guesser")).status_code == 201


def test_the_password_of_a_stolen_session_cannot_be_guessed_quickly(alice: TestClient) -> None:
    address = "/api/v1/sessions/current/confirmation"
    answers = [alice.put(address, json={"password": WRONG}).status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]
    assert alice.put("/api/v1/me/password", json={"current": PASSWORD, "new": WRONG}).status_code == 429


def test_sign_ups_from_one_source_slow_down(client: Person) -> None:
    def sign_up(n: int) -> int:
        body = {"login": f"login{n}", "name": "Somebody", "password": PASSWORD}
        return client("somebody").post("/api/v1/accounts", json=body).status_code

    assert [sign_up(n) for n in range(21)] == [201] * 20 + [429]


def test_the_table_names_nobody(alice: TestClient, client: Person, ctx: Context) -> None:
    sign_in(client("guesser"), password=WRONG)
    with ctx.db.read() as session:
        keys = [row.key for row in session.exec(select(Rate)).all()]
    assert len(keys) == 3
    assert all(len(key) == 64 and int(key, 16) for key in keys)


def test_many_tries_at_once_do_not_share_a_turn(ctx: Context) -> None:
    def attempt(_: int) -> bool:
        try:
            knock(ctx, Try(SIGN_IN, "alice", "here"))
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(20))) == 5


def test_a_closed_gate_counts_nothing_at_the_others(ctx: Context) -> None:
    for _ in range(5):
        knock(ctx, Try(SIGN_IN, "alice", "here"))
    for _ in range(20):
        with pytest.raises(TooManyTries):
            knock(ctx, Try(SIGN_IN, "alice", "here"), Try(JOIN, "alice"))
    for _ in range(10):
        knock(ctx, Try(JOIN, "alice"))


def test_forgiven_means_a_fresh_start_and_old_rows_go(ctx: Context, clock: FixedClock) -> None:
    for _ in range(5):
        knock(ctx, Try(SIGN_IN, "alice", "here"))
    with ctx.db.write() as session:
        forgive(session, Try(SIGN_IN, "alice", "here"))
    knock(ctx, Try(SIGN_IN, "alice", "here"))
    clock.advance(days=3)
    knock(ctx, Try(JOIN, "bob"))
    with ctx.db.read() as session:
        assert len(session.exec(select(Rate)).all()) == 1


gates = st.builds(
    Gate, st.just("any"), free=st.integers(1, 40), longest=st.integers(0, 10**6), forget=st.integers(0, 10**8)
)
steps = st.lists(st.integers(0, 10**6), max_size=60)


@given(gates, steps)
def test_nobody_ever_waits_longer_than_the_longest_wait(gate: Gate, steps: list[int]) -> None:
    now, state = 1_800_000_000_000, Arrivals()
    for step in steps:
        now += step
        if wait(gate, state, now) == 0:
            state = after_try(gate, state, now)
        assert 0 <= wait(gate, state, now) <= gate.longest


@given(gates, steps)
def test_the_first_tries_are_always_free(gate: Gate, steps: list[int]) -> None:
    now, state = 1_800_000_000_000, Arrivals()
    for step in steps[: gate.free]:
        now += step
        assert wait(gate, state, now) == 0
        state = after_try(gate, state, now)


@given(gates, st.integers(-(10**9), 10**9))
def test_a_clock_put_back_makes_nobody_wait_for_ever(gate: Gate, jump: int) -> None:
    now, state = 1_800_000_000_000, Arrivals()
    for _ in range(gate.free + 3):
        state = after_try(gate, state, now)
    assert wait(gate, state, now + jump) <= gate.longest
