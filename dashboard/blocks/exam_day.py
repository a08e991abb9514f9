"""Is the day going as usual? Exams done by the hour against the same weekday of the weeks before."""

import math
from datetime import datetime, tzinfo

import pandas as pd
import plotly.graph_objects as go
from dash import html
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.children import Children
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.figure import figure
from dashboard.blocks.table import Column, mono, table
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import add_usual
from dashboard.formats import (
    NBSP,
    format_count,
    format_day,
    format_days,
    format_number,
    format_time,
    format_weekday,
)
from db.queries.exams import ExamDay

# Hours between two labels of the axis: on a phone more of them run into each other.
_TICK_H = 6


def exams_tile(shown: ExamDay | None, now: datetime, zone: tzinfo, *, actions: Children = None) -> Component:
    """Exams done by the hour on the newest day, with the middle half of the same weekday."""
    if shown is None:
        return tile(
            "Is today going as usual?",
            empty(
                "never",
                "No exam has arrived yet",
                "This needs the list of exams from the RIS.",
                steps=[
                    Step("Export the exams with their times", "One row per exam with its status (CSV)"),
                    Step("Try one file first", html.Span([mono("radops try FILE"), " writes nothing"])),
                    Step("Put it into the inbox", "It is read within a minute"),
                ],
            ),
        )
    title = _finding(shown, now, zone)
    return tile(
        title,
        _figure(shown, title),
        subtitle=_subtitle(shown, now, zone),
        table=_table(shown, title),
        note=_note(shown, now, zone),
        actions=actions,
    )


def _finding(shown: ExamDay, now: datetime, zone: tzinfo) -> str:
    so_far = shown.so_far
    same_day = format_weekday(shown.day)
    if math.isnan(so_far["median"]):
        compared = f"{format_count(so_far['done'])} exams were done"
    elif so_far["done"] < so_far["low"]:
        compared = f"Fewer exams than on a usual {same_day}"
    elif so_far["done"] > so_far["high"]:
        compared = f"More exams than on a usual {same_day}"
    else:
        compared = f"As many exams as on a usual {same_day}"
    if shown.is_today:
        return compared
    days = (now.astimezone(zone).date() - shown.day).days
    return f"{compared}, {format_days(days)} ago: nothing newer is known"


def _subtitle(shown: ExamDay, now: datetime, zone: tzinfo) -> str:
    so_far = shown.so_far
    day = f", {format_weekday(shown.day)[:3]} {format_day(shown.day, now.astimezone(zone).date())}"
    by = f" by {format_time(shown.until, zone)}" if so_far["hour"] < 24 else ""
    text = f"Exams done by hour{day}; {format_count(so_far['done'])}{by}"
    if math.isnan(so_far["median"]):
        return f"{text}; no earlier {format_weekday(shown.day)} to compare with"
    spread = f"{format_number(so_far['low'], 0)} to {format_number(so_far['high'], 0)}"
    return f"{text}, usual {format_number(so_far['median'], 0)} ({spread})"


def _note(shown: ExamDay, now: datetime, zone: tzinfo) -> str:
    days = int(shown.so_far["days"])
    parts = [f"RIS: completed and reported exams, by the hospital's clock, as of {_as_of(shown, now, zone)}"]
    if days:
        plural = "" if days == 1 else "s"
        parts.append(
            f"usual is the median and middle half of {days}{NBSP}{format_weekday(shown.day)}{plural}"
        )
    without = int(shown.by_hour["without_time"].iloc[0])
    if without:
        parts.append(f"{format_count(without)} without any time {'is' if without == 1 else 'are'} left out")
    return "; ".join(parts) + "."


def _as_of(shown: ExamDay, now: datetime, zone: tzinfo) -> str:
    local = shown.until.astimezone(zone)
    today = now.astimezone(zone).date()
    return format_time(shown.until, zone) if local.date() == today else format_day(local.date(), today)


def _figure(shown: ExamDay, title: str) -> Component:
    hours = shown.by_hour
    known = hours.dropna(subset=["done"])
    so_far = shown.so_far
    # Late in the day there is no room right of the curve: the label then stands in the margin, clear of every line.
    late = so_far["hour"] > 19
    x = [*known["hour"], so_far["hour"]]
    y = [*known["done"], so_far["done"]]
    drawn = theme.new_figure(margin={"l": 44, "r": 92 if late else 48, "t": 10, "b": 26})
    if int(so_far["days"]):
        _usual(drawn, hours, float(so_far["done"]) if late else None)
    drawn.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": theme.token("series-1")},
            hovertemplate="%{y} done<extra></extra>",
        )
    )
    drawn.add_trace(
        go.Scatter(
            x=x[-1:], y=y[-1:], mode="markers", marker={"color": theme.token("series-1")}, hoverinfo="skip"
        )
    )
    word = "Today" if shown.is_today else format_day(shown.day, None).rsplit(NBSP, 1)[0]
    drawn.add_annotation(
        x=1.0 if late else x[-1],
        xref="paper" if late else "x",
        y=y[-1],
        text=f"<b>{word} {format_count(so_far['done'])}</b>",
        showarrow=False,
        xanchor="left",
        yanchor="middle",
        xshift=4 if late else 9,
        font={"color": theme.token("ink"), "size": 12},
    )
    first = _first_hour(hours)
    ticks = [hour for hour in range(0, 25, _TICK_H) if hour >= first]
    drawn.update_xaxes(
        range=[first, 24.2],
        tickmode="array",
        tickvals=ticks,
        ticktext=[f"{hour:02d}:00" for hour in ticks],
        tickangle=0,
        unifiedhovertitle={"text": "by %{x}:00"},
    )
    drawn.update_yaxes(rangemode="tozero", tickformat=",d")
    return figure(drawn, title, min_height=260)


def _usual(drawn: go.Figure, hours: pd.DataFrame, done: float | None) -> None:
    """The band, named in the margin where it ends; `done` is where the label of the day stands there, if it does."""
    add_usual(drawn, hours["hour"], hours)
    end = float(hours["median"].dropna().iloc[-1])
    top = max(float(hours["high"].max()), done or 0.0)
    close = done is not None and abs(done - end) < 0.1 * top
    drawn.add_annotation(
        x=1.0,
        xref="paper",
        y=end,
        text="Usual",
        showarrow=False,
        xanchor="left",
        yanchor="middle",
        xshift=4,
        # Beside another label it gives way, to the side on which it stands already.
        yshift=0 if not close else -14 if (done or 0.0) >= end else 14,
        font={"color": theme.token("ink-2"), "size": 12},
    )


def _first_hour(hours: pd.DataFrame) -> int:
    """Where the axis begins: the last tick at which nothing had happened yet."""
    busy = hours[(hours["done"].fillna(0) > 0) | (hours["high"].fillna(0) > 0)]
    if busy.empty:
        return 0
    return max(int(busy["hour"].iloc[0]) - 1, 0) // _TICK_H * _TICK_H


def _table(shown: ExamDay, title: str) -> Component:
    rows = shown.by_hour[shown.by_hour["hour"] >= _first_hour(shown.by_hour)].copy()
    rows["hour"] = rows["hour"].map(lambda hour: f"{hour:02d}:00")
    rows["done"] = [html.Span("later") if math.isnan(done) else format_count(done) for done in rows["done"]]
    return table(
        rows,
        [
            Column("hour", "By"),
            Column("done", "Done", "number", strong=True),
            Column("low", "Usual from", "number", decimals=0),
            Column("median", "Median", "number", decimals=0),
            Column("high", "to", "number", decimals=0),
        ],
        title=title,
    )
