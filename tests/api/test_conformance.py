"""Made-up requests to every operation of the document, by a signed-in Alice who has data: nothing breaks,
no status is undocumented, and every answer has the shape that the document says.
"""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings

from tests.api.operations import Operation, order
from tests.cast import ORIGIN, Cast

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own dependencies warn at import
    import schemathesis
    from hypothesis.errors import Unsatisfiable
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.failures import FailureGroup
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
STREAMS = {"GET /api/v1/sync/events"}
"""The document gives the whole stream as one text; schemathesis would hold each event against it."""
EXAMPLES = {GenerationMode.POSITIVE: 9, GenerationMode.NEGATIVE: 4}


@pytest.mark.parametrize("mode", EXAMPLES, ids=lambda mode: mode.value)
@pytest.mark.filterwarnings("ignore")  # schemathesis and its parts speak of their own futures
def test_every_answer_is_documented(cast: Cast, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", cast.app)
    found = sorted((each.ok() for each in schema.get_all_operations()), key=_last)
    tried: dict[str, int] = {}
    failures = [failure for operation in found if (failure := _try(cast, operation, mode, tried))]
    assert failures == []
    assert len(tried) >= len(found) * 0.9 if mode is GenerationMode.POSITIVE else tried


def _try(cast: Cast, operation: Any, mode: GenerationMode, tried: dict[str, int]) -> str | None:
    """What is wrong with one operation, if anything."""
    where = f"{operation.method.upper()} {operation.path}"
    checks = [check for check in CHECKS if where not in STREAMS or check is not response_schema_conformance]

    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        tried[where] = tried.get(where, 0) + 1
        _among_what_exists(cast, case, tried[where])
        headers = {"origin": ORIGIN, "cookie": f"sid={cast['alice'].browser.cookies['sid']}"}
        answer = case.call(headers=headers, cookies={})
        case.validate_response(answer, checks=checks)

    try:
        answered()
    except Unsatisfiable:
        return None  # nothing can be wrong in a request without any parameter
    except FailureGroup as group:
        return f"{where}: {group.exceptions}"
    return None


def _among_what_exists(cast: Cast, case: Any, turn: int) -> None:
    """Two of three requests are about a space and a record that Alice has."""
    if turn % 3 == 0 or not case.path_parameters:
        return
    place = cast.places["ab" if turn % 3 == 1 else "own-alice"]
    plural = case.operation.path.split("/")[5:6]
    kind = Operation(case.operation.method.upper(), case.operation.path).kind if plural else None
    known = {
        "space_id": place.id,
        "record_id": place.records.get(kind or ""),
        "invite_id": place.invite or None,
        "request_id": place.request or None,
    }
    for name in case.path_parameters:
        if known.get(name):
            case.path_parameters[name] = known[name]


def _last(operation: Any) -> tuple[int, int, str]:
    return order(Operation(operation.method.upper(), operation.path))


def test_the_document_is_served_as_it_is_committed(process: FastAPI, cast: Cast) -> None:
    assert cast["alice"].browser.get("/api/v1/openapi.json").json() == process.openapi()
