"""What does the reader ask of the page? View, filters and what is looked at, as the address has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from dashboard.address import ALL, on_offer
from dashboard.selected import FILTERS as SHARED
from dashboard.selected import selection_of, values_of
from db.ages import AGE_BANDS
from db.populations import Population
from db.queries import dose
from db.selection import ADULTS, Selection, month_end

PATH = "/dose"
VIEWS = {
    "": "Levels",
    "type": "One exam type",
    "index": "Exposure index",
    "outliers": "Outliers",
    "complete": "Completeness",
}
ROWS = "rows"
PATIENTS = {
    ADULTS: "Adults (16+)",
    ALL: "All ages",
    **{name: f"{name[0].upper()}{name[1:]}" for name, _ in AGE_BANDS},
}
# In the order of the filter bar: the name in the address and in ids.
FILTERS = (*SHARED, "group")
_LOOKED_AT = ("view", "of", "show")
_LONGEST_WORD = 500


@dataclass(frozen=True, slots=True)
class Offered:
    """What the data on file can be asked for, by name."""

    rooms: Sequence[str] = ()
    exam_types: Sequence[str] = ()
    patient_classes: Sequence[str] = ()
    populations: Sequence[Population] = ()

    @property
    def patients(self) -> list[tuple[str, str]]:
        """The choices of patients: bands of age, then the children of whom levels on file speak."""
        return [*PATIENTS.items(), *((one.name, f"Children, {one.words}") for one in self.populations)]

    @property
    def by_filter(self) -> Mapping[str, Sequence[str]]:
        """The same by the filter's name."""
        return {
            "room": self.rooms,
            "type": self.exam_types,
            "class": self.patient_classes,
            "age": [age for age, _ in self.patients if age != ALL],
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One view of one part of the department; `group` is a kind of exams, or empty.

    `of` and `show` say what is looked at within the view: in one exam type's the measure and projection and what is
    opened, in the outliers' the one that is being closed, in the rows' what they belong to.
    """

    selection: Selection
    usual: Selection
    group: str = ""
    view: str = ""
    of: str = ""
    show: str = ""

    def address(self, **changes: str) -> str:
        """The address of this view, or of the same filters with another `view`, `of` or `show`."""
        asked = {name: getattr(self, name) for name in _LOOKED_AT} | changes
        search = self._search(asked)
        return f"{PATH}?{search}" if search else PATH

    def of_type(self, exam_type: str, of: str = "") -> str:
        """The address of one exam type, in the same days, room, class and age."""
        narrowed = replace(self, selection=replace(self.selection, exam_type=exam_type), group="")
        return narrowed.address(view="type", of=of, show="")

    @property
    def search(self) -> str:
        """The part of the address behind the path; empty for the default."""
        found = self._search({name: getattr(self, name) for name in _LOOKED_AT})
        return f"?{found}" if found else ""

    def values(self) -> list[str]:
        """What each filter's field holds, in the order of FILTERS."""
        return [*values_of(self.selection), self.group or ALL]

    def away(self) -> list[bool]:
        """Which filters are away from their default."""
        usual = [*values_of(self.usual), ALL]
        return [value != default for value, default in zip(self.values(), usual, strict=True)]

    @property
    def counted(self) -> Selection:
        """The selection as it is counted: up to the newest data there is, its last month is whole."""
        end = self.selection.end
        return replace(self.selection, end=month_end(end) if end >= self.usual.end else end)

    @property
    def is_narrower_than_left_out(self) -> bool:
        """Whether it narrows to something that what is left out is not counted by."""
        return bool(self.group or self.selection.exam_type or self.selection.patient_class)

    def _search(self, asked: Mapping[str, str]) -> str:
        pairs = zip(FILTERS, self.values(), self.away(), strict=True)
        filters = {name: value for name, value, away in pairs if away}
        return urlencode({**{name: value for name, value in asked.items() if value}, **filters})


def understood(wanted: Mapping[str, str | None], days: tuple[date, date], offered: Offered) -> Question:
    """Take what a browser sent, by name of filter: anything that is not on offer counts as not chosen. `days` are those
    of no choice."""
    usual = Selection(*days, age_band=ADULTS)
    return Question(
        selection_of(wanted, usual, offered.by_filter),
        usual,
        on_offer(wanted.get("group"), dose.EXAM_GROUPS, ""),
        on_offer(wanted.get("view"), [*VIEWS, ROWS], ""),
        (wanted.get("of") or "")[:_LONGEST_WORD],
        (wanted.get("show") or "")[:_LONGEST_WORD],
    )
