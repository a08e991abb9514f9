"""Are typical doses below the reference levels? One small chart per exam type, all on one axis."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.children import rows_of
from dashboard.blocks.chip import state_chip
from dashboard.blocks.drl import MINIMUM_N, verdict, worst_first
from dashboard.blocks.figure import figure, round_ticks
from dashboard.formats import NBSP, format_count, format_month, format_significant, is_unknown, with_unit

COLUMNS = ("exam_type", "month", "n", "median", "p25", "p75", "unit", "drl")


def dose_format(value: Any) -> str:
    """A dose with 3 significant digits, without its unit."""
    return format_significant(value, 3)


def small_multiples(
    frame: pd.DataFrame,
    *,
    today: date,
    minimum_n: int = MINIMUM_N,
    write: Callable[[Any], str] = dose_format,
    most: int = 8,
    ids: Callable[[str], Any] | None = None,
) -> Component:
    """Charts of the monthly median as a share of the DRL, with the middle half as a band; furthest over comes first.

    `frame` has one row per exam type and month: `exam_type`, `month` (a day in it), `n`, `median`, `p25` and `p75` in
    `unit`, and `drl` in the same unit (missing: no reference level on file). All charts share both axes. A month with
    fewer than `minimum_n` exams is an open point without verdict; an exam type without DRL has an axis in its own unit.
    `write` gives a dose without unit. `frame` may have `key`, which a click on a month tells of (the second of its
    `customdata`); `ids` gives each chart its id. At most `most` exam types are drawn; the table behind has all of them.
    """
    types = worst_first(frame, minimum_n)[:most]
    months = _all_months(frame)
    shares = frame[frame["drl"].notna() & frame["exam_type"].isin(types)]
    span = _share_span(shares)
    cells = []
    for place, exam_type in enumerate(types):
        rows = frame[frame["exam_type"] == exam_type].sort_values("month")
        own_id = ids(exam_type) if ids else None
        cells.append(
            _cell(exam_type, rows, months, span, today, minimum_n, write, explain=place == 0, id=own_id)
        )
    return html.Div(cells, className="ro-multiples")


def _all_months(frame: pd.DataFrame) -> list[pd.Period]:
    found = pd.PeriodIndex(pd.to_datetime(frame["month"]), freq="M")
    return list(pd.period_range(found.min(), found.max(), freq="M")) if len(found) else []


def _share_span(rows: pd.DataFrame) -> tuple[float, float]:
    if rows.empty:
        return 0.0, 1.2
    low = float((rows[["median", "p25"]].min(axis=1) / rows["drl"]).min())
    high = float((rows[["median", "p75"]].max(axis=1) / rows["drl"]).max())
    low, high = min(low, 0.9), max(high, 1.1)
    room = (high - low) * 0.06
    return max(low - room, 0.0), high + room


def _cell(
    exam_type: str,
    rows: pd.DataFrame,
    months: list[pd.Period],
    span: tuple[float, float],
    today: date,
    minimum_n: int,
    write: Callable[[Any], str],
    *,
    explain: bool,
    id: Any,
) -> Component:
    last = rows.iloc[-1]
    state, word = verdict(last["median"], last["drl"], int(last["n"]), minimum_n)
    has_level = not is_unknown(last["drl"])
    level = (
        f"DRL {with_unit(write(last['drl']), last['unit'])}" if has_level else f"No DRL, in {last['unit']}"
    )
    month = format_month(last["month"], today)
    drawn = _drawn(rows, months, span, minimum_n, write, out=state == "warn", explain=explain)
    return html.Div(
        [
            html.Div(
                [html.H3(exam_type, className="ro-multiple-name"), state_chip(state, word)],
                className="ro-multiple-head",
            ),
            html.P(f"{level}, n = {format_count(last['n'])}, {month}", className="ro-multiple-note"),
            figure(drawn, f"{exam_type}: {word}", id=id, min_height=120),
        ],
        className="ro-multiple" if has_level else "ro-multiple ro-multiple-own-axis",
    )


def _drawn(
    rows: pd.DataFrame,
    months: list[pd.Period],
    span: tuple[float, float],
    minimum_n: int,
    write: Callable[[Any], str],
    *,
    out: bool,
    explain: bool,
) -> go.Figure:
    colour, band = theme.token("series-2" if out else "series-1"), theme.token("band-out" if out else "band")
    unit, drl = rows["unit"].iloc[-1], rows["drl"].iloc[-1]
    has_level = not is_unknown(drl)
    by_month = rows.set_index(pd.PeriodIndex(pd.to_datetime(rows["month"]), freq="M")).reindex(months)
    places = pd.Series(range(len(months)), index=by_month.index)
    scale = by_month["drl"] if has_level else pd.Series(1.0, index=by_month.index)
    median, p25, p75 = (by_month[name] / scale for name in ("median", "p25", "p75"))
    enough = by_month["n"].ge(minimum_n)
    if not has_level:
        top = float(max(p75.max(), median.max()))
        span = (0.0, top * 1.1 if top > 0 else 1.0)

    drawn = theme.new_figure(margin={"l": 40, "r": 48, "t": 6, "b": 22})
    # One band per unbroken run of months: a gap in the data is a gap in the picture.
    for run in _runs(enough & p25.notna() & p75.notna()):
        x = places[run]
        drawn.add_trace(
            go.Scatter(
                x=[*x, *x[::-1]],
                y=[*p75[run], *p25[run][::-1]],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=band,
                hoverinfo="skip",
            )
        )
    if has_level:
        drawn.add_shape(
            type="line",
            x0=0,
            x1=1,
            xref="x domain",
            y0=1,
            y1=1,
            line={"color": theme.token("ink"), "width": 1.5},
        )
    hover = [
        f"median {write(row.median)}, middle half {write(row.p25)} to {write(row.p75)} {unit}, "
        f"n = {format_count(row.n)}"
        for row in rows_of(by_month)
    ]
    keys = by_month["key"] if "key" in by_month else [None] * len(by_month)
    told = [[None, None if is_unknown(key) else key] for key in keys]
    drawn.add_trace(
        go.Scatter(
            x=places,
            y=median.where(enough),
            mode="lines",
            line={"color": colour},
            text=hover,
            customdata=told,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    few = ~enough & median.notna()
    if few.any():
        drawn.add_trace(
            go.Scatter(
                x=places[few],
                y=median[few],
                mode="markers",
                marker={
                    "size": 6,
                    "color": theme.token("surface"),
                    "line": {"color": theme.token("ink-3"), "width": 1.5},
                },
                text=[text for text, shown in zip(hover, few, strict=True) if shown],
                customdata=[one for one, shown in zip(told, few, strict=True) if shown],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    known = median.where(enough).dropna()
    if not known.empty and enough[median.dropna().index[-1]]:
        _end(drawn, places[known.index[-1]], known.iloc[-1], write(rows["median"].iloc[-1]), colour, out=out)
    if explain and has_level and not known.empty:
        _explain(drawn, known, places)
    _axes(drawn, months, span, has_level=has_level)
    return drawn


def _runs(shown: pd.Series) -> list[pd.Index]:
    numbered = (shown != shown.shift()).cumsum()
    return [part.index for _, part in shown[shown].groupby(numbered[shown])]


def _end(drawn: go.Figure, x: float, y: float, text: str, colour: str, *, out: bool) -> None:
    """The latest median: a dot (a diamond when out of line) and its value in its own unit, at the end of the line."""
    drawn.add_trace(
        go.Scatter(
            x=[x],
            y=[y],
            mode="markers",
            marker={"color": colour, "symbol": "diamond" if out else "circle", "size": 8 if out else 7},
            hoverinfo="skip",
        )
    )
    drawn.add_annotation(
        x=x,
        y=y,
        text=f"<b>{text}</b>",
        showarrow=False,
        xanchor="left",
        xshift=7,
        font={"color": theme.token("ink"), "size": 12},
    )


def _explain(drawn: go.Figure, known: pd.Series, places: pd.Series) -> None:
    """The first chart names its reference line; the tile's subtitle names the rest."""
    above = known.iloc[0] <= 1
    drawn.add_annotation(
        x=places[known.index[0]],
        y=1,
        text="DRL",
        showarrow=False,
        xanchor="left",
        yshift=9 if above else -9,
        font={"color": theme.token("ink-2"), "size": 12},
    )


def _tick_text(month: pd.Period, *, years: bool) -> str:
    """The month alone within two years; beyond that the year, for the same month over and over says nothing."""
    day = month.to_timestamp().date()
    return str(day.year) if years else format_month(day, day)


def _axes(drawn: go.Figure, months: list[pd.Period], span: tuple[float, float], *, has_level: bool) -> None:
    # A quarter apart within a year; beyond that, so many that at most four years stand under a small chart.
    step = 1 if len(months) <= 5 else 3 if len(months) <= 13 else -(-len(months) // 48) * 12
    ticked = [place for place in range(len(months)) if (len(months) - 1 - place) % step == 0]
    drawn.update_xaxes(
        range=[-0.4, max(len(months) - 0.6, 0.6)],
        tickmode="array",
        tickangle=0,
        tickvals=ticked,
        ticktext=[_tick_text(months[place], years=step >= 12) for place in ticked],
    )
    if has_level:
        ticks = round_ticks(*span, most=4)
        if 1.0 not in ticks:
            ticks = sorted([*ticks, 1.0])
        texts = [f"{tick * 100:.0f}{NBSP}%" for tick in ticks]
    else:
        ticks = round_ticks(*span, most=4)
        texts = [f"{tick:g}" for tick in ticks]
    drawn.update_yaxes(range=list(span), tickmode="array", tickvals=ticks, ticktext=texts)
