"""What does the reader ask of the page? The filters, as the address carries them, held against what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboard.address import on_offer, search_of
from db.queries import dose

# How many months up to the newest data, as the address says it and as people read it.
SPANS = {"12": "one year", "3": "3 months", "24": "2 years", "60": "5 years", "all": "all data"}
PATIENTS = {"adults": "Adults, 16 and over", "all": "All ages"}
DEFAULT_SPAN = "12"
FILTERS = ("period", "room", "patients", "group")


@dataclass(frozen=True, slots=True)
class Question:
    """The filters in force; an empty room or exam group means all of them."""

    span: str = DEFAULT_SPAN
    room: str = ""
    patients: dose.Patients = "adults"
    group: str = ""
    # What stands in for no choice of period: one year, or everything where a year holds only a few samples.
    usual_span: str = DEFAULT_SPAN

    @property
    def search(self) -> str:
        """The part of the address that says it: empty for the default."""
        chosen = {"period": self.span, "room": self.room, "patients": self.patients, "group": self.group}
        usual = Question(usual_span=self.usual_span)
        defaults = {
            "period": self.usual_span,
            "room": usual.room,
            "patients": usual.patients,
            "group": usual.group,
        }
        return search_of(chosen, defaults)


def understood(
    wanted: Mapping[str, str | None], *, rooms: Sequence[str], usual_span: str = DEFAULT_SPAN
) -> Question:
    """Take what a browser sent, by name of filter: anything that is not on offer counts as not chosen."""
    return Question(
        on_offer(wanted.get("period"), SPANS, usual_span),
        on_offer(wanted.get("room"), rooms, ""),
        "all" if wanted.get("patients") == "all" else "adults",
        on_offer(wanted.get("group"), dose.EXAM_GROUPS, ""),
        usual_span,
    )


def search_as_sent(query: Mapping[str, str]) -> str:
    """The address that a page was opened with, spelled as the browser would spell it."""
    return f"?{urlencode(query)}" if query else ""


def period_of(span: str, default: tuple[date, date], oldest: date | None) -> tuple[date, date]:
    """The first and last day that a span means; all of them end with the newest data."""
    start, end = default
    if span == DEFAULT_SPAN:
        return default
    if span == "all":
        return min(oldest or start, start).replace(day=1), end
    month = end.year * 12 + end.month - int(span)
    return date(month // 12, month % 12 + 1, 1), end
