"""Every operation of the document, in every role, with a canary in every row: nobody sees or changes too much."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from app.kit.records.declare import record_types
from tests.api.matrix import ROLES, Role, digest, role, walk, walk_push
from tests.api.operations import CHANGES, PUBLIC, operations
from tests.cast import Cast, canaries

TITLES = [one.title for one in ROLES]
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
CROSSING = [role(title) for title in ("dave", "fay", "bob in his other couple")]


@pytest.mark.failure(25)
@pytest.mark.parametrize("one", ROLES, ids=TITLES)
def test_every_operation_answers_each_role_as_it_should(cast: Cast, one: Role) -> None:
    assert walk(cast, one) == []


@pytest.mark.failure(25)
@pytest.mark.parametrize("one", ROLES, ids=TITLES)
def test_every_type_and_operation_through_push(cast: Cast, one: Role) -> None:
    assert walk_push(cast, one) == []


@ON_POSTGRES
@pytest.mark.postgres
@pytest.mark.parametrize("one", CROSSING, ids=lambda one: one.title)
def test_the_same_on_postgresql(cast: Cast, one: Role) -> None:
    assert walk(cast, one, {operation.key for operation in operations(cast.app) if operation.in_space}) == []


@ON_POSTGRES
@pytest.mark.postgres
@pytest.mark.parametrize("one", CROSSING, ids=lambda one: one.title)
def test_push_is_the_same_on_postgresql(cast: Cast, one: Role) -> None:
    assert walk_push(cast, one) == []


def test_the_document_holds_every_route(process: FastAPI) -> None:
    """A walk over `app.routes` sees no included routers, and passes on nothing."""
    routes = {
        (method, context.path)
        for route in process.router.routes
        for context in _contexts(route)
        if context.include_in_schema
        for method in context.methods - {"HEAD"}
    }
    documented = {operation.key for operation in operations(process)}
    assert documented == routes
    assert len(documented) >= 80
    assert documented >= PUBLIC
    assert len(set(_operation_ids(process))) == len(documented)


def test_every_type_has_a_row_and_a_change(cast: Cast) -> None:
    placed = {kind for place in cast.places.values() for kind in place.records}
    assert placed == set(record_types()) == set(CHANGES)


def test_each_canary_is_in_the_rows_and_seen_by_who_may(cast: Cast) -> None:
    for place, who in (("ab", "alice"), ("own-alice", "alice"), ("bc", "bob"), ("cd", "dave")):
        told = str(cast[who].pull({"id": cast.places[place].id}))
        missing = [word for word in canaries(place) if word not in told]
        elsewhere = {"couple", "about", "line", "code", "support"} if place.startswith("own") else {"ring", "code"}
        assert {word.split("-")[1] for word in missing} <= elsewhere


def test_a_digest_notices_one_changed_row(cast: Cast) -> None:
    before = digest(cast)
    place = cast.places["ab"]
    cast["alice"].write(place.id, "practice", "patch", place.records["practice"], {"position": 1})
    assert digest(cast) != before


@pytest.mark.failure(25)
def test_own_spaces_leave_no_trace_for_the_partner(cast: Cast) -> None:
    space, mine = cast.places["ab"].id, cast.places["own-alice"]
    told = [cast["bob"].pull({"id": space})["memberships"], _everything(cast, space)]
    for label in ("2026-11-20", "2026-11-21"):
        other = label.replace("-", "")
        pause = f"{other[:8]}-0000-4000-8000-{other[:8]}0000"
        cast["alice"].write(mine.id, "pause", "put", pause, {"first": label})
    assert [cast["bob"].pull({"id": space})["memberships"], _everything(cast, space)] == told


def _everything(cast: Cast, space: str) -> list[str]:
    addresses = [f"/api/v1/spaces/{space}/{name}" for name in ("today", "streaks", "changes", "practices", "check-ins")]
    return [cast["bob"].browser.get(address).text for address in [*addresses, "/api/v1/spaces", "/api/v1/me"]]


def _contexts(route):  # type: ignore[no-untyped-def]  # FastAPI's own, private types
    if hasattr(route, "effective_route_contexts"):
        return list(route.effective_route_contexts())
    return [route] if hasattr(route, "include_in_schema") else []


def _operation_ids(app: FastAPI) -> list[str]:
    return [method["operationId"] for path in app.openapi()["paths"].values() for method in path.values()]
