"""Dates are read in the form that is declared; a lost digit or an impossible day is no date."""

from datetime import datetime

import pytest

from etl.date_forms import compile_form, example, read_iso


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("%m/%d/%Y", "02/29/2024", datetime(2024, 2, 29)),
        ("%d.%m.%Y", "29.02.2024", datetime(2024, 2, 29)),
        ("%-m/%-d/%Y", "2/9/2024", datetime(2024, 2, 9)),
        ("%-m/%-d/%Y", "12/29/2024", datetime(2024, 12, 29)),
        ("%d-%b-%Y", "24-NOV-2026", datetime(2026, 11, 24)),
        ("%Y%m%d", "20261124", datetime(2026, 11, 24)),
        ("%d.%m.%Y %H:%M", "24.11.2026 16:05", datetime(2026, 11, 24, 16, 5)),
        ("%-m/%-d/%Y %-I:%M %p", "11/24/2026 12:05 AM", datetime(2026, 11, 24, 0, 5)),
        ("%m/%d/%Y %I:%M:%S %p", "11/24/2026 04:05:06 PM", datetime(2026, 11, 24, 16, 5, 6)),
    ],
)
def test_a_text_of_the_form_is_read(form: str, text: str, moment: datetime) -> None:
    assert compile_form(form)(text) == moment


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%m/%d/%Y", "2/9/2024"),
        ("%m/%d/%Y", "13/01/2024"),
        ("%m/%d/%Y", "02/30/2024"),
        ("%m/%d/%Y", "02/29/2023"),
        ("%m/%d/%Y", "02/09/24"),
        ("%m/%d/%Y", "02/09/2024 "),
        ("%m/%d/%Y", "٠2/09/2024"),
        ("%-m/%-d/%Y", "02/09/2024"),
        ("%d-%b-%Y", "24-Foo-2026"),
        ("%d.%m.%Y %H:%M", "24.11.2026"),
        ("%d.%m.%Y %H:%M", "24.11.2026 24:00"),
        ("%m/%d/%Y %I:%M %p", "11/24/2026 13:05 PM"),
        ("%m/%d/%Y %I:%M %p", "11/24/2026 00:05 AM"),
    ],
)
def test_anything_else_is_none(form: str, text: str) -> None:
    assert compile_form(form)(text) is None


@pytest.mark.parametrize(
    "form", ["%y-%m-%d", "%d.%m.%y", "%m/%d", "%Q", "%Y-%m", "%m/%d/%Y %I:%M", "%Y-%m-%d %H:%M %p", ""]
)
def test_a_form_that_leaves_something_to_guess_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="date form"):
        compile_form(form)


@pytest.mark.parametrize(
    "text",
    ["2026-11-24", "2026-11-24 16:05", "2026-11-24T16:05", "2026-11-24 16:05:30", "2026-11-24 16:05:30.123"],
)
def test_iso_is_always_understood(text: str) -> None:
    moment = read_iso(text)
    assert moment is not None
    assert moment.date().isoformat() == "2026-11-24"


@pytest.mark.parametrize(
    "text",
    ["2026-W48-2", "20261124", "2026-11-24Z", "2026-11-24 16", "2026-11-24 16:05+01:00", "2026-02-30", "2026-1-24",
     "2026-11-24 16:05:30.1234", "26-11-24", "2026-11-24  16:05"],
)  # fmt: skip
def test_near_iso_is_not(text: str) -> None:
    assert read_iso(text) is None


def test_a_form_shows_itself_by_an_example() -> None:
    assert example("%m/%d/%Y") == "11/24/2031"
