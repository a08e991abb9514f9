"""How do single values spread? Bars of equal width, with the median, the middle half and a level."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.trend import Line, stroke_of
from dashboard.formats import NBSP, format_count

_BARS = 36


def binned(values: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], int]:
    """Counts, bounds (one more), and how many lie above the last bound: the highest hundredth, so that one extreme does
    not press all others into one bar."""
    top = float(np.percentile(values, 99)) if len(values) else 1.0
    counts, bounds = np.histogram(values[values <= top], bins=_BARS, range=(0.0, top or 1.0))
    return counts, bounds, int((values > top).sum())


def histogram(
    values: np.ndarray[Any, Any],
    *,
    title: str,
    unit: str,
    write: Callable[[Any], str],
    lines: Sequence[Line] = (),
    noun: str = "exposure",
    min_height: int = 240,
) -> Component:
    """The distribution of `values` (0 or more, in `unit`) up to their 99th percentile; `lines` stand upright."""
    counts, bounds, _ = binned(values)
    drawn = theme.new_figure(margin={"l": 54, "r": 12, "t": 22, "b": 40}, hovermode="closest", bargap=0.04)
    if len(values) >= 4:
        low, high = (float(one) for one in np.percentile(values, [25, 75]))
        drawn.add_vrect(x0=low, x1=high, fillcolor=theme.token("usual"), line_width=0, layer="below")
    width = float(bounds[1] - bounds[0])
    drawn.add_trace(
        go.Bar(
            x=list((bounds[:-1] + bounds[1:]) / 2),
            y=list(counts),
            width=width * 0.96,
            marker={"color": theme.token("series-1")},
            customdata=[
                f"{write(low)} to {write(high)}{NBSP}{unit}: {format_count(int(n))}"
                for low, high, n in zip(bounds[:-1], bounds[1:], counts, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    for place, line in enumerate(lines):
        colour, dash, label_colour = stroke_of(line)
        drawn.add_vline(x=line.value, line={"color": colour, "width": 1.5, "dash": dash})
        drawn.add_annotation(
            x=line.value, y=1, yref="y domain", yanchor="bottom", yshift=2, text=plain(line.label),
            showarrow=False, xanchor="left" if place % 2 else "right", xshift=4 if place % 2 else -4,
            font={"color": label_colour, "size": 12},
        )  # fmt: skip
    drawn.update_xaxes(title={"text": unit, "font": {"size": 12}}, range=[0, float(bounds[-1])])
    drawn.update_yaxes(title={"text": f"{noun}s", "font": {"size": 12}})
    return figure(drawn, title, min_height=min_height)
