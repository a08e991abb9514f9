"""In which order are lots to be taken, place by place?

Measure: lots that may be used, by place in walking order; the order of use is first expired, first out over all places.
Source: stock as counted, moved and booked; expired and recalled lots are left out.
Limit: two lots of the same expiry stand in the order of their numbers.
"""

from typing import Any

import dash
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.address import ALL, search_of
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.filters import filter_bar, select_filter
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day, is_unknown
from dashboard.pages.supplies.fresh import stock_strip
from dashboard.pages.supplies.views import view_links
from dashboard.pages.supplies.words import item_cell, lot_cell, many, units_text
from dashboard.shell import page_frame
from db.queries import supplies

PATH, PERMISSION = "/supplies/pick", "supplies.view"
_WHAT = "The pick list"
_MOST = 400


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callback to the app."""

    def layout(location: str = "", **_: str) -> Component:
        return html.Div(
            [
                dcc.Location(id="pick-address", refresh="callback-nav"),
                html.Div(answered(_WHAT, lambda: _page(context, str(location or "")), PATH)),
            ]
        )

    dash.register_page(
        "dashboard.pages.supplies.pick", path=PATH, title="Pick list", layout=layout, permission=PERMISSION
    )

    @app.callback(
        Output("pick-address", "search"),
        Input("pick-location", "value"),
        State("pick-address", "search"),
        prevent_initial_call=True,
    )
    def narrow(location: str | None, search: str | None) -> Any:
        wanted = search_of({"location": str(location or ALL)}, {"location": ALL})
        return no_update if wanted == str(search or "") else wanted


def _page(context: PageContext, location: str) -> Component:
    now = context.now()
    today = now.astimezone(context.settings.zone).date()
    with context.database.read() as connection:
        chosen = location if location not in ("", ALL) else ""
        found = supplies.pick_list(connection, today, chosen or None)
        places, _ = supplies.places_and_classes(connection)
        fresh = stock_strip(connection, context, now)
    download = link_button("CSV", "/export/pick_list.csv", icon_name="download", leaves_page=True)
    return page_frame(
        "Pick list",
        "In which order are lots to be taken, place by place?",
        freshness=fresh,
        filters=html.Div([_filter(chosen, places), view_links(PATH)], className="ro-supplies-tools"),
        actions=download if access.allowed("export.pick_list") else None,
        body=_tile(found, chosen),
    )


def _filter(chosen: str, places: list[str]) -> Component:
    # What the address names is shown even where nothing bears the name: the filter in force is never hidden.
    strange = [chosen] if chosen and chosen not in places else []
    options = [(ALL, f"All {len(places)}"), *((place, place) for place in (*places, *strange))]
    return filter_bar(
        [select_filter("pick-location", "Location", options, chosen or ALL)],
        reset_path=PATH if chosen else None,
    )


def _tile(found: Any, location: str) -> Component:
    where = f" at “{location}”" if location else ""
    if found.empty:
        return tile(
            "Nothing can be picked",
            empty("filtered", f"No lot may be used{where}", "Nothing is in stock here."),
        )
    shown = found.head(_MOST)
    rows = [
        {
            "location": row["location"],
            "item": item_cell(row),
            "lot": lot_cell(row["lot"]),
            "expiry": "No date" if is_unknown(row["expiry"]) else format_day(row["expiry"]),
            "on_hand": row["on_hand"],
            "pick": f"{row['pick_order']} of {row['pick_count']}",
            "first": "" if row["pick_order"] == 1 else f"First from {row['first_place']}",
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("lot", "Lot"),
            Column("expiry", "Expires", "number"),
            Column("on_hand", "On hand", "number", write=units_text),
            Column("pick", "Pick", "number"),
            Column("first", "Before it"),
        ],
        title="Lots by place, first expired first out",
        group="location",
        group_icon="geo-alt",
        count_note=f"{many(len(shown), 'row')} of {len(found)}, in walking order"
        + ("; choose a place, or take the CSV for the others" if len(shown) < len(found) else ""),
        cards=True,
    )
    return tile(
        f"Take the first of each item: {many(len(found), 'lot')} in {many(found['location'].nunique(), 'place')}",
        made,
        subtitle="Pick 1 is the lot to use first, wherever it lies; expired and recalled lots are left out",
    )
