"""What does the reader ask of the page? The filters, as the address carries them, held against what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboard.address import ALL, on_offer, search_of
from db.queries import dose

# How many months up to the newest data, as the address says it and as people read it.
SPANS = {"12": "one year", "3": "3 months", "24": "2 years", "60": "5 years", "all": "all data"}
PATIENTS = {
    dose.ADULTS: "Adults, 16 and over",
    dose.EVERYBODY: "All ages",
    **{
        age: f"{age[0].upper()}{age[1:]} years"
        for age in dose.AGES
        if age not in (dose.ADULTS, dose.EVERYBODY)
    },
}
DEFAULT_SPAN = "12"
# In the order of the filter bar: the name in the address and in ids.
FILTERS = ("period", "room", "patients", "group", "type", "class")


@dataclass(frozen=True, slots=True)
class Offered:
    """What the data on file can be asked for, by name."""

    rooms: Sequence[str] = ()
    exam_types: Sequence[str] = ()
    patient_classes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The filters in force; an empty room, exam group, exam type or class means all of them."""

    span: str = DEFAULT_SPAN
    room: str = ""
    patients: str = dose.ADULTS
    group: str = ""
    exam_type: str = ""
    patient_class: str = ""
    # What stands in for no choice of period: one year, or everything where a year holds only a few samples.
    usual_span: str = DEFAULT_SPAN

    @property
    def values(self) -> list[str]:
        """What each filter's field holds, in the order of FILTERS."""
        narrowed = (self.group, self.exam_type, self.patient_class)
        return [self.span, self.room or ALL, self.patients, *(value or ALL for value in narrowed)]

    @property
    def usual(self) -> "Question":
        """The same page without a filter."""
        return Question(span=self.usual_span, usual_span=self.usual_span)

    @property
    def search(self) -> str:
        """The part of the address that says it: empty for the default."""
        pairs = zip(FILTERS, self.values, strict=True), zip(FILTERS, self.usual.values, strict=True)
        return search_of(*(dict(pair) for pair in pairs))

    @property
    def chosen(self) -> dose.Chosen:
        """The same as the queries take it."""
        return dose.Chosen(
            rooms=(self.room,) if self.room else (),
            exam_groups=(self.group,) if self.group else (),
            exam_types=(self.exam_type,) if self.exam_type else (),
            patient_classes=(self.patient_class,) if self.patient_class else (),
            ages=self.patients,
        )

    @property
    def is_narrower_than_left_out(self) -> bool:
        """Whether it narrows to something that what is left out is not counted by."""
        return bool(self.group or self.exam_type or self.patient_class)


def understood(
    wanted: Mapping[str, str | None], offered: Offered, *, usual_span: str = DEFAULT_SPAN
) -> Question:
    """Take what a browser sent, by name of filter: anything that is not on offer counts as not chosen."""
    return Question(
        on_offer(wanted.get("period"), SPANS, usual_span),
        on_offer(wanted.get("room"), offered.rooms, ""),
        on_offer(wanted.get("patients"), PATIENTS, dose.ADULTS),
        on_offer(wanted.get("group"), dose.EXAM_GROUPS, ""),
        on_offer(wanted.get("type"), offered.exam_types, ""),
        on_offer(wanted.get("class"), offered.patient_classes, ""),
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
