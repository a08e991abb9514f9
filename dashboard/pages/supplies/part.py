"""Of which places and classes am I told each morning?

Measure: none; a choice that narrows the clerk's own daily message.
Source: what the clerk has chosen; nothing chosen means the whole store.
Limit: it narrows the message alone: pages show everything to everybody who may see them.
"""

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from dashboard.access import actor
from dashboard.answers import answered
from dashboard.blocks.button import button, link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.pages.supplies.forms import refused
from dashboard.pages.supplies.views import view_links
from dashboard.shell import page_frame
from db.actions.supplies_digest import PartRefused, keep_part
from db.queries import supplies

PATH, PERMISSION = "/supplies/part", "supplies.book"
_WHAT = "Your part of the store"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callback to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _page(context), PATH))

    dash.register_page(
        "dashboard.pages.supplies.part", path=PATH, title="My part", layout=layout, permission=PERMISSION
    )

    @app.callback(
        Output("part-said", "children"),
        Input("part-save", "n_clicks"),
        State("part-places", "value"),
        State("part-classes", "value"),
        prevent_initial_call=True,
    )
    def save(clicks: int | None, places: Any, classes: Any) -> Any:
        if not clicks:
            return no_update
        try:
            with context.database.write() as connection:
                keep_part(connection, _names(places), _names(classes), actor=actor(), now=context.now())
        except PartRefused as fault:
            return refused(str(fault))
        if not _names(places) and not _names(classes):
            return "Saved: you are told of the whole store."
        return "Saved: you are told of this part alone, from the next message on."


def _names(value: Any) -> frozenset[str]:
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, list) else frozenset()


def _page(context: PageContext) -> Component:
    with context.database.read() as connection:
        places, classes = supplies.places_and_classes(connection)
        part = supplies.scopes(connection).get(actor().account_id or 0, supplies.Scope())
    # What was chosen and is gone since stays to be seen: it still narrows.
    places = [*places, *sorted(part.locations - set(places))]
    classes = [*classes, *sorted(part.classes - set(classes))]
    body: list[Component]
    if not places:
        body = [
            tile("Nothing to choose from", empty("never", "No stock has come yet", "Places come with it."))
        ]
    else:
        body = [
            tile(
                "Of which places am I told?",
                _choices("part-places", places, part.locations),
                subtitle="None chosen: all of them",
            ),
            *(
                [
                    tile(
                        "Of which classes of items?",
                        _choices("part-classes", classes, part.classes),
                        subtitle="None chosen: all of them; what must be ordered is told by class alone",
                    )
                ]
                if classes
                else [html.Div(dbc.Checklist(id="part-classes", options=[], value=[]), hidden=True)]
            ),
            html.Div(
                [
                    button("Save", "part-save", kind="primary", icon_name="check-lg"),
                    link_button("My messages", "/outbox", icon_name="inbox"),
                ],
                className="ro-views",
            ),
            html.Div(id="part-said", role="status", className="ro-form-said"),
        ]
    return page_frame(
        "My part of the store",
        "Of what am I told each morning?",
        actions=view_links(PATH),
        body=html.Div(body, className="ro-page-body ro-even"),
    )


def _choices(id: str, names: list[str], chosen: frozenset[str]) -> Component:
    return dbc.Checklist(
        id=id,
        options=[{"value": name, "label": name} for name in names],
        value=[name for name in names if name in chosen],
        inline=True,
        className="ro-part",
    )
