"""How much one request may carry."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

KB = 1024


def in_pieces(size: int) -> Iterator[bytes]:
    """A body that does not say its length."""
    for start in range(0, size, 8 * KB):
        yield b"x" * min(8 * KB, size - start)


@pytest.mark.parametrize(("path", "limit"), [("/api/v1/notes", 64 * KB), ("/api/v1/sync/push", 2048 * KB)])
def test_a_body_up_to_the_limit_arrives_whole(client: TestClient, path: str, limit: int) -> None:
    assert client.post(path, content=b"x" * limit).json()["bytes"] == limit
    assert client.post(path, content=in_pieces(limit)).json()["bytes"] == limit


@pytest.mark.parametrize(("path", "limit"), [("/api/v1/notes", 64 * KB), ("/api/v1/sync/push", 2048 * KB)])
def test_one_byte_more_is_refused_with_an_answer_that_can_be_read(client: TestClient, path: str, limit: int) -> None:
    for content in (b"x" * (limit + 1), in_pieces(limit + 1)):
        answer = client.post(path, content=content)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "too_large"
        assert "content-security-policy" in answer.headers


def test_a_path_that_only_begins_alike_has_the_ordinary_limit(client: TestClient) -> None:
    assert client.post("/api/v1/synchrony", content=b"x" * (64 * KB + 1)).status_code == 413
