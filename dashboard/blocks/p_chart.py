"""Is a rate steady, or did something change it? Month by month with its control limits (p-chart)."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure
from dashboard.blocks.labels import spread
from dashboard.blocks.trend import Line, add_lines
from dashboard.formats import format_count, format_month, format_percent

_HEIGHT = 250
_MOST_NAMES = 8


def p_chart(
    frame: pd.DataFrame, centre: float, *, title: str, lines: Sequence[Line] = (), id: Any = None
) -> Component:
    """The rate of each month (`month`, `rate`, `n`, `lower`, `upper` from 0 to 1; `signal` "high", "low" or "").

    The band are the control limits of each month's own n, the dotted line the centre. What lies outside is a rust
    diamond. A month without a rate leaves a gap. `lines` are values to compare with, in per cent.
    """
    months = [_name(month) for month in frame["month"]]
    places = list(range(len(months)))
    rate, lower, upper = (frame[name].astype(float) * 100 for name in ("rate", "lower", "upper"))
    drawn = theme.new_figure(margin={"l": 44, "r": 108, "t": 10, "b": 24}, hovermode="closest")
    known = [place for place in places if rate.iloc[place] == rate.iloc[place]]
    if known:
        edge = [place + step for place in known for step in (-0.5, 0.5)]
        high = [upper.iloc[place] for place in known for _ in range(2)]
        low = [lower.iloc[place] for place in known for _ in range(2)]
        drawn.add_trace(
            go.Scatter(
                x=[*edge, *edge[::-1]], y=[*high, *low[::-1]], mode="lines", line={"width": 0}, fill="toself",
                fillcolor=theme.token("usual"), hoverinfo="skip",
            )
        )  # fmt: skip
    out = frame["signal"] != ""
    drawn.add_trace(
        go.Scatter(
            x=places,
            y=rate,
            mode="lines+markers",
            line={"color": theme.token("series-1"), "width": 1.5},
            marker={
                "color": [theme.token("series-2" if one else "series-1") for one in out],
                "symbol": ["diamond" if one else "circle" for one in out],
                "size": [10 if one else 7 for one in out],
            },
            customdata=[
                [
                    f"{month}: {format_percent(row.rate, row.n)} of {format_count(row.n)}"
                    + (f", {row.signal} for chance alone" if row.signal else ""),
                    str(row.month)[:10],
                ]
                for month, row in zip(months, frame.itertuples(), strict=True)
            ],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    )
    tops = [value for value in (*rate, *upper, *(line.value for line in lines)) if pd.notna(value)]
    top = max(tops, default=1.0) * 1.12 or 1.0
    named = [*lines, Line(centre * 100, f"mean {format_percent(centre)}", "target")] if known else list(lines)
    pixels = [(1 - line.value / top) * _HEIGHT for line in named]
    moved = spread(pixels, [16.0] * len(named))
    add_lines(drawn, named, shifts_px=[before - after for before, after in zip(pixels, moved, strict=True)])
    shown = places[:: -1 - len(places) // _MOST_NAMES][::-1] if places else []
    drawn.update_xaxes(
        range=[-0.6, max(len(places) - 0.4, 0.6)],
        tickmode="array",
        tickvals=shown,
        ticktext=[months[place] for place in shown],
    )
    drawn.update_yaxes(range=[0, top], ticksuffix="\u00a0%", showticksuffix="last")
    return figure(drawn, title, id=id, min_height=_HEIGHT)


def _name(month: Any) -> str:
    return format_month(pd.Timestamp(month).date())
