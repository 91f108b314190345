import random

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from app.members.recovery import new_recovery, proof_of
from app.members.secrets import ALPHABET, new_code, new_token

CODE = "7ZPK3M9QWX2C4R8T0V6NYJHBDA"


def hkdf(code: str, info: bytes) -> str:
    """RFC 5869 by the library, as by the client's WebCrypto."""
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(code.encode()).hex()


def test_the_proof_is_hkdf_over_the_code() -> None:
    assert proof_of(CODE) == hkdf(CODE, b"tend recovery proof v1")


@given(st.binary(min_size=16, max_size=16))
def test_every_code_has_the_proof_that_the_library_gives_it(raw: bytes) -> None:
    code = new_code(lambda n: raw[:n])
    assert proof_of(code) == hkdf(code, b"tend recovery proof v1")


def test_the_proof_tells_nothing_of_the_half_that_unlocks() -> None:
    assert proof_of(CODE) != hkdf(CODE, b"tend recovery unlock v1")


@pytest.mark.parametrize("typed", [CODE.lower(), "7ZPK3-M9QWX-2C4R8-T0V6N-YJHBD-A", "7zpk 3m9q wx2c 4r8t ov6n yjhb da"])
def test_handwriting_is_forgiven(typed: str) -> None:
    assert proof_of(typed) == proof_of(CODE)


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "A", CODE[:-1] + "U", CODE[:-1] + "Ä"])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="26 letters and digits"):
        proof_of(typed)


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_26_characters_that_hold_all_128_bits(raw: bytes) -> None:
    code = new_code(lambda n: raw[:n])
    number = 0
    for letter in code:
        number = number * 32 + ALPHABET.index(letter)
    assert (len(code), number) == (26, int.from_bytes(raw, "big"))


def test_secrets_come_from_the_randomness_they_are_handed() -> None:
    def seeded() -> random.Random:
        return random.Random(7)

    assert new_recovery(seeded().randbytes) == new_recovery(seeded().randbytes)
    assert len(new_token(seeded().randbytes)) == 43
