"""Which dose did each badge receive? The monthly report of a dosimetry service, in Landauer's 33 columns."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department
from etl.demo.wear import (
    DDE,
    LDE,
    REPORTS,
    SDE,
    Reading,
    last_day,
    months_later,
    newest_month,
    ordinary_reading,
    reported_on,
    wearers,
)
from etl.demo.wear_stories import VENDOR_DIFFERS, VENDOR_DIFFERS_BY, told

HEADER = (
    "Account Number,Account Name,Series Code,AWO,Scan Date,Import Date,Participant Number,UniqueID,ID Number,"
    "Participant Name,DOB,Dosimeter,Use,Rad Quality,Period Begin Date,Period End Date,Current DDE,Current LDE,"
    "Current SDE,Current Neutron,Quarter DDE,Quarter LDE,Quarter SDE,YTD DDE,YTD LDE,YTD SDE,Life DDE,Life LDE,"
    "Life SDE,Inception Date,Serial Number,Version,NoteCode"
).split(",")
ROSTER_HEADER = (
    "account_number,participant_number,use,starts_on,ends_on,wear_months,department,work_group,ris_name,is_intern,adult_on"
).split(",")
# Kind of work -> department, and the rooms whose work explains a dose.
_WORK = {
    "radiography": ("Radiography", "Room 1;Room 2;Room 3;Room 6;Mobile 1;Mobile 2"),
    "fluoroscopy": ("Fluoroscopy", "Room 4"),
    "interventional": ("Interventional", "Room 4"),
    "nursing": ("Nursing", "Room 4"),
    "physics": ("Physics", ""),
    "student": ("School of radiography", "Room 1;Room 2;Room 3;Room 6;Mobile 1;Mobile 2"),
}
_ACCOUNT = ("900100", "NORTHFIELD GENERAL (MADE UP) - RADIOLOGY", "RAD")
_CONTROL_NUMBER = "00RAD"
_QUANTITIES = (DDE, LDE, SDE)
_BLANK_ROW = [""] * len(HEADER)


def files(department: Department) -> Iterator[DemoFile]:
    """One file for each month, from the day on which it is reported."""
    newest = newest_month(department.seed, department.today)
    yield f"roster/badge_roster_{department.first_day:%Y-%m-%d}.csv", partial(_roster, department)
    for month in _months(department, newest):
        name = f"landauer_{reported_on(department.seed, month):%Y-%m-%d}.csv"
        yield f"badges/{name}", partial(_report, department, month)


def _roster(department: Department) -> bytes:
    """Who is to wear which badge: one file, written once, from the first month that is reported."""
    first = months_later(newest_month(department.seed, department.story_day), 1 - REPORTS)
    rows = []
    for wearer in wearers():
        given, family = wearer.name.title().split()[-1], " ".join(wearer.name.title().split()[:-1])
        area, rooms = _WORK[wearer.work]
        for use in wearer.uses:
            rows.append(
                [
                    _ACCOUNT[0], wearer.participant_number, use, first.isoformat(), "", "1", area, rooms,
                    f"{given} {family}" if wearer.work in ("radiography", "student") else "",
                    "yes" if wearer.work == "student" else "no", "",
                ]
            )  # fmt: skip
    return csv_bytes(ROSTER_HEADER, rows)


def _months(department: Department, until: date) -> list[date]:
    month = months_later(newest_month(department.seed, department.story_day), 1 - REPORTS)
    months = []
    while month <= until:
        months.append(month)
        month = months_later(month, 1)
    return months


def _readings(department: Department, until: date) -> Iterator[Reading]:
    """All that the reports up to one month's give, in the order in which it became known."""
    newest_at_story = newest_month(department.seed, department.story_day)
    for month in _months(department, until):
        for wearer in wearers():
            for use in wearer.uses:
                for reading in told(ordinary_reading(department.seed, wearer, use, month), newest_at_story):
                    if (reading.reported_with or month) <= until:
                        yield reading


def _report(department: Department, month: date) -> bytes:
    known = list(_readings(department, month))
    inception = _months(department, month)[0]
    rows = [
        _control_row(department, month, inception, "PA", 998),
        _control_row(department, month, inception, "S", 999),
        _BLANK_ROW,
    ]
    reported = [reading for reading in known if (reading.reported_with or reading.month) == month]
    for reading in sorted(reported, key=lambda r: (r.wearer.participant_number, r.month, r.use)):
        rows.append(_row(department, reading, known, month, inception))
    rows.append(_BLANK_ROW)
    return csv_bytes(HEADER, rows, line_end="\r\n")


def _row(
    department: Department, reading: Reading, known: list[Reading], report: date, inception: date
) -> list[str]:
    doses = reading.doses
    totals: dict[str, dict[str, int]] = {
        "Quarter": defaultdict(int),
        "YTD": defaultdict(int),
        "Life": defaultdict(int),
    }
    for month, worn in _in_force(known, reading).items():
        for quantity, dose in _of_month(worn).items():
            totals["Life"][quantity] += dose
            if month.year == reading.month.year:
                totals["YTD"][quantity] += dose
                if (month.month - 1) // 3 == (reading.month.month - 1) // 3:
                    totals["Quarter"][quantity] += dose
    newest_at_story = newest_month(department.seed, department.story_day)
    if (reading.wearer.participant_number, reading.use) == VENDOR_DIFFERS and report == newest_at_story:
        totals["YTD"][SDE] += VENDOR_DIFFERS_BY
    measured = _QUANTITIES if reading.use != "RFINGER" else (SDE,)
    current = [
        _text((doses or {}).get(q, 0)) if doses is not None and q in measured else "" for q in _QUANTITIES
    ]
    summed = [_text(t[q]) if q in measured else "" for t in totals.values() for q in _QUANTITIES]
    place = _place(reading)
    return [
        *_heading(department, report, reading.wearer.participant_number, reading.wearer.name),
        "PA" if reading.use in ("CHEST", "COLLAR") else "S",
        reading.use,
        "P" if doses and any(doses.values()) else "",
        reading.month.isoformat(),
        last_day(reading.month).isoformat(),
        *current,
        "",
        *summed,
        f"{inception:%Y/%m}",
        _serial_number(reading.month, place),
        str(reading.version),
        reading.note,
    ]


def _in_force(known: list[Reading], until: Reading) -> dict[date, list[Reading]]:
    """The readings that one sum is made of, by month, each in its highest version.

    A service sums per person and not per badge: each row repeats the sums of trunk and lens badge; a ring has its own.
    """
    rings = until.use == "RFINGER"
    best: dict[tuple[date, str], Reading] = {}
    for other in known:
        if other.wearer == until.wearer and (other.use == "RFINGER") == rings and other.month <= until.month:
            place = (other.month, other.use)
            best[place] = max(best.get(place, other), other, key=lambda r: r.version)
    # A report gives the totals that its own row was reckoned with.
    best[until.month, until.use] = until
    by_month: dict[date, list[Reading]] = defaultdict(list)
    for (month, _), reading in best.items():
        by_month[month].append(reading)
    return by_month


def _of_month(worn: list[Reading]) -> dict[str, int]:
    """What a month adds to a person's sums: the trunk's DDE, the lens badge's LDE where it was read, the larger SDE."""
    read = {reading.use: reading.doses for reading in worn if reading.doses is not None}
    lens = read.pop("LENS", None)
    added = {
        quantity: max((doses.get(quantity, 0) for doses in read.values()), default=0)
        for quantity in _QUANTITIES
    }
    if lens is not None:
        added[LDE] = lens.get(LDE, 0)
        added[SDE] = max(added[SDE], lens.get(SDE, 0))
    return added


def _control_row(
    department: Department, month: date, inception: date, dosimeter: str, place: int
) -> list[str]:
    return [
        *_heading(department, month, _CONTROL_NUMBER, "CONTROL"),
        dosimeter,
        "CONTROL",
        "",
        month.isoformat(),
        last_day(month).isoformat(),
        *[""] * 13,
        f"{inception:%Y/%m}",
        _serial_number(month, place),
        "0",
        "",
    ]


def _heading(department: Department, report: date, number: str, name: str) -> list[str]:
    imported = reported_on(department.seed, report)
    order = f"98{report:%y%m}0001"
    scanned = imported - timedelta(days=4)
    return [*_ACCOUNT, order, scanned.isoformat(), imported.isoformat(), number, "", "", name, ""]


def _place(reading: Reading) -> int:
    badges = [(wearer, use) for wearer in wearers() for use in wearer.uses]
    return badges.index((reading.wearer, reading.use))


def _serial_number(month: date, place: int) -> str:
    return f"7{(month.year * 12 + month.month) % 1000:03d}{place:03d}D"


def _text(dose: int) -> str:
    """A dose in mSv as the service prints it; M stands for less than 0.01 mSv."""
    return f"{dose / 100:g}" if dose else "M"
