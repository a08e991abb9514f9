"""How many lots expire when, and where do they lie? A row per location, a column per time until expiry."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.ranked_bars import label_room, wrapped
from dashboard.formats import format_count

_ROW_PX = 26
_COLUMN_PX = 78
_GAP = 0.02

# What a column of bars means to the eye: expired and soon are states and have their colours, the rest is blue.
_COLOUR_OF_TONE: dict[str, str] = {
    "action": "action",
    "warn": "warn",
    "plain": "series-1",
    "unknown": "ink-3",
}


def expiry_bars(
    frame: pd.DataFrame,
    *,
    bins: Sequence[tuple[str, str]],
    title: str,
    most: int = 12,
    id: Any = None,
) -> Component:
    """Bars of the number of lots per location and bin; all columns share one scale, so that lengths compare.

    `frame` has `location`, `bin` and `lots` (one row each; a pair that is not there counts as no lot). `bins` are
    the exclusive bins from left to right, each with its tone: ("Expired", "action"), ("Within 30 d", "warn"),
    ("31 to 90 d", "plain"), ("No date", "unknown"). Locations with most expired lots come first; past `most` they are
    summed in one last row.
    """
    counts = _counts(frame, [name for name, _ in bins], most)
    locations = [str(name) for name in counts.index]
    room = label_room(locations)
    top = float(counts.to_numpy().max()) if counts.size else 1.0
    drawn = theme.new_figure(margin={"l": room, "r": 8, "t": 24, "b": 4}, hovermode="closest", bargap=0.3)
    width = 1 / len(bins)
    places = list(range(len(locations)))
    for column, (name, tone) in enumerate(bins):
        axis = "" if column == 0 else str(column + 1)
        lots = counts[name]
        drawn.add_trace(
            go.Bar(
                # No bar at all for no lot: an outline around nothing would still be a stroke.
                x=lots.where(lots > 0),
                y=places,
                xaxis=f"x{axis}",
                orientation="h",
                marker=_marker(tone),
                text=[format_count(number) if number else "" for number in lots],
                textposition="outside",
                textfont={"color": theme.token("ink"), "size": 12},
                cliponaxis=False,
                customdata=[plain(location) for location in locations],
                hovertemplate=f"%{{customdata}}<br>{plain(name)}: %{{x}} lots<extra></extra>",
            )
        )
        start = column * width
        drawn.update_layout(
            {
                f"xaxis{axis}": {
                    "domain": [start, start + width - (_GAP if column < len(bins) - 1 else 0)],
                    # Room for the number at the end of the longest bar.
                    "range": [0, max(top, 1.0) * 1.35],
                    "showline": False,
                    "ticks": "",
                    "showticklabels": False,
                    "fixedrange": True,
                }
            }
        )
        drawn.add_annotation(
            x=start,
            xref="paper",
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="left",
            yshift=3,
            text=f"<b>{plain(name)}</b>",
            showarrow=False,
            font={"color": theme.token(_label_colour(tone)), "size": 12},
        )
        drawn.add_shape(
            type="line",
            xref="paper",
            yref="paper",
            x0=start,
            x1=start,
            y0=0,
            y1=1,
            line={"color": theme.token("rule"), "width": 1},
        )
    drawn.update_yaxes(
        range=[len(locations) - 0.4, -0.6],
        showgrid=False,
        tickmode="array",
        tickvals=places,
        ticktext=[wrapped(name, room) for name in locations],
        tickfont={"color": theme.token("ink")},
    )
    height = len(locations) * _ROW_PX + 40
    chart = figure(drawn, title, id=id, min_height=height, max_height=height * 3 // 2)
    # A phone scrolls sideways rather than print one head over the other.
    chart.style["minWidth"] = f"{room + len(bins) * _COLUMN_PX}px"
    return html.Div(
        chart, className="ro-scroll-x ro-fill", tabIndex="0", role="group", **{"aria-label": title}
    )


def _marker(tone: str) -> dict[str, Any]:
    colour = theme.token(_COLOUR_OF_TONE[tone])
    if tone == "unknown":
        return {"color": "rgba(0,0,0,0)", "line": {"color": colour, "width": 1}}
    return {"color": colour}


def _label_colour(tone: str) -> str:
    return {"action": "action", "warn": "warn-text"}.get(tone, "ink-2")


def _counts(frame: pd.DataFrame, bins: list[str], most: int) -> pd.DataFrame:
    table = frame.pivot_table(index="location", columns="bin", values="lots", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=bins, fill_value=0)
    table = table.sort_values(bins, ascending=False, kind="stable")
    if len(table) > most:
        rest = table.iloc[most - 1 :]
        table = table.iloc[: most - 1].copy()
        table.loc[f"{format_count(len(rest))} other locations"] = rest.sum()
    return table
