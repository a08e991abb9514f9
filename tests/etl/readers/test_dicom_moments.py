from datetime import date, datetime, time

import pytest

from etl.readers.dicom_moments import (
    age_years,
    join,
    read_age_years,
    read_birth_date,
    read_date,
    read_datetime,
    read_time,
)

STUDY = date(2026, 3, 2)


@pytest.mark.parametrize("written", ["20260302", "2026.03.02"])
def test_a_date_is_read_in_its_new_and_its_old_form(written: str) -> None:
    assert read_date(written) == date(2026, 3, 2)


@pytest.mark.parametrize("written", [None, "", "0", "20230230", "2026-03-02", "202603", "00000000"])
def test_what_is_no_day_of_the_calendar_is_no_date(written: str | None) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("101530.25", time(10, 15, 30, 250_000)),
        ("10:15:30", time(10, 15, 30)),
        ("1015", time(10, 15)),
        ("10", time(10)),
        ("235960", time(23, 59, 59)),
        ("101530.1234567", time(10, 15, 30, 123_456)),
    ],
)
def test_a_time_is_read_as_far_as_it_goes(written: str, expected: time) -> None:
    assert read_time(written) == expected


@pytest.mark.parametrize("written", [None, "", "24", "1060", "noon"])
def test_what_is_no_time_of_day_is_none(written: str | None) -> None:
    assert read_time(written) is None


def test_a_moment_needs_both_its_halves() -> None:
    assert join("20260302", "1015") == datetime(2026, 3, 2, 10, 15)
    assert join("20260302", "") is None
    assert join(None, "1015") is None


def test_a_moment_with_an_offset_stays_local() -> None:
    assert read_datetime("20260302101530+0100") == datetime(2026, 3, 2, 10, 15, 30)


@pytest.mark.parametrize("written", ["20260302", "202603", "", None, "2026030299"])
def test_a_day_without_a_time_is_no_moment(written: str | None) -> None:
    assert read_datetime(written) is None


@pytest.mark.parametrize("written", ["99990101", "18991230", "0", "20170101", "18500101", ""])
def test_stand_ins_for_an_unknown_birth_date_are_unknown(written: str) -> None:
    assert read_birth_date(written, date(2016, 3, 2)) is None


def test_the_age_is_that_at_the_study() -> None:
    assert age_years(date(1996, 3, 2), STUDY, "099Y") == pytest.approx(30, abs=0.01)


def test_the_stated_age_counts_where_the_birth_date_is_unknown() -> None:
    assert age_years(None, STUDY, "063Y") == 63
    assert age_years(date(1996, 3, 2), None, "063Y") == 63


@pytest.mark.parametrize(
    ("written", "years"), [("37Y", 37), ("018M", 1.5), ("052W", 0.9966), ("001D", 0.0027), ("7Y", 7)]
)
def test_an_age_is_read_in_each_of_its_units(written: str, years: float) -> None:
    assert read_age_years(written) == pytest.approx(years, abs=1e-4)


@pytest.mark.parametrize("written", [None, "", "000Y", "Y", "37", "37y", "999Y"])
def test_an_age_that_is_none_or_a_stand_in_is_unknown(written: str | None) -> None:
    assert read_age_years(written) is None
