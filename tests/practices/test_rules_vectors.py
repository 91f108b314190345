"""The rhythm engine against its vectors, some of them facts from another program's tests."""

import pytest

from tests.practices.cases import Vector, vectors

CASES = vectors()


def test_no_vector_is_left_out() -> None:
    assert len(CASES) >= 125


@pytest.mark.parametrize("vector", CASES, ids=[vector.id for vector in CASES])
def test_the_rhythm_is_the_vectors(vector: Vector) -> None:
    assert vector.differences() == {}
