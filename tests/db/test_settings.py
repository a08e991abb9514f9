"""A key that others can guess starts nothing; one that is random always does."""

import secrets

import pytest

from db.settings import SettingsError, read_settings, require_keys

_GUESSED = (
    "short",
    "a" * 40,
    "ab" * 20,
    "abcdefgh" * 5,
    "radops-2031." * 4,
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "0123456789" * 4,
    "9876543210zyxwvutsrqponmlkjihgfedcba",
    "please-change-me-before-you-go-live-4711",
)


@pytest.mark.parametrize("key", _GUESSED)
@pytest.mark.parametrize("name", ["RADOPS_SECRET_KEY", "RADOPS_DATA_KEY"])
def test_a_key_that_is_guessed_first_is_refused(name: str, key: str) -> None:
    keys = {"RADOPS_SECRET_KEY": secrets.token_urlsafe(48), name: key}
    with pytest.raises(SettingsError, match=name):
        require_keys(read_settings(keys))


def test_a_random_key_of_any_usual_form_is_taken() -> None:
    for _ in range(300):
        for key in (secrets.token_urlsafe(48), secrets.token_urlsafe(24), secrets.token_hex(32)):
            require_keys(read_settings({"RADOPS_SECRET_KEY": key}))
