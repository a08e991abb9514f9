"""One wearer: five sums, the year's curve against levels and limit, and the strip of periods below it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.cumulative import cumulative
from dashboard.blocks.kpi import sums
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_number
from dashboard.pages.badges import words
from dashboard.pages.badges.picture import Opened
from dashboard.pages.badges.question import PATH, Question
from dashboard.pages.badges.year import plain_msv, reference_lines, year_cells
from db.badge_doses import UNKNOWN_FLAGS, Entry
from db.badge_limits import Level, Limit
from db.badge_periods import QUANTITIES
from db.queries import badges


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
            f"{level.name} {plain_msv(level.usv)}{NBSP}mSv {spans[level.span]}" for level in levels
        )
        checked = "" if all(level.confirmed for level in levels) else "; not yet confirmed"
        parts.append(f"Levels: {levels[0].programme}: {values} (source: {levels[0].source}{checked}).")
    if limit:
        checked = "" if limit.confirmed else "; not yet confirmed"
        parts.append(
            f"Limit: {limit.jurisdiction}, {limit.source}, {plain_msv(limit.usv)}{NBSP}mSv a calendar year{checked}."
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
