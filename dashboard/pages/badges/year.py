"""A wearer's calendar year as the curve takes it: one cell per wear period, levels and limit as lines."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.blocks.trend import Line
from dashboard.formats import NBSP
from dashboard.pages.badges import words
from db.badge_doses import UNKNOWN_FLAGS, Entry
from db.badge_limits import Level, Limit, level_of_period
from db.badge_periods import add_months, months, months_worn

# A limit that lies further above the curve than this many times its height would press it flat: it is told in words.
_HEADROOM = 4


def year_cells(entries: Sequence[Entry], year: int, seen_on: date, levels: Sequence[Level]) -> pd.DataFrame:
    """The wear periods that end in a calendar year, as the curve takes them, and what is left of the year.

    `seen_on` is the day of the picture: what began by then and is not read is worn, the rest is still to come.

    Columns label, flag, dose_msv (what counts in the sum), level ("I", "II" or None). Readings that end on one day are
    one cell. Levels are pro-rated to the months worn.
    """
    by_end: dict[date, list[Entry]] = {}
    for entry in entries:
        if entry.wear_end.year == year:
            by_end.setdefault(entry.wear_end, []).append(entry)
    cells: list[dict[Any, Any]] = []
    for end, together in by_end.items():
        start = min(entry.wear_start for entry in together)
        usv = sum(entry.usv or 0 for entry in together)
        flag = _flag(together)
        reached = level_of_period(usv, months_worn(start, end), levels) if usv else None
        cells.append(
            {
                "label": words.period_label(start, end),
                "flag": flag,
                "dose_msv": usv / 1000 if usv or flag in {"value", "estimated"} else None,
                "level": reached.name.removeprefix("Level ") if reached else None,
            }
        )
    if by_end:
        last = max(by_end)
        length = months(min(entry.wear_start for entry in by_end[last]), last)
        cells += _ahead(last, length, year, seen_on)
    return pd.DataFrame(cells, columns=["label", "flag", "dose_msv", "level"])


def _flag(together: Sequence[Entry]) -> str:
    """What one cell says of several readings: an unknown one first, then a number, then M."""
    flags = [entry.flag for entry in together]
    order = (*UNKNOWN_FLAGS, "estimated", "value", "M", "unused")
    return next(flag for flag in order if flag in flags)


def _ahead(last: date, length: int, year: int, seen_on: date) -> list[dict[Any, Any]]:
    """Periods of the rest of the year, of the same length: worn already, or still to come."""
    cells = []
    start = last + timedelta(days=1)
    while start.year == year:
        end = add_months(start, length) - timedelta(days=1)
        flag = "worn" if start <= seen_on else "future"
        cells.append({"label": words.period_label(start, end), "flag": flag, "dose_msv": None, "level": None})
        start = end + timedelta(days=1)
    return cells


def reference_lines(
    levels: Sequence[Level], limit: Limit | None, highest_msv: float
) -> tuple[list[Line], list[str]]:
    """Levels and limit as lines of a calendar year, and in words those that lie too far above the curve to be drawn.

    A quarterly level stands at four times its value, a monthly one at twelve: where a year of just reaching it ends.
    """
    a_year = {"period": 12, "quarter": 4, "year": 1, "accumulated": 1}
    found = [
        Line(
            level.usv * a_year[level.span] / 1000,
            f"{level.name}, {_times(a_year[level.span])}{plain_msv(level.usv)}{NBSP}mSv",
            "action" if level.rank > 1 else "warn",
        )
        for level in levels
    ]
    if limit:
        found.append(Line(limit.usv / 1000, f"Limit {plain_msv(limit.usv)}{NBSP}mSv a year", "limit"))
    found.sort(key=lambda line: line.value)
    first_above = next((line for line in found if line.value > highest_msv), None)
    drawn = [line for line in found if line is first_above or line.value <= max(highest_msv, 0.1) * _HEADROOM]
    return drawn, [line.label for line in found if line not in drawn]


def _times(number: int) -> str:
    return f"{number} × " if number > 1 else ""


def plain_msv(usv: int) -> str:
    """Whole µSv as mSv without trailing zeros: `1.25`, `50`."""
    return f"{usv / 1000:g}"
