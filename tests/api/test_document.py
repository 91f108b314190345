"""The API's document: committed, complete, and good enough to build from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.auth.origin import MACHINES
from app.cli import document
from app.grants.scopes import SCOPES

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
            if status >= "400" and path in MACHINES:  # in the words of RFC 6749, which programs know
                shape = answer["content"]["application/json"]["schema"]
                assert (status, shape) == ("400", {"$ref": "#/components/schemas/OAuthProblem"})
            elif status >= "400":
                problem = answer["content"]["application/problem+json"]
                assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}, f"{method} {path} {status}"
                assert all(example["value"]["code"] for example in problem["examples"].values())


def test_each_operation_that_takes_tokens_names_one_scope_and_says_how_it_refuses_them() -> None:
    found = json.loads(document())
    flows = found["components"]["securitySchemes"]["oauth2"]["flows"]
    assert flows["authorizationCode"]["scopes"] == dict(SCOPES)
    taking = {path: op for _, path, op in operations(found) if any("oauth2" in way for way in op.get("security", []))}
    assert len(taking) >= 10
    for path, op in taking.items():
        ways = {name: scopes for way in op["security"] for name, scopes in way.items()}
        assert set(ways) == {"session", "token", "oauth2"}, path
        assert len(ways["oauth2"]) == 1 or path.endswith("/changes"), path
        assert set(ways["oauth2"]) <= set(SCOPES), path
        examples = {status: answer["content"]["application/problem+json"]["examples"] for status, answer in
                    op["responses"].items() if status >= "400"}  # fmt: skip
        assert examples["401"].keys() >= {"token_unknown", "token_expired", "token_revoked"}, path
        assert "scope_missing" in examples["403"], path
        assert "too_many_requests" in examples["429"], path
