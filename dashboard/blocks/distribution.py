"""Where does one value lie among those of its group? A dot each on one line, the one in question marked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure
from dashboard.formats import NBSP, format_msv

_HEIGHT = 84


def distribution(
    values_msv: Sequence[float], this_msv: float, *, title: str, at_least: bool = False, id: Any = None
) -> Component:
    """The group's values in mSv as dots, with the middle half as a band and this one as a diamond.

    Equal values stand above each other, so that many at 0 are seen to be many; heights mean nothing else. `at_least`: a
    part of this one is not known.
    """
    label = f"<b>{'at least ' if at_least else ''}{format_msv(this_msv)}</b>"
    values = np.sort(np.asarray(values_msv, dtype=float))
    top = max(float(values.max(initial=0.0)), this_msv, 0.1) * 1.08
    bins = np.round(values / top * 90).astype(int)
    # Sorted values fill their bins one after the other: a dot's height is how far it is from the first of its bin.
    heights = np.arange(len(bins)) - np.searchsorted(bins, bins)
    tallest = int(heights.max(initial=0)) + 2
    drawn = theme.new_figure(margin={"l": 12, "r": 12, "t": 4, "b": 24}, hovermode="closest")
    if len(values) >= 5:
        low, high = (float(value) for value in np.percentile(values, [25, 75]))
        drawn.add_vrect(x0=low, x1=high, fillcolor=theme.token("usual"), line_width=0, layer="below")
    drawn.add_trace(
        go.Scatter(
            x=values, y=heights, mode="markers", marker={"color": theme.token("series-1"), "size": 6, "opacity": 0.7},
            hovertemplate=f"%{{x:.2f}}{NBSP}mSv<extra></extra>",
        )
    )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=[this_msv], y=[tallest * 0.6], mode="markers+text", text=[label],
            textposition="middle right" if this_msv < top * 0.7 else "middle left",
            marker={"color": theme.token("series-2"), "size": 10, "symbol": "diamond"},
            hoverinfo="skip",
        )
    )  # fmt: skip
    drawn.update_xaxes(range=[0, top], ticksuffix="")
    drawn.update_yaxes(visible=False, range=[-0.1 * tallest, 1.15 * tallest])
    return html.Div(
        figure(drawn, title, id=id, min_height=_HEIGHT), style={"height": f"{_HEIGHT}px", "display": "flex"}
    )
