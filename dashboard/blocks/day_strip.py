"""What became of a task on each of the last days? A cell per day, told apart by height and fill, not colour alone."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.formats import NBSP, format_day

# state: (class, what is said of one day, what is said of their sum)
_STATES: dict[str, tuple[str, str, str]] = {
    "ok": ("ok", "in limits", "in limits"),
    "tolerance": ("tolerance", "past tolerance", "past tolerance"),
    "action": ("action", "failed", "failed"),
    "no_tol": ("no-tol", "done, no limit set", "without a limit"),
    "missed": ("missed", "missed", "missed"),
    "open": ("open", "due, not done yet", "to do"),
    "none": ("none", "nothing due", ""),
}


def day_strip(states: Sequence[str], days: Sequence[date], *, name: str) -> Component:
    """One cell per day, oldest first; hovering tells the day. The sums are read out and stand beside the strip."""
    cells = [
        html.Span(
            className=f"ro-day ro-day-{_STATES[state][0]}",
            title=f"{format_day(day)}: {_STATES[state][1]}",
        )
        for state, day in zip(states, days, strict=True)
    ]
    told = strip_words(states)
    return html.Div(
        [
            html.Span(cells, className="ro-days", role="img", **{"aria-label": f"{name}, {len(days)} days: {told}"}),
            html.Span(told, className="ro-days-told"),
        ],
        className="ro-day-strip",
    )  # fmt: skip


def strip_words(states: Sequence[str]) -> str:
    """`1 failed, 2 missed, 18 in limits`: the worst first; `nothing due` where there was nothing."""
    order = ("action", "missed", "tolerance", "no_tol", "open", "ok")
    counts = [(states.count(state), _STATES[state][2]) for state in order]
    return ", ".join(f"{number}{NBSP}{words}" for number, words in counts if number) or "nothing due"
