"""Dates, times and ages as DICOM writes them (PS3.5 section 6.2), in local time and without a zone."""

import re
from datetime import date, datetime, time

_DATE = re.compile(r"(\d{4})[.]?(\d{2})[.]?(\d{2})")
_TIME = re.compile(r"(\d{2}):?(\d{2})?:?(\d{2})?(?:\.(\d{1,6})\d*)?")
_DATETIME = re.compile(r"(\d{8})(\d{2}(?:\d{2}(?:\d{2}(?:\.\d*)?)?)?)(?:[+-]\d{4})?")
_AGE = re.compile(r"(\d{1,3})([DWMY])")

_YEARS_PER_UNIT = {"D": 1 / 365.25, "W": 7 / 365.25, "M": 1 / 12, "Y": 1.0}
DAYS_PER_YEAR = 365.25

# Nobody alive was born before; 1899-12-30 is day zero of a spreadsheet, and 9999-01-01 a stand-in for "unknown".
FIRST_BIRTH_YEAR = 1900
OLDEST_YEARS = 125


def read_date(text: str | None) -> date | None:
    """Read a DA value, with or without the dots of the old form; None when it is none, or not in the calendar."""
    match = _DATE.fullmatch(text or "")
    if not match:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def read_time(text: str | None) -> time | None:
    """Read a TM value; a leap second becomes the second before it. None when it is none."""
    match = _TIME.fullmatch(text or "")
    if not match:
        return None
    hour, minute, second, fraction = match.groups()
    try:
        return time(
            int(hour), int(minute or 0), min(int(second or 0), 59), int((fraction or "0").ljust(6, "0"))
        )
    except ValueError:
        return None


def join(day: str | None, moment: str | None) -> datetime | None:
    """Join a DA and a TM value; None unless both are there, because a time of day is never made up."""
    on, at = read_date(day), read_time(moment)
    return None if on is None or at is None else datetime.combine(on, at)


def read_datetime(text: str | None) -> datetime | None:
    """Read a DT value that goes down to the hour at least. An offset from UTC is dropped: the rest is local time."""
    match = _DATETIME.fullmatch(text or "")
    return join(match.group(1), match.group(2)) if match else None


def read_birth_date(text: str | None, on: date | None) -> date | None:
    """Read a birth date; None for the stand-ins that devices write when they do not know it."""
    born = read_date(text)
    if born is None or born.year < FIRST_BIRTH_YEAR:
        return None
    if on is not None and not 0 <= (on - born).days / DAYS_PER_YEAR <= OLDEST_YEARS:
        return None
    return None if on is None and born.year > 2200 else born


def read_age_years(text: str | None) -> float | None:
    """Read an AS value (`056Y`, `18M`, `2W`, `001D`) as decimal years; None when it is none.

    An infant's age is written in days, weeks or months; `000Y` is what devices write for an age they do not know.
    """
    match = _AGE.fullmatch(text or "")
    if not match or (int(match.group(1)) == 0 and match.group(2) == "Y"):
        return None
    years = int(match.group(1)) * _YEARS_PER_UNIT[match.group(2)]
    return years if years <= OLDEST_YEARS else None


def age_years(born: date | None, on: date | None, stated: str | None) -> float | None:
    """Return the age in decimal years at the study: from the birth date, else the stated age; None if unknown."""
    if born is not None and on is not None:
        return (on - born).days / DAYS_PER_YEAR
    return read_age_years(stated)
