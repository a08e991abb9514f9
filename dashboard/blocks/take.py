"""A figure or table to take along: a small menu with CSV, XLSX and, of a figure, the picture."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.icon import icon


def take_menu(page: str, name: str, *, what: str, picture: bool = True, lines: str = "") -> Component:
    """The menu of one tile.

    CSV and XLSX are buttons with the id `{"type": f"{page}-take", "name": name, "kind": ...}`, which the page's own
    callback answers. The picture is made in the browser (`assets/figures.js`), with the tile's title and `lines` (the
    filters and how old the data are) on it. `what` tells a screen reader which tile it is.
    """
    items: list[Any] = [
        html.Button(
            [icon("table"), label],
            id={"type": f"{page}-take", "name": name, "kind": kind},
            type="button",
            n_clicks=0,
            className="ro-menu-item",
        )
        for kind, label in (("csv", "Rows as CSV"), ("xlsx", "Rows as XLSX"))
    ]
    if picture:
        items.append(
            html.Button(
                [icon("download"), "Picture (PNG)"],
                type="button",
                className="ro-menu-item",
                **{"data-ro-png": f"radops-{page}-{name}", "data-ro-lines": lines},
            )
        )
    summary = html.Summary(
        [icon("download"), html.Span("Export"), html.Span(f" of {what}", className="visually-hidden")],
        className="btn btn-link",
    )
    return html.Details(
        [summary, html.Div(items, className="ro-menu-list")],
        className="ro-menu ro-take",
        **{"data-ro-menu": "1"},
    )
