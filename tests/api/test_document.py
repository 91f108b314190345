"""The API's document: committed, complete, and good enough to build from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.auth.origin import MACHINES
from app.cli import document
from app.grants.scopes import SCOPES
from app.kit.records.declare import record_types
from app.kit.records.shapes import put_model, title_of

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


def test_every_operation_parameter_and_field_says_what_it_is_for() -> None:
    found = json.loads(document())
    silent = [f"{method} {path}" for method, path, op in operations(found) if not op.get("description")]
    silent += [
        f"{method} {path} {parameter['name']}"
        for method, path, op in operations(found)
        for parameter in op.get("parameters", [])
        if not parameter.get("description")
    ]
    silent += [
        f"{name}.{field}"
        for name, schema in found["components"]["schemas"].items()
        for field, about in schema.get("properties", {}).items()
        if "description" not in about and "$ref" not in about
    ]
    assert silent == []


def test_every_part_of_it_is_introduced_once() -> None:
    found = json.loads(document())
    told = {tag["name"]: tag["description"] for tag in found["tags"]}
    assert {tag for _, _, op in operations(found) for tag in op["tags"]} == set(told)
    assert all(len(about) > 20 for about in told.values())


def test_what_is_open_to_everybody_says_so() -> None:
    open_to_all = {op["operationId"] for _, _, op in operations(json.loads(document())) if op["security"] == []}
    assert open_to_all == {
        "create_account",
        "reset_account",
        "recover_account",
        "create_session",
        "get_catalogue",
        "read_calendar",
        "get_health",
        "get_readiness",
        "fetch_token",
        "end_token",
        "read_oauth_metadata",
    }


def test_every_record_that_a_client_makes_has_an_example_that_is_taken() -> None:
    schemas = json.loads(document())["components"]["schemas"]
    for kind in record_types().values():
        if not kind.made_here:
            assert schemas[f"{title_of(kind)}Put"]["examples"] == [kind.example], kind.name
            put_model(kind).model_validate(kind.example)


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


def test_no_two_shapes_have_one_name() -> None:
    """Else each is named by its module, and generators give up on them."""
    assert [name for name in json.loads(document())["components"]["schemas"] if "__" in name] == []
