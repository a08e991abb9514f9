"""A Plotly chart as a part of a page: named, sized by its container, the same by day and night."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html

from dashboard import theme


def figure(
    drawn: go.Figure, title: str, *, id: Any = None, min_height: int = 180, max_height: int | None = None
) -> html.Div:
    """The chart, filling the height of its tile within these pixels; `title` is its accessible name."""
    graph = dcc.Graph(
        figure=drawn,
        config=theme.GRAPH_CONFIG,
        responsive=True,
        className="ro-graph",
        **({} if id is None else {"id": id}),
    )
    return html.Div(
        graph,
        className="ro-figure",
        style={"minHeight": f"{min_height}px", **({"maxHeight": f"{max_height}px"} if max_height else {})},
        role="img",
        **{"aria-label": title},
    )


def plain(text: object) -> str:
    """Text from data, safe inside Plotly's labels, which read a little HTML."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def with_unit_on_top(values: Sequence[float], texts: Sequence[str], unit: str) -> dict[str, Any]:
    """Tick values and texts for an axis: the unit stands once, on the top tick."""
    labels = list(texts)
    if labels and unit:
        labels[-1] = f"{labels[-1]}\u00a0{unit}"
    return {"tickmode": "array", "tickvals": list(values), "ticktext": labels}


def round_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values within low and high for an axis, at most `most` of them: steps of 1, 2, 2.5 or 5 times ten to n."""
    span = high - low
    if span <= 0:
        return [low]
    exponent = 10.0 ** (len(f"{int(span)}") - 1) if span >= 1 else 10.0 ** -len(f"{int(1 / span)}")
    for step in (exponent * factor for factor in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10)):
        first = int(-(-low // step))
        count = int(high / step + 1e-9) - first + 1
        if count <= most:
            return [round((first + place) * step, 10) for place in range(max(count, 0))]
    return [low, high]
