"""In which bands are ages told and kept? Fine enough for children's reference levels and for adults."""

from typing import Any

from sqlalchemy import ColumnElement, case

# Adults as the pages name them ("Adults, 16 and over"); a reference level for adults is never put to a child.
ADULT_FROM_YEARS = 16
UNKNOWN_AGE = ""
# Name and the age at the exam, in years, from which it holds; the next one ends it.
AGE_BANDS = (
    ("under 1", 0),
    ("1 to 4", 1),
    ("5 to 9", 5),
    ("10 to 15", 10),
    ("16 to 64", 16),
    ("65 and over", 65),
)
ADULT_BANDS = tuple(name for name, start in AGE_BANDS if start >= ADULT_FROM_YEARS)


def age_band(age_years: ColumnElement[Any]) -> ColumnElement[str]:
    """The band of a column of ages in decimal years; '' where one is unknown."""
    bands = [(age_years >= start, name) for name, start in reversed(AGE_BANDS)]
    return case(*bands, else_=UNKNOWN_AGE)


def band_of(age_years: float | None) -> str:
    """The same for one age."""
    if age_years is None or age_years < 0:
        return UNKNOWN_AGE
    return next(name for name, start in reversed(AGE_BANDS) if age_years >= start)
