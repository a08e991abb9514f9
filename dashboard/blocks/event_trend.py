"""How did a median go, what happened meanwhile, and how was it a year before? A trend with marks on its time axis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.children import rows_of
from dashboard.blocks.figure import figure, plain
from dashboard.blocks.trend import Line, add_lines
from dashboard.formats import NBSP, format_count, format_month

_MOST_MONTHS = 7
# How a kind of mark looks at the foot of the chart: told apart by shape, never by colour alone.
_SHAPES = {"note": "star", "QC": "triangle-up", "service": "square", "fault": "x", "protocol": "diamond"}
# The same in words, below the chart: a legend within it would cover it on a phone.
_SIGNS = {"note": "\u2605", "QC": "\u25b2", "service": "\u25a0", "fault": "\u2716", "protocol": "\u25c6"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day and may explain a change; `until` is the last day of a time, as of down time."""

    day: date
    kind: str
    words: str
    until: date | None = None


def event_trend(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    write: Callable[[Any], str],
    minimum_n: int,
    before: pd.DataFrame | None = None,
    lines: Sequence[Line] = (),
    marks: Sequence[Mark] = (),
    id: Any = None,
    min_height: int = 300,
) -> Component:
    """The monthly median with its middle half, each month drawn in its middle, so that a day stands where it happened.

    `frame` and `before` (the year before, its months moved to the ones they are compared with) have `month`, `n`,
    `median`, `p25`, `p75` in `unit`; `frame` also `key`, which a click on a month tells of (the second of its
    `customdata`). A month with fewer than `minimum_n` is an open point, and no part of the line. `marks` stand at the
    foot, their words on hover; a time is shaded.
    """
    months = list(pd.period_range(frame["month"].min(), frame["month"].max(), freq="M"))
    drawn = theme.new_figure(margin={"l": 80, "r": 96, "t": 8, "b": 24}, hovermode="closest")
    by_month = frame.set_index(pd.PeriodIndex(frame["month"], freq="M")).reindex(months)
    places = pd.Series([_middle(month) for month in months], index=months)
    _year_before(drawn, before, places, write, unit)
    _medians(drawn, by_month, places, write, unit, minimum_n)
    add_lines(drawn, lines)
    span = _span(frame, before, lines)
    foot = span[0] + (span[1] - span[0]) * 0.035
    _marks(drawn, marks, foot)
    drawn.update_yaxes(range=list(span), ticksuffix=f"{NBSP}{unit}", showticksuffix="last", nticks=6)
    ticked = months[:: -1 - len(months) // _MOST_MONTHS][::-1]
    drawn.update_xaxes(
        range=[months[0].start_time, months[-1].end_time],
        tickmode="array",
        tickvals=[_middle(month) for month in ticked],
        ticktext=[format_month(month.start_time.date(), months[-1].start_time.date()) for month in ticked],
    )
    return figure(drawn, title, id=id, min_height=min_height)


def key_of(marks: Sequence[Mark]) -> str:
    """What the signs at the foot mean, of those that are there: `\u25b2 QC, \u25a0 service`; empty without any."""
    kinds = {mark.kind for mark in marks}
    return ", ".join(f"{sign} {kind}" for kind, sign in _SIGNS.items() if kind in kinds)


def _middle(month: pd.Period) -> pd.Timestamp:
    return month.start_time + pd.Timedelta(days=14)


def _span(frame: pd.DataFrame, before: pd.DataFrame | None, lines: Sequence[Line]) -> tuple[float, float]:
    known = [frame, *([] if before is None else [before])]
    values = [
        float(one) for part in known for name in ("median", "p25", "p75") for one in part[name].dropna()
    ]
    values += [line.value for line in lines]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low or abs(high) or 1.0) * 0.12
    # Room at the foot for the marks.
    return max(low - 1.6 * room, 0.0), high + room


def _year_before(
    drawn: go.Figure, before: pd.DataFrame | None, places: pd.Series, write: Callable[[Any], str], unit: str
) -> None:
    if before is None or before["median"].dropna().empty:
        return
    known = before.set_index(pd.PeriodIndex(before["month"], freq="M")).reindex(places.index)
    drawn.add_trace(
        go.Scatter(
            x=places,
            y=known["median"],
            # A month that stands alone is no line.
            mode="lines+markers",
            name="Year before",
            line={"color": theme.token("ink-3"), "width": 1.5, "dash": "dot"},
            marker={"color": theme.token("ink-3"), "size": 4},
            text=[
                f"a year before: {write(row.median)}{NBSP}{unit}, n = {format_count(row.n)}"
                for row in rows_of(known)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    )


def _medians(
    drawn: go.Figure,
    by_month: pd.DataFrame,
    places: pd.Series,
    write: Callable[[Any], str],
    unit: str,
    minimum_n: int,
) -> None:
    enough = by_month["n"].ge(minimum_n)
    known = by_month[enough & by_month["p25"].notna()]
    # One band per unbroken run of months: a gap in the data is a gap in the picture.
    runs = (~enough).cumsum()[enough]
    for _, part in known.groupby(runs):
        x = [*places[part.index], *places[part.index][::-1]]
        drawn.add_trace(
            go.Scatter(
                x=x, y=[*part["p75"], *part["p25"][::-1]], mode="lines", line={"width": 0}, fill="toself",
                fillcolor=theme.token("band"), hoverinfo="skip", showlegend=False,
            )
        )  # fmt: skip
    hover = [
        f"{format_month(month.start_time.date())}: median {write(row.median)}, middle half {write(row.p25)} to "
        f"{write(row.p75)}{NBSP}{unit}, n = {format_count(row.n)}"
        for month, row in zip(by_month.index, rows_of(by_month), strict=True)
    ]
    told = [[plain(text), key] for text, key in zip(hover, by_month["key"], strict=True)]
    colour = theme.token("series-1")
    drawn.add_trace(
        go.Scatter(
            x=places, y=by_month["median"].where(enough), mode="lines+markers", name="Median, middle half",
            line={"color": colour}, marker={"color": colour, "size": 7}, customdata=told,
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    )  # fmt: skip
    few = ~enough & by_month["median"].notna()
    if few.any():
        look = {
            "size": 8,
            "color": theme.token("surface"),
            "line": {"color": theme.token("ink-3"), "width": 1.5},
        }
        drawn.add_trace(
            go.Scatter(
                x=places[few], y=by_month["median"][few], mode="markers", marker=look, name=f"n under {minimum_n}",
                customdata=[one for one, shown in zip(told, few, strict=True) if shown],
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )  # fmt: skip


def _marks(drawn: go.Figure, marks: Sequence[Mark], foot: float) -> None:
    for kind, shape in _SHAPES.items():
        found = [mark for mark in marks if mark.kind == kind]
        if not found:
            continue
        for mark in found:
            if mark.until is not None and mark.until > mark.day:
                drawn.add_vrect(
                    x0=mark.day, x1=mark.until, fillcolor=theme.token("usual"), line_width=0, layer="below"
                )
            elif kind in ("note", "protocol", "service"):
                drawn.add_vline(x=mark.day, line={"color": theme.token("ink-3"), "width": 1, "dash": "dot"})
        drawn.add_trace(
            go.Scatter(
                x=[mark.day for mark in found],
                y=[foot] * len(found),
                mode="markers",
                name=kind[0].upper() + kind[1:],
                marker={
                    "symbol": shape,
                    "size": 10,
                    "color": theme.token("series-2" if kind in ("fault", "QC") else "ink-2"),
                },
                text=[plain(mark.words) for mark in found],
                hovertemplate="%{text}<extra></extra>",
            )
        )
