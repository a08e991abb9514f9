"""GS1 labels: what scanners send, what people type, and every way in which a label is known to lie."""

from datetime import date
from typing import Any

import pytest

from db.labels import Label, read

GTIN = "00380740000011"
CLEAN: dict[str, Any] = {
    "gtin": GTIN,
    "lot": "LOT42A",
    "expiry": "2027-06-30",
    "serial": "SN0001",
    "quantity": None,
    "warnings": [],
}


def answer(text: str) -> dict[str, Any]:
    return read(text).as_answer()


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}1727063010LOT42A\x1d21SN0001",
        f"]C101{GTIN}1727063010LOT42A\x1d21SN0001",
        f"]d201{GTIN}1727063010LOT42A\x1d21SN0001\r\n",
        f"\x1d01{GTIN}1727063010LOT42A\x1d21SN0001\x1d",
        f"01{GTIN}1727063010LOT42A|21SN0001",
        f"01{GTIN}1727063010LOT42A^21SN0001",
        f"01{GTIN}1727063010LOT42A<GS>21SN0001",
        f"01{GTIN}21SN0001\x1d1727063010LOT42A",
        f"01{GTIN}1727060010LOT42A\x1d21SN0001",
        f"(01){GTIN}(17)270630(10)LOT42A(21)SN0001",
        f"(01) {GTIN} (17) 270630 (10) LOT42A (21) SN0001",
        f"https://id.gs1.org/01/{GTIN}/10/LOT42A/21/SN0001?17=270630",
    ],
)
def test_the_same_label_is_read_however_it_is_sent(text: str) -> None:
    assert answer(text) == CLEAN


@pytest.mark.parametrize(
    "lot", ["00392/174", "12E45", "0041283", "7741-A", "B-4417", "10", "21", "2104", "M30-118"]
)
def test_a_lot_stays_the_text_that_it_is(lot: str) -> None:
    found = read(f"01{GTIN}1727063010{lot}")
    assert (found.lot, found.warnings) == (lot, ())


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", "04006381333931"),
        ("]E04006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        (GTIN, GTIN),
    ],
)
def test_the_bars_of_a_shop_give_an_item_and_no_order_number(text: str, gtin: str) -> None:
    assert read(text) == Label("gtin", code=gtin, gtin=gtin)


def test_day_zero_is_the_last_of_the_month_in_leap_years_too() -> None:
    assert read(f"01{GTIN}17280200").expiry == date(2028, 2, 29)
    assert read(f"01{GTIN}17270200").expiry == date(2027, 2, 28)


@pytest.mark.parametrize("digits", ["270631", "000000", "271330", "270229"])
def test_a_day_that_does_not_exist_costs_the_date_alone(digits: str) -> None:
    found = answer(f"01{GTIN}17{digits}10LOT42A\x1d21SN0001")
    assert found == {**CLEAN, "expiry": None, "warnings": [f"the expiry {digits} is no date"]}


@pytest.mark.parametrize("text", [f"01{GTIN}1710LOT4A", f"01{GTIN}1117063063172706301012E45"])
def test_what_stands_in_the_place_of_a_date_costs_no_item(text: str) -> None:
    found = read(text)
    assert found.gtin == GTIN
    assert found.warnings


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (f"(01){GTIN}(17)30.06.27(10)LOT42A", "the value of (17) cannot be read"),
        (f"(01){GTIN}(10)LOT42A(21){'9' * 30}", "the value of (21) cannot be read"),
    ],
)
def test_one_element_typed_wrongly_costs_itself_alone(text: str, warning: str) -> None:
    found = answer(text)
    assert (found["gtin"], found["lot"], found["expiry"]) == (GTIN, "LOT42A", None)
    assert found["warnings"] == [warning]


def test_a_lot_that_is_too_long_is_not_cut_in_silence() -> None:
    found = read(f"01{GTIN}17270630" + "10ABCDEFGHIJKLMNOPQRST21SN0001")
    assert (found.gtin, found.expiry) == (GTIN, date(2027, 6, 30))
    assert found.warnings


def test_a_wrong_check_digit_costs_the_item_and_is_told() -> None:
    found = read("01003807400000121727063010LOT42A")
    assert (found.gtin, found.code, found.lot) == (None, None, "LOT42A")
    assert "wrong check digit (1 is right)" in found.warnings[0]
    assert "wrong check digit" in read("4006381333932").warnings[0]


def test_a_serial_number_that_a_lot_has_swallowed_is_asked_back() -> None:
    found = read(f"01{GTIN}1727063010LOT42A21SN0001")
    assert found.lot == "LOT42A21SN0001"
    assert "FNC1 missing" in found.warnings[0]
    assert [(other.lot, other.serial) for other in found.others] == [("LOT42A", "SN0001")]


def test_an_expiry_that_a_lot_has_swallowed_is_asked_back() -> None:
    found = read(f"01{GTIN}10LOT4217270630")
    assert found.expiry is None
    assert "(270630)" in found.warnings[0]
    assert (found.others[0].lot, found.others[0].expiry) == ("LOT42", date(2027, 6, 30))


def test_a_long_lot_is_asked_back_unless_something_ends_it() -> None:
    assert "13 characters" in read(f"01{GTIN}1727063010ABCDEFGHIJKLM").warnings[0]
    assert read(f"01{GTIN}1727063010ABCDEFGHIJKLM\x1d").warnings == ()
    assert read(f"(01){GTIN}(17)270630(10)ABCDEFGHIJKLMNOPQRST").warnings == ()


def test_a_blank_in_place_of_the_separator_is_read_and_told() -> None:
    found = read(f"01{GTIN}21GTFG32 1723033110158993A")
    assert (found.lot, found.serial, found.expiry) == ("158993A", "GTFG32", date(2023, 3, 31))
    assert "a blank was taken" in found.warnings[0]


def test_what_proves_itself_is_found_where_separators_are_missing() -> None:
    # The lot comes first and nothing ends it; date and GTIN behind it have only one place where they hold.
    found = read(f"1021072911172911305172405310100{GTIN[2:]}")
    assert (found.gtin, found.expiry) == (GTIN, date(2024, 5, 31))
    assert found.warnings


def test_where_no_reading_is_better_than_another_the_sure_part_remains() -> None:
    found = read(f"01{GTIN}17271127" + "10S2400424282400522010301NNN003")
    assert (found.gtin, found.expiry, found.lot) == (GTIN, date(2027, 11, 27), None)
    assert "type lot" in found.warnings[0]


def test_two_values_for_one_thing_are_a_contradiction() -> None:
    found = read(f"01{GTIN}172706301728063010L1")
    assert found.expiry == date(2027, 6, 30)
    assert "stands twice" in found.warnings[0]


def test_units_of_a_box_and_of_a_carton_are_given() -> None:
    assert read(f"01{GTIN}10L1\x1d3012").quantity == 12
    carton = read(f"02{GTIN}10L1\x1d3740")
    assert (carton.gtin, carton.quantity) == (GTIN, 40)


def test_the_century_follows_the_standards_window() -> None:
    assert read(f"01{GTIN}17770101").expiry == date(1977, 1, 1)


@pytest.mark.parametrize("text", ["", " ", "\x1d", "]C1", "]C1\x1d", "\r\n"])
def test_nothing_is_not_a_label(text: str) -> None:
    assert answer(text) == {**dict.fromkeys(CLEAN), "warnings": ["nothing was read"]}


@pytest.mark.parametrize(
    "text", ["Iohexol 350", "()", "(01)", "=W1234567", "http:", "1" * 600, "\u0663\u0664", "](", "+"]
)
def test_what_is_no_label_says_so(text: str) -> None:
    found = read(text)
    assert not found.is_read
    assert found.warnings


def test_a_date_alone_may_be_anything() -> None:
    assert "no GTIN" in read("17270630").warnings[0]
