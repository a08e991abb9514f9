"""An unknown code: linked to an item that there is, or to one that is made at once."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboard.access import actor, needs
from dashboard.blocks.button import button
from dashboard.blocks.table import mono
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.pages.supplies.asked import Asked
from dashboard.pages.supplies.forms import choice, field, read_search, refused
from db.actions.store_codes import CodeRefused, link_code, make_item
from db.labels import Label
from db.labels import read as read_label
from db.queries import supplies

_KINDS = (
    ("supply", "Supply"),
    ("contrast", "Contrast medium (a medication)"),
    ("medication", "Medication"),
    ("garment", "Protective garment"),
)


def may_be_linked(label: Label) -> bool:
    """Whether a code may stand for an item: one of the site's own, or a label whose check digit is right."""
    if label.kind == "unknown":
        return True
    return label.code is not None and not (label.kind == "hibc" and label.warnings)


def unknown_code(asked: Asked, label: Label) -> Component:
    """The card for a code that stands for no item yet."""
    code = label.code or asked.code
    return tile(
        "Which item is this?",
        html.Div(
            [
                html.P(
                    [
                        "The code ",
                        mono(code),
                        " is not linked to an item yet. Link it once, and every scan knows it.",
                    ]
                ),
                html.Div(
                    [
                        field(
                            "scan-link-item", "Item code or name", dbc.Input(id="scan-link-item", type="text")
                        ),
                        field(
                            "scan-link-units",
                            "Units in this package",
                            dbc.Input(id="scan-link-units", type="number", min=0, value=1),
                        ),
                        button("Link", "scan-link", kind="primary", icon_name="link-45deg"),
                    ],
                    className="ro-scan-fields",
                ),
                html.Details(
                    [
                        html.Summary("It is a new item"),
                        html.Div(
                            [
                                field(
                                    "scan-new-code", "Item code", dbc.Input(id="scan-new-code", type="text")
                                ),
                                field("scan-new-name", "Name", dbc.Input(id="scan-new-name", type="text")),
                                choice("scan-new-kind", "Kind", list(_KINDS), "supply"),
                                button("Make it and link", "scan-make", icon_name="plus-lg"),
                            ],
                            className="ro-scan-fields",
                        ),
                    ]
                ),
                html.Div(id="scan-link-refused", role="alert"),
            ],
            className="ro-scan-unknown",
        ),
        subtitle="One code stands for one item; a carton's code may stand for several units of it",
    )


def register(app: Dash, context: PageContext) -> None:
    """Add the callbacks. They lie in no module of the scan page's, so they name what they need themselves."""

    @app.callback(
        Output("scan-address", "search", allow_duplicate=True),
        Output("scan-link-refused", "children"),
        Input("scan-link", "n_clicks"),
        State("scan-link-item", "value"),
        State("scan-link-units", "value"),
        State("scan-address", "search"),
        prevent_initial_call=True,
    )
    @needs("supplies.book")
    def link(clicks: int | None, item: str | None, units: Any, search: str | None) -> Any:
        if not clicks:
            return no_update, no_update
        try:
            asked = Asked.of(read_search(search))
            with context.database.write() as connection:
                items = supplies.items_like(connection, str(item or "")[:250])
                if len(items) != 1:
                    names = ", ".join(found.item_code for found in items[:6])
                    raise CodeRefused(
                        f"{len(items)} items are like that ({names})." if items else "No item is like that."
                    )
                link_code(
                    connection,
                    _code(asked),
                    items[0].item_code,
                    _units(units),
                    actor=actor(),
                    now=context.now(),
                )
        except CodeRefused as fault:
            return no_update, refused(str(fault))
        return asked.search(item=items[0].item_code), None

    @app.callback(
        Output("scan-address", "search", allow_duplicate=True),
        Output("scan-link-refused", "children", allow_duplicate=True),
        Input("scan-make", "n_clicks"),
        State("scan-new-code", "value"),
        State("scan-new-name", "value"),
        State("scan-new-kind", "value"),
        State("scan-link-units", "value"),
        State("scan-address", "search"),
        prevent_initial_call=True,
    )
    @needs("supplies.book")
    def make(
        clicks: int | None,
        code: str | None,
        name: str | None,
        kind: str | None,
        units: Any,
        search: str | None,
    ) -> Any:
        if not clicks:
            return no_update, no_update
        try:
            asked = Asked.of(read_search(search))
            own, who, now = str(code or "").strip(), actor(), context.now()
            with context.database.write() as connection:
                make_item(connection, own, str(name or ""), str(kind or ""), actor=who, now=now)
                link_code(connection, _code(asked), own, _units(units), actor=who, now=now)
        except CodeRefused as fault:
            return no_update, refused(str(fault))
        return asked.search(item=own), None


def _code(asked: Asked) -> str:
    label = read_label(asked.code)
    if not may_be_linked(label):
        raise CodeRefused("This code was misread: scan it again.")
    return label.code or asked.code


def _units(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise CodeRefused("Say how many units the package holds.") from error
