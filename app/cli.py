"""The `tend` command: `python -m app.cli …`. What a host does, and what `make` calls."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from alembic import command
from alembic.config import Config
from sqlalchemy import select
from sqlmodel import col

from app.auth.links import make_setup_link, reset_link
from app.grants import clients
from app.kit import logs
from app.kit.context import Context, make_context
from app.kit.db import Database
from app.kit.errors import NotFound
from app.kit.settings import Settings
from app.main import create_app
from app.members.models import Member
from app.reminders.worker import Worker
from app.webhooks.worker import Webhooks

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "openapi" / "openapi.json"

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Tend: run it, migrate it, help its people.")

apps = typer.Typer(no_args_is_help=True, help="Apps that members of this server can let in.")
cli.add_typer(apps, name="client")


@cli.command()
def run(reload: Annotated[bool, typer.Option(help="Start anew when a source changes.")] = False) -> None:
    """Migrate and serve, with the reminder worker. Prints the address."""
    settings = Settings()
    ctx = prepared(settings)
    _say(f"Tend is at {settings.public_url}")
    if nobody_yet(ctx) and settings.registration != "open":
        _say(f"Nobody is here yet. Sign up once by this link: {make_setup_link(ctx)}")
    ctx.db.dispose()
    logs.configure()
    uvicorn.run(
        "app.main:served",
        factory=True,
        host=settings.bind_host,
        port=settings.port,
        reload=reload,
        reload_dirs=[str(ROOT / "app")] if reload else None,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
    )


@cli.command()
def worker() -> None:
    """Migrate, then look after reminders and serve nobody. On PostgreSQL any number may run beside each other."""
    ctx = prepared(Settings())
    _say("The reminder worker runs.")
    logs.configure()
    asyncio.run(_work(ctx))


@cli.command()
def migrate() -> None:
    """Bring the database to this version, and do nothing else."""
    prepared(Settings()).db.dispose()
    _say("The database is up to date.")


@cli.command("reset-link")
def reset(login: str) -> None:
    """Make a one-time link with which LOGIN can set a new password. Its owner will see that it was made."""
    ctx = prepared(Settings())
    try:
        _say(reset_link(ctx, login))
    except NotFound as error:
        raise typer.BadParameter("nobody here has this login name") from error
    finally:
        ctx.db.dispose()


@cli.command("demo")
def demonstrate() -> None:
    """A couple with half a year of history, in a folder of its own beside the real one. Prints how to sign in."""
    from app import demo
    from app.auth.service import passwords

    settings = Settings()
    settings = settings.model_copy(update={"data_dir": settings.data_dir / "demo", "database_url": None})
    ctx = prepared(settings)
    if nobody_yet(ctx):
        demo.fill(ctx, passwords().hash)
    ctx.db.dispose()
    for login, name, zone in demo.PEOPLE:
        _say(f"{name} ({zone}): sign in as {login} with the password: {demo.PASSWORD}")
    _say(f"Start it with TEND_DATA_DIR={settings.data_dir} make run")


@cli.command("rotate-keys")
def rotate_keys() -> None:
    """Sign access tokens with a new key from now on. The one before verifies for 24 hours more."""
    from app.grants.keys import ring

    ctx = prepared(Settings())
    _say(f"Key {ring(ctx).rotate(ctx.now()).id} signs from now on.")
    ctx.db.dispose()


@apps.command("add")
def add_client(name: str, redirects: list[str]) -> None:
    """Register the app NAME, whose answers go to REDIRECTS. Prints its client id."""
    ctx = prepared(Settings())
    try:
        with ctx.db.write() as session:
            _say(clients.add(session, ctx, name, redirects).id)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    finally:
        ctx.db.dispose()


@apps.command("list")
def list_clients() -> None:
    """Every registered app: its client id, its name, its addresses."""
    ctx = prepared(Settings())
    with ctx.db.read() as session:
        for client in clients.every(session):
            _say(f"{client.id}  {client.name}  {' '.join(client.redirects)}")
    ctx.db.dispose()


@apps.command("remove")
def remove_client(client_id: str) -> None:
    """Remove an app, and with it all that members let it do."""
    ctx = prepared(Settings())
    try:
        with ctx.db.write() as session:
            clients.remove(session, client_id)
    except NotFound as error:
        raise typer.BadParameter("no app has this id") from error
    finally:
        ctx.db.dispose()


@cli.command()
def openapi() -> None:
    """Write openapi/openapi.json."""
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document())
    _say(f"Wrote {DOCUMENT.relative_to(ROOT)}")


def document() -> str:
    """The API's document, as it is committed."""
    ctx = make_context(Settings(), db=Database("sqlite://"))
    app = create_app(ctx, dist=ROOT / "pwa" / "dist")
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def nobody_yet(ctx: Context) -> bool:
    """Whether this server waits for its first member."""
    with ctx.db.read() as session:
        return session.execute(select(col(Member.id)).limit(1)).first() is None


def prepared(settings: Settings) -> Context:
    """A context whose folder, secrets and tables exist."""
    os.umask(0o077)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.data_dir.chmod(0o700)  # a folder that was there keeps its mode otherwise
    upgrade(settings.url)
    return make_context(settings)


def upgrade(url: str) -> None:
    """Runs the migrations that this database lacks."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.attributes["configured_by"] = "app"
    command.upgrade(config, "head")


async def _work(ctx: Context) -> None:
    """Until it is told to end; what is on its way gets a moment."""
    told = asyncio.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, told.set)
    async with Worker(ctx), Webhooks(ctx):
        await told.wait()
    ctx.db.dispose()


def _say(words: str) -> None:
    typer.echo(words)


if __name__ == "__main__":
    cli()
