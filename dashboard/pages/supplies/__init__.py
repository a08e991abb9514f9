"""What has expired, where does it lie, and what must be used first?

Measure: lots with stock by item, lot and location, in exclusive bins of days to expiry; expired means past its date by
the hospital's today. Value is on hand times the item's price, where a price is known.
Source: stock files (the latest count of each lot at each place) and the item list.
Limit: stock is as old as its latest count; what was used since is still shown.
"""

from datetime import datetime
from typing import Any

import dash
import pandas as pd
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import ALL, on_offer, read, search_of
from dashboard.answers import answered, renewed, signature
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import filter_bar, select_filter, text_filter
from dashboard.context import PageContext
from dashboard.pages.supplies import count, garments, nothing, orders, part, pick, recalls, scan, tiles
from dashboard.pages.supplies.fresh import stock_strip
from dashboard.pages.supplies.lot_tiles import MOST_LISTED
from dashboard.pages.supplies.question import Question
from dashboard.pages.supplies.views import scan_field, view_links
from dashboard.shell import page_frame
from db.database import Connection
from db.queries import supplies

PATH, PERMISSION = "/supplies", "supplies.view"
_DEFAULTS = {"location": ALL, "item_class": ALL, "days": "90", "find": ""}
_NO_DATE = "none"
_DAYS = ("7", "30", "60", "90", "180", "365", _NO_DATE)
# Longer than any name, code or lot.
_MOST_FIND = 200
_RENEWED_EVERY_MS = 5 * 60 * 1000
_WHAT = "The supplies page"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(
        location: str = "", item_class: str = "", days: str = "", find: str = "", **_: str
    ) -> Component:
        chosen = _chosen(location, item_class, days, find)
        return html.Div(answered(_WHAT, lambda: _whole(context, chosen), _address(chosen)))

    dash.register_page(
        __name__,
        path=PATH,
        title="Supplies",
        layout=layout,
        permission=PERMISSION,
        nav_title="Supplies",
        nav_order=40,
    )

    @app.callback(
        Output("supplies-body", "children"),
        Output("supplies-shown", "data"),
        Output("supplies-fresh", "children"),
        Output("supplies-reset", "children"),
        Output("supplies-address", "search"),
        Output("supplies-notice", "children"),
        Output("supplies-location", "value"),
        Output("supplies-class", "value"),
        Output("supplies-days", "value"),
        Output("supplies-find", "value"),
        Input("supplies-location", "value"),
        Input("supplies-class", "value"),
        Input("supplies-days", "value"),
        Input("supplies-find", "value"),
        Input("supplies-address", "search"),
        Input("supplies-timer", "n_intervals"),
        State("supplies-shown", "data"),
        prevent_initial_call=True,
    )
    def show(
        location: str | None,
        item_class: str | None,
        days: str | None,
        find: str | None,
        search: str | None,
        _: int | None,
        shown: str | None,
    ) -> Any:
        chosen = _chosen(location, item_class, days, find)
        # The fields stay as they are, and keep the focus, but for back and forward, which change the address alone.
        fields: list[Any] = [no_update] * 4
        if ctx.triggered_id == "supplies-address":
            said = read(search)
            asked = _chosen(*(said.get(name) for name in _DEFAULTS))
            if asked == chosen:
                # A new page tells its own address. An answer would set back fields that somebody has changed by then.
                raise PreventUpdate
            chosen, fields = asked, list(asked.values())
        now, zone = context.now(), context.settings.zone
        made, notice = renewed(_WHAT, lambda: _parts(context, chosen), _address(chosen), now, zone)
        if made is None:
            return (*[no_update] * 5, notice, *fields)
        body, fresh = made
        drawn = signature(body)
        same = drawn == shown
        return (
            no_update if same else body,
            drawn,
            fresh,
            _reset(chosen),
            search_of(chosen, _DEFAULTS),
            None,
            *fields,
        )

    for view in (scan, count, pick, orders, recalls, garments, part):
        view.register(app, context)


def _chosen(
    location: str | None, item_class: str | None, days: str | None, find: str | None
) -> dict[str, str]:
    # A place or class that nothing is kept under leaves an empty list that says so; it is text either way.
    return {
        "location": str(location or ALL),
        "item_class": str(item_class or ALL),
        "days": on_offer(days, _DAYS, _DEFAULTS["days"]),
        "find": str(find or "").strip()[:_MOST_FIND],
    }


def _address(chosen: dict[str, str]) -> str:
    return PATH + search_of(chosen, _DEFAULTS)


def _whole(context: PageContext, chosen: dict[str, str]) -> list[Component]:
    """The page with what its callback listens to: where the page cannot be made, nothing listens."""
    with context.database.read() as connection:
        places, classes = supplies.places_and_classes(connection)
    body, fresh = _parts(context, chosen)
    return [
        dcc.Location(id="supplies-address", refresh=False),
        dcc.Interval(id="supplies-timer", interval=_RENEWED_EVERY_MS),
        dcc.Store(id="supplies-shown", data=signature(body)),
        html.Div(id="supplies-notice"),
        html.Div(_page(chosen, places, classes, body, fresh)),
    ]


def _page(
    chosen: dict[str, str], places: list[str], classes: list[str], body: list[Component], fresh: Component
) -> Component:
    actions = [view_links(PATH)]
    actions += (
        [link_button("Lots as CSV", "/export/lots.csv", icon_name="download", leaves_page=True)]
        if "lots" in access.registry().exports and access.allowed("export.lots")
        else []
    )
    return page_frame(
        "Supplies",
        "What has expired, where does it lie, and what must be used first?",
        freshness=html.Div(fresh, id="supplies-fresh"),
        filters=html.Div([*scan_field(), _filters(chosen, places, classes)], className="ro-supplies-tools"),
        actions=actions,
        body=html.Div(body, id="supplies-body", className="ro-page-body"),
    )


def _filters(chosen: dict[str, str], places: list[str], classes: list[str]) -> Component:
    everywhere = f"All {len(places)}" if places else "All"
    days = [(days, "No date" if days == _NO_DATE else f"{days}\u00a0days") for days in _DAYS]
    return filter_bar(
        [
            select_filter(
                "supplies-location",
                "Location",
                _options(everywhere, places, chosen["location"]),
                chosen["location"],
            ),
            select_filter(
                "supplies-class",
                "Class",
                _options("All", classes, chosen["item_class"]),
                chosen["item_class"],
            ),
            select_filter("supplies-days", "Expiring within", days, chosen["days"]),
            text_filter("supplies-find", "Find", chosen["find"], placeholder="Item or lot"),
            html.Div(_reset(chosen), id="supplies-reset"),
        ]
    )


def _reset(chosen: dict[str, str]) -> Component | None:
    if chosen == _DEFAULTS:
        return None
    return link_button("Reset filters", PATH, kind="quiet", icon_name="x-lg")


def _options(everything: str, names: list[str], chosen: str) -> list[tuple[str, str]]:
    # What the address names is shown even where nothing bears the name: the filter in force is never hidden.
    strange = [chosen] if chosen not in {ALL, *names} else []
    return [(ALL, everything), *((name, name) for name in (*names, *strange))]


def _parts(context: PageContext, chosen: dict[str, str]) -> tuple[list[Component], Component]:
    """What changes with the filters and with time: the tiles, and how fresh they are."""
    now = context.now()
    with context.database.read() as connection:
        return (
            _tiles(context, connection, chosen, now),
            stock_strip(connection, context, now),
        )


def _tiles(
    context: PageContext, connection: Connection, chosen: dict[str, str], now: datetime
) -> list[Component]:
    if not supplies.was_ever_counted(connection):
        return [nothing.never_received(access.allowed("feeds.view"))]
    today = now.astimezone(context.settings.zone).date()
    question = Question(
        today=today,
        location=None if chosen["location"] == ALL else chosen["location"],
        item_class=None if chosen["item_class"] == ALL else chosen["item_class"],
        find=chosen["find"] or None,
        days=None if chosen["days"] == _NO_DATE else int(chosen["days"]),
        reset_path=PATH,
        may_book=access.allowed("supplies.book"),
    )
    store = supplies.whole_store(connection, today)
    found = _narrowed(store.lots, question)
    return tiles.body(
        question,
        expired=supplies.expired_in_walking_order(found),
        by_place=supplies.stock_by_place(found),
        by_bin=supplies.stock_by_bin(found),
        at_risk=_suggested(connection, found, store, question),
    )


def _narrowed(found: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The lots with stock in this filter, with what of them is at risk.

    The filter narrows the rows alone: what is used first, and how much is left, is the hospital's.
    """
    if question.location is not None:
        found = found[found["location"] == question.location]
    if question.item_class is not None:
        found = found[found["item_class"] == question.item_class]
    if question.find is not None:
        # Joined column by column: over rows, pandas makes of no lots a table instead of a column.
        names, codes, lots = (
            found[name].fillna("").astype(str) for name in ("item_name", "item_code", "lot")
        )
        found = found[
            (names + "\n" + codes + "\n" + lots)
            .str.casefold()
            .str.contains(question.find.casefold(), regex=False)
        ]
    return found


def _suggested(
    connection: Connection, found: pd.DataFrame, store: supplies.Store, question: Question
) -> pd.DataFrame:
    """The lots with what to do about each that is listed."""
    listed = found if question.days is None else supplies.expiring_within(found, question.days)
    to_order = set(supplies.most_urgent(store.position)["item_code"])
    said = supplies.suggestions(connection, listed.head(MOST_LISTED), question.today, to_order)
    return found.assign(suggestion=said.reindex(found.index).fillna(""))
