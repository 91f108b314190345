import threading
import time

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.members.passwords import Passwords, refuse_weak
from app.members.refusals import PasswordCommon, PasswordTooShort
from tests.conftest import CHEAP


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet herons at dusk",
        "correct-tractor-lamp",
        "пять тихих цапель",
        "五羽の静かな鷺が夕暮れに立つ",
        "🦩🌾🌊🪵 four things",
        "            x y z w",
        "bob walks slowly home",
        "aliceinwonderland is long",
    ],
)
def test_any_characters_make_a_password(password: str) -> None:
    refuse_weak(password, login="alice", name="Alice Bob")


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "ﬁﬁﬁﬁﬁ"])
def test_less_than_twelve_characters_are_too_short(password: str) -> None:
    with pytest.raises(PasswordTooShort):
        refuse_weak(password, login="alice", name="Alice")


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "PasswordPassword",
        "password1234",
        "P@ssw0rd!!2026",
        "2026iloveyou!",
        "iloveyousomuch",
        "iloveyouforever",
        "correcthorsebatterystaple",
        "qwertyuiop123",
        "qwertyuiopas",
        "123456789012",
        "210987654321",
        "abcdefghijkl",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "abcdabcdabcd",
        "\uff11\uff12\uff13" * 4,  # the digits of a Japanese keyboard
    ],
)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordCommon):
        refuse_weak(password, login="erin", name="Erin")


@pytest.mark.parametrize("password", ["alice-margot1", "margotmargot1", "Alice Margot!", "alicealicealice"])
def test_what_is_mostly_ones_own_name_is_refused(password: str) -> None:
    with pytest.raises(PasswordCommon):
        refuse_weak(password, login="alice", name="Margot Alice")


def test_two_keyboards_spell_the_same_password() -> None:
    stored = CHEAP.hash("caf\u00e9 on the corner")
    assert CHEAP.check("cafe\u0301 on the corner", stored) == (True, None)


def test_a_space_at_the_end_is_part_of_it() -> None:
    assert CHEAP.check("seven quiet herons ", CHEAP.hash("seven quiet herons")) == (False, None)


def test_nobody_is_never_right_even_with_nobodys_password() -> None:
    assert CHEAP.check("the password of a member who does not exist", None) == (False, None)


def test_at_most_two_are_hashed_at_a_time() -> None:
    running, most, lock = 0, 0, threading.Lock()

    class Counting(PasswordHash):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.005)
            with lock:
                running -= 1
            return "$argon2id$"

    hasher = Passwords(Counting((Argon2Hasher(),)))
    threads = [threading.Thread(target=hasher.hash, args=("seven quiet herons",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_outside_of_tests_argon2id_costs_what_rfc_9106_asks() -> None:
    assert Passwords().hash("seven quiet herons").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
