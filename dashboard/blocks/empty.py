"""Nothing to show: which kind of nothing it is, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.children import several
from dashboard.blocks.icon import icon

# never: the feed has never sent anything; filtered: nothing in this filter; good: none, and that is good;
# hidden: too few to be shown without naming somebody.
Kind = Literal["never", "filtered", "good", "hidden"]

ICON_OF_KIND: dict[str, str] = {
    "never": "inbox",
    "filtered": "funnel",
    "good": "check-circle",
    "hidden": "slash-circle",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next; `action` is a button or link, primary on one step only."""

    title: str
    detail: str | Component
    action: Component | None = None


def empty(
    kind: Kind,
    title: str,
    text: str,
    *,
    steps: Sequence[Step] = (),
    action: Component | None = None,
    note: str | None = None,
) -> Component:
    """What is missing and which feed it comes from (`title`), what is there instead (`text`), and what to do next.

    `action` is the one button where no steps are needed: the reset of a filter.
    """
    parts: list[Component | str] = [
        icon(ICON_OF_KIND[kind], size=36 if kind != "good" else 28),
        html.H2(title, className="ro-empty-title"),
        html.P(text, className="ro-empty-text"),
    ]
    if steps:
        parts.append(
            html.Ol([_step(place, step) for place, step in enumerate(steps, 1)], className="ro-steps")
        )
    parts += several(action)
    if note:
        parts.append(html.P(note, className="ro-note"))
    return html.Div(parts, className=f"ro-empty ro-empty-{kind}")


def _step(place: int, step: Step) -> html.Li:
    return html.Li(
        [
            html.Span(str(place), className="ro-step-number", **{"aria-hidden": "true"}),
            html.Div(
                [
                    html.Div(step.title, className="ro-step-title"),
                    html.Div(step.detail, className="ro-step-detail"),
                ]
            ),
            html.Div(several(step.action), className="ro-step-action"),
        ]
    )
