"""Which are the largest? Horizontal bars from 0, largest first, each with its value at the end."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.trend import Line, stroke_of
from dashboard.formats import format_count, with_unit

_ROW_PX = 28
_LETTER_PX = 7
_LINE_LABEL_PX = 15
# As narrow as the bars may get, on a phone.
_NARROWEST_PX = 150


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
    keys: str | None = None,
    in_order: bool = False,
    id: Any = None,
) -> Component:
    """Bars of column `value` (in `unit`) named by column `label`, largest first, at most `most` of them.

    `low` and `high` name the columns of an interval, drawn as whiskers; the subtitle names its level. `lines` are
    values to compare with, drawn upright. `out_of_line` lists the labels drawn in rust. `keys` names the column that a
    click on a bar tells of (the second of its `customdata`); without it the label. `in_order` keeps the
    order of the rows, as of ages.
    """
    rows = frame.dropna(subset=[value])
    if not in_order:
        rows = rows.sort_values(value, ascending=False, kind="stable")
    rows = rows.head(most)
    names = [str(name) for name in rows[label]]
    room = label_room(names)
    places = list(range(len(rows)))
    ends, whiskers = rows[value], None
    if low is not None and high is not None:
        ends = rows[[value, high]].max(axis=1)
        whiskers = {"type": "data", "array": rows[high] - rows[value], "arrayminus": rows[value] - rows[low]}
    texts = [with_unit(write(number), unit) for number in rows[value]]
    most_value = max([*ends, *(line.value for line in lines), 0.0]) or 1.0
    floors = _floors(lines, most_value)
    top = 20 + _LINE_LABEL_PX * max(floors) if lines else 4
    drawn = theme.new_figure(margin={"l": room, "r": 64, "t": top, "b": 6}, hovermode="closest")
    drawn.add_trace(
        go.Bar(
            x=rows[value],
            y=places,
            orientation="h",
            marker={
                "color": [theme.token("series-2" if name in out_of_line else "series-1") for name in names]
            },
            error_x=whiskers,
            customdata=[
                [f"{plain(name)}: {text}", key]
                for name, text, key in zip(names, texts, rows[keys or label], strict=True)
            ],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    )
    for place, end, text in zip(places, ends, texts, strict=True):
        drawn.add_annotation(
            x=end,
            y=place,
            text=f"<b>{plain(text)}</b>" if names[place] in out_of_line else plain(text),
            showarrow=False,
            xanchor="left",
            xshift=4,
            font={"color": theme.token("ink"), "size": 12},
        )
    for line, floor in zip(lines, floors, strict=True):
        _upright(drawn, line, floor)
    drawn.update_xaxes(visible=False, range=[0, most_value])
    drawn.update_yaxes(
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        tickmode="array",
        tickvals=places,
        ticktext=[wrapped(name, room) for name in names],
        tickfont={"color": theme.token("ink")},
    )
    height = len(rows) * _ROW_PX + 10 + top
    return figure(drawn, title, id=id, min_height=height, max_height=height * 3 // 2)


def _floors(lines: Sequence[Line], most_value: float) -> list[int]:
    """How many labels each line's own label has to stand above, so that none covers another."""
    floors: list[int] = []
    for place, line in enumerate(lines):
        taken = {
            floors[other]
            for other, before in enumerate(lines[:place])
            if abs(line.value - before.value) / most_value * _NARROWEST_PX
            < (len(line.label) + len(before.label)) / 2 * _LETTER_PX
        }
        floors.append(next(floor for floor in range(len(lines)) if floor not in taken))
    return floors


def _upright(drawn: go.Figure, line: Line, floor: int) -> None:
    colour, dash, label_colour = stroke_of(line)
    drawn.add_shape(
        type="line",
        x0=line.value,
        x1=line.value,
        y0=0,
        y1=1,
        yref="y domain",
        line={"color": colour, "width": 1.5, "dash": dash},
    )
    drawn.add_annotation(
        x=line.value,
        y=1,
        yref="y domain",
        yanchor="bottom",
        yshift=floor * _LINE_LABEL_PX,
        text=plain(line.label),
        showarrow=False,
        font={"color": label_colour, "size": 12},
    )
