"""The API's document: committed, complete, and good enough to build from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.cli import document

COMMITTED = Path(__file__).resolve().parents[2] / "openapi" / "openapi.json"


def operations(found: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, op) for path, item in found["paths"].items() for method, op in item.items()]


def test_the_committed_document_is_the_one_that_the_code_makes() -> None:
    assert json.loads(COMMITTED.read_text()) == json.loads(document()), "run `make openapi` and read the diff"


def test_every_operation_has_a_name_a_summary_and_a_place() -> None:
    found = operations(json.loads(document()))
    names = [op["operationId"] for _, _, op in found]
    assert len(names) == len(set(names))
    assert all(op.get("summary") and op.get("tags") for _, _, op in found)


def test_every_operation_behind_a_sign_in_says_how_it_refuses() -> None:
    for method, path, op in operations(json.loads(document())):
        if op.get("security"):
            assert "401" in op["responses"], f"{method} {path}"
        if path.startswith(("/api/v1/spaces/{", "/api/v1/couples/{")):
            assert "404" in op["responses"], f"{method} {path}"


def test_every_refusal_is_a_problem_with_codes() -> None:
    for method, path, op in operations(json.loads(document())):
        for status, answer in op["responses"].items():
            if status >= "400":
                problem = answer["content"]["application/problem+json"]
                assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}, f"{method} {path} {status}"
                assert all(example["value"]["code"] for example in problem["examples"].values())
