"""How many files came each day, and what became of them? Stacked bars."""

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import theme
from dashboard.blocks.figure import figure
from dashboard.formats import format_count, format_day

_LETTER_PX = 7.5
_LOOK = (
    ("loaded", "Loaded", "series-1"),
    ("quarantined", "Set aside", "warn"),
    ("refused", "Refused", "series-6"),
)


def files_per_day(per_day: pd.DataFrame, today: date, days: int, title: str) -> Component:
    """A bar per day, `today` at the right; `per_day` has day, outcome and files."""
    shown = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    counts = per_day.pivot_table(index="day", columns="outcome", values="files", aggfunc="sum", fill_value=0)
    counts = counts.reindex(index=shown, columns=[name for name, _, _ in _LOOK], fill_value=0)
    drawn = theme.new_figure(
        margin={"l": 40, "r": 8, "t": 22, "b": 24}, barmode="stack", hovermode="x unified"
    )
    labels = []
    for name, text, colour in _LOOK:
        if name != "loaded" and not counts[name].sum():
            continue
        drawn.add_trace(
            go.Bar(
                x=shown,
                y=counts[name],
                marker={"color": theme.token(colour)},
                hovertemplate=f"%{{y}} {text.lower()}<extra></extra>",
            )
        )
        labels.append((text, int(counts[name].sum()), colour))
    _label(drawn, labels)
    ticks = shown[:: -max(len(shown) // 4, 1)]
    drawn.update_xaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[format_day(day, today) for day in ticks],
        hoverformat="%-d %b",
    )
    drawn.update_yaxes(rangemode="tozero", tickformat=",d", nticks=4)
    return figure(drawn, title, min_height=160)


def _label(drawn: go.Figure, labels: list[tuple[str, int, str]]) -> None:
    """Words above the plot, each in the colour of its bars, in place of a legend."""
    offset = 0.0
    for text, number, colour in labels:
        words = f"{text} {format_count(number)}"
        drawn.add_annotation(
            x=0,
            y=1,
            xref="x domain",
            yref="y domain",
            xanchor="left",
            yanchor="bottom",
            xshift=offset,
            yshift=4,
            showarrow=False,
            text=f"<b>{words}</b>",
            font={"color": theme.token("warn-text" if colour == "warn" else colour), "size": 12},
        )
        offset += len(words) * _LETTER_PX + 12
