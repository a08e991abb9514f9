"""What does the reader ask of the page? View, filters and rows, as the address has them, held against what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from dashboard.address import ALL, on_offer
from db.ages import AGE_BANDS
from db.selection import Selection

PATH = "/exams"
VIEWS = {
    "": "Volumes",
    "turnaround": "Turnaround",
    "rooms": "Rooms",
    "rejects": "Rejects",
}
ROWS = "rows"
# In the order of the filter bar: the name in the address and in ids, and the part of the selection.
FILTERS = ("from", "to", "room", "type", "class", "age")
_PART = {"room": "room", "type": "exam_type", "class": "patient_class", "age": "age_band"}


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
        chosen = self.selection
        return [
            chosen.start.isoformat(),
            chosen.end.isoformat(),
            *(getattr(chosen, _PART[name]) or ALL for name in FILTERS[2:]),
        ]

    def away(self) -> list[bool]:
        """Which filters are away from their default."""
        usual = replace(self, selection=Selection(*self.default)).values()
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

    `offered` has the rooms, exam types and classes that there are, by the filter's name. Days before the oldest or
    after the newest are fine, they only hold nothing; an end before its start is not.
    """
    start, end = _day(wanted.get("from"), default[0]), _day(wanted.get("to"), default[1])
    if end < start:
        start, end = default
    # More than that no figure needs, and each month has its price.
    start = max(start, date(end.year - 10, 1, 1)) if end.year > 10 else start
    view = on_offer(wanted.get("view"), [*VIEWS, ROWS], "")
    bands = [name for name, _ in AGE_BANDS]
    selection = Selection(
        start,
        end,
        on_offer(wanted.get("room"), offered["room"], ""),
        on_offer(wanted.get("type"), offered["type"], ""),
        on_offer(wanted.get("class"), offered["class"], ""),
        on_offer(wanted.get("age"), bands, ""),
    )
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


def search_as_sent(query: Mapping[str, str]) -> str:
    """The address that a page was opened with, spelled as the browser would spell it."""
    return f"?{urlencode(query)}" if query else ""


def _day(text: str | None, default: date) -> date:
    try:
        found = date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else default
    except ValueError:
        return default
    return found if 1900 <= found.year <= 2199 else default
