"""Which wear periods are there, and which should there be? Places of badges, spans of time, and missing periods."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

Quantity = Literal["body", "lens", "skin", "extremity", "fetal"]
QUANTITIES: dict[Quantity, str] = {
    "body": "Body Hp(10)",
    "lens": "Lens Hp(3)",
    "skin": "Skin Hp(0.07)",
    "extremity": "Extremity Hp(0.07)",
    "fetal": "Fetal Hp(10)",
}
# How the services name places; what is none of these is a badge on the trunk (CHEST, COLLAR, WAIST, WHBODY ...).
# Per account, kind of badge and months: which periods are in, as (first day, last day), oldest first.
Calendars = dict[tuple[str, str], dict[int, list[tuple[date, date]]]]
# Per account, kind of badge and months: how many badges came of each period, as (last day, first day).
Counts = defaultdict[tuple[str, str, int], Counter[tuple[date, date]]]
_EXTREMITY_WORDS = ("FINGER", "FINGR", "RING", "WRIST", "HAND", "ANKLE", "FOOT", "FOREARM", "EXTREM")
_LENS_WORDS = ("LENS", "EYE")
_FETAL_WORDS = ("FETAL", "FETUS", "FOETAL")
_NO_PERSON_WORDS = ("AREA", "CNTRL", "CONTROL", "ENVIR")


@dataclass(frozen=True, slots=True)
class Dose:
    """One quantity of one reading: which kind of answer (a flag of db.schema.badges, or "missing") and whole µSv."""

    flag: str
    usv: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody is to wear a badge from a day to a day (None: it goes on), for so many months at a time if known."""

    starts_on: date
    ends_on: date | None
    wear_months: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One badge's reading in force, as the report gave it."""

    account_number: str
    participant_number: str
    use: str
    wear_start: date
    wear_end: date
    dde: Dose
    lde: Dose
    sde: Dose
    serial_number: str = ""
    note: str | None = None


def place_of(use: str) -> Quantity | None:
    """Which series a badge feeds first: body, lens, extremity or fetal; None for a badge that no person wears."""
    return _place(use.upper())


@cache
def _place(word: str) -> Quantity | None:
    if any(part in word for part in _NO_PERSON_WORDS):
        return None
    if any(part in word for part in _FETAL_WORDS):
        return "fetal"
    if any(part in word for part in _LENS_WORDS):
        return "lens"
    return "extremity" if any(part in word for part in _EXTREMITY_WORDS) else "body"


def missing_periods(
    worn: Sequence[Reading], calendar_of_kind: dict[int, list[tuple[date, date]]]
) -> list[tuple[date, date]]:
    """Wear periods for which a badge of one wearer and use should have come and did not.

    Inferred, since no roster says who was to wear one: every gap of at least half a period between the first and the
    last reading, cut into periods as long as the one before it; and the period right after the last reading, once it is
    in for others (`calendar_of_kind`, as in assigned_periods). Whether more were to come nobody knows; but that one
    stays unknown until it is read, estimated, or a roster says that the wearer had left.
    """
    gaps: list[tuple[date, date]] = []
    ordered = sorted(worn, key=lambda reading: (reading.wear_start, reading.wear_end))
    covered, length = ordered[0].wear_end, months(ordered[0].wear_start, ordered[0].wear_end)
    for before, after in pairwise(ordered):
        if before.wear_end >= covered:
            covered, length = before.wear_end, months(before.wear_start, before.wear_end)
        if (after.wear_start - covered).days - 1 >= 15 * length:
            gaps += _cut(covered + timedelta(days=1), after.wear_start - timedelta(days=1), length)
    last = max(ordered, key=lambda reading: (reading.wear_end, reading.wear_start))
    following = calendar_of_kind.get(months(last.wear_start, last.wear_end), [])
    next_one = next((period for period in following if last.wear_end < period[0]), None)
    if next_one and (next_one[0] - last.wear_end).days <= 15:
        gaps.append(next_one)
    return gaps


def assigned_periods(
    worn: Sequence[Reading],
    assignments: Iterable[Assignment],
    calendar_of_kind: dict[int, list[tuple[date, date]]],
) -> list[tuple[date, date]]:
    """Wear periods for which the roster says that this badge was to be worn, and no reading came.

    `calendar_of_kind` are the periods that are in, by their length in months. A period counts from when at least half
    of it is assigned; a reading that covers half of it answers for it.
    """
    found: set[tuple[date, date]] = set()
    lengths = [months(reading.wear_start, reading.wear_end) for reading in worn]
    for assignment in assignments:
        length = assignment.wear_months or (lengths[-1] if lengths else None)
        if length is None and calendar_of_kind:
            length = max(calendar_of_kind, key=lambda number: len(calendar_of_kind[number]))
        for start, end in calendar_of_kind.get(length or 0, []):
            days = (end - start).days + 1
            assigned = _shared_days(start, end, assignment.starts_on, assignment.ends_on or end)
            covered = sum(_shared_days(start, end, one.wear_start, one.wear_end) for one in worn)
            if assigned * 2 >= days > covered * 2:
                found.add((start, end))
    return sorted(found)


def _shared_days(start: date, end: date, other_start: date, other_end: date) -> int:
    return max(0, (min(end, other_end) - max(start, other_start)).days + 1)


def calendars(counts: Counts) -> Calendars:
    """Which wear periods are in, per account and kind of badge, by their length in months, oldest first.

    A period is in when at least half as many badges have come as for the one before it: until then the report is still
    on its way, and a badge that is not in it is not yet missed.
    """
    found: Calendars = {}
    for (account, kind, length), periods in counts.items():
        ordered = sorted(periods)
        found.setdefault((account, kind), {})[length] = [
            (start, end)
            for at, (end, start) in enumerate(ordered)
            # A few badges in advance of the others, or of another rhythm, make no period for all.
            if at == 0 or periods[end, start] * 2 >= periods[ordered[at - 1]]
        ]
    return found


def counted(badges: Iterable[tuple[str, str, date, date, int]], as_of: date = date.max) -> Counts:
    """How many badges came of each period that ends by a day, from (account, use, start, end, number)."""
    counts: Counts = defaultdict(Counter)
    for account, use, start, end, number in badges:
        if end <= as_of and place_of(use):
            counts[account, kind_of(use), months(start, end)][end, start] += number
    return counts


def kind_of(use: str) -> str:
    """Badges of one kind are exchanged together: all on the trunk, all lens badges, all rings."""
    return place_of(use) or ""


def _cut(start: date, end: date, length: int) -> list[tuple[date, date]]:
    """Cut a gap into periods of that many months; the last one ends where the gap does."""
    pieces = []
    while start <= end:
        stop = add_months(start, length) - timedelta(days=1)
        rest = (end - stop).days
        # A rest of less than half a period belongs to the last one: months are not equally long.
        stop = end if stop > end or rest < 15 * length else stop
        pieces.append((start, stop))
        start = stop + timedelta(days=1)
    return pieces


def months(start: date, end: date) -> int:
    """Length of a wear period in whole months, at least 1: 1 April to 30 June is 3."""
    return max(1, round(((end - start).days + 1) / 30.44))


@lru_cache(maxsize=4096)
def months_worn(start: date, end: date) -> Fraction:
    """How many months a level is pro-rated to: whole where a period is whole calendar months, else by days."""
    whole = months(start, end)
    if add_months(start, whole) - timedelta(days=1) == end or (start.day == 1 and end == month_end(end)):
        return Fraction(
            (end.year - start.year) * 12 + end.month - start.month + 1 if start.day == 1 else whole
        )
    # A year has 365.25 days, so a month 30.4375.
    return Fraction((end - start).days + 1) / Fraction(487, 16)


def add_months(day: date, number: int) -> date:
    """The same day of a later month, or that month's last day."""
    at = day.year * 12 + day.month - 1 + number
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def quarter_start(day: date) -> date:
    """First day of the calendar quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def month_end(day: date) -> date:
    """Last day of the calendar month."""
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def windows(as_of: date) -> dict[str, tuple[date, date]]:
    """The spans that sums are made over, each as (the day before it begins, its last day), for a report's last day.

    period: what ends in the report's month; quarter and year: calendar; rolling: 12 months; five_years: calendar years;
    lifetime: all that is held here.
    """
    end = month_end(as_of)
    return {
        "period": (as_of.replace(day=1) - timedelta(days=1), end),
        "quarter": (quarter_start(as_of) - timedelta(days=1), end),
        "year": (date(as_of.year - 1, 12, 31), end),
        "rolling": (month_end(add_months(end.replace(day=1), -12)), end),
        "five_years": (date(as_of.year - 5, 12, 31), end),
        "lifetime": (date.min, end),
    }
