"""What needs attention now? One row each, worst first: what is wrong, how bad, since when, where to go."""

from collections.abc import Sequence
from datetime import date

from dash import html

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.formats import format_day, format_days
from db.attention import AttentionRow


def attention_list(rows: Sequence[AttentionRow], *, today: date) -> html.Ol:
    """The rows in the order given; the first one's link is the screen's one filled button."""
    return html.Ol(
        [_row(row, today, primary=place == 0) for place, row in enumerate(rows)],
        className="ro-attention",
        style={"--ro-rows": len(rows)},
    )


def attention_title(rows: Sequence[AttentionRow]) -> str:
    """The heading of the tile around the list."""
    if not rows:
        return "What needs attention?"
    return (
        "One thing needs attention"
        if len(rows) == 1
        else f"{len(rows)} things need attention, most urgent first"
    )


def _row(row: AttentionRow, today: date, *, primary: bool) -> html.Li:
    page = row.path.lstrip("/").split("?")[0].split("/")[0] or "page"
    since = "since today" if row.since == today else f"since {format_day(row.since, today)}"
    if row.since is None and row.state == "due":
        # What is yet to come has not begun on any day.
        since = ""
    age = None if row.since is None or row.since >= today else format_days((today - row.since).days)
    return html.Li(
        [
            html.Div(state_chip(row.state, row.word), className="ro-attention-state"),
            html.Div(
                [
                    html.Div(row.finding, className="ro-attention-finding"),
                    html.Div(row.detail, className="ro-attention-detail"),
                ],
                className="ro-attention-words",
            ),
            html.Div([since, *([html.Span(age)] if age else [])], className="ro-attention-since"),
            html.Div(
                link_button(
                    f"Open {page}",
                    row.path,
                    kind="primary" if primary else "outline",
                    name=f"Open {page}: {row.finding}",
                ),
                className="ro-attention-action",
            ),
        ]
    )
