"""What is this box, may I use it, and which one comes first?

Measure: the item and lot of the label, all its lots in the order of use, what is on hand where.
Source: labels as scanned or typed; stock as counted, moved and booked.
Limit: a label without its separator may lie; the page then asks back instead of guessing.
"""

from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.access import actor
from dashboard.answers import answered
from dashboard.context import PageContext
from dashboard.pages.supplies import scan_link, scan_view
from dashboard.pages.supplies.asked import PATH, Answer, Asked, answer
from dashboard.pages.supplies.forms import chosen, read_search, refused
from dashboard.pages.supplies.fresh import stock_strip
from dashboard.shell import page_frame
from db.actions import supplies as act
from db.queries import supplies

PERMISSION = "supplies.book"
_ACTIONS = ("use", "receive", "move", "count", "open", "discard")
_WHAT = "The scan page"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(**query: str) -> Component:
        asked = Asked.of(query)
        return html.Div(
            [
                dcc.Location(id="scan-address", refresh="callback-nav"),
                html.Div(answered(_WHAT, lambda: _page(context, asked), asked.path())),
            ]
        )

    dash.register_page(
        "dashboard.pages.supplies.scan",
        path=PATH,
        title="Scan",
        layout=layout,
        permission=PERMISSION,
        nav_title="Scan",
        nav_order=41,
    )

    @app.callback(
        Output("scan-address", "search"),
        Input("scan-code", "n_submit"),
        Input("scan-go", "n_clicks"),
        State("scan-code", "value"),
        State("scan-address", "search"),
        prevent_initial_call=True,
    )
    def look(_: int | None, __: int | None, code: str | None, search: str | None) -> Any:
        if not str(code or "").strip():
            return no_update
        new = Asked(code=str(code)).search()
        # The same box once more: a mark, so that the address changes and the stock is looked up anew.
        return f"{new}&again=1" if new == str(search or "") else new

    @app.callback(
        Output("scan-address", "search", allow_duplicate=True),
        Output("scan-refused", "children"),
        Output("scan-expected", "data"),
        *(Input(f"scan-{name}", "n_clicks") for name in _ACTIONS),
        State("scan-quantity", "value"),
        State("scan-location", "value"),
        State("scan-reason", "value"),
        State("scan-to", "value"),
        State("scan-new-place", "value"),
        State("scan-expected", "data"),
        State("scan-address", "search"),
        prevent_initial_call=True,
    )
    def book(*values: Any) -> Any:
        quantity, location, reason, to, new_place, expected, search = values[len(_ACTIONS) :]
        action = str(ctx.triggered_id or "").removeprefix("scan-")
        if action not in _ACTIONS or not values[_ACTIONS.index(action)]:
            return no_update, no_update, no_update
        asked = Asked.of(read_search(search))
        place = {"location": chosen(location), "to": chosen(to), "reason": chosen(reason)}
        if other := str(new_place or "").strip():
            # What is moved goes to the new place, anything else happens there.
            place["to" if action == "move" else "location"] = other
        try:
            done = _book(context, asked, action, quantity, place, expected)
        except act.StockChanged as changed:
            return no_update, refused(f"{changed} Count again, or press Count once more."), changed.on_hand
        except act.BookingRefused as fault:
            return no_update, refused(str(fault)), no_update
        return asked.search(done=str(done), location=place["location"]), None, None

    @app.callback(
        Output("scan-address", "search", allow_duplicate=True),
        Output("scan-refused", "children", allow_duplicate=True),
        Input("scan-undo", "n_clicks"),
        State("scan-address", "search"),
        prevent_initial_call=True,
    )
    def take_back(clicks: int | None, search: str | None) -> Any:
        asked = Asked.of(read_search(search))
        if not clicks or not asked.done.isdecimal():
            return no_update, no_update
        try:
            with context.database.write() as connection:
                undone = act.undo(connection, int(asked.done[:15]), _who(context))
        except act.BookingRefused as fault:
            return no_update, refused(str(fault))
        return asked.search(done=str(undone)), None

    scan_link.register(app, context)


def _page(context: PageContext, asked: Asked) -> Component:
    who = _who(context)
    with context.database.read() as connection:
        found = answer(connection, asked, who.today)
        places = supplies.known_places(connection)
        done = supplies.booking_named(connection, int(asked.done[:15])) if asked.done.isdecimal() else None
        recent = supplies.recent_bookings(connection)
        fresh = stock_strip(connection, context, context.now())
    return page_frame(
        "Scan",
        "What is this box, may I use it, and which one comes first?",
        freshness=fresh,
        body=scan_view.body(found, places, done, recent, who.today, context.settings.zone),
    )


def _who(context: PageContext) -> act.Who:
    now = context.now()
    return act.Who(actor(), now, now.astimezone(context.settings.zone).date())


def _book(
    context: PageContext,
    asked: Asked,
    action: str,
    quantity: Any,
    place: dict[str, str],
    expected: Any,
) -> int:
    """Book what the form says on the lot that the page shows. Raises BookingRefused."""
    who = _who(context)
    number = _number(quantity)
    with context.database.write() as connection:
        found: Answer = answer(connection, asked, who.today)
        if found.found is None:
            raise act.BookingRefused("Scan or choose an item first.")
        here = act.Place(found.found.item.item_code, found.label.lot or "", place["location"])
        reason = place["reason"]
        match action:
            case "use":
                return act.use(connection, here, number, who, reason=reason)
            case "receive":
                if found.label.warnings and not found.label.lot:
                    raise act.BookingRefused("The label is doubtful: say first which lot it is.")
                return act.receive(connection, here, number, who, expiry=found.label.expiry, reason=reason)
            case "move":
                return act.move(connection, here, place["to"], number, who, reason=reason)
            case "open":
                return act.open_units(connection, here, number, who)
            case "discard":
                return act.discard(connection, here, number, who, reason=reason)
            case _:
                shown = (
                    expected
                    if isinstance(expected, int | float)
                    else scan_view.shown_here(found, here.location)
                )
                return act.count(connection, here, number, who, expected=shown, reason=reason)


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise act.BookingRefused("Say how many units.") from error
    return number
