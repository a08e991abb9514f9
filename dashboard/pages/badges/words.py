"""How the page says doses and periods: below the minimum, unused, unknown and 0 never look alike."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard.blocks.chip import State
from dashboard.blocks.table import two_lines
from dashboard.formats import NBSP, format_month, format_msv, format_number, format_percent
from db.badge_doses import DoseSum
from db.badge_periods import add_months, months, quarter_start
from db.freshness import Freshness
from db.wording import at_least, dose_text, known_text

QUANTITY_WORDS = {
    "body": "Body",
    "lens": "Lens",
    "skin": "Skin",
    "extremity": "Extremity",
    "fetal": "Fetal",
}
UNKNOWN_WORDS = {
    "missing": "Not returned",
    "absent": "Absent",
    "damaged": "Damaged",
    "not_worn": "Unused, worked",
}


def msv(usv: Any, unit: str = "") -> str:
    """Whole microsieverts as mSv with 2 decimals."""
    return format_msv(None if pd.isna(usv) else usv / 1000, unit)


def sum_of(row: Mapping[Any, Any], span: str) -> Component | str:
    """A sum of a row of db.queries.badges.wearers; how many of its periods are unknown stands below it."""
    kind, unknown = row[f"{span}_kind"], row[f"{span}_unknown"]
    said = dose_text(row[f"{span}_usv"], kind, unknown)
    if not unknown or kind == "none":
        return said
    number, rest = said.split(", ")
    return two_lines(number, rest)


def number_of(dose: DoseSum) -> str:
    """The number with its "at least", for a place where a note says how many periods are unknown."""
    if dose.kind == "none":
        return "unknown" if dose.unknown else "none"
    return f"{at_least(dose.unknown)}{known_text(dose.usv, dose.kind)}"


def with_unit(dose: DoseSum) -> str:
    """The same with its unit, in a sentence; without one where it is no number."""
    return f"{number_of(dose)}{NBSP}mSv" if dose.kind == "value" else number_of(dose)


def known_words(dose: DoseSum) -> str:
    """How many periods it is made of, and how many of them nobody knows."""
    said = f"{dose.periods}{NBSP}period{'' if dose.periods == 1 else 's'}"
    return f"{said}, {dose.unknown}{NBSP}unknown" if dose.unknown else said


def report_words(report: date) -> str:
    """`October 2026`."""
    names = ("January February March April May June July August September October November December").split()
    return f"{names[report.month - 1]} {report.year}"


def period_label(start: date, end: date) -> str:
    """A wear period on an axis: `Oct`, `Q3`, else `Aug to Sep`."""
    if months(start, end) == 1:
        return format_month(end, end)
    if start == quarter_start(start) and (end.month, end.year) == (start.month + 2, start.year):
        return f"Q{(start.month + 2) // 3}"
    return f"{format_month(start, start)} to {format_month(end, end)}"


def period_words(start: date, end: date, today: date) -> str:
    """A wear period in a list: `May`, `Jan to Mar 2024`."""
    if months(start, end) == 1:
        return format_month(end, today)
    return f"{format_month(start, start)} to {format_month(end, today)}"


def state_of(row: Mapping[Any, Any]) -> State:
    """The state of a row as the chips take it."""
    found: Any = row["state"]
    return found


def person(row: Mapping[Any, Any]) -> str:
    """The wearer's name, or the number where no name is on file."""
    name = row.get("participant_name")
    return str(row["participant_number"]) if name is None or pd.isna(name) else str(name)


def finding(row: Mapping[Any, Any], year: DoseSum, report: date) -> str:
    """The title above a wearer's curve, from the same row: what is reached, or what is left until it is."""
    what = QUANTITY_WORDS[row["quantity"]].lower()
    if row["word"] == "Over limit":
        return f"The {what} dose of {report.year} is over the yearly limit of {msv(row['limit_usv'], 'mSv')}"
    if row["state"] in {"warn", "action"}:
        when = str(report.year) if row["level_span"] == "year" else report_words(report)
        return f"The {what} dose of {when} reached {row['word']}"
    if row["word"] == "No limit set":
        return f"No limit is set for this {what} dose: it is not judged"
    if year.unknown:
        return f"The {what} dose of {report.year} is {with_unit(year)}: {_periods(year.unknown)} unknown"
    return f"The {what} dose of {report.year} is below every level"


def _periods(number: int) -> str:
    return "one period is" if number == 1 else f"{number} periods are"


def level_note(row: Mapping[Any, Any]) -> str:
    """`105 % of Level II (3.75 mSv)`: the compared sum as a share of the level reached, else of the next one."""
    if pd.isna(row["level_share"]):
        return "no level on file"
    level, span = f"{row['level']} ({msv(row['level_usv'], 'mSv')})", row["level_span"]
    if row[f"{span}_unknown"] and not row[f"{span}_usv"]:
        return f"unknown against {level}"
    kind = row[f"{span}_kind"]
    if kind == "none":
        return f"no badge against {level}"
    # Nothing but M or unused is no share of 0 %.
    if kind != "value":
        return f"{known_text(row[f'{span}_usv'], kind)} against {level}"
    return f"{at_least(row[f'{span}_unknown'])}{format_percent(row['level_share'])} of {level}"


def limit_note(row: Mapping[Any, Any]) -> str:
    """`10 % of the limit (50 mSv)`."""
    if pd.isna(row["share_of_limit"]):
        return "no limit on file"
    limit = f"the limit ({format_number(row['limit_usv'] / 1000, 0, 'mSv')})"
    if row["year_kind"] == "none" and not row["external_usv"]:
        return f"unknown against {limit}" if row["year_unknown"] else f"no badge against {limit}"
    share = format_number(row["share_of_limit"] * 100, 1, "%")
    return f"{at_least(row['year_unknown'])}{share} of {limit}"


def share_of_limit(row: Mapping[Any, Any]) -> str:
    """The year's share of the limit in percent, as a number: `10.4`, `at least 10.4`, `unknown`."""
    if pd.isna(row["share_of_limit"]):
        return "no limit"
    if row["year_kind"] == "none" and not row["external_usv"]:
        return "unknown" if row["year_unknown"] else "no badge"
    return f"{at_least(row['year_unknown'])}{format_number(row['share_of_limit'] * 100, 1)}"


def twelve_months(report: date) -> str:
    """`Nov 2025 to Oct 2026`: the rolling span that ends with a report."""
    return f"{format_month(add_months(report.replace(day=1), -11))} to {format_month(report)}"


def late(wear_end: date, today: date) -> str:
    """`193 d`: how long ago a wear period ended."""
    return f"{(today - wear_end).days}{NBSP}d"


def stale_words(freshness: Iterable[Freshness]) -> str:
    """What every figure repeats in words when its feed is past its own limit."""
    titles = [feed.title for feed in freshness if feed.state == "stale"]
    return f" Stale: {', '.join(titles)}; newer readings are missing here." if titles else ""
