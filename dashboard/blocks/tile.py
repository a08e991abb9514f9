"""The frame around every figure, list and form: what it found, how it was measured, and where that comes from."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.children import Children, classes, several
from dashboard.blocks.icon import icon


def tile(
    title: str,
    body: Children,
    *,
    subtitle: str | None = None,
    note: Children = None,
    actions: Children = None,
    table: Component | None = None,
    banner: Component | None = None,
    id: Any = None,
    class_name: str | None = None,
) -> html.Section:
    """A tile.

    `title` is a question or a finding in words; `subtitle` one line: measure, unit, n, period; `note` the source,
    definition and exclusions. `actions` are at most two small buttons at the right of the title. `table` holds the
    same rows as the figure: a Table button shows it in the figure's place. `banner` is what
    `blocks.problem.stale_banner` makes, above the title.
    """
    head = [html.H2(title, className="ro-tile-title")]
    if subtitle:
        head.append(html.P(subtitle, className="ro-tile-subtitle"))
    parts: list[Component | str] = [*several(banner)]
    parts.append(
        html.Div(
            [html.Div(head, className="ro-tile-words"), html.Div(several(actions), className="ro-actions")],
            className="ro-tile-head",
        )
    )
    parts.append(html.Div(several(body), className="ro-tile-body"))
    if table is not None:
        summary = html.Summary(
            [
                icon("table"),
                html.Span("Table", className="ro-when-closed"),
                html.Span("Chart", className="ro-when-open"),
            ],
            className="btn btn-link",
        )
        parts.append(html.Details([summary, table], className="ro-tile-table"))
    if note:
        parts.append(html.P(several(note), className="ro-note"))
    return html.Section(
        parts,
        className=classes("ro-tile", "ro-has-table" if table is not None else None, class_name),
        **({} if id is None else {"id": id}),
    )
