"""What do a wearer's badges add up to? Readings to series, gaps to unknown periods, series to sums; pure, no SQL.

Positions are never added: body dose, each hand and a fetal badge are series of their own. Lens dose is that of the lens
badge, else the body badge's own lens reading. A badge that is missing is unknown and never 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from db.badge_periods import (
    Assignment,
    Calendars,
    Dose,
    Quantity,
    Reading,
    assigned_periods,
    calendars,
    counted,
    kind_of,
    missing_periods,
    place_of,
    quarter_start,
)

# Per account, participant and use: when somebody is to wear such a badge.
Roster = Mapping[tuple[str, str, str], Sequence[Assignment]]
_BY_PLACE: dict[str, list[tuple[Quantity, str]]] = {
    "body": [("body", "dde"), ("skin", "sde")],
    "extremity": [("extremity", "sde")],
    "fetal": [("fetal", "dde")],
}

# Returned unused, though its wearer worked (db.badge_worked): unknown like a badge that never came.
NOT_WORN = "not_worn"
UNKNOWN_FLAGS = ("absent", "damaged", "missing", NOT_WORN)
_NO_DOSE_FLAGS = ("M", "unused")


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


def series(
    readings: Iterable[Reading],
    as_of: date = date.max,
    roster: Roster | None = None,
    calendar: Calendars | None = None,
) -> dict[SeriesKey, list[Entry]]:
    """Sort readings into series, each in order of its wear periods, with missing periods among them.

    Whose badge is on the roster misses what the roster says; of all others it is inferred from the periods around.
    `as_of` decides which report is the newest, in which a badge may be missing; what was begun after it says nothing.
    `calendar` says which periods are in for others too (db.badge_readings.calendar_of), where these readings are some
    wearers' alone; without it they speak for themselves.
    """
    roster = roster or {}
    by_badge: dict[tuple[str, str, str], list[Reading]] = defaultdict(list)
    readings = [reading for reading in readings if place_of(reading.use) and reading.wear_start <= as_of]
    for reading in readings:
        by_badge[reading.account_number, reading.participant_number, reading.use].append(reading)
    if calendar is None:
        came = ((one.account_number, one.use, one.wear_start, one.wear_end, 1) for one in readings)
        calendar = calendars(counted(came, as_of))
    found: dict[SeriesKey, list[Entry]] = {}
    lens: dict[tuple[str, str], dict[str, list[Entry]]] = defaultdict(dict)
    for badge in [*by_badge, *(key for key in roster if key not in by_badge)]:
        account, participant, use = badge
        worn = by_badge.get(badge, [])
        worn.sort(key=lambda reading: (reading.wear_end, reading.wear_start, reading.serial_number))
        of_kind = calendar.get((account, kind_of(use)), {})
        assigned = roster.get(badge)
        periods = assigned_periods(worn, assigned, of_kind) if assigned else missing_periods(worn, of_kind)
        gaps = [Entry(start, end, use, "missing", inferred=badge not in roster) for start, end in periods]
        place = place_of(use)
        for quantity, column in _BY_PLACE.get(place or "", []):
            entries = _entries(worn, column, gaps)
            if entries:
                found[SeriesKey(account, participant, quantity, use)] = entries
        if place in ("body", "lens"):
            lens[account, participant][use] = _entries(worn, "lde", gaps)
    for (account, participant), by_use in lens.items():
        for position, entries in _lens_series(by_use).items():
            found[SeriesKey(account, participant, "lens", position)] = entries
    return found


def _entries(worn: Sequence[Reading], column: str, gaps: Sequence[Entry]) -> list[Entry]:
    """A badge's periods of one quantity; empty where this kind of badge never measures it."""
    entries = []
    for reading in worn:
        dose: Dose = getattr(reading, column)
        if dose.flag != "not_measured":
            entries.append(
                Entry(reading.wear_start, reading.wear_end, reading.use, dose.flag, dose.usv,
                      serial_number=reading.serial_number, note=reading.note)
            )  # fmt: skip
    # A badge that never came might have measured anything that such badges do.
    if entries or not worn:
        entries += gaps
    return sorted(entries, key=lambda entry: (entry.wear_end, entry.wear_start, entry.serial_number))


def _lens_series(by_use: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """The lens badge's periods, and the body badge's own lens reading where no lens badge gave one.

    A lens badge that is missing or damaged leaves its period unknown: what the body badge says then is a lower bound,
    for it may have hung under the apron. Without any lens badge each body badge is a series of its own.
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
        measured = [eye for eye in beside if eye.flag in ("value", "M", "estimated")]
        unknown = any(eye.flag in UNKNOWN_FLAGS for eye in beside)
        # Where neither badge can tell, the period is one unknown and not two.
        if unknown and not measured and entry.flag in UNKNOWN_FLAGS:
            continue
        if measured:
            lens_usv = sum(eye.usv or 0 for eye in measured)
            if _cover(measured, entry) or (entry.usv or 0) <= lens_usv:
                continue
            # A lens badge that came in the middle of the period saw only a part of it: the larger of the two counts.
            entries = [eye for eye in entries if eye not in measured]
        entries.append(replace(entry, is_lower_bound=unknown and not measured))
    return {position: sorted(entries, key=lambda entry: (entry.wear_end, entry.wear_start, entry.position))}


def _cover(eyes: Sequence[Entry], period: Entry) -> bool:
    """Whether lens badges were worn for all of a body badge's period, but for days of exchange."""
    slack = timedelta(days=15)
    starts, ends = min(eye.wear_start for eye in eyes), max(eye.wear_end for eye in eyes)
    return starts <= period.wear_start + slack and ends >= period.wear_end - slack


def _overlap(one: Entry, other: Entry) -> bool:
    return one.wear_start <= other.wear_end and other.wear_start <= one.wear_end


def total(entries: Iterable[Entry], after: date, until: date) -> DoseSum:
    """Add the periods that end after one day and not after another; a period counts whole where it ends.

    `M` and `unused` add 0. A missing, absent or damaged badge, or one that somebody who worked returned unused, adds
    nothing and makes the sum "at least"; so does a lens dose that is only a lower bound.
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
