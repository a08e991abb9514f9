"""How does a measure go over time, against what is usual, a level or a limit?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure, plain
from dashboard.formats import format_month, format_significant, with_unit

LineKind = Literal["limit", "target", "warn", "action"]

# As many names of months as stand beside each other under the smallest chart.
_MOST_MONTHS = 6
_LINE_OF_KIND: dict[str, tuple[str, str, str]] = {
    # kind: (colour of the line, stroke, colour of its label)
    "limit": ("ink", "solid", "ink"),
    "target": ("rule", "dash", "ink-2"),
    "warn": ("warn", "dash", "warn-text"),
    "action": ("action", "dash", "action"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A value to compare with, drawn across the chart: `Line(20, "Limit 20 mSv a year", "limit")`."""

    value: float
    label: str
    kind: LineKind = "target"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at x and may explain a change: `Event(day, "detector swap, 9 Nov")`."""

    x: Any
    label: str


def stroke_of(line: Line) -> tuple[str, str, str]:
    """Colour, stroke and label colour of a reference line."""
    colour, dash, label_colour = _LINE_OF_KIND[line.kind]
    return theme.token(colour), dash, theme.token(label_colour)


def add_lines(drawn: go.Figure, lines: Sequence[Line], *, shifts_px: Sequence[float] | None = None) -> None:
    """Draw reference lines from edge to edge, labelled at their right end.

    `shifts_px` moves each label up, where `blocks.labels.spread` says that it would cover another.
    """
    for place, line in enumerate(lines):
        colour, dash, label_colour = stroke_of(line)
        drawn.add_shape(
            type="line",
            x0=0,
            x1=1,
            xref="x domain",
            y0=line.value,
            y1=line.value,
            line={"color": colour, "width": 1.5, "dash": dash},
        )
        text = plain(line.label)
        drawn.add_annotation(
            x=1,
            xref="x domain",
            y=line.value,
            text=f"<b>{text}</b>" if line.kind == "limit" else text,
            showarrow=False,
            xanchor="left",
            yanchor="middle",
            xshift=6,
            yshift=shifts_px[place] if shifts_px else 0,
            font={"color": label_colour, "size": 12},
        )


def trend(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    title: str,
    unit: str = "",
    low: str | None = None,
    high: str | None = None,
    group: str | None = None,
    out_of_line: str | None = None,
    usual: pd.DataFrame | None = None,
    lines: Sequence[Line] = (),
    events: Sequence[Event] = (),
    from_zero: bool = False,
    write: Callable[[Any], str] | None = None,
    end_room: int = 110,
    id: Any = None,
    min_height: int = 220,
) -> Component:
    """Lines over time, each labelled at its end.

    `frame` is sorted by `x` (days, months or numbers); `y` in `unit`. `low` and `high` name the columns of the spread,
    drawn as a band. With `group` there is one line per value of that column; `out_of_line` names the one that is drawn
    in rust with a diamond, the others stay blue. `usual` has the columns `x`, `low`, `median`, `high`: the grey band.
    `write` gives the value at the line's end, without unit.
    """
    written = write or (lambda value: format_significant(value, 3))
    drawn = theme.new_figure(margin={"l": 46, "r": end_room, "t": 8, "b": 24})
    if usual is not None and not usual.empty:
        add_usual(drawn, usual["x"], usual)
    parts = (
        [(None, frame)]
        if group is None
        else [(str(name), part) for name, part in frame.groupby(group, sort=False)]
    )
    for name, part in parts:
        _series(
            drawn, part, x, y, low, high, name, unit, written, out=name is not None and name == out_of_line
        )
    add_lines(drawn, lines)
    middle = None if frame.empty else frame[x].min() + (frame[x].max() - frame[x].min()) / 2
    for event in events:
        # Towards the middle, so that the words neither leave the chart nor stretch its axis.
        is_late = middle is not None and event.x > middle
        drawn.add_vline(x=event.x, line={"color": theme.token("ink-3"), "width": 1, "dash": "dot"})
        drawn.add_annotation(
            x=event.x,
            y=0,
            yref="y domain",
            yanchor="bottom",
            xanchor="right" if is_late else "left",
            xshift=-4 if is_late else 4,
            yshift=16,
            text=plain(event.label),
            showarrow=False,
            # A line of the chart may run behind the words.
            bgcolor=theme.token("surface"),
            font={"color": theme.token("ink-2"), "size": 12},
        )
    drawn.update_yaxes(
        rangemode="tozero" if from_zero else "normal", ticksuffix=f"\u00a0{unit}", showticksuffix="last"
    )
    drawn.update_xaxes(**_days_or_months(frame[x]))
    return figure(drawn, title, id=id, min_height=min_height)


def _days_or_months(values: pd.Series) -> dict[str, Any]:
    """How the x axis is labelled: days by day and month; months, which are given by their first day, by name alone."""
    if not pd.api.types.is_datetime64_any_dtype(values):
        return {}
    months = sorted(set(values))
    if not months or any(month.day != 1 or month != month.normalize() for month in months):
        # Over a year the same day of the month comes twice.
        is_long = len(months) > 1 and months[-1] - months[0] > pd.Timedelta(days=300)
        return {"tickformat": "%b %Y" if is_long else "%-d %b", **({"nticks": 5} if is_long else {})}
    ticked = months[:: -1 - len(months) // _MOST_MONTHS][::-1]
    return {
        "tickmode": "array",
        "tickvals": ticked,
        "ticktext": [format_month(month.date(), months[-1].date()) for month in ticked],
    }


def add_usual(drawn: go.Figure, x: pd.Series, usual: pd.DataFrame) -> None:
    """What is usual at each `x`: the band from `low` to `high` and the dotted `median` of `usual`."""
    drawn.add_trace(
        go.Scatter(
            x=[*x, *x[::-1]],
            y=[*usual["high"], *usual["low"][::-1]],
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=theme.token("usual"),
            hoverinfo="skip",
        )
    )
    drawn.add_trace(
        go.Scatter(
            x=x,
            y=usual["median"],
            mode="lines",
            line={"color": theme.token("ink-3"), "width": 1.25, "dash": "dot"},
            hovertemplate="usual %{y}<extra></extra>",
        )
    )


def _series(
    drawn: go.Figure,
    part: pd.DataFrame,
    x: str,
    y: str,
    low: str | None,
    high: str | None,
    name: str | None,
    unit: str,
    write: Callable[[Any], str],
    *,
    out: bool,
) -> None:
    colour = theme.token("series-2" if out else "series-1")
    if low is not None and high is not None:
        known = part.dropna(subset=[low, high])
        drawn.add_trace(
            go.Scatter(
                x=[*known[x], *known[x][::-1]],
                y=[*known[high], *known[low][::-1]],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=theme.token("band-out" if out else "band"),
                hoverinfo="skip",
            )
        )
    hover = f"{plain(name)} " if name else ""
    drawn.add_trace(
        go.Scatter(
            x=part[x],
            y=part[y],
            mode="lines",
            line={"color": colour},
            text=[with_unit(write(value), unit) for value in part[y]],
            hovertemplate=f"{hover}%{{text}}<extra></extra>",
        )
    )
    known = part.dropna(subset=[y])
    if known.empty:
        return
    last = known.iloc[-1]
    drawn.add_trace(
        go.Scatter(
            x=[last[x]],
            y=[last[y]],
            mode="markers",
            marker={"color": colour, "symbol": "diamond" if out else "circle", "size": 8 if out else 7},
            hoverinfo="skip",
        )
    )
    drawn.add_annotation(
        x=last[x],
        y=last[y],
        text=f"<b>{plain(name)} {write(last[y])}</b>" if name else f"<b>{write(last[y])}</b>",
        showarrow=False,
        xanchor="left",
        xshift=8,
        font={"color": theme.token("ink"), "size": 12},
    )
