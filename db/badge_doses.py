"""What do a wearer's badges add up to? Readings to series, gaps to unknown periods, series to sums; pure, no SQL.

Positions are never added: body dose, each hand and a fetal badge are series of their own. Lens dose is the lens badge's,
else the body badge's own lens reading. A badge that is missing is unknown and never 0.
"""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
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
UNKNOWN_FLAGS = ("absent", "damaged", "missing")
_NO_DOSE_FLAGS = ("M", "unused")
# How the services name places; what is none of these is a badge on the trunk (CHEST, COLLAR, WAIST, WHBODY ...).
_EXTREMITY_WORDS = ("FINGER", "FINGR", "RING", "WRIST", "HAND", "ANKLE", "FOOT", "EXTREM")
_LENS_WORDS = ("LENS", "EYE")
_FETAL_WORDS = ("FETAL", "FETUS", "FOETAL")
_NO_PERSON_WORDS = ("AREA", "CNTRL", "CONTROL", "ENVIR")


@dataclass(frozen=True, slots=True)
class Dose:
    """One quantity of one reading: which kind of answer (a flag of db.schema.badges, or "missing") and whole µSv."""

    flag: str
    usv: int | None = None


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


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """Whose dose, of which quantity, measured where."""

    account_number: str
    participant_number: str
    quantity: Quantity
    position: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One wear period of a series. `inferred` marks a period that no report names: a badge should have been there.

    `is_lower_bound` marks a lens dose read from a body badge while the lens badge gave none.
    """

    wear_start: date
    wear_end: date
    position: str
    flag: str
    usv: int | None = None
    inferred: bool = False
    is_lower_bound: bool = False
    serial_number: str = ""
    note: str | None = None

    @property
    def crosses_quarter(self) -> bool:
        """Whether it began in another calendar quarter than the one it ends in, where it counts whole."""
        return quarter_start(self.wear_start) != quarter_start(self.wear_end)


@dataclass(frozen=True, slots=True)
class DoseSum:
    """A sum over wear periods in whole µSv: at least `usv`, where `unknown` periods are not known.

    `kind` is "value", or "M" or "unused" when nothing else went into it, or "none" without any period.
    """

    usv: int = 0
    kind: Literal["value", "M", "unused", "none"] = "none"
    unknown: int = 0
    estimated: int = 0
    periods: int = 0


def place_of(use: str) -> Quantity | None:
    """Which series a badge feeds first: body, lens, extremity or fetal; None for a badge that no person wears."""
    word = use.upper()
    if any(part in word for part in _NO_PERSON_WORDS):
        return None
    if any(part in word for part in _FETAL_WORDS):
        return "fetal"
    if any(part in word for part in _LENS_WORDS):
        return "lens"
    return "extremity" if any(part in word for part in _EXTREMITY_WORDS) else "body"


def series(readings: Iterable[Reading]) -> dict[SeriesKey, list[Entry]]:
    """Sort readings into series, each in order of its wear periods, with inferred missing periods among them."""
    readings = [reading for reading in readings if place_of(reading.use)]
    newest = newest_periods(readings)
    by_badge: dict[tuple[str, str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        by_badge[reading.account_number, reading.participant_number, reading.use].append(reading)
    found: dict[SeriesKey, list[Entry]] = {}
    lens: dict[tuple[str, str], dict[str, list[Entry]]] = defaultdict(dict)
    for (account, participant, use), worn in by_badge.items():
        worn.sort(key=lambda reading: (reading.wear_end, reading.wear_start, reading.serial_number))
        gaps = missing_periods(worn, newest)
        place = place_of(use)
        quantities: list[tuple[Quantity, str]] = {
            "body": [("body", "dde"), ("skin", "sde")],
            "extremity": [("extremity", "sde")],
            "fetal": [("fetal", "dde")],
        }.get(place or "", [])  # type: ignore[assignment]
        for quantity, column in quantities:
            entries = _entries(worn, column, gaps)
            if entries:
                found[SeriesKey(account, participant, quantity, use)] = entries
        if place in ("body", "lens"):
            lens[account, participant][use] = _entries(worn, "lde", gaps)
    for (account, participant), by_use in lens.items():
        for position, entries in _lens_series(by_use).items():
            found[SeriesKey(account, participant, "lens", position)] = entries
    return found


def _entries(worn: Sequence[Reading], column: str, gaps: Sequence[tuple[date, date]]) -> list[Entry]:
    """A badge's periods of one quantity; empty where this kind of badge never measures it."""
    entries = []
    for reading in worn:
        dose: Dose = getattr(reading, column)
        if dose.flag != "not_measured":
            entries.append(
                Entry(reading.wear_start, reading.wear_end, reading.use, dose.flag, dose.usv,
                      serial_number=reading.serial_number, note=reading.note)
            )  # fmt: skip
    if entries:
        entries += [Entry(start, end, worn[0].use, "missing", inferred=True) for start, end in gaps]
    return sorted(entries, key=lambda entry: (entry.wear_end, entry.wear_start, entry.serial_number))


def _lens_series(by_use: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """The lens badge's periods, and the body badge's own lens reading where no lens badge gave one.

    A lens badge that is missing or damaged leaves its period unknown: what the body badge says then is a lower bound, for
    it may have hung under the apron. Without any lens badge each body badge is a series of its own.
    """
    eyes = [use for use in sorted(by_use) if place_of(use) == "lens" and by_use[use]]
    trunk = [use for use in sorted(by_use, key=lambda use: ("COLLAR" not in use.upper(), use))
             if place_of(use) == "body" and by_use[use]]  # fmt: skip
    if not eyes:
        return {use: by_use[use] for use in trunk}
    position = eyes[0]
    entries = [entry for use in eyes for entry in by_use[use]]
    for entry in by_use[trunk[0]] if trunk else []:
        beside = [eye for eye in entries if place_of(eye.position) == "lens" and _overlap(eye, entry)]
        if entry.flag in UNKNOWN_FLAGS or any(eye.flag in ("value", "M", "estimated") for eye in beside):
            # The lens badge has measured, or the body badge cannot tell either.
            if beside or entry.flag not in UNKNOWN_FLAGS:
                continue
        entries.append(replace(entry, is_lower_bound=any(eye.flag in UNKNOWN_FLAGS for eye in beside)))
    return {position: sorted(entries, key=lambda entry: (entry.wear_end, entry.wear_start, entry.position))}


def _overlap(one: Entry, other: Entry) -> bool:
    return one.wear_start <= other.wear_end and other.wear_start <= one.wear_end


def missing_periods(
    worn: Sequence[Reading], newest: dict[tuple[str, str, int], tuple[date, date]]
) -> list[tuple[date, date]]:
    """Wear periods for which a badge of one wearer and use should have come and did not.

    Inferred, since no roster says who was to wear one: every gap of at least half a period between the first and the last
    reading, cut into periods as long as the one before it; and the newest period of such badges when the wearer had the one
    just before it.
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
    expected = newest.get(
        (last.account_number, _kind(last.use), months(last.wear_start, last.wear_end)), None
    )
    if expected and last.wear_end < expected[0] and (expected[0] - last.wear_end).days <= 15:
        gaps.append(expected)
    return gaps


def newest_periods(readings: Iterable[Reading]) -> dict[tuple[str, str, int], tuple[date, date]]:
    """The newest wear period that is in, per account, kind of badge and length in months.

    A period is in when at least half as many badges have come as for the one before it: until then the report is still on
    its way, and a badge that is not in it is not yet missed.
    """
    counts: dict[tuple[str, str, int], Counter[tuple[date, date]]] = defaultdict(Counter)
    for reading in readings:
        key = (reading.account_number, _kind(reading.use), months(reading.wear_start, reading.wear_end))
        counts[key][reading.wear_end, reading.wear_start] += 1
    newest = {}
    for key, periods in counts.items():
        ordered = sorted(periods, reverse=True)
        for at, (end, start) in enumerate(ordered):
            earlier = periods[ordered[at + 1]] if at + 1 < len(ordered) else 0
            if periods[end, start] * 2 >= earlier:
                newest[key] = (start, end)
                break
    return newest


def _kind(use: str) -> str:
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


def total(entries: Iterable[Entry], after: date, until: date) -> DoseSum:
    """Add the periods that end after one day and not after another; a period counts whole where it ends.

    `M` and `unused` add 0. A missing, absent or damaged badge adds nothing and makes the sum "at least"; so does a lens
    dose that is only a lower bound.
    """
    usv = unknown = estimated = periods = 0
    flags = set()
    for entry in entries:
        if not after < entry.wear_end <= until:
            continue
        periods += 1
        if entry.flag in UNKNOWN_FLAGS:
            unknown += 1
            continue
        flags.add(entry.flag)
        usv += entry.usv or 0
        estimated += entry.flag == "estimated"
    if not periods:
        return DoseSum()
    kind: Literal["value", "M", "unused", "none"] = "value"
    if flags <= set(_NO_DOSE_FLAGS):
        kind = "M" if "M" in flags else "unused" if flags else "none"
    return DoseSum(usv, kind, unknown, estimated, periods)


def months(start: date, end: date) -> int:
    """Length of a wear period in whole months, at least 1: 1 April to 30 June is 3."""
    return max(1, round(((end - start).days + 1) / 30.44))


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

    period: what ends in the report's month; quarter and year: calendar; rolling: 12 months; five_years: calendar years.
    """
    end = month_end(as_of)
    return {
        "period": (as_of.replace(day=1) - timedelta(days=1), end),
        "quarter": (quarter_start(as_of) - timedelta(days=1), end),
        "year": (date(as_of.year - 1, 12, 31), end),
        "rolling": (month_end(add_months(end.replace(day=1), -12)), end),
        "five_years": (date(as_of.year - 5, 12, 31), end),
    }
