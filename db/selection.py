"""Which part of the department is asked about? Days, room, exam type, patient class and age band, one for all pages."""

from dataclasses import dataclass
from datetime import date

# Name and the age at the exam, in years, from which it holds; the next one ends it.
AGE_BANDS = (
    ("under 1", 0),
    ("1 to 4", 1),
    ("5 to 9", 5),
    ("10 to 15", 10),
    ("16 to 64", 16),
    ("65 and over", 65),
)
# Levels for adults hold from 16 on.
CHILDREN = tuple(name for name, start in AGE_BANDS if start < 16)


@dataclass(frozen=True, slots=True)
class Selection:
    """First and last day (the hospital's, both included); an empty text means all."""

    start: date
    end: date
    room: str = ""
    exam_type: str = ""
    patient_class: str = ""
    age_band: str = ""


def band_of(age_years: float | None) -> str:
    """The band of an age; the empty text where the age is not known."""
    if age_years is None or age_years < 0:
        return ""
    return next(name for name, start in reversed(AGE_BANDS) if age_years >= start)
