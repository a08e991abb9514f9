"""Which are the largest? Horizontal bars from 0, largest first, each with its value at the end."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.trend import Line, add_lines
from dashboard.formats import format_count, with_unit

_ROW_PX = 28
_LETTER_PX = 7


def label_room(labels: Sequence[str], most: int = 190) -> int:
    """Pixels that names at the left of bars need, at most `most`."""
    return min(max((len(label) for label in labels), default=0) * _LETTER_PX + 12, most)


def wrapped(label: str, room: int) -> str:
    """A long name on two lines, cut with an ellipsis only where even two do not hold it; safe for Plotly."""
    letters = max((room - 12) // _LETTER_PX, 8)
    if len(label) <= letters:
        return plain(label)
    cut = label.rfind(" ", 0, letters + 1)
    first, rest = (label[:cut], label[cut + 1 :]) if cut > 0 else (label[:letters], label[letters:])
    rest = rest if len(rest) <= letters else f"{rest[: letters - 1]}\u2026"
    return f"{plain(first)}<br>{plain(rest)}"


def ranked_bars(
    frame: pd.DataFrame,
    *,
    label: str,
    value: str,
    title: str,
    unit: str = "",
    low: str | None = None,
    high: str | None = None,
    lines: Sequence[Line] = (),
    out_of_line: Sequence[str] = (),
    write: Callable[[Any], str] = format_count,
    most: int = 12,
    id: Any = None,
) -> Component:
    """Bars of column `value` (in `unit`) named by column `label`, largest first, at most `most` of them.

    `low` and `high` name the columns of an interval, drawn as whiskers. `out_of_line` lists the labels drawn in rust.
    """
    rows = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable").head(most)
    names = [str(name) for name in rows[label]]
    room = label_room(names)
    places = list(range(len(rows)))
    whiskers = None
    if low is not None and high is not None:
        whiskers = {"type": "data", "array": rows[high] - rows[value], "arrayminus": rows[value] - rows[low]}
    drawn = theme.new_figure(
        margin={"l": room, "r": 64, "t": 18 if lines else 4, "b": 6}, hovermode="closest", bargap=0.35
    )
    drawn.add_trace(
        go.Bar(
            x=rows[value],
            y=places,
            orientation="h",
            marker={
                "color": [theme.token("series-2" if name in out_of_line else "series-1") for name in names]
            },
            error_x=whiskers,
            text=[with_unit(write(number), unit) for number in rows[value]],
            textposition="outside" if whiskers is None else "none",
            textfont={"color": theme.token("ink"), "size": 12},
            cliponaxis=False,
            hovertemplate="%{customdata}: %{text}<extra></extra>",
            customdata=[plain(name) for name in names],
        )
    )
    add_lines(drawn, lines, room=0)
    drawn.update_xaxes(visible=False, rangemode="tozero")
    drawn.update_yaxes(
        autorange="reversed",
        showgrid=False,
        tickmode="array",
        tickvals=places,
        ticktext=[wrapped(name, room) for name in names],
        tickfont={"color": theme.token("ink")},
    )
    return figure(drawn, title, id=id, min_height=len(rows) * _ROW_PX + 30)
