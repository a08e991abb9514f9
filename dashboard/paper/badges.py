"""The RSO's papers: the worker's annual report, the quarter's list, the reminder list; from the queries of the page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

import pandas as pd

from dashboard.formats import NBSP, format_day, format_long_day, format_number
from dashboard.paper.sheet import PaperColumn, Sheet
from db.badge_doses import DoseSum
from db.badge_periods import QUANTITIES
from db.badge_signatures import ReportState
from db.queries import badges
from db.wording import at_least, dose_text, many, unknown_words

_FLAG_WORDS = {
    "value": "",
    "M": "M",
    "unused": "Unused",
    "absent": "absent",
    "damaged": "damaged",
    "missing": "not returned",
    "estimated": "estimate",
    "not_worn": "unused, worked",
}


def dose_words(dose: DoseSum) -> str:
    """A sum in mSv as it stands on paper: `2.31`, `M`, `at least 2.31, 1 unknown`."""
    return dose_text(dose.usv, dose.kind, dose.unknown)


def annual_rows(report: badges.AnnualReport) -> list[list[str]]:
    """The boxes as rows: box, title, what stands in it, the same in rem, note."""
    rows = []
    for box in report.boxes:
        value = box.words if box.dose is None else dose_words(box.dose)
        rem = ""
        if box.dose is not None and box.dose.kind == "value":
            rem = f"{at_least(box.dose.unknown)}{box.dose.usv / 10_000:.4f}"
        rows.append([box.box, box.title, value, rem, box.note])
    return rows


def annual_pdf(report: badges.AnnualReport, site: str, made_by: str, now: datetime, zone: tzinfo) -> bytes:
    """One worker's year as PDF."""
    sheet = Sheet(
        f"Occupational dose {report.year}",
        f"{site or 'radops'}    Participant {report.participant_number}    Period up to {format_day(report.until)}",
        _foot(made_by, now, zone),
    )
    sheet.words(
        "Doses in mSv (1 mSv = 0.1 rem), from the dosimetry service's reports. M: below the minimum that the service "
        "reports, added as 0. Boxes follow NRC Form 5; identity number, its type and the birth date are not held here.",
        quiet=True,
    )
    sheet.lines(
        [
            PaperColumn("Box", 12),
            PaperColumn("What", 60),
            PaperColumn("Entry; doses in mSv", 42),
            PaperColumn("rem", 28, right=True),
            PaperColumn("Note", 40),
        ],
        annual_rows(report),
    )
    sheet.heading("Wear periods")
    sheet.lines(
        [
            PaperColumn("Badge", 24),
            PaperColumn("Quantity", 36),
            PaperColumn("From", 26),
            PaperColumn("To", 26),
            PaperColumn("mSv", 20, right=True),
            PaperColumn("", 30),
        ],
        [
            [
                entry.position,
                QUANTITIES[key.quantity],
                format_day(entry.wear_start),
                format_day(entry.wear_end),
                "" if entry.usv is None else f"{entry.usv / 1000:.2f}",
                _FLAG_WORDS[entry.flag],
            ]
            for key, entry in report.periods
        ],
    )
    sheet.signature(["For the licensee:"])
    return sheet.content()


def quarter_pdf(found: badges.QuarterList, site: str, made_by: str, now: datetime, zone: tzinfo) -> bytes:
    """The quarter's list with verdicts and signatures as PDF."""
    number = (found.first.month + 2) // 3
    sheet = Sheet(
        f"Badge readings, quarter {number} of {found.first.year}",
        f"{site or 'radops'}    {format_day(found.first)} to {format_day(found.last)}",
        _foot(made_by, now, zone),
        landscape=True,
    )
    sheet.words(
        "Each reading against the level of its own wear period, in force when the reading came. Doses in mSv.",
        quiet=True,
    )
    sheet.lines(
        [
            PaperColumn("Number", 28),
            PaperColumn("Name", 50),
            PaperColumn("Badge", 38),
            PaperColumn("Period ends", 25),
            PaperColumn("Dose", 20, right=True),
            PaperColumn("Level", 20, right=True),
            PaperColumn("Verdict", 28),
            PaperColumn("Year", 26, right=True),
            PaperColumn("Decided", 34),
        ],
        [_quarter_row(row) for row in found.rows.to_dict("records")],
    )
    for state in found.reports:
        unknown = found.unknown.get(state.month_end)
        sheet.signature(_signed_words(state, unknown), by_hand=state.signed is None)
    return sheet.content()


def _signed_words(state: ReportState, unknown: int | None) -> list[str]:
    """Who signed a report of the quarter and what that means; unsigned, how many doses of it nobody knows."""
    report = f"Report of {format_day(state.month_end)}"
    if state.signed is None:
        changed = ", changed since it was signed" if state.changed_since else ""
        return [f"{report}: not signed{changed}; {many(state.readings, 'reading')}{unknown_words(unknown)}."]
    one = state.signed
    said = f"signed electronically by {one.signer} ({one.entered_by}) on {one.entered_at:%Y-%m-%d %H:%M} UTC"
    read = f"{many(one.readings, 'reading')}{unknown_words(one.unknown_doses)}"
    return [f"{report}: {said}; {read}.", f"Meaning: {one.meaning}"]


def _quarter_row(row: Mapping[Any, Any]) -> list[str]:
    dose = _number(row["dose_msv"]) or _FLAG_WORDS[str(row["flag"])]
    known = row["year_msv"]
    usv = 0 if known is None or pd.isna(known) else round(known * 1000)
    year = dose_text(usv, row["year_kind"], row["year_unknown"])
    decided = " ".join(str(row[name] or "") for name in ("decision", "decided_by")).strip()
    name = row["participant_name"]
    return [
        str(row["participant_number"]),
        "" if name is None or pd.isna(name) else str(name),
        f"{row['position']} {QUANTITIES[row['quantity']]}",
        format_day(pd.Timestamp(str(row["wear_end"])).date()),
        dose,
        _number(row["level_msv"]),
        str(row["verdict"]),
        year,
        decided,
    ]


def reminders_pdf(found: pd.DataFrame | None, site: str, made_by: str, now: datetime, zone: tzinfo) -> bytes:
    """The reminder list, one heading per department, as PDF; None where no report has come yet."""
    sheet = Sheet("Badges to return or to explain", site or "radops", _foot(made_by, now, zone))
    if found is None:
        sheet.words("No badge report has arrived yet: nothing is known of any badge.")
        return sheet.content()
    if found.empty:
        sheet.words("No badge is missing or doubtful.")
        return sheet.content()
    named = found.assign(department=found["department"].fillna("No department on the roster"))
    for department, rows in named.groupby("department", sort=True):
        # A page for each: it is handed out there, and the names of others are not its affair.
        sheet.new_page()
        sheet.heading(str(department))
        sheet.lines(
            [
                PaperColumn("Name", 44),
                PaperColumn("Number", 20),
                PaperColumn("Badge", 22),
                PaperColumn("Period ended", 26),
                PaperColumn("Days", 12, right=True),
                PaperColumn("What is asked", 58),
            ],
            [_reminder(row) for row in rows.to_dict("records")],
        )
    return sheet.content()


def _reminder(row: Mapping[Any, Any]) -> list[str]:
    name, end, days = row["participant_name"], row["wear_end"], row["days_since"]
    return [
        "" if name is None or pd.isna(name) else str(name),
        str(row["participant_number"]),
        str(row["position"]),
        "" if end is None or pd.isna(end) else format_day(pd.Timestamp(str(end)).date()),
        "" if days is None or pd.isna(days) else str(int(str(days).split(".")[0])),
        f"{row['finding']}: {row['next_step']}",
    ]


def _number(value: Any) -> str:
    return "" if value is None or pd.isna(value) else format_number(value, 2)


def _foot(made_by: str, now: datetime, zone: tzinfo) -> str:
    return f"Made {format_long_day(now, zone)} by {made_by}. Doses of staff: for its reader alone.".replace(
        NBSP, " "
    )


def quarter_of(text: str, today: date) -> date:
    """The first day of a quarter written as `2026-Q4`; anything else means the present one."""
    parts: Sequence[str] = text.split("-Q")
    if len(parts) == 2 and parts[0].isdigit() and len(parts[0]) == 4 and parts[1] in {"1", "2", "3", "4"}:
        year = int(parts[0])
        if 1900 <= year <= 2199:
            return date(year, int(parts[1]) * 3 - 2, 1)
    return today
