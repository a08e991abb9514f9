"""When is it busy? A cell for each hour of each day of the week, its number printed in it."""

from collections.abc import Callable, Sequence
from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.ranked_bars import label_room

_ROW_PX = 34
# From this level on the cell is so dark that its number stands in the colour of the surface.
_DARK_FROM = 5


def heat_map(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    value: str,
    title: str,
    columns: Sequence[tuple[Any, str]],
    rows: Sequence[tuple[Any, str]],
    write: Callable[[Any], str],
    hover: Callable[[Any, Any, Any], str],
    missing: float = 0.0,
    key: Callable[[Any, Any], str] = lambda row, column: f"{row}-{column}",
    id: Any = None,
) -> Component:
    """A cell for each of `columns` (value of `x`, name) and `rows` (value of `y`, name), darker with its `value`.

    The cells are bars, so that they follow light and dark and can be clicked: the second of their `customdata` is
    `key` of its y and x. `hover` writes what is read over a cell from its y, x and value. `missing` is the value of a
    cell that has no row; one that is not a number is blank: it is not nothing.
    """
    values = frame.set_index([y, x])[value]
    top = float(values.max()) if len(values) else 0.0
    drawn = theme.new_figure(
        margin={"l": max(84, label_room([name for _, name in rows])), "r": 8, "t": 4, "b": 24},
        hovermode="closest",
        barmode="stack",
        bargap=0.06,
    )
    for row, name in reversed(rows):
        numbers = [float(values.get((row, column), missing)) for column, _ in columns]
        levels = [_level(number, top) for number in numbers]
        drawn.add_trace(
            go.Bar(
                name=name,
                x=[column for column, _ in columns],
                y=[0.94] * len(columns),
                marker={
                    "color": [theme.token(f"sequential-{level}" if level else "surface") for level in levels],
                    "line": {"color": theme.token("line"), "width": 1},
                },
                text=["" if isnan(number) else write(number) for number in numbers],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={
                    "size": 11,
                    "color": [
                        theme.token("surface" if level >= _DARK_FROM else "ink" if level else "ink-3")
                        for level in levels
                    ],
                },
                customdata=[
                    [hover(row, column, number), key(row, column)]
                    for (column, _), number in zip(columns, numbers, strict=True)
                ],
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )
        # The gap between two rows of cells.
        drawn.add_trace(
            go.Bar(
                x=[column for column, _ in columns],
                y=[0.06] * len(columns),
                marker={"color": "rgba(0,0,0,0)"},
                hoverinfo="skip",
            )
        )
    drawn.update_xaxes(
        tickmode="array",
        tickvals=[column for column, name in columns if name],
        ticktext=[name for _, name in columns if name],
        showline=False,
        ticks="",
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=[place + 0.47 for place in range(len(rows))],
        ticktext=[plain(name) for _, name in reversed(rows)],
        range=[0, len(rows)],
        showgrid=False,
        tickfont={"color": theme.token("ink")},
    )
    # On a phone a cell has no room for its number: the colour and the table tell it there.
    drawn.update_layout(uniformtext={"minsize": 8, "mode": "hide"})
    return figure(drawn, title, id=id, min_height=_ROW_PX * len(rows) + 30)


def _level(value: float, top: float) -> int:
    """0 for nothing and for what is not known, else 1 to 7 by the share of the largest."""
    return min(7, 1 + int(7 * value / top * 0.999)) if value > 0 and top > 0 else 0
