"""How do the single doses of an exam type spread? Asked for, not shown to everybody who looks at a median."""

import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.histogram import binned, histogram
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import Line
from dashboard.formats import format_count, with_unit
from dashboard.pages.dose.chart import Chart
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import figure_tile, narrowed
from db.database import Connection
from db.queries import dose


def spread_of(connection: Connection, chart: Chart) -> pd.DataFrame:
    """The bars: from, to, n; the last one has no end and holds what lies above the 99th percentile."""
    counts, bounds, above = binned(dose.doses_of(connection, chart.of, chart.measure, chart.projection))
    found = pd.DataFrame({"from": bounds[:-1], "to": bounds[1:], "n": counts})
    last = pd.DataFrame({"from": [float(bounds[-1])], "to": [np.nan], "n": [above]})
    return pd.concat([found, last], ignore_index=True) if above else found


def spread_tile(connection: Connection, picture: Picture, chart: Chart) -> Component:
    """The distribution of the days, or why there is none."""
    values = dose.doses_of(connection, chart.of, chart.measure, chart.projection)
    if len(values) < dose.MINIMUM_FOR_VERDICT:
        return tile(
            f"How do the doses of {chart.label} spread?",
            html.P(
                f"Of {format_count(len(values))} {chart.noun}s no distribution is drawn: under "
                f"{dose.MINIMUM_FOR_VERDICT} it would show single patients.",
                className="ro-empty-text",
            ),
            id="dose-tile-spread",
        )
    p25, median, p75 = (float(one) for one in np.percentile(values, [25, 50, 75]))
    title = (
        f"{chart.label}: half of the doses lie between {chart.write(p25)} and "
        f"{with_unit(chart.write(p75), chart.unit)}"
    )
    _, bounds, above = binned(values)
    lines = [Line(median, f"median {chart.write(median)}", "target"), *chart.lines()]
    rows = [
        {"from": chart.write(row["from"]), "to": chart.write(row["to"]), "n": row["n"]}
        for row in spread_of(connection, chart).to_dict("records")
        if row["n"]
    ]
    beyond = (
        f"{format_count(above)} above {with_unit(chart.write(float(bounds[-1])), chart.unit)} are not drawn. "
        if above
        else ""
    )
    return figure_tile(
        picture,
        "spread",
        title,
        histogram(values, title=title, unit=chart.unit, write=chart.write, lines=lines, noun=chart.noun),
        subtitle=f"{chart.measure}, n = {format_count(len(values))}; {narrowed(picture)}",
        note=f"{beyond}Grey: the middle half. A level compares the median, never one dose.",
        table=table(
            rows,
            [Column("from", "From", "number", unit=chart.unit), Column("to", "To", "number", unit=chart.unit),
             Column("n", f"{chart.noun.capitalize()}s", "number", decimals=0)],
            title=title,
        ),
    )  # fmt: skip
