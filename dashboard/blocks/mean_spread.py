"""Where do the means lie, and how wide is the spread? A dot with its spread for each, over shaded bands around 0."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.children import rows_of
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.ranked_bars import label_room, wrapped
from dashboard.formats import format_count, is_unknown

_ROW_PX = 30


def mean_spread(
    frame: pd.DataFrame,
    *,
    title: str,
    write: Callable[[Any], str],
    bands: Sequence[tuple[float, float]] = (),
    out_of_line: Sequence[str] = (),
    axis: str = "",
    id: Any = None,
) -> Component:
    """One row per `label` with `mean`, `spread` (drawn to both sides), `n` and `key`, in the order given.

    `bands` are drawn from the narrowest to the widest, each from its low to its high; `out_of_line` lists the labels in
    rust with a diamond. `axis` names what is measured. A click tells of `key` (the second of `customdata`).
    """
    names = [str(name) for name in frame["label"]]
    room = label_room(names)
    spread = frame["spread"].fillna(0.0)
    ends = [
        *(frame["mean"] - spread),
        *(frame["mean"] + spread),
        *(bound for band in bands for bound in band),
    ]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    pad = (high - low or 1.0) * 0.06
    drawn = theme.new_figure(margin={"l": room, "r": 56, "t": 6, "b": 40}, hovermode="closest")
    for bounds in sorted(bands, key=lambda band: band[0] - band[1]):
        drawn.add_vrect(
            x0=bounds[0],
            x1=bounds[1],
            fillcolor=theme.token("usual"),
            line_width=0,
            layer="below",
            opacity=0.6,
        )
    drawn.add_vline(x=0, line={"color": theme.token("ink-3"), "width": 1})
    out = [name in out_of_line for name in names]
    colours = [theme.token("series-2" if is_out else "series-1") for is_out in out]
    places = list(range(len(names)))
    for place, (mean, wide, colour) in enumerate(zip(frame["mean"], spread, colours, strict=True)):
        drawn.add_shape(
            type="line",
            x0=mean - wide,
            x1=mean + wide,
            y0=place,
            y1=place,
            line={"color": colour, "width": 2},
        )
    drawn.add_trace(
        go.Scatter(
            x=list(frame["mean"]),
            y=places,
            mode="markers",
            marker={
                "color": colours,
                "size": 9,
                "symbol": ["diamond" if is_out else "circle" for is_out in out],
            },
            customdata=[
                [
                    plain(
                        f"{name}: mean {write(row.mean)}, spread "
                        f"{'unknown' if is_unknown(row.spread) else write(row.spread)}, n = {format_count(row.n)}"
                    ),
                    row.key,
                ]
                for name, row in zip(names, rows_of(frame), strict=True)
            ],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    )
    for place, mean in enumerate(frame["mean"]):
        drawn.add_annotation(
            x=1,
            xref="x domain",
            y=place,
            text=write(mean),
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"color": theme.token("ink"), "size": 12},
        )
    drawn.update_xaxes(range=[low - pad, high + pad], title={"text": axis, "font": {"size": 12}})
    drawn.update_yaxes(
        range=[len(names) - 0.4, -0.6],
        showgrid=False,
        tickmode="array",
        tickvals=places,
        ticktext=[wrapped(name, room) for name in names],
        tickfont={"color": theme.token("ink")},
    )
    height = len(names) * _ROW_PX + 56
    return figure(drawn, title, id=id, min_height=height, max_height=height * 3 // 2)
