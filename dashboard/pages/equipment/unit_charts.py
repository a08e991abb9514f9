"""The same check of several units: small charts on the same axes, and a table of all of them."""

from datetime import tzinfo

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.equipment.charts import bounds_of, numbers
from dashboard.pages.equipment.words import number_text, verdict_chip

_MOST = 8
_ORDER = {"action": 0, "tolerance": 1, "no_tol": 2, "not_done": 3, "ok": 4}


def side_by_side(by_unit: dict[str, pd.DataFrame], own: str, title: str, zone: tzinfo) -> Component | None:
    """Charts of at most eight units, this one first and then the worst; None where no other unit has the check."""
    found = {unit: (results, numbers(results, zone)) for unit, results in by_unit.items()}
    found = {unit: pair for unit, pair in found.items() if not pair[1].empty}
    if len(found) < 2 or own not in found:
        return None
    order = sorted(
        found, key=lambda unit: (unit != own, _ORDER.get(found[unit][0]["verdict"].iloc[-1], 2), unit)
    )
    drawn = order[:_MOST]
    every = pd.concat([found[unit][1] for unit in drawn])
    bounds = [at for unit in drawn for at, _, _ in bounds_of(found[unit][0])]
    low, high = min([*every["value"], *bounds]), max([*every["value"], *bounds])
    room = (high - low) * 0.06 or 1.0
    days = pd.Timedelta(days=3)
    axes = ([every["at"].min() - days, every["at"].max() + days], [low - room, high + room])
    charts = [_chart(unit, *found[unit], axes, title) for unit in drawn]
    rest = f", {_MOST} of them drawn" if len(order) > _MOST else ""
    return tile(
        f"{title} of {len(order)} units on the same axes{rest}",
        [html.Div(charts, className="ro-unit-charts"), _table(order, found, title)],
        subtitle=f"{own} first, then the worst; dashed lines are the limits of each unit's latest result",
        note="Mean and SD of the latest ten values; rejected results are left out.",
    )  # fmt: skip


def _chart(
    unit: str, results: pd.DataFrame, own: pd.DataFrame, axes: tuple[list[object], list[float]], title: str
) -> Component:
    drawn = theme.new_figure(margin={"l": 38, "r": 8, "t": 6, "b": 22})
    for at, _, kind in bounds_of(results):
        colour = theme.token({"action": "action", "warn": "warn"}.get(kind, "rule"))
        drawn.add_hline(y=at, line={"color": colour, "width": 1, "dash": "dash"})
    drawn.add_trace(
        go.Scatter(
            x=own["at"], y=own["value"], mode="lines+markers", line={"color": theme.token("series-1"), "width": 1.5},
            marker={"size": 4}, text=[number_text(value) for value in own["value"]],
            hovertemplate="%{x|%-d %b %Y}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    drawn.update_xaxes(range=axes[0], nticks=4, tickformat="%b %y")
    drawn.update_yaxes(range=axes[1], nticks=4)
    return html.Div(
        [
            html.Div(
                [html.Strong(unit), verdict_chip(results["verdict"].iloc[-1])], className="ro-unit-chart-head"
            ),
            figure(drawn, f"{title} of {unit}", min_height=130, max_height=150),
        ],
        className="ro-unit-chart",
    )


def _table(order: list[str], found: dict[str, tuple[pd.DataFrame, pd.DataFrame]], title: str) -> Component:
    rows = []
    for unit in order:
        results, own = found[unit]
        latest = own["value"].tail(10)
        rows.append(
            {
                "unit": unit,
                "value": number_text(own["value"].iloc[-1]),
                "verdict": verdict_chip(results["verdict"].iloc[-1]),
                "at": format_day(own["at"].iloc[-1].date()),
                "mean": f"{latest.mean():.3g}".replace("-", "\u2212"),
                "spread": f"{latest.std():.3g}" if len(latest) > 1 else None,
                "n": len(latest),
            }
        )
    return table(
        rows,
        [Column("unit", "Unit", on_phone="head"), Column("value", "Latest", "number"), Column("verdict", "Result"),
         Column("at", "On"), Column("mean", "Mean", "number"), Column("spread", "SD", "number"),
         Column("n", "n", "number", decimals=0)],
        title=f"{title}, unit by unit",
        cards=True,
    )  # fmt: skip
