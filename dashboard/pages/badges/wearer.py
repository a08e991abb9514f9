"""One wearer: five sums, the year's curve against levels and limit, and the strip of periods below it."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.cumulative import Estimate, cumulative
from dashboard.blocks.kpi import sums
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP
from dashboard.pages.badges import review, words
from dashboard.pages.badges.beside import beside_words
from dashboard.pages.badges.desk import Beside, Desk
from dashboard.pages.badges.periods import periods_table
from dashboard.pages.badges.picture import Opened, Picture
from dashboard.pages.badges.question import PATH, Question
from dashboard.pages.badges.year import plain_msv, reference_lines, year_cells
from db.badge_doses import UNKNOWN_FLAGS
from db.badge_limits import Level, Limit
from db.badge_periods import QUANTITIES
from db.badge_projection import BAND


def wearer_tile(
    opened: Opened, question: Question, picture: Picture, desk: Desk, clock: tuple[tzinfo, datetime]
) -> Component:
    """The tile of the wearer that is open: sums, the year's curve, what stands beside it, and the decision."""
    row, report, beside = opened.row, question.report, opened.beside
    minor, intern = bool(row["is_minor"]), bool(row["is_intern"])
    levels = picture.rules.levels_of(row["quantity"], intern=intern)
    limit = picture.rules.limit_of(row["quantity"], minor=minor)
    cells = year_cells(opened.entries, report.year, picture.seen_on, levels)
    estimate = _estimate(beside)
    now_at = today_at(cells, picture.today, report) if picture.seen_on == picture.today else None
    highest = max(cells["dose_msv"].fillna(0.0).sum(), estimate.high_msv if estimate else 0.0)
    lines, above = reference_lines(levels, limit, highest)
    title = words.finding(row, opened.sums["year"], report)
    made = review.decision(beside, desk, *clock)
    return tile(
        f"{words.person(row)}: {title[0].lower()}{title[1:]}",
        [
            _series_links(opened, question),
            sums(_sums(opened, report)),
            # Above the picture: what is asked of the reader is seen without going down the page.
            *([made] if made else []),
            cumulative(
                cells, title=title, lines=lines, estimate=estimate, today_at=now_at
            ),
            *beside_words(opened, report),
        ],
        subtitle=_subtitle(row, above),
        note=_note(levels, limit, cells) + words.stale_words(picture.freshness),
        actions=link_button("Record", f"/badges/wearer?wearer={row['wearer_id']}", icon_name="clock-history"),
        table=periods_table(opened.entries),
        id="badges-wearer",
    )  # fmt: skip


def _estimate(beside: Beside) -> Estimate | None:
    found = beside.projection
    if found is None or not found.ahead + found.unknown:
        return None
    return Estimate(found.usv / 1000, found.low_usv / 1000, found.high_usv / 1000, BAND)


def today_at(cells: pd.DataFrame, today: date, report: date) -> float | None:
    """Where today lies on the axis of periods, counted from the left; None in another year."""
    if today.year != report.year or cells.empty:
        return None
    return float(len(cells) * (today - date(today.year, 1, 1)).days / 365.25)


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


def _sums(opened: Opened, report: date) -> list[tuple[str, str, str, str]]:
    labels = {
        "period": words.report_words(report),
        "quarter": "Quarter to date",
        "year": "Year to date",
        "rolling": "Rolling 12 months",
        "five_years": f"{report.year - 4} to {report.year}",
        "lifetime": "All years held here",
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
    unknown = f"; {total.unknown}{NBSP}unknown" if total.unknown and total.kind != "none" else ""
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
