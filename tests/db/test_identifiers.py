"""An identifier keeps its hash for ever: what is stored under it would be lost with another one."""

import hashlib
import hmac

import pytest

from db.privacy import Keyring

KEYRING = Keyring("tests-only-secret-key-of-the-line-4711", "")


@pytest.mark.parametrize(
    ("kind", "identifier", "known"),
    [
        ("accession", "A  1 ", "b7fe9bf62a7b9215e13b6199446fcd86"),
        ("study", "1.2.3", "cd9c1967c341aff6d4a4015fb31c5b43"),
        ("patient", "Müller\t7", "9d788aec1d39e5a3ef7b3e2c9f2eaefe"),
    ],
)
def test_an_identifier_has_the_hash_that_it_always_had(kind: str, identifier: str, known: str) -> None:
    assert KEYRING.hash_id(kind, identifier) == known
    assert KEYRING.hash_ids(kind, ["other", identifier, "", identifier])[1::2] == [known, known]


def test_many_at_once_are_what_the_standard_says_of_each() -> None:
    identifiers = [f"A{number:05d}" for number in range(500)] + ["X" * 64, "Ä" * 64]
    by_standard = [
        hmac.new(KEYRING._hash_key, f"accession\0{text}".encode(), hashlib.sha256).hexdigest()[:32]
        for text in identifiers
    ]
    assert KEYRING.hash_ids("accession", identifiers) == by_standard


@pytest.mark.parametrize(
    "rule",
    [{"upper"}, set(), {"upper", "no-leading-zeros"}],
    ids=lambda rule: "+".join(sorted(rule)) or "none",
)
def test_plain_ones_at_once_have_the_hashes_of_each(rule: set[str]) -> None:
    keyring = Keyring("tests-only-secret-key-of-the-line-4711", "", frozenset(rule))
    identifiers = ["0a1", "A1", "000", "b/c-d_e.f"]
    assert keyring.hash_plain_ids("accession", identifiers) == [
        keyring.hash_id("accession", text) for text in identifiers
    ]
    assert keyring.hash_plain_ids("accession", []) == []
