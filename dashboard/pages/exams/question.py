"""What does the reader ask of the page? View, filters and rows, as the address has them, held against what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboard.address import on_offer
from dashboard.selected import FILTERS, search_as_sent, selection_of, values_of
from db.ages import AGE_BANDS
from db.selection import Selection

__all__ = ["FILTERS", "PATH", "ROWS", "VIEWS", "Question", "asked_days", "search_as_sent", "understood"]

PATH = "/exams"
VIEWS = {
    "": "Volumes",
    "turnaround": "Turnaround",
    "rooms": "Rooms",
    "rejects": "Rejects",
}
ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Question:
    """One view of one part of the department. `rows` and `of` say which rows are looked at, in the view of rows."""

    selection: Selection
    default: tuple[date, date]
    view: str = ""
    rows: str = ""
    of: str = ""

    def address(self, **changes: str) -> str:
        """The address of this view, or of the same filters with another `view`, `rows` or `of`."""
        asked = {"view": self.view, "rows": self.rows, "of": self.of} | changes
        search = self._search(asked)
        return f"{PATH}?{search}" if search else PATH

    @property
    def search(self) -> str:
        """The part of the address behind the path; empty for the default."""
        found = self._search({"view": self.view, "rows": self.rows, "of": self.of})
        return f"?{found}" if found else ""

    def values(self) -> list[str]:
        """What each filter's field holds, in the order of FILTERS."""
        return values_of(self.selection)

    def away(self) -> list[bool]:
        """Which filters are away from their default."""
        usual = values_of(Selection(*self.default))
        return [value != default for value, default in zip(self.values(), usual, strict=True)]

    def _search(self, asked: Mapping[str, str]) -> str:
        filters = {
            name: value for name, value, away in zip(FILTERS, self.values(), self.away(), strict=True) if away
        }
        return urlencode({**{name: value for name, value in asked.items() if value}, **filters})


def understood(
    wanted: Mapping[str, str | None], default: tuple[date, date], offered: Mapping[str, Sequence[str]]
) -> Question:
    """Take what a browser sent: anything that is not on offer counts as not chosen.

    `offered` has the rooms, exam types and classes that there are, by the filter's name.
    """
    bands = {"age": [name for name, _ in AGE_BANDS]}
    selection = selection_of(wanted, Selection(*default), {**offered, **bands})
    view = on_offer(wanted.get("view"), [*VIEWS, ROWS], "")
    is_rows = view == ROWS
    return Question(
        selection,
        default,
        view,
        str(wanted.get("rows") or "") if is_rows else "",
        str(wanted.get("of") or "") if is_rows else "",
    )


def asked_days(wanted: Mapping[str, str | None], default: tuple[date, date]) -> tuple[date, date]:
    """The days that are asked for, before anything else is known."""
    question = understood(wanted, default, {"room": (), "type": (), "class": ()})
    return question.selection.start, question.selection.end
