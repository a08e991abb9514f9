"""Which patients does a reference level speak of? Adults, or children of a stretch of age or of weight.

European levels for children (European Commission, Radiation Protection 185, chapter 10) are given by weight for the
trunk and by age for the head, each from a bound up to another one: `5-<15 kg`, `3 mo-<1 y`, `>=6 y`. Older ones are
named after one child of a standard size (`5 y`, `newborn`): that is no stretch, and nothing is compared with it.
Children are patients under `db.ages.ADULT_FROM_YEARS`, also where a stretch has no end.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select, true

from db.ages import ADULT_BANDS, ADULT_FROM_YEARS, AGE_BANDS
from db.schema.dose import dose_report

ADULT = "adult"
# Whoever is not of the population that is asked for, or of whom it is not known.
OTHERS = "others"
_MONTHS_A_YEAR = 12
_UNIT = r"\s*(kg|y|mo)"
_BETWEEN = re.compile(rf"(\d+(?:\.\d+)?)(?:{_UNIT})?-<(\d+(?:\.\d+)?){_UNIT}")
_OPEN = re.compile(rf"(<|>=)(\d+(?:\.\d+)?){_UNIT}")


@dataclass(frozen=True, slots=True)
class Population:
    """Children from `low` up to, but not with, `high`: kg where it goes `by_weight`, else years of age."""

    name: str
    by_weight: bool
    low: float
    high: float

    @property
    def words(self) -> str:
        """`5 to under 15 kg`, `3 months to under 1 year`, `from 6 years`."""
        write = _weight if self.by_weight else _age
        if not self.low:
            return f"under {write(self.high)}"
        if math.isinf(self.high):
            return f"from {write(self.low)}"
        low = f"{self.low:g}" if self.by_weight else write(self.low)
        return f"{low} to under {write(self.high)}"

    def band(self, row: Any) -> ColumnElement[str]:
        """The name where it holds, else OTHERS: what stands in cells in the place of a band of age."""
        return case((self.holds(row), literal(self.name)), else_=literal(OTHERS))

    def holds(self, row: Any) -> ColumnElement[bool]:
        """A condition on the columns of exposures or studies: of such a child. Weights are told by dose reports and
        image headers alone; a child without one, or without an age, is of no population."""
        age = row.patient_age_years
        value: Any = _weight_of(row) if self.by_weight else age
        bounds = [value >= self.low, *([] if math.isinf(self.high) else [value < self.high])]
        return and_(age < ADULT_FROM_YEARS, *bounds)


@lru_cache(maxsize=64)
def population_of(name: str) -> Population | None:
    """The stretch that a name of the table means; None for adults and for a child of a standard size."""
    text = name.strip()
    if found := _BETWEEN.fullmatch(text):
        low, low_unit, high, unit = found.groups()
        return _made(name, float(low), low_unit or unit, float(high), unit)
    if found := _OPEN.fullmatch(text):
        sign, bound, unit = found.groups()
        low, high = (0.0, float(bound)) if sign == "<" else (float(bound), math.inf)
        return _made(name, low, unit, high, unit)
    return None


def fitting(name: str, age_band: str) -> bool:
    """Whether a level of this population holds for everybody whom a choice of the page holds: for each age of the band,
    or because it is the very population that was chosen."""
    if name == ADULT:
        return age_band in ("adults", *ADULT_BANDS)
    population = population_of(name)
    if population is None or age_band in (name, ""):
        return population is not None and age_band == name
    bounds = {band: start for band, start in AGE_BANDS if band not in ADULT_BANDS}
    if population.by_weight or age_band not in bounds:
        return False
    ends = {band: end for band, (_, end) in zip(bounds, AGE_BANDS[1:], strict=False)}
    return population.low <= bounds[age_band] and ends[age_band] <= population.high


def _made(name: str, low: float, low_unit: str, high: float, unit: str) -> Population | None:
    by_weight = unit == "kg"
    if by_weight != (low_unit == "kg"):
        return None
    low, high = (
        value / _MONTHS_A_YEAR if of == "mo" else value for value, of in ((low, low_unit), (high, unit))
    )
    return Population(name, by_weight, low, high) if low < high else None


def _weight_of(row: Any) -> Any:
    """What the reports and image headers of the study tell that are in force; the heaviest, where they differ."""
    report = dose_report.c
    told = select(func.max(report.patient_weight_kg)).where(report.study_key == row.study_key)
    return told.where(report.in_force.is_(true())).scalar_subquery()


def _weight(value: float) -> str:
    return f"{value:g} kg"


def _age(value: float) -> str:
    if value < 1:
        months = round(value * _MONTHS_A_YEAR)
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{value:g} year{'' if value == 1 else 's'}"
