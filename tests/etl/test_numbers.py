"""Numbers are read as declared or not at all."""

from decimal import Decimal

import pytest

from etl.numbers import compile_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("12", 12.0),
        ("0.5", 0.5),
        (".5", 0.5),
        ("-3.25", -3.25),
        ("1.3e-2", 0.013),
        ("1E3", 1000.0),
    ],
)
def test_a_number_with_a_decimal_point_is_read_exactly(text: str, value: float) -> None:
    assert compile_number(".", "", "", Decimal(1)).read(text) == value


@pytest.mark.parametrize(
    "text",
    ["1,234", "1.234,5", "05", "007", "5.", "+5", "1 234", "0x10", "1_000", "nan", "inf", "1e308", "1e-100", "٣",
     "12 mSv", "--1", "1.2.3", "", "1e", "e5", "9" * 41],
)  # fmt: skip
def test_what_is_no_number_of_that_form_is_none(text: str) -> None:
    assert compile_number(".", "", "", Decimal(1)).read(text) is None


def test_a_decimal_comma_is_only_one_where_it_is_declared() -> None:
    comma = compile_number(",", "", "", Decimal(1))
    assert comma.read("1,234") == 1.234
    assert comma.read("1.234") is None


def test_a_thousands_sign_must_stand_where_thousands_are() -> None:
    german = compile_number(",", ".", "", Decimal(1))
    assert german.read("1.234,5") == 1234.5
    assert german.read("12.345.678") == 12_345_678
    assert german.read("1234,5") == 1234.5
    for text in ("1.23", "1.2345", "12.34.567", "0.123", "1.234e3"):
        assert german.read(text) is None, text


@pytest.mark.parametrize(
    ("unit", "text", "gy_cm2"),
    [
        ("Gy.cm2", "1.5", 1.5),
        ("dGy.cm2", "15", 1.5),
        ("cGy.cm2", "150", 1.5),
        ("mGy.cm2", "1500", 1.5),
        ("uGy.m2", "150", 1.5),
        ("Gy.m2", "0.00015", 1.5),
        # A factor of ten applied in floating point would give 0.30000000000000004.
        ("dGy.cm2", "3", 0.3),
    ],
)
def test_units_convert_by_exact_factors(unit: str, text: str, gy_cm2: float) -> None:
    from etl.sources.dose_csv import DOSE_CSV

    field = DOSE_CSV.field("dap_gy_cm2")
    factor = field.units[unit]  # type: ignore[attr-defined]
    assert compile_number(".", "", unit, factor).read(text) == gy_cm2
