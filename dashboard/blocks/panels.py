"""Is one of them out of line? One small chart each, all on the same axes, with what all together do behind it."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.children import rows_of
from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.figure import figure, plain, round_ticks
from dashboard.blocks.trend import Line, stroke_of
from dashboard.formats import format_count, format_month, is_unknown


def panels(
    frame: pd.DataFrame,
    *,
    heads: Sequence[tuple[str, str, tuple[State, str] | None]],
    whole: pd.DataFrame,
    write: Callable[[Any], str],
    minimum_n: int,
    lines: Sequence[Line] = (),
    from_zero: bool = True,
    ids: Callable[[str], Any] | None = None,
) -> Component:
    """A chart of the monthly value with its spread for each of `heads`: name, a line below it, and a chip or none.

    `frame` has `name`, `month`, `n`, `value`, `low`, `high`, and may have `key`, which a click on a point tells of (the
    second of its `customdata`); `whole` has `month` and `value` of all together, drawn dotted behind each. A chart with
    a chip of warning is drawn in rust. A month with fewer than `minimum_n` is an open point. `ids` gives each chart its
    id.
    """
    shown = frame[frame["name"].isin([name for name, _, _ in heads])]
    months = list(pd.period_range(whole["month"].min(), whole["month"].max(), freq="M"))
    span = _span(shown, lines, from_zero=from_zero)
    cells = []
    for name, line, chip in heads:
        part = shown[shown["name"] == name]
        by_month = part.set_index(pd.PeriodIndex(part["month"], freq="M")).reindex(months)
        out = chip is not None and chip[0] == "warn"
        drawn = _drawn(by_month, _aligned(whole, months), span, write, minimum_n, lines, out=out)
        cells.append(
            html.Div(
                [
                    html.Div(
                        [
                            html.H3(name, className="ro-multiple-name"),
                            *([state_chip(*chip)] if chip else []),
                        ],
                        className="ro-multiple-head",
                    ),
                    html.P(line, className="ro-multiple-note"),
                    figure(drawn, f"{name}: {line}", id=ids(name) if ids else None, min_height=130),
                ],
                className="ro-panel",
            )
        )
    return html.Div(cells, className="ro-panels")


def _aligned(whole: pd.DataFrame, months: Sequence[pd.Period]) -> pd.Series:
    values: pd.Series = whole.set_index(pd.PeriodIndex(whole["month"], freq="M"))["value"].reindex(months)
    return values


def _span(frame: pd.DataFrame, lines: Sequence[Line], *, from_zero: bool) -> tuple[float, float]:
    known = [float(one) for name in ("value", "low", "high") for one in frame[name].dropna()]
    known += [line.value for line in lines]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = (high - low or abs(high) or 1.0) * 0.08
    return (0.0 if from_zero else low - room), high + room


def _drawn(
    by_month: pd.DataFrame,
    whole: pd.Series,
    span: tuple[float, float],
    write: Callable[[Any], str],
    minimum_n: int,
    lines: Sequence[Line],
    *,
    out: bool,
) -> go.Figure:
    colour, band = theme.token("series-2" if out else "series-1"), theme.token("band-out" if out else "band")
    places = pd.Series(range(len(by_month)), index=by_month.index)
    enough = by_month["n"].ge(minimum_n)
    drawn = theme.new_figure(margin={"l": 44, "r": 54, "t": 6, "b": 22}, hovermode="closest")
    runs = (~enough).cumsum()[enough]
    for _, part in by_month[enough & by_month["low"].notna() & by_month["high"].notna()].groupby(runs):
        x = [*places[part.index], *places[part.index][::-1]]
        drawn.add_trace(
            go.Scatter(
                x=x, y=[*part["high"], *part["low"][::-1]], mode="lines", line={"width": 0}, fill="toself",
                fillcolor=band, hoverinfo="skip",
            )
        )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=list(places), y=list(whole), mode="lines", hoverinfo="skip",
            line={"color": theme.token("ink-3"), "width": 1.25, "dash": "dot"},
        )
    )  # fmt: skip
    for line in lines:
        stroke, dash, _ = stroke_of(line)
        drawn.add_hline(y=line.value, line={"color": stroke, "width": 1.5, "dash": dash})
    keys = by_month["key"] if "key" in by_month else [""] * len(by_month)
    told = [
        [
            plain(
                f"{format_month(month.start_time.date())}: {write(row.value)}, {write(row.low)} to {write(row.high)}, "
                f"n = {format_count(row.n)}"
            ),
            "" if is_unknown(key) else key,
        ]
        for month, row, key in zip(by_month.index, rows_of(by_month), keys, strict=True)
    ]
    few = ~enough & by_month["value"].notna()
    surface, ink = theme.token("surface"), theme.token("ink-3")
    drawn.add_trace(
        go.Scatter(
            x=list(places), y=list(by_month["value"].where(enough)), mode="lines+markers", customdata=told,
            line={"color": colour}, marker={"color": colour, "size": 5},
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    )  # fmt: skip
    if few.any():
        drawn.add_trace(
            go.Scatter(
                x=list(places[few]), y=list(by_month["value"][few]), mode="markers",
                marker={"size": 6, "color": surface, "line": {"color": ink, "width": 1.5}},
                customdata=[one for one, is_few in zip(told, few, strict=True) if is_few],
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )  # fmt: skip
    _end(drawn, by_month["value"], enough, places, write)
    ticks = round_ticks(*span, most=4)
    drawn.update_yaxes(
        range=list(span), tickmode="array", tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks]
    )
    step = max(1, -(-len(places) // 4))
    ticked = [place for place in range(len(places)) if (len(places) - 1 - place) % step == 0]
    last = by_month.index[-1].start_time.date()
    drawn.update_xaxes(
        range=[-0.4, max(len(places) - 0.6, 0.6)],
        tickmode="array",
        tickangle=0,
        tickvals=ticked,
        ticktext=[format_month(by_month.index[place].start_time.date(), last) for place in ticked],
    )
    return drawn


def _end(
    drawn: go.Figure, values: pd.Series, enough: pd.Series, places: pd.Series, write: Callable[[Any], str]
) -> None:
    known = values.where(enough).dropna()
    if known.empty:
        return
    drawn.add_annotation(
        x=float(places[known.index[-1]]), y=float(known.iloc[-1]), text=f"<b>{write(known.iloc[-1])}</b>",
        showarrow=False, xanchor="left", xshift=7, font={"color": theme.token("ink"), "size": 12},
    )  # fmt: skip
