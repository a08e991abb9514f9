"""Is what was planned by now done? A dashed straight line of what is expected, and the steps of what is done."""

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure


def pace(
    points: Sequence[tuple[date, float, int | None]],
    *,
    title: str,
    expected: str = "Expected",
    done: str = "Done",
    id: str | None = None,
    min_height: int = 240,
) -> Component:
    """`points` are (day, expected, done) in order of their days; done is None for days to come.

    The plan is grey and dashed, the work is blue: they cannot be taken for each other without colour either. What is
    done is labelled on the side that lies away from the plan.
    """
    drawn = theme.new_figure(margin={"l": 34, "r": 92, "t": 18, "b": 38})
    days = [day for day, _, _ in points]
    drawn.add_trace(
        go.Scatter(
            x=days,
            y=[planned for _, planned, _ in points],
            mode="lines",
            line={"color": theme.token("ink-3"), "width": 1.5, "dash": "dash"},
            hovertemplate=f"{expected} %{{y:.0f}}<extra></extra>",
        )
    )
    known = [(day, planned, number) for day, planned, number in points if number is not None]
    drawn.add_trace(
        go.Scatter(
            x=[day for day, _, _ in known],
            y=[number for _, _, number in known],
            mode="lines",
            line={"color": theme.token("series-1"), "shape": "hv"},
            hovertemplate=f"{done} %{{y}}<extra></extra>",
        )
    )
    if points:
        last_day, whole, _ = points[-1]
        _label(drawn, last_day, whole, f"{expected} {whole:.0f}", "left", "middle", strong=False)
        drawn.update_xaxes(range=[days[0], last_day], type="date", **_ticks((last_day - days[0]).days))
        top = max([whole, *(number for _, _, number in known)])
        drawn.update_yaxes(range=[0, top * 1.04 or 1])
    if known:
        day, planned, number = known[-1]
        drawn.add_trace(
            go.Scatter(
                x=[day],
                y=[number],
                mode="markers",
                marker={"color": theme.token("series-1"), "size": 8},
                hoverinfo="skip",
                cliponaxis=False,
            )
        )
        is_ahead, is_early = number >= planned, (day - days[0]) * 4 < points[-1][0] - days[0]
        _label(
            drawn,
            day,
            number,
            f"{done} {number}",
            "right" if is_ahead and not is_early else "left",
            "bottom" if is_ahead else "top",
        )
    return figure(drawn, title, id=id, min_height=min_height)


def _label(
    drawn: go.Figure, day: date, value: float, text: str, side: str, height: str, *, strong: bool = True
) -> None:
    drawn.add_annotation(
        x=day,
        y=value,
        text=f"<b>{text}</b>" if strong else text,
        showarrow=False,
        xanchor=side,
        xshift=8 if side == "left" else -8,
        yanchor=height,
        yshift={"bottom": 2, "top": -2}.get(height, 0),
        font={"color": theme.token("ink" if strong else "ink-2"), "size": 12},
    )


def _ticks(days: int) -> dict[str, object]:
    """Over a year the same day of the month comes twice: months with their year, few enough for a phone."""
    return {"tickformat": "%b<br>%Y" if days > 300 else "%-d %b", "nticks": 4, "tickangle": 0}
