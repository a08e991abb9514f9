"""Which part of the department is asked about? Days, room, exam type, patient class and age band, one for all pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from db.ages import ADULT_BANDS

# Stands for all bands of adults together: 16 and over, of known age.
ADULTS = "adults"


@dataclass(frozen=True, slots=True)
class Selection:
    """First and last day (the hospital's, both included); an empty text means all.

    `age_band` is the name of one band (`db.ages`), or ADULTS.
    """

    start: date
    end: date
    room: str = ""
    exam_type: str = ""
    patient_class: str = ""
    age_band: str = ""

    @property
    def bands(self) -> Sequence[str] | None:
        """The bands of age that it means; None for all, unknown ages too."""
        if not self.age_band:
            return None
        return ADULT_BANDS if self.age_band == ADULTS else (self.age_band,)

    @property
    def has_children(self) -> bool:
        """Whether it may hold somebody whom a reference level for adults does not fit."""
        return self.age_band not in (ADULTS, *ADULT_BANDS)

    def conditions(self, cells: FromClause) -> list[ColumnElement[bool]]:
        """All but the days, as conditions on a table of cells, as far as it has the columns."""
        wanted = {name: getattr(self, name) for name in ("room", "exam_type", "patient_class")}
        found: list[ColumnElement[Any]] = [
            cells.c[name] == value for name, value in wanted.items() if value and name in cells.c
        ]
        if self.bands is not None and "age_band" in cells.c:
            found.append(cells.c.age_band.in_(self.bands))
        return found


def month_after(day: date) -> date:
    """The first day of the month after a day's own."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return month_after(day) - timedelta(days=1)
