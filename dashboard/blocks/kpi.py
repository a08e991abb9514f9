"""One number with its unit, its comparison, its state and its last weeks."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.children import several
from dashboard.formats import NBSP, UNKNOWN
from db.small_cells import HIDDEN

_AT_LEAST = f"at{NBSP}least{NBSP}"


def kpi(
    title: str,
    value: str,
    unit: str = "",
    *,
    comparison: str,
    chip: Component | None = None,
    spark: pd.Series | None = None,
    target: float | None = None,
    path: str | None = None,
) -> html.Section:
    """A KPI tile. `value` is formatted already (`dashboard.formats`); `comparison` names target or usual, n and age.

    `spark` are the last values, oldest first; `target` is drawn dashed in it. With `path` the title is a link.
    """
    # A number stays with its sign, however narrow the tile is.
    value = value.replace(" %", f"{NBSP}%")
    number = [html.Span(value, className="ro-kpi-unknown" if value in (UNKNOWN, HIDDEN) else "ro-kpi-value")]
    if unit:
        number.append(html.Span(f"\u00a0{unit}", className="ro-kpi-unit"))
    name = dcc.Link(title, href=path) if path else title
    parts: list[Component] = [
        html.H2(name, className="ro-kpi-title"),
        html.Div([html.Span(number), *several(chip)], className="ro-kpi-line"),
        html.P(comparison, className="ro-kpi-comparison"),
    ]
    if spark is not None:
        parts.append(_sparkline(spark, target, f"{title}, last {len(spark)} values"))
    return html.Section(parts, className="ro-tile ro-kpi")


def kpi_row(tiles: Sequence[Component]) -> html.Div:
    """KPI tiles on one baseline; more than five in rows of four."""
    return html.Div(list(tiles), className="ro-kpi-row ro-kpi-rows" if len(tiles) > 5 else "ro-kpi-row")


def sums(parts: Sequence[tuple[str, str, str, str]]) -> html.Div:
    """Sums beside each other within a tile, each as (label, value, unit, note); "at least" stands small before one."""
    return html.Div(
        [
            html.Div(
                [
                    html.Div(label, className="ro-sum-label"),
                    html.Div(
                        [
                            *_at_least(value),
                            html.Span(f"\u00a0{unit}" if unit else "", className="ro-kpi-unit"),
                        ]
                    ),
                    html.Div(note, className="ro-sum-note"),
                ],
                className="ro-sum",
            )
            for label, value, unit, note in parts
        ],
        className="ro-sums",
    )


def _at_least(value: str) -> list[Component]:
    number = value.removeprefix(_AT_LEAST)
    small = [html.Span(_AT_LEAST, className="ro-kpi-unit")] if number != value else []
    return [*small, html.Span(number, className="ro-sum-value")]


def _sparkline(values: pd.Series, target: float | None, title: str) -> html.Div:
    blue = theme.token("series-1")
    numbers = values.to_numpy(dtype=float)
    places = list(range(len(numbers)))
    drawn = theme.new_figure(
        margin={"l": 2, "r": 6, "t": 5, "b": 5},
        xaxis={"visible": False, "range": [-0.2, len(numbers) - 0.6]},
        yaxis={"visible": False},
        hovermode=False,
    )
    drawn.add_trace(go.Scatter(x=places, y=numbers, mode="lines", line={"color": blue, "width": 1.75}))
    drawn.add_trace(
        go.Scatter(x=places[-1:], y=numbers[-1:], mode="markers", marker={"color": blue, "size": 6})
    )
    if target is not None:
        drawn.add_hline(y=target, line={"color": theme.token("rule"), "width": 1, "dash": "dash"})
    return html.Div(
        dcc.Graph(figure=drawn, config={**theme.GRAPH_CONFIG, "staticPlot": True}, responsive=True),
        className="ro-spark",
        role="img",
        **{"aria-label": title},
    )
