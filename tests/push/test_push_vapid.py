import os
import stat
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02

from app.kit.clock import FixedClock
from app.push.vapid import BadVapidKey, BadVapidSubject, Vapid, checked_subject, load_or_make_key

APPLE = "https://web.push.apple.com"
GOOGLE = "https://fcm.googleapis.com"


def claims_of(header: str) -> dict[str, Any]:
    token = header.removeprefix("vapid t=").split(",")[0]
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_py_vapid_finds_the_header_in_order(vapid: Vapid) -> None:
    assert Vapid02.verify(vapid.authorization(APPLE))


def test_the_token_is_es256_and_verifies_with_the_public_key_in_the_header(clock: FixedClock) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    vapid = Vapid(key, subject="https://tend.example/contact", clock=clock)
    token, public = vapid.authorization(APPLE).removeprefix("vapid t=").split(",k=")
    claims = jwt.decode(
        token, key.public_key(), ["ES256"], audience=APPLE, options={"verify_exp": False, "require": ["exp"]}
    )
    assert claims["sub"] == "https://tend.example/contact"
    assert public == vapid.public_key


def test_the_token_ends_within_a_day_of_the_clock(vapid: Vapid, clock: FixedClock) -> None:
    life = claims_of(vapid.authorization(APPLE))["exp"] - clock.now().timestamp()
    assert timedelta(hours=12).total_seconds() < life < timedelta(hours=24).total_seconds()


def test_a_header_is_signed_once_for_each_origin(vapid: Vapid, clock: FixedClock) -> None:
    first = vapid.authorization(APPLE)
    clock.advance(timedelta(hours=11, minutes=59))
    assert vapid.authorization(APPLE) == first


def test_a_second_origin_gets_its_own_audience(vapid: Vapid) -> None:
    audiences = [claims_of(vapid.authorization(origin))["aud"] for origin in (APPLE, GOOGLE, APPLE)]
    assert audiences == [APPLE, GOOGLE, APPLE]


def test_a_header_is_signed_anew_after_twelve_hours(vapid: Vapid, clock: FixedClock) -> None:
    first = claims_of(vapid.authorization(APPLE))
    clock.advance(timedelta(hours=12))
    assert claims_of(vapid.authorization(APPLE))["exp"] == first["exp"] + 12 * 3600


def test_a_clock_that_was_put_back_never_leaves_a_token_beyond_a_day(vapid: Vapid, clock: FixedClock) -> None:
    vapid.authorization(APPLE)
    clock.set(clock.now() - timedelta(days=2))
    life = claims_of(vapid.authorization(APPLE))["exp"] - clock.now().timestamp()
    assert life < timedelta(hours=24).total_seconds()


def test_many_origins_do_not_fill_the_memory(vapid: Vapid) -> None:
    for number in range(300):
        vapid.authorization(f"https://{number}.push.apple.com")
    assert len(vapid._headers) == 256


@pytest.mark.parametrize(
    "subject",
    [
        "mailto:host@tend.example",
        "mailto:first.last+push@mail.tend.example",
        "mailto:host@localhost.invalid",
        "https://tend.example",
        "https://tend.example/contact",
    ],
)
def test_a_real_address_is_a_subject(subject: str) -> None:
    assert checked_subject(subject) == subject


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "host@tend.example",
        "mailto:",
        "mailto:host@",
        "mailto:host@localhost",
        "mailto:host@printer.local",
        "mailto: host@tend.example",
        "mailto:host@tend.example\n",
        "http://tend.example",
        "https://localhost",
        "https://192.168.1.2",
        "https://",
        "tel:112",
    ],
)
def test_anything_else_is_no_subject(subject: str, clock: FixedClock) -> None:
    with pytest.raises(BadVapidSubject):
        Vapid(ec.generate_private_key(ec.SECP256R1()), subject=subject, clock=clock)


@given(st.from_regex(r"mailto:[a-z]+@([a-z0-9]+\.)+[a-z]+", fullmatch=True))
def test_every_ordinary_mail_address_is_a_subject(subject: str) -> None:
    if not subject.endswith((".local", ".localhost")):
        assert checked_subject(subject) == subject


def test_the_key_is_made_on_the_first_start_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "vapid.pem"
    before = os.umask(0)
    try:
        made = load_or_make_key(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_make_key(path).private_numbers() == made.private_numbers()
    assert list(tmp_path.iterdir()) == [path], "no draft is left behind"


def test_a_key_that_others_can_read_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "vapid.pem"
    load_or_make_key(path)
    path.chmod(0o644)
    load_or_make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_starting_many_at_once_ends_with_one_key(tmp_path: Path) -> None:
    keys: list[int] = []
    start = threading.Barrier(8)

    def begin() -> None:
        start.wait()
        keys.append(load_or_make_key(tmp_path / "vapid.pem").private_numbers().private_value)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_py_vapid_reads_the_key_file_too(tmp_path: Path) -> None:
    made = load_or_make_key(tmp_path / "vapid.pem")
    theirs = Vapid02.from_file(str(tmp_path / "vapid.pem"))
    form = (Encoding.X962, PublicFormat.UncompressedPoint)
    assert theirs.public_key.public_bytes(*form) == made.public_key().public_bytes(*form)


RSA = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
P384 = ec.generate_private_key(ec.SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("content", [b"", b"not a key", RSA, P384], ids=["empty", "text", "RSA", "P-384"])
def test_a_file_that_is_no_key_stops_the_start_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vapid.pem"
    path.write_bytes(content)
    with pytest.raises(BadVapidKey, match=r"vapid\.pem"):
        load_or_make_key(path)
    assert path.read_bytes() == content
