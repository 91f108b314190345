import hashlib
import random
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.clock import FixedClock
from app.kit.ids import NAMESPACE, Ids, derived, is_uuid

EVENING = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
parts = st.lists(st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"])), min_size=1)


def test_a_new_id_carries_its_millisecond_its_version_and_its_variant() -> None:
    made = uuid.UUID(Ids(FixedClock(EVENING), lambda n: b"\xff" * n).uuid7())
    assert str(made) == "019e8457-b100-7fff-bfff-ffffffffffff"
    assert made.int >> 80 == int(EVENING.timestamp() * 1000)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_ids_of_later_moments_sort_later() -> None:
    clock = FixedClock(EVENING)
    ids = Ids(clock, random.Random(1).randbytes)
    made = []
    for _ in range(100):
        made.append(ids.uuid7())
        clock.advance(milliseconds=1)
    assert made == sorted(made)


def test_a_thousand_ids_of_one_millisecond_differ() -> None:
    ids = Ids(FixedClock(EVENING), random.Random(1).randbytes)
    assert len({ids.uuid7() for _ in range(1000)}) == 1000


def test_the_namespace_is_the_one_that_was_written_down() -> None:
    assert uuid.uuid5(uuid.NAMESPACE_DNS, "tend.example") == NAMESPACE


def test_a_derived_id_is_the_sha_1_that_the_docstring_promises_to_the_client() -> None:
    digest = hashlib.sha1(NAMESPACE.bytes + "check_in\x1fé\x1f2026-06-01".encode(), usedforsecurity=False)
    expected = uuid.UUID(bytes=digest.digest()[:16], version=5)
    assert derived("check_in", "é", "2026-06-01") == str(expected) == "cfcb2e83-7d7c-5b7b-948b-b935b56f0cfc"


@given(one=parts, other=parts)
def test_two_different_things_never_share_a_derived_id(one: list[str], other: list[str]) -> None:
    assert (derived(*one) == derived(*other)) == (one == other)
    assert is_uuid(derived(*one))


@pytest.mark.parametrize("refused", [(), ("a\x1fb",), ("a", "\x1f")])
def test_what_could_be_read_two_ways_is_refused(refused: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="derived id"):
        derived(*refused)


@pytest.mark.parametrize("version", [4, 5, 7])
def test_ids_as_we_write_them_are_recognised(version: int) -> None:
    assert is_uuid(f"019e8456-1880-{version}fff-bfff-ffffffffffff")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "019E8456-1880-7FFF-BFFF-FFFFFFFFFFFF",
        "019e845618807fffbfffffffffffffff",
        "{019e8456-1880-7fff-bfff-ffffffffffff}",
        "019e8456-1880-7fff-bfff-ffffffffffff\n",
        "019e8456-1880-1fff-bfff-ffffffffffff",
        "019e8456-1880-7fff-7fff-ffffffffffff",
        "٠19e8456-1880-7fff-bfff-ffffffffffff",  # noqa: RUF001 a digit of another script, on purpose
    ],
)
def test_anything_else_is_not_an_id(text: str) -> None:
    assert not is_uuid(text)
