"""Nothing that somebody typed reaches a log, not even in the words of an error."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.auth.models import Rate
from app.kit import logs
from app.kit.db import Database

TYPED = "a secret that was typed"


def test_the_server_below_logs_an_error_by_its_type_and_place_alone() -> None:
    logs.configure()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(handler)
    try:
        raise ValueError(TYPED)
    except ValueError as error:
        logger.error("Exception in ASGI application\n", exc_info=error)
    finally:
        logger.removeHandler(handler)
    assert "Exception in ASGI application: ValueError at " in written.getvalue()
    assert TYPED not in written.getvalue()


def test_an_error_of_the_database_does_not_hold_the_row(sqlite_template: Path) -> None:
    db = Database(f"sqlite:///{sqlite_template}")
    with pytest.raises(IntegrityError) as caught, db.write() as session:
        session.execute(insert(Rate).values(key=TYPED, tries=None, tat=0))
    db.dispose()
    assert TYPED not in str(caught.value)
