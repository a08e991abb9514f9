"""How much in each month, and how sure is it? Upright bars from 0 with their interval."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure

_FEW_BARS = 5


def month_bars(
    frame: pd.DataFrame,
    *,
    title: str,
    write: Callable[[Any], str],
    name_month: Callable[[Any], str],
    solid: int,
    compare: str = "",
    id: Any = None,
    min_height: int = 240,
) -> Component:
    """A bar a month, labelled with its value; whiskers from `low` to `high`.

    With `compare` the column of that name is what each bar is held against, from 0 as `value` is: a dark stroke across
    the bar; none where it is not known. The page says what it stands for.

    `frame` has `month` (its first day), `value`, `low` and `high`, in order. The first `solid` months are filled, the
    others outlined: they lie outside the period that the title speaks of.
    """
    months = [name_month(day) for day in frame["month"]]
    colour = theme.token("series-1")
    is_solid = [place < solid for place in range(len(frame))]
    beside = frame[compare].astype(float).dropna() if compare else pd.Series(dtype=float)
    top = max([*frame["high"].astype(float), *frame["value"].astype(float), *beside, 0.0]) or 1.0
    # Two bars a screen wide each would say more than they know.
    gap = 0.35 if len(frame) > _FEW_BARS else 0.7
    drawn = theme.new_figure(margin={"l": 8, "r": 8, "t": 8, "b": 24}, hovermode="closest", bargap=gap)
    drawn.add_trace(
        go.Bar(
            x=months,
            y=frame["value"],
            marker={
                "color": [colour if solid_one else "rgba(0,0,0,0)" for solid_one in is_solid],
                "line": {"color": colour, "width": [0 if solid_one else 1.5 for solid_one in is_solid]},
            },
            error_y={
                "type": "data",
                "array": (frame["high"] - frame["value"]).clip(lower=0),
                "arrayminus": (frame["value"] - frame["low"]).clip(lower=0),
                "color": theme.token("ink-3"),
                "thickness": 1.25,
                "width": 4,
            },
            customdata=[
                f"{write(value)} ({write(low)} to {write(high)})"
                for value, low, high in zip(frame["value"], frame["low"], frame["high"], strict=True)
            ],
            hovertemplate="%{x}: %{customdata}<extra></extra>",
        )
    )
    if not beside.empty:
        drawn.add_trace(
            go.Scatter(
                x=[months[frame.index.get_loc(place)] for place in beside.index],
                y=beside,
                mode="markers",
                marker={
                    "symbol": "line-ew-open",
                    "size": 44,
                    "color": theme.token("ink"),
                    "line": {"width": 2.5},
                },
                text=[f"{compare} {write(value)}" for value in beside],
                hovertemplate="%{x}: %{text}<extra></extra>",
            )
        )
    for month, value, high in zip(months, frame["value"], frame["high"], strict=True):
        drawn.add_annotation(
            x=month,
            y=max(float(value), float(high)),
            text=f"<b>{write(value)}</b>" if value else "0",
            showarrow=False,
            yanchor="bottom",
            yshift=3,
            font={"color": theme.token("ink" if value else "ink-3"), "size": 12},
        )
    drawn.update_yaxes(visible=False, range=[0, top * 1.15], fixedrange=True)
    drawn.update_xaxes(type="category")
    return figure(drawn, title, id=id, min_height=min_height)
