"""HIBC labels: every form of the second part, and a check character that may be a blank."""

from datetime import date

import pytest

from db.labels import Label, read
from db.labels.hibc import check_character

ITEM = "+A123BJC5D6E71"


def checked(body: str) -> str:
    """A code with its check character, which is the sum of all places modulo 43."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
    return body + alphabet[sum(alphabet.index(character) for character in body) % 43]


def test_the_worked_example_of_the_standard() -> None:
    assert read("+A123BJC5D6E71G") == Label("hibc", code=ITEM)
    assert read("*+A123BJC5D6E71G*").code == ITEM


@pytest.mark.parametrize(
    ("second", "expiry", "lot", "serial", "quantity"),
    [
        ("$LOT1", None, "LOT1", None, None),
        ("$+SN1", None, None, "SN1", None),
        ("$$0928LOT1", date(2028, 9, 30), "LOT1", None, None),
        ("$$0228LOT1", date(2028, 2, 29), "LOT1", None, None),
        ("$$2022928LOT1", date(2028, 2, 29), "LOT1", None, None),
        ("$$3280229LOT1", date(2028, 2, 29), "LOT1", None, None),
        ("$$428022914LOT1", date(2028, 2, 29), "LOT1", None, None),
        ("$$516335LOT1", date(2016, 11, 30), "LOT1", None, None),
        ("$$61633514LOT1", date(2016, 11, 30), "LOT1", None, None),
        ("$$7LOT1", None, "LOT1", None, None),
        ("$$+3280229SN1", date(2028, 2, 29), None, "SN1", None),
        ("$$812", None, None, None, 12),
        ("$$900100", None, None, None, 100),
        ("$$8123280229LOT1", date(2028, 2, 29), "LOT1", None, 12),
        ("16335LOT1", date(2016, 11, 30), "LOT1", None, None),
        ("$LOT1/SSN9/Q24/14D20280229/16D20260101", date(2028, 2, 29), "LOT1", "SN9", 24),
    ],
)
def test_every_form_of_the_second_part(second, expiry, lot, serial, quantity) -> None:
    found = read(checked(f"{ITEM}/{second}"))
    assert found == Label("hibc", ITEM, None, lot, expiry, serial, quantity)


def test_a_second_label_of_its_own_ends_with_the_link_to_the_first() -> None:
    found = read(checked("+$$3280229LOT1G"))
    assert (found.code, found.lot, found.expiry) == (None, "LOT1", date(2028, 2, 29))


def test_the_day_of_manufacture_is_no_expiry() -> None:
    assert read(checked(f"{ITEM}/$LOT1/16D20260101")).expiry is None


@pytest.mark.parametrize(
    "second", ["$$2133128LOT1", "$$3280230LOT1", "$$516367LOT1", "$$1328LOT1", "$$3AB0101LOT1"]
)
def test_an_impossible_date_costs_the_date_alone(second: str) -> None:
    found = read(checked(f"{ITEM}/{second}"))
    assert (found.code, found.expiry, found.warnings) == (ITEM, None, ("an expiry that is no date",))


def test_a_wrong_check_character_is_told() -> None:
    assert "check character should be 'G'" in read("+A123BJC5D6E71H").warnings[0]


def test_the_check_character_may_be_a_blank_and_is_not_stripped() -> None:
    bodies = [f"+A123{letter}{n:02d}1" for letter in "BJZ" for n in range(100)]
    body = next(body for body in bodies if check_character(body) == " ")
    assert read(f"{body} ").warnings == ()
    assert read(f"{body} \r\n").warnings == ()


def test_small_letters_are_capitals_and_foreign_ones_are_refused() -> None:
    assert read("+a123bjc5d6e71g").code == ITEM
    assert read("+A123B\u00c4C1G").warnings
