import base64
import itertools

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from pywebpush import WebPusher

from app.push.encoder import (
    BODY_SIZES,
    LARGEST_PAYLOAD,
    OVERHEAD,
    PayloadTooLarge,
    encode,
    encrypt,
    subscriber,
)
from app.push.refusals import BadSubscriptionKeys
from tests.push.service import base64url

BROWSER = ec.derive_private_key(20261123, ec.SECP256R1())
SECRET = bytes(range(16))
P256DH = base64url(BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
AUTH = base64url(SECRET)


def decrypted(body: bytes) -> bytes:
    plaintext: bytes = http_ece.decrypt(body, private_key=BROWSER, auth_secret=SECRET)
    return plaintext


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(text), "big"), ec.SECP256R1())


def test_the_example_of_rfc_8291_appendix_a_comes_out_byte_by_byte() -> None:
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        subscriber(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        ),
        ephemeral=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
        "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@settings(max_examples=300, deadline=None)
@given(st.integers(0, LARGEST_PAYLOAD).flatmap(lambda size: st.binary(min_size=size, max_size=size)))
def test_an_independent_decoder_reads_what_was_encoded(payload: bytes) -> None:
    assert decrypted(encode(payload, subscriber(P256DH, AUTH))) == payload


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=LARGEST_PAYLOAD))
def test_one_receiver_reads_pywebpush_and_this_encoder_alike(payload: bytes) -> None:
    oracle = WebPusher({"endpoint": "https://x.example", "keys": {"p256dh": P256DH, "auth": AUTH}})
    theirs, ours = oracle.encode(payload)["body"], encrypt(payload, subscriber(P256DH, AUTH))
    assert decrypted(theirs) == decrypted(ours) == payload
    assert len(theirs) == len(ours)
    assert theirs[16:21] == ours[16:21], "record size and key length"


@pytest.mark.parametrize(("smaller", "size"), [*itertools.pairwise((0, *BODY_SIZES))])
def test_the_length_of_a_body_tells_the_bucket_and_nothing_more(smaller: int, size: int) -> None:
    shortest, longest = max(0, smaller - OVERHEAD + 1), size - OVERHEAD
    for length in (shortest, (shortest + longest) // 2, longest):
        assert len(encode(bytes(length), subscriber(P256DH, AUTH))) == size


def test_the_largest_payload_fills_4096_bytes_and_one_record() -> None:
    body = encode(b"x" * LARGEST_PAYLOAD, subscriber(P256DH, AUTH))
    assert len(body) == 4096
    assert int.from_bytes(body[16:20], "big") >= len(body) - 86


def test_one_byte_more_is_refused() -> None:
    with pytest.raises(PayloadTooLarge):
        encode(b"x" * (LARGEST_PAYLOAD + 1), subscriber(P256DH, AUTH))


def test_no_salt_and_no_ephemeral_key_is_used_twice() -> None:
    bodies = [encode(b"the same", subscriber(P256DH, AUTH)) for _ in range(50)]
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 50


def test_the_keys_of_a_subscription_are_parsed_once() -> None:
    assert subscriber(P256DH, AUTH) is subscriber(P256DH, AUTH)


def test_the_cache_of_keys_is_bounded() -> None:
    assert subscriber.cache_parameters()["maxsize"] == 4096


def test_keys_with_padding_are_the_same_keys() -> None:
    assert subscriber(P256DH + "=", AUTH + "==").point == subscriber(P256DH, AUTH).point


COMPRESSED = base64url(BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", AUTH),
        (P256DH, ""),
        (P256DH, base64url(bytes(15))),
        (P256DH, base64url(bytes(17))),
        (P256DH[:-2], AUTH),
        (COMPRESSED, AUTH),
        (base64url(b"\x04" + bytes(64)), AUTH),
        (base64url(b"\x04" + b"\xff" * 64), AUTH),
        (base64url(b"\x02" + raw(P256DH)[1:]), AUTH),
        ("!" + P256DH[1:], AUTH),
        (P256DH[:40] + "\n" + P256DH[40:], AUTH),
        ("é" * 87, AUTH),
    ],
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(BadSubscriptionKeys) as refusal:
        subscriber(p256dh, auth)
    assert refusal.value.status == 422
