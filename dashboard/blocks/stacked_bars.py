"""Where does it sit? One bar per group, its parts one after the other in the order in which they happen."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.ranked_bars import label_room, wrapped

_COLOURS = ("series-1", "series-5", "series-3")
_ROW_PX = 36
# A part narrower than this share of the longest bar has no room for its number.
_NARROW = 0.07


def stacked_bars(
    frame: pd.DataFrame,
    *,
    label: str,
    parts: Sequence[tuple[str, str]],
    title: str,
    write: Callable[[Any], str],
    key: str | None = None,
    id: Any = None,
) -> Component:
    """A bar per row of `frame`, in its order: `parts` are (column, name), at most three, drawn from the left.

    A key of colours and names stands above: a part may be too narrow for its name. A missing part takes no room and
    says so. `key` names the column that a click tells of.
    """
    names = [str(name) for name in frame[label]]
    numbers = frame[[column for column, _ in parts]].astype(float)
    totals = numbers.sum(axis=1)
    longest = float(totals.max()) if len(totals) else 0.0
    room = label_room(names)
    drawn = theme.new_figure(
        margin={"l": room, "r": 92, "t": 4, "b": 6}, hovermode="closest", barmode="stack", bargap=0.38
    )
    places = list(range(len(frame)))
    for colour, (column, name) in zip(_COLOURS, parts, strict=False):
        values = numbers[column]
        drawn.add_trace(
            go.Bar(
                x=values.fillna(0.0),
                y=places,
                orientation="h",
                marker={"color": theme.token(colour)},
                text=[write(value) if value > _NARROW * longest else "" for value in values],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": theme.token("surface"), "size": 12},
                customdata=[
                    [f"{plain(row)}: {plain(name)} {write(value)}", of]
                    for row, value, of in zip(names, values, frame[key or label], strict=True)
                ],
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )
    for place, total in zip(places, totals, strict=True):
        unknown = numbers.iloc[place].isna().any()
        drawn.add_annotation(
            x=total,
            y=place,
            text=f"<b>{plain(write(total))}</b>" + (" + unknown" if unknown else ""),
            showarrow=False,
            xanchor="left",
            xshift=5,
            font={"color": theme.token("ink"), "size": 12},
        )
    drawn.update_xaxes(visible=False, range=[0, longest or 1.0])
    drawn.update_yaxes(
        range=[len(frame) - 0.4, -0.6],
        showgrid=False,
        tickmode="array",
        tickvals=places,
        ticktext=[wrapped(name, room) for name in names],
        tickfont={"color": theme.token("ink")},
    )
    # On a phone a part may have no room for its words: the table has them.
    drawn.update_layout(uniformtext={"minsize": 9, "mode": "hide"})
    height = len(frame) * _ROW_PX + 16
    made = figure(drawn, title, id=id, min_height=height, max_height=height * 3 // 2)
    return html.Div([_key([name for _, name in parts]), made], className="ro-with-key")


def _key(names: Sequence[str]) -> Component:
    return html.Div(
        [
            html.Span([html.Span(className=f"ro-key-mark ro-key-{colour}"), name], className="ro-key-part")
            for colour, name in zip(_COLOURS, names, strict=False)
        ],
        className="ro-key",
        **{"aria-hidden": "true"},
    )
