"""What is a question about doses narrowed to? The filters that all figures of the page share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from db.ages import ADULT_BANDS, AGE_BANDS
from db.dose_measures import MEASURES

ADULTS, EVERYBODY = "adults", "all"
# Which ages may be asked for: adults, everybody, or one band.
AGES = (ADULTS, EVERYBODY, *(name for name, _ in AGE_BANDS))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Empty means all; `ages` is adults (16 and over, of known age), all, or the name of one band."""

    rooms: tuple[str, ...] = ()
    exam_groups: tuple[str, ...] = ()
    exam_types: tuple[str, ...] = ()
    patient_classes: tuple[str, ...] = ()
    ages: str = ADULTS

    @property
    def is_usual(self) -> bool:
        """Whether the ready figures of the department answer it: all rooms and classes, adults."""
        return not self.rooms and not self.patient_classes and self.ages == ADULTS

    @property
    def has_children(self) -> bool:
        """Whether it may hold somebody whom a reference level for adults does not fit."""
        return self.ages not in (ADULTS, *ADULT_BANDS)

    @property
    def bands(self) -> Sequence[str] | None:
        """The bands of age that it means; None for all, unknown ages too."""
        if self.ages == EVERYBODY:
            return None
        return ADULT_BANDS if self.ages == ADULTS else (self.ages,)

    def conditions(self, cells: FromClause) -> list[ColumnElement[bool]]:
        """The same as conditions on a table of cells, as far as it has the columns."""
        wanted: dict[str, Sequence[Any] | None] = {
            "room": self.rooms,
            "exam_type": self.exam_types,
            "patient_class": self.patient_classes,
            "measure": [one.name for one in MEASURES if one.exam_group in self.exam_groups],
        }
        found: list[ColumnElement[bool]] = [
            cells.c[name].in_(values) for name, values in wanted.items() if values and name in cells.c
        ]
        if self.bands is not None and "age_band" in cells.c:
            found.append(cells.c.age_band.in_(self.bands))
        return found
