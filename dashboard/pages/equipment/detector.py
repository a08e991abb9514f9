"""A detector's calibration and the deviation index of its real exams, on one axis: who saw the drift first?"""

from datetime import date, tzinfo

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component
from plotly.subplots import make_subplots

from dashboard import theme
from dashboard.blocks.empty import empty
from dashboard.blocks.figure import figure
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.equipment.charts import numbers
from dashboard.pages.equipment.words import number_text
from db.qc.drift import drift_since

_NOTE = (
    "DI = 10 log10(EI/EI_T), IEC 62494-1: +1 is 26 % more at the detector, \u22121 is 21 % less. A drift is told from "
    "the week since which the median of the exams has stayed more than 0.5 from its first four weeks. Technique moves "
    "the exams as well as the detector does: the phantom decides."
)


def detector_tile(
    results: pd.DataFrame, weeks: pd.DataFrame, unit: str, title: str, zone: tzinfo
) -> Component:
    """The exams' weekly median with its middle half above, the phantom's results below, both on one axis of time."""
    if weeks.empty:
        return tile(
            f"The exams of {unit} give no deviation index",
            empty("filtered", "No deviation index", "Its exposures carry none, or fewer than ten a week."),
        )
    own = numbers(results, zone)
    # The same stretch of time as the exams, and the result before it, which was in force then.
    begin = weeks["week"].min()
    before = own[own["at"] < begin].tail(1)
    shown = pd.concat([before, own[own["at"] >= begin]])
    place = drift_since([float(value) for value in weeks["median"]])
    since = None if place is None else weeks["week"].iloc[place]
    seen = _phantom_saw(results, shown, since)
    return tile(
        f"{unit}: {_finding(weeks, since, seen)}",
        figure(_drawn(weeks, shown, since), f"Deviation index of the exams of {unit}, and {title}", min_height=340),
        subtitle=f"Above: DI of {int(weeks['n'].sum())} exposures, median and middle half by week. Below: {title}",
        note=_NOTE,
    )  # fmt: skip


def _phantom_saw(results: pd.DataFrame, shown: pd.DataFrame, since: pd.Timestamp | None) -> date | None:
    """The first day since the drift began on which the phantom was past a limit."""
    if since is None:
        return None
    verdicts = results.loc[shown.index, "verdict"]
    past = shown[verdicts.isin(("tolerance", "action")) & (shown["at"] >= since)]
    return None if past.empty else past["at"].iloc[0].date()


def _finding(weeks: pd.DataFrame, since: pd.Timestamp | None, seen: date | None) -> str:
    moved = weeks["median"].iloc[-4:].median() - weeks["median"].iloc[:4].median()
    by = f"{moved:+.1f}".replace("-", "\u2212")
    if since is None:
        return f"no drift in its exams (DI moved by {by})"
    began = f"its exams have drifted since the week of {format_day(since.date())} (DI {by})"
    if seen is None:
        return f"{began}; the phantom has not seen it yet"
    days = (seen - since.date()).days
    return f"{began}; the phantom saw it {days} days later"


def _drawn(weeks: pd.DataFrame, shown: pd.DataFrame, since: pd.Timestamp | None) -> go.Figure:
    drawn = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08, row_heights=[0.58, 0.42])
    base = theme.new_figure(margin={"l": 46, "r": 60, "t": 8, "b": 24})
    drawn.update_layout(template=base.layout.template, margin=base.layout.margin, showlegend=False)
    drawn.add_trace(
        go.Scatter(
            x=[*weeks["week"], *weeks["week"][::-1]], y=[*weeks["high"], *weeks["low"][::-1]], mode="lines",
            line={"width": 0}, fill="toself", fillcolor=theme.token("band"), hoverinfo="skip",
        ), row=1, col=1,
    )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=weeks["week"], y=weeks["median"], mode="lines", line={"color": theme.token("series-1")},
            text=[f"DI {value:+.2f}, n {n}" for value, n in zip(weeks["median"], weeks["n"], strict=True)],
            hovertemplate="week of %{x|%-d %b}: %{text}<extra></extra>",
        ), row=1, col=1,
    )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=shown["at"], y=shown["value"], mode="lines+markers", line={"color": theme.token("series-1")},
            marker={"size": 7}, text=[number_text(value) for value in shown["value"]],
            hovertemplate="%{x|%-d %b}: %{text}<extra></extra>",
        ), row=2, col=1,
    )  # fmt: skip
    for row in (1, 2):
        drawn.add_hline(
            y=0, line={"color": theme.token("rule"), "width": 1.5, "dash": "dash"}, row=row, col=1
        )
    if since is not None:
        for row in (1, 2):
            drawn.add_vline(
                x=since, line={"color": theme.token("ink-3"), "width": 1, "dash": "dot"}, row=row, col=1
            )
        drawn.add_annotation(
            x=since, y=1, yref="y domain", xanchor="left", yanchor="top", xshift=4, showarrow=False,
            text="drift since", font={"color": theme.token("ink-2"), "size": 12},
        )  # fmt: skip
    end = max([weeks["week"].max() + pd.Timedelta(days=7), *([shown["at"].max()] if len(shown) else [])])
    drawn.update_xaxes(range=[weeks["week"].min() - pd.Timedelta(days=2), end], tickformat="%-d %b")
    drawn.update_yaxes(title={"text": "DI of exams", "standoff": 4}, row=1, col=1)
    drawn.update_yaxes(title={"text": "Phantom", "standoff": 4}, row=2, col=1)
    return drawn
