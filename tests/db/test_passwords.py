"""Which passwords are taken, which are refused, and what a check costs whom."""

import secrets

import pytest

from db.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, hash_password, is_right, password_problem

# The 36 that stand first among those of 12 characters or more on public lists of stolen passwords, and what people
# make of the word that comes to mind in a hospital.
GUESSED_FIRST = """
    123qweasdzxc 1qaz2wsx3edc q1w2e3r4t5y6 1q2w3e4r5t6y qazwsxedcrfv 123456qwerty qwerty123456 leavemealone
    123456654321 qazwsxedc123 sonyericsson zxcasdqwe123 123456789qwe 1qazxsw23edc qwerasdfzxcv qweasdzxc123
    123456789987654321 112233445566 finalfantasy websolutions 1qaz2wsx3edc4rfv justinbieber needforspeed 123456789123
    counterstrike zaq1xsw2cde3 123456789abc 123456789qwerty whosyourdaddy 12345678900987654321 password1234
    010203040506 qwertyuiop123 1234567890qwe minecraft123 passwordpassword
    Welcome2026! Radiology2026 Hospital12345 P@ssw0rd1234 Summer-2026-11 Administrator1 letmein123456 aaaaaaaaaaaa
    abababababab abcdefghijkl 000000000000 radiologyxray1 changeme123456 dragonmonkey12 qwertzuiop12
""".split()


pytestmark = pytest.mark.usefixtures("full_password_work")


def test_a_password_is_hashed_with_as_much_work_as_rfc_9106_asks_for() -> None:
    assert hash_password("blaue Ente im Schnee").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize("password", GUESSED_FIRST)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert password_problem(password) is not None


@pytest.mark.parametrize(
    "password",
    [
        "blaue Ente im Schnee",
        "correct horse battery staple",
        "kX9#mQ2vLp7z",
        "tr0ub4dor&3xyz",
        "Müllers Esel, äh, das bist Du",
        "密码应该很长而且很奇怪才好记",
        "made-up-department-2031",
        "x" * 4 + "-" + "nine unlike things",
    ],
)
def test_what_nobody_guesses_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert password_problem(password, "rso", "Northfield General") is None


def test_a_random_password_is_taken() -> None:
    refused = [p for p in (secrets.token_urlsafe(12) for _ in range(500)) if password_problem(p)]
    assert len(refused) <= 1


def test_the_bounds_are_twelve_and_one_hundred_and_twenty_eight_characters() -> None:
    own = "zqmvxkwpjghtbnfd"
    assert (MINIMUM_LENGTH, MAXIMUM_LENGTH) == (12, 128)
    assert "at least 12" in (password_problem(own[:11]) or "")
    assert password_problem(own[:12]) is None
    assert password_problem((own * 8)[:128]) is None
    assert "at most 128" in (password_problem(own * 8 + "x") or "")


def test_the_names_that_an_attacker_knows_do_not_count() -> None:
    assert password_problem("j.hollander-77", "j.hollander", "")
    assert password_problem("Northfield-General-1", "rso", "Northfield General")
    assert password_problem("J.Hollander und sein Esel", "j.hollander", "") is None


def test_a_password_is_known_again_whichever_keyboard_wrote_it() -> None:
    composed, decomposed = "M\u00fcllers Esel, \u00e4h", "Mu\u0308llers Esel, a\u0308h"
    made = hash_password(composed)
    assert is_right(made, decomposed)
    assert not is_right(made, "Mullers Esel, ah")


def test_neither_nobody_nor_a_broken_hash_has_a_right_password() -> None:
    assert not is_right(None, "nobody's password")
    assert not is_right("not a hash", "x" * 12)
    assert not is_right("", "x" * 12)
    assert not is_right(hash_password("x" * 12), "x" * 1000)
