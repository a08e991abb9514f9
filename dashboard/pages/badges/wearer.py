"""One wearer: five sums, the year's curve against levels and limit, and the strip of periods below it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.cumulative import cumulative
from dashboard.blocks.kpi import sums
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import Line
from dashboard.formats import NBSP, format_day, format_number
from dashboard.pages.badges import words
from dashboard.pages.badges.picture import Opened
from dashboard.pages.badges.question import PATH, Question
from db.badge_doses import UNKNOWN_FLAGS, Entry
from db.badge_limits import Level, Limit, level_of_period
from db.badge_periods import QUANTITIES, add_months, months, months_worn
from db.queries import badges

# A limit that lies further above the curve than this many times its height would press it flat: it is told in words.
_HEADROOM = 4


def wearer_tile(
    opened: Opened, question: Question, rules: badges.Rules, today: date, stale: str = ""
) -> Component:
    """The tile of the wearer that is open; `stale` is added to its note."""
    row, report = opened.row, question.report
    levels = rules.levels.get(row["quantity"], ())
    limit = rules.limits.get(row["quantity"])
    cells = year_cells(opened.entries, report.year, today, levels)
    highest = cells["dose_msv"].fillna(0.0).sum()
    lines, above = reference_lines(levels, limit, highest)
    title = words.finding(row, opened.sums["year"], report)
    return tile(
        f"{words.person(row)}: {title[0].lower()}{title[1:]}",
        [
            _series_links(opened, question),
            sums(_five_sums(opened, report)),
            cumulative(cells, title=title, lines=lines),
        ],
        subtitle=_subtitle(row, above),
        note=_note(levels, limit, cells) + stale,
        table=_periods_table(opened.entries),
        id="badges-wearer",
    )  # fmt: skip


def _subtitle(row: dict[Any, Any], above: Sequence[str]) -> str:
    series = "" if pd.isna(row["series_code"]) else f", {row['series_code']}"
    measured = (
        f"{row['participant_number']}{series}, badge {row['position']}, {QUANTITIES[row['quantity']]} in mSv"
    )
    return f"{measured}. Above the picture: {', '.join(above)}." if above else measured


def _series_links(opened: Opened, question: Question) -> Component:
    """The wearer's quantities and positions, each with its verdict; the open one is marked and no link."""
    items = []
    for other in opened.others:
        name = f"{words.QUANTITY_WORDS[other['quantity']]} {other['position']}"
        is_open = (other["quantity"], other["position"]) == (opened.row["quantity"], opened.row["position"])
        link: Any = (
            html.Strong(name)
            if is_open
            else dcc.Link(
                name,
                href=PATH + question.about(other["wearer_id"], other["quantity"], other["position"]).search,
            )
        )
        items.append(html.Span([link, NBSP, state_chip(words.state_of(other), other["word"])]))
    return html.Nav(items, className="ro-filters", **{"aria-label": "Doses of this wearer"})


def _five_sums(opened: Opened, report: date) -> list[tuple[str, str, str, str]]:
    labels = {
        "period": words.report_words(report),
        "quarter": "Quarter to date",
        "year": "Year to date",
        "rolling": "Rolling 12 months",
        "five_years": f"{report.year - 4} to {report.year}",
    }
    return [
        (
            label,
            words.number_of(opened.sums[span]),
            "mSv" if opened.sums[span].kind == "value" else "",
            _sum_note(opened, span),
        )
        for span, label in labels.items()
    ]


def _sum_note(opened: Opened, span: str) -> str:
    """What a sum stands against, where it is compared with anything, and what of it nobody knows."""
    total, row = opened.sums[span], opened.row
    if span == row["level_span"]:
        return words.level_note(row)
    if span != "year":
        return words.known_words(total)
    unknown = f"; {total.unknown}{NBSP}unknown" if total.unknown else ""
    return words.limit_note(row) + unknown


def year_cells(entries: Sequence[Entry], year: int, today: date, levels: Sequence[Level]) -> pd.DataFrame:
    """The wear periods that end in a calendar year, as the curve takes them, and what is left of the year.

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
        cells += _ahead(last, length, year, today)
    return pd.DataFrame(cells, columns=["label", "flag", "dose_msv", "level"])


def _flag(together: Sequence[Entry]) -> str:
    """What one cell says of several readings: an unknown one first, then a number, then M."""
    flags = [entry.flag for entry in together]
    order = (*UNKNOWN_FLAGS, "estimated", "value", "M", "unused")
    return next(flag for flag in order if flag in flags)


def _ahead(last: date, length: int, year: int, today: date) -> list[dict[Any, Any]]:
    """Periods of the rest of the year, of the same length: worn already, or still to come."""
    cells = []
    start = last + timedelta(days=1)
    while start.year == year:
        end = add_months(start, length) - timedelta(days=1)
        flag = "worn" if start <= today else "future"
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
            f"{level.name}, {_times(a_year[level.span])}{_plain(level.usv)}{NBSP}mSv",
            "action" if level.rank > 1 else "warn",
        )
        for level in levels
    ]
    if limit:
        found.append(Line(limit.usv / 1000, f"Limit {_plain(limit.usv)}{NBSP}mSv a year", "limit"))
    found.sort(key=lambda line: line.value)
    first_above = next((line for line in found if line.value > highest_msv), None)
    drawn = [line for line in found if line is first_above or line.value <= max(highest_msv, 0.1) * _HEADROOM]
    return drawn, [line.label for line in found if line not in drawn]


def _times(number: int) -> str:
    return f"{number} × " if number > 1 else ""


def _plain(usv: int) -> str:
    return f"{usv / 1000:g}"


def _note(levels: Sequence[Level], limit: Limit | None, cells: pd.DataFrame) -> str:
    parts = []
    if levels:
        spans = {
            "period": "a month worn",
            "quarter": "a calendar quarter",
            "year": "a year worn",
            "accumulated": "in the year so far",
        }
        values = ", ".join(
            f"{level.name} {_plain(level.usv)}{NBSP}mSv {spans[level.span]}" for level in levels
        )
        checked = "" if all(level.confirmed for level in levels) else "; not yet confirmed"
        parts.append(f"Levels: {levels[0].programme}: {values} (source: {levels[0].source}{checked}).")
    if limit:
        checked = "" if limit.confirmed else "; not yet confirmed"
        parts.append(
            f"Limit: {limit.jurisdiction}, {limit.source}, {_plain(limit.usv)}{NBSP}mSv a calendar year{checked}."
        )
    if cells["flag"].isin(UNKNOWN_FLAGS).any():
        parts.append("Missing is never counted as zero: from there on the curve is a lower bound.")
    return " ".join(parts)  # fmt: skip


def _periods_table(entries: Sequence[Entry]) -> Component:
    rows = [
        {
            "start": format_day(entry.wear_start),
            "end": format_day(entry.wear_end) + (" (crosses a quarter)" if entry.crosses_quarter else ""),
            "position": entry.position,
            "dose": _dose_words(entry),
            "how": _how(entry),
            "serial": entry.serial_number or "none",
            "note": entry.note or "none",
        }
        for entry in reversed(entries)
    ]
    return table(
        rows,
        [
            Column("start", "From"),
            Column("end", "To"),
            Column("position", "Badge"),
            Column("dose", "Dose", "number", unit="mSv", strong=True),
            Column("how", "What it is"),
            Column("serial", "Serial", "id"),
            Column("note", "Note of the service"),
        ],
        title="All wear periods of this wearer",
        count_note=f"{format_number(len(rows), 0)} periods, newest first",
    )


def _dose_words(entry: Entry) -> str:
    if entry.usv is not None:
        return words.msv(entry.usv)
    return {"M": "M", "unused": "Unused"}.get(entry.flag, "unknown")


def _how(entry: Entry) -> str:
    if entry.inferred:
        return "Not returned: no report names it, the periods around it do"
    if entry.is_lower_bound:
        return "Lower bound: the lens badge gave nothing, this is the body badge's"
    return {
        "value": "Measured",
        "M": "Below the minimum that is reported",
        "unused": "Returned sealed",
        "estimated": "Estimate",
        "absent": "Not returned",
        "damaged": "Damaged, no evaluation possible",
    }.get(entry.flag, entry.flag)
