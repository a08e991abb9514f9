"""Will a wearer stay below the levels and the limit? Doses added up over the year, with the periods below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.children import rows_of
from dashboard.blocks.dose_cell import dose_strip
from dashboard.blocks.figure import figure, plain, round_ticks, with_unit_on_top
from dashboard.blocks.labels import LINE_PX, spread
from dashboard.blocks.trend import Line, add_lines
from dashboard.formats import format_msv, format_number

_LEFT = 54
_RIGHT = 150
_KNOWN = {"value", "M", "unused", "estimated"}
_AHEAD = {"worn", "future"}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where the sum may end at the last period, in mSv, with a band whose level is named: "80 % band"."""

    value_msv: float
    low_msv: float
    high_msv: float
    band: str


def cumulative(
    periods: pd.DataFrame,
    *,
    title: str,
    lines: Sequence[Line] = (),
    estimate: Estimate | None = None,
    today_at: float | None = None,
    id: Any = None,
    min_height: int = 240,
) -> Component:
    """The sum over the periods as a line, with levels and limit, and the strip of period cells on the same x axis.

    `periods` has one row per period, oldest first: `label` ("Oct"), `flag` (as `blocks.dose_cell.Flag`), `dose_msv`
    (missing unless value or estimated) and `level` (I, II or missing). Minimal and unused add nothing that is known to
    be more than 0 and are open dots; across an unknown period the line is dotted grey, for the sum is then a lower
    bound. `today_at` counts periods from the left (9.5: half through the tenth).
    """
    drawn = theme.new_figure(margin={"l": _LEFT, "r": _RIGHT, "t": 20, "b": 6}, hovermode="closest")
    done = periods[~periods["flag"].isin(_AHEAD)].reset_index(drop=True)
    sums = done["dose_msv"].astype(float).fillna(0.0).cumsum()
    _strokes(drawn, done, sums)
    _points(drawn, done, sums)
    top = max([line.value for line in lines] + [float(sums.max()) if len(sums) else 0.0])
    if estimate is not None:
        top = max(top, estimate.high_msv)
    top = top * 1.06 if top > 0 else 1.0
    shifts = _label_shifts(lines, estimate, top, min_height)
    if estimate is not None and len(done):
        _estimate(drawn, len(done), float(sums.iloc[-1]), len(periods), estimate, shifts[-1])
    add_lines(drawn, lines, shifts_px=shifts)
    if today_at is not None:
        _today(drawn, today_at)
    ticks = round_ticks(0, top)
    drawn.update_xaxes(range=[0, max(len(periods), 1)], showticklabels=False, ticks="")
    drawn.update_yaxes(range=[0, top], **with_unit_on_top(ticks, [f"{tick:g}" for tick in ticks], "mSv"))
    strip = html.Div(
        dose_strip(periods),
        className="ro-strip-place",
        style={"paddingLeft": f"{_LEFT}px", "paddingRight": f"{_RIGHT}px"},
    )
    chart = html.Div([figure(drawn, title, id=id, min_height=min_height), strip], className="ro-cumulative")
    return html.Div(
        chart, className="ro-scroll-x ro-fill", tabIndex="0", role="group", **{"aria-label": title}
    )


def _label_shifts(lines: Sequence[Line], estimate: Estimate | None, top: float, height: int) -> list[float]:
    """How far up each label moves: those of the lines, then the estimate's, which has two lines of text.

    Reckoned for the least height; in a taller chart they stand a little further apart than they must.
    """
    values = [line.value for line in lines] + ([] if estimate is None else [estimate.value_msv])
    heights = [float(LINE_PX)] * len(lines) + [float(2 * LINE_PX)] * (len(values) - len(lines))
    wished = [value / top * height for value in values]
    return [placed - wish for placed, wish in zip(spread(wished, heights), wished, strict=True)]


def _strokes(drawn: go.Figure, done: pd.DataFrame, sums: pd.Series) -> None:
    """From each period's end to the next: solid where measured, dashed where estimated, dotted grey where unknown."""
    kinds = done["flag"].map(
        lambda flag: flag if flag == "estimated" else "known" if flag in _KNOWN else "unknown"
    )
    looks = {"known": ("series-1", "solid"), "estimated": ("series-1", "dash"), "unknown": ("ink-3", "dot")}
    for kind, (colour, dash) in looks.items():
        x: list[float | None] = []
        y: list[float | None] = []
        for place in done.index[kinds == kind]:
            x += [place, place + 1, None]
            y += [float(sums[place - 1]) if place else 0.0, float(sums[place]), None]
        drawn.add_trace(
            go.Scatter(
                x=x, y=y, mode="lines", line={"color": theme.token(colour), "dash": dash}, hoverinfo="skip"
            )
        )


def _points(drawn: go.Figure, done: pd.DataFrame, sums: pd.Series) -> None:
    blue, surface, red = theme.token("series-1"), theme.token("surface"), theme.token("action")
    looks = {
        "dot": {"symbol": "circle", "color": blue, "size": 7},
        "open": {"symbol": "circle", "color": surface, "size": 8, "line": {"color": blue, "width": 2}},
        "cross": {"symbol": "x-thin", "size": 7, "line": {"color": red, "width": 2.25}},
    }
    kinds = done["flag"].map(
        lambda flag: "open" if flag in {"M", "unused"} else "dot" if flag in _KNOWN else "cross"
    )
    for kind, look in looks.items():
        rows = done[kinds == kind]
        drawn.add_trace(
            go.Scatter(
                x=rows.index + 1,
                y=sums[rows.index],
                mode="markers",
                marker=look,
                text=[
                    f"{plain(row.label)}: {_said(row.flag, row.dose_msv)}, "
                    f"sum {_sum(done['flag'][: row.Index + 1], sums[row.Index])}"
                    for row in rows_of(rows)
                ],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    for row in rows_of(done):
        if row.flag in {"value", "estimated"}:
            continue
        word = {"M": "M", "unused": "unused", "damaged": "damaged", "not_worn": "not worn"}.get(
            row.flag, "missing"
        )
        drawn.add_annotation(
            x=row.Index + 1,
            y=float(sums[row.Index]),
            text=word,
            showarrow=False,
            yshift=15,
            font={
                "color": red if word in {"missing", "damaged", "not worn"} else theme.token("ink-2"),
                "size": 12,
            },
        )
    if len(done):
        # Of the point before it, too: where nothing was added its word stands at the same height.
        named = not done["flag"].iloc[-2:].isin({"value", "estimated"}).all()
        drawn.add_annotation(
            x=len(done),
            y=float(sums.iloc[-1]),
            text=f"<b>{_sum(done['flag'], sums.iloc[-1])}</b>",
            showarrow=False,
            xanchor="right",
            xshift=-2,
            # Above its point, and higher where the word for a period without a dose stands there.
            yshift=32 if named else 15,
            font={"color": theme.token("ink"), "size": 12},
        )


def _sum(flags: pd.Series, sum_msv: float) -> str:
    """The sum as it may be called: `0.12`, `M`, `Unused`, each at least where a period is unknown, or `unknown`."""
    known = flags[flags.isin(_KNOWN)]
    if known.empty:
        return "unknown"
    at_least = "at least " if len(known) < len(flags) else ""
    if known.isin({"value", "estimated"}).any() or sum_msv:
        return f"{at_least}{format_number(sum_msv, 2)}"
    return f"{at_least}{'M' if (known == 'M').any() else 'Unused'}"


def _said(flag: str, dose_msv: float | None) -> str:
    words = {"M": "minimal", "unused": "unused", "estimated": f"estimate {format_msv(dose_msv)}"}
    return format_msv(dose_msv) if flag == "value" else words.get(flag, "unknown")


def _estimate(
    drawn: go.Figure, start: int, sum_msv: float, end: int, estimate: Estimate, shift_px: float
) -> None:
    blue = theme.token("series-1")
    drawn.add_trace(
        go.Scatter(
            x=[start, end, end, start],
            y=[sum_msv, estimate.high_msv, estimate.low_msv, sum_msv],
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=theme.token("band"),
            hoverinfo="skip",
        )
    )
    drawn.add_trace(
        go.Scatter(
            x=[start, end],
            y=[sum_msv, estimate.value_msv],
            mode="lines",
            line={"color": blue, "dash": "dash"},
            hoverinfo="skip",
        )
    )
    band = f"{estimate.low_msv:.1f} to {estimate.high_msv:.1f}"
    drawn.add_annotation(
        x=end,
        y=estimate.value_msv,
        text=f"<b>Estimate {estimate.value_msv:.1f}\u00a0mSv</b><br>({plain(estimate.band)} {band})",
        align="left",
        showarrow=False,
        xanchor="left",
        xshift=6,
        yshift=shift_px,
        font={"color": theme.token("ink"), "size": 12},
    )


def _today(drawn: go.Figure, today_at: float) -> None:
    drawn.add_vline(x=today_at, line={"color": theme.token("ink-3"), "width": 1, "dash": "dot"})
    drawn.add_annotation(
        x=today_at,
        y=1,
        yref="y domain",
        yanchor="bottom",
        text="today",
        showarrow=False,
        font={"color": theme.token("ink-2"), "size": 12},
    )
