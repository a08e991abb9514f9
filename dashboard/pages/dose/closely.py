"""One exam type closely: its trend with the year before and what happened, its rooms and protocols side by side."""

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import link_button
from dashboard.blocks.event_trend import Mark, event_trend, key_of
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_count, format_day, format_month, is_unknown, with_unit
from dashboard.pages.dose.beside import beside_tiles
from dashboard.pages.dose.chart import Chart, chart_of, events_of, year_before
from dashboard.pages.dose.notes import NOTE, note_tile
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.spread import spread_tile
from dashboard.pages.dose.tiles import days_words, figure_tile, graph_id, narrowed, nothing_fits, rows_link
from dashboard.pages.dose.words import source_line
from db.database import Connection
from db.queries import dose


def closely_view(connection: Connection, picture: Picture) -> list[Component]:
    """The trend, what happened, the rooms and the protocols; the distribution where it is asked for."""
    found = chart_of(connection, picture)
    if found is None:
        text = "There are doses on other days, or of other rooms, types and ages."
        return [tile("How did the doses of an exam type go?", nothing_fits(picture, "dose", text))]
    chart, medians = found
    events = events_of(connection, picture, chart)
    parts: list[Component] = [_charts(picture, chart)]
    if picture.asked.show == "note" and access.allowed(NOTE):
        parts.append(note_tile(picture, chart.exam_type, events))
    parts.append(_trend(connection, picture, chart, medians, events))
    if picture.asked.show == "distribution":
        parts.append(spread_tile(connection, picture, chart))
    parts.append(beside_tiles(connection, picture, chart))
    parts.append(_happened(picture, events))
    return parts


def _charts(picture: Picture, chart: Chart) -> Component:
    """The other projections and measures of the exam type."""
    here = f"{chart.measure}|{chart.projection}"
    links = [
        dcc.Link(
            [*([html.Span("Current: ", className="visually-hidden")] if of == here else []), name],
            href=picture.asked.of_type(chart.exam_type, of),
            className="btn btn-link" if of == here else "btn btn-outline-secondary",
        )
        for of, name in chart.others
    ]
    said = f"Charts of {chart.exam_type}"
    first = html.Span(
        chart.exam_type
        if picture.asked.selection.exam_type
        else f"{chart.exam_type}, the nearest to its level:",
        className="ro-note",
    )
    return html.Nav([first, *links], className="ro-views", **{"aria-label": said})


def _trend(
    connection: Connection, picture: Picture, chart: Chart, medians: pd.DataFrame, events: pd.DataFrame
) -> Component:
    before = year_before(connection, chart, picture.asked.group)
    known = medians[medians["n"] > 0]
    frame = known.assign(key=[chart.key("month", f"{month:%Y-%m}") for month in known["month"]])
    newest = frame[frame["n"] >= dose.MINIMUM_FOR_VERDICT].tail(1)
    title = _title(chart, newest, before)
    old, marks = before.set_index("month"), _marks(events, picture)
    rows = [
        {
            "month": format_month(row["month"]),
            "n": row["n"],
            "unknown": row["n_unknown"],
            **{name: chart.write(row[name]) for name in ("p25", "median", "p75")},
            "before": chart.write(old["median"].get(row["month"])) if row["month"] in old.index else "none",
            "rows": rows_link(picture, row["key"], f"{chart.label}, {format_month(row['month'])}"),
        }
        for row in frame.sort_values("month", ascending=False).to_dict("records")
    ]
    shown = (
        html.P("No dose of it is known in these days.", className="ro-empty-text")
        if frame.empty
        else event_trend(
            frame,
            title=title,
            unit=chart.unit,
            write=chart.write,
            minimum_n=dose.MINIMUM_FOR_VERDICT,
            before=before,
            lines=chart.lines(),
            marks=marks,
            id=graph_id("month"),
        )
    )
    signs = key_of(marks)
    is_open = picture.asked.show == "distribution"
    also = [
        link_button(
            "Hide distribution" if is_open else "Distribution",
            picture.asked.of_type(chart.exam_type, f"{chart.measure}|{chart.projection}")
            if is_open
            else _shown(picture, chart, "distribution"),
            kind="quiet",
        ),
        *([link_button("Note", _shown(picture, chart, "note"), kind="quiet", name="Note what happened")]
          if access.allowed(NOTE) else []),
    ]  # fmt: skip
    chosen = picture.asked.selection
    level = (
        source_line(picture.levels, picture.jurisdiction, chosen)
        if chart.drl is not None or chosen.has_children
        else "No reference level on file for it."
    )
    return figure_tile(
        picture,
        "trend",
        title,
        shown,
        subtitle=f"{chart.measure}, {chart.unit}: monthly median with the middle half, {narrowed(picture)}; "
        + ("dotted: the year before" if before["n"].sum() else "of the year before no dose of it is known"),
        note=f"{level} Months with fewer than {dose.MINIMUM_FOR_VERDICT} {chart.noun}s are open points."
        + (f" At the foot, what happened: {signs}; listed below." if signs else ""),
        table=table(
            rows,
            [
                Column("month", "Month"),
                Column("n", "n", "number", decimals=0),
                Column("unknown", "Dose unknown", "number", decimals=0),
                Column("p25", "25 %", "number", unit=chart.unit),
                Column("median", "Median", "number", unit=chart.unit, strong=True),
                Column("p75", "75 %", "number", unit=chart.unit),
                Column("before", "Year before", "number", unit=chart.unit),
                Column("rows", "", "action"),
            ],
            title=title,
        ),
        also=also,
    )


def _shown(picture: Picture, chart: Chart, show: str) -> str:
    at = picture.asked.of_type(chart.exam_type, f"{chart.measure}|{chart.projection}")
    return f"{at}&show={show}"


def _title(chart: Chart, newest: pd.DataFrame, before: pd.DataFrame) -> str:
    if newest.empty:
        return f"{chart.label}: no month has {dose.MINIMUM_FOR_VERDICT} {chart.noun}s"
    row = newest.iloc[0]
    words = f"{chart.label}: median {with_unit(chart.write(row['median']), chart.unit)} in {format_month(row['month'])}"
    parts = []
    if chart.drl is not None:
        parts.append(f"{'over' if row['median'] > chart.drl else 'under'} its DRL")
    old = before[(before["month"] == row["month"]) & (before["n"] >= dose.MINIMUM_FOR_VERDICT)]
    if len(old) and old.iloc[0]["median"]:
        change = row["median"] / old.iloc[0]["median"] - 1
        parts.append(f"{change * 100:+.0f}{NBSP}% against the year before".replace("-", "\u2212"))
    return f"{words}, {', '.join(parts)}" if parts else words


def _marks(events: pd.DataFrame, picture: Picture) -> list[Mark]:
    return [
        Mark(
            row["day"],
            row["kind"],
            ", ".join(
                part for part in (format_day(row["day"], picture.today), row["room"], row["words"], row["who"]) if part
            ),
            None if is_unknown(row["until"]) else row["until"],
        )
        for row in events.to_dict("records")
    ]  # fmt: skip


def _happened(picture: Picture, events: pd.DataFrame) -> Component:
    title = "What happened meanwhile?"
    if events.empty:
        return tile(
            title,
            html.P(
                "No check out of limits, service, fault, new protocol or note in these days.",
                className="ro-empty-text",
            ),
            id="dose-tile-events",
        )
    rows = [
        {
            "day": format_day(row["day"], picture.today)
            + (
                ""
                if is_unknown(row["until"]) or row["until"] == row["day"]
                else f" to {format_day(row['until'], picture.today)}"
            ),
            "kind": row["kind"][0].upper() + row["kind"][1:],
            "where": row["room"] or "all rooms",
            "words": row["words"],
            "who": row["who"],
        }
        for row in events.sort_values("day", ascending=False, kind="stable").to_dict("records")
    ]
    return figure_tile(
        picture,
        "events",
        title,
        table(
            rows,
            [
                Column("day", "Day", on_phone="head"),
                Column("kind", "Kind"),
                Column("where", "Room"),
                Column("words", "What", on_phone="wide"),
                Column("who", "Noted by"),
            ],
            title=title,
            count_note=f"{format_count(len(rows))}, the newest first",
            cards=True,
        ),
        subtitle="Checks beyond tolerance or limits, service, faults, first use of a protocol, notes. "
        f"{days_words(picture)}",
        note="Of the rooms in which it is done in these days. An event beside a change is a hint and no proof.",
        is_figure=False,
    )
