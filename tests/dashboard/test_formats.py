"""Are numbers, doses, dates and ages written in the one way?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from dashboard import formats
from dashboard.formats import NBSP

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 19, 32, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def words(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("dap_gy_cm2", "text"),
    [
        (2.95, "2.95 Gy·cm²"),
        (0.088, "0.0880 Gy·cm²"),
        (9.996, "10.0 Gy·cm²"),
        (96, "96.0 Gy·cm²"),
        (1234, "1 230 Gy·cm²"),
        (0, "0 Gy·cm²"),
        (None, "unknown"),
    ],
)
def test_a_dap_has_three_significant_digits(dap_gy_cm2: float | None, text: str) -> None:
    assert words(formats.format_dap(dap_gy_cm2)) == text


def test_a_unit_stands_once_in_the_head_of_a_column_and_never_alone() -> None:
    assert formats.format_dap(2.95, "") == "2.95"
    assert formats.format_agd(None) == "unknown"


def test_a_unit_and_a_thousand_are_never_parted_by_a_line_break() -> None:
    assert " " not in formats.format_dap(1234)
    assert formats.format_count(1248) == f"1{NBSP}248"


def test_a_badge_dose_below_the_minimum_is_m_and_never_zero() -> None:
    assert formats.format_msv(None, minimal=True) == "M"
    assert words(formats.format_msv(0.4)) == "0.40 mSv"


def test_other_quantities_have_the_decimals_of_their_kind() -> None:
    assert words(formats.format_ctdivol(12.44)) == "12.4 mGy"
    assert words(formats.format_dlp(411.7)) == "412 mGy·cm"
    assert words(formats.format_agd(1.419)) == "1.42 mGy"
    assert formats.format_deviation_index(4.06) == "+4.1"


def test_minus_is_the_true_sign_and_nothing_is_minus_zero() -> None:
    assert formats.format_number(-1.5, 1) == "\u22121.5"
    assert formats.format_number(-0.001, 2) == "0.00"
    assert formats.format_number(0.001, 1, signed=True) == "0.0"


def test_a_share_gets_a_decimal_only_when_n_carries_it() -> None:
    assert words(formats.format_percent(0.873, 108)) == "87 %"
    assert words(formats.format_percent(0.873, 200)) == "87.3 %"
    assert words(formats.format_percent(0.873)) == "87 %"
    assert words(formats.format_rate(0.062, 0.056, 0.069, 5214)) == "6.2 % (5.6 to 6.9)"


def test_money_has_cents_only_under_ten() -> None:
    assert words(formats.format_money(1248.4)) == "€1 248"
    assert formats.format_money(3.5) == "€3.50"
    assert formats.format_money(-12) == "\u2212€12"


def test_a_range_says_to() -> None:
    assert words(formats.format_range(5.6, 6.9, 1, "mSv")) == "5.6 to 6.9 mSv"


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA, pd.NaT])
def test_what_is_missing_is_the_word_unknown_in_every_format(nothing: Any) -> None:
    assert formats.format_count(nothing) == "unknown"
    assert formats.format_significant(nothing, 3, "mGy") == "unknown"
    assert formats.format_percent(nothing) == "unknown"
    assert formats.format_money(nothing) == "unknown"
    assert formats.format_day(nothing) == "unknown"
    assert formats.format_month(nothing) == "unknown"
    assert formats.format_age(nothing) == "unknown"
    assert formats.format_moment(nothing, NOW, NEW_YORK) == "unknown"
    assert formats.format_time(nothing, NEW_YORK) == "unknown"


def test_a_day_shows_its_year_in_another_year_and_on_lots() -> None:
    assert words(formats.format_day(TODAY, TODAY)) == "24 Nov"
    assert words(formats.format_day(date(2027, 1, 4), TODAY)) == "4 Jan 2027"
    assert words(formats.format_day(TODAY)) == "24 Nov 2026"
    assert words(formats.format_month(date(2025, 12, 1), TODAY)) == "Dec 2025"


def test_a_time_is_the_hospitals_and_has_24_hours() -> None:
    assert formats.format_time(NOW, NEW_YORK) == "14:32"
    assert words(formats.format_long_day(NOW, NEW_YORK)) == "Tuesday 24 Nov 2026, 14:32"


def test_the_hospitals_day_decides_whether_a_moment_is_today() -> None:
    before_midnight = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    assert formats.format_moment(NOW, before_midnight, NEW_YORK) == "14:32"
    assert words(formats.format_moment(NOW, before_midnight, ZoneInfo("UTC"))) == "24 Nov"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.format_time(datetime(2026, 11, 24, 14, 32), NEW_YORK)


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=40), "under 1 min"),
        (timedelta(minutes=42), "42 min"),
        (timedelta(hours=4, minutes=52), "4 h 52 min"),
        (timedelta(hours=4), "4 h"),
        (timedelta(days=1, hours=3), "1 d 3 h"),
        (timedelta(days=15, hours=3), "15 d"),
    ],
)
def test_an_age_has_two_units_at_most(age: timedelta, text: str) -> None:
    assert words(formats.format_age(age)) == text
