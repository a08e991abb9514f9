"""What lies on this shelf, and does it agree with what is expected?

Measure: counted less expected, lot by lot; each line is booked at once and can be taken back.
Source: stock as counted, moved and booked.
Limit: what is booked while somebody counts changes what is expected; the page then asks again.
"""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.access import actor
from dashboard.answers import answered
from dashboard.context import PageContext
from dashboard.pages.supplies import count_view
from dashboard.pages.supplies.count_view import PATH
from dashboard.pages.supplies.forms import chosen, read_search, refused
from dashboard.pages.supplies.fresh import stock_strip
from dashboard.pages.supplies.views import view_links
from dashboard.shell import page_frame
from db.actions import supplies as act
from db.actions.cycle_counts import close_count, start_count
from db.database import Connection
from db.queries import supplies

PERMISSION = "supplies.book"
_WHAT = "The count page"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(location: str = "", line: str = "", **_: str) -> Component:
        return html.Div(
            [
                dcc.Location(id="count-address", refresh="callback-nav"),
                html.Div(answered(_WHAT, lambda: _page(context, str(location or ""), str(line or "")), PATH)),
            ]
        )

    dash.register_page(
        "dashboard.pages.supplies.count",
        path=PATH,
        title="Count",
        layout=layout,
        permission=PERMISSION,
        nav_title="Count",
        nav_order=42,
    )

    @app.callback(
        Output("count-address", "search"),
        Input("count-start", "n_clicks"),
        State("count-place", "value"),
        prevent_initial_call=True,
    )
    def start(clicks: int | None, place: str | None) -> Any:
        if not clicks or not str(place or ""):
            return no_update
        with context.database.write() as connection:
            if str(place) not in supplies.known_places(connection):
                return no_update
            start_count(connection, str(place), actor=actor(), now=context.now())
        return f"?{urlencode({'location': str(place)})}"

    @app.callback(
        Output("count-address", "search", allow_duplicate=True),
        Output("count-refused", "children"),
        Output("count-line", "data"),
        Input("count-save", "n_clicks"),
        Input("count-number", "n_submit"),
        State("count-number", "value"),
        State("count-reason", "value"),
        State("count-line", "data"),
        State("count-address", "search"),
        prevent_initial_call=True,
    )
    def save(
        clicks: int | None, submitted: int | None, number: Any, reason: Any, line: Any, search: str | None
    ) -> Any:
        if not (clicks or submitted) or not isinstance(line, dict):
            return no_update, no_update, no_update
        location = str(read_search(search).get("location", ""))
        place = act.Place(str(line.get("item", "")), str(line.get("lot", "")), location)
        expected = line.get("expected")
        try:
            _save(context, place, number, expected, chosen(reason))
        except act.StockChanged as changed:
            words = f"{changed} Press Save once more if your count stands."
            return no_update, refused(words), {**line, "expected": changed.on_hand}
        except act.BookingRefused as fault:
            return no_update, refused(str(fault)), no_update
        # The saved line is no longer the next one: the page shows the one after it.
        query = {"location": location, "line": f"after {line.get('item', '')} {line.get('lot', '')}"}
        return f"?{urlencode(query)}", None, no_update

    @app.callback(
        Output("count-address", "search", allow_duplicate=True),
        Input("count-close", "n_clicks"),
        State("count-address", "search"),
        prevent_initial_call=True,
    )
    def close(clicks: int | None, search: str | None) -> Any:
        if not clicks:
            return no_update
        location = str(read_search(search).get("location", ""))
        with context.database.write() as connection:
            running = supplies.running_count(connection, location)
            if running is not None and _has_begun(connection, running):
                close_count(connection, running.id, actor=actor(), now=context.now())
        return ""


def _has_begun(connection: Connection, running: supplies.RunningCount) -> bool:
    """Whether there is anything to end: a place with lots of which none was counted was not counted."""
    lines = supplies.count_lines(connection, running.location, running.id)
    return lines.empty or bool(lines["booking_id"].notna().any())


def _save(context: PageContext, place: act.Place, number: Any, expected: Any, reason: str) -> None:
    now = context.now()
    who = act.Who(actor(), now, now.astimezone(context.settings.zone).date())
    try:
        counted = float(number)
    except (TypeError, ValueError) as error:
        raise act.BookingRefused("Say how many you have counted; none is 0.") from error
    shown = float(expected) if isinstance(expected, int | float) else None
    with context.database.write() as connection:
        running = supplies.running_count(connection, place.location)
        if running is None:
            raise act.BookingRefused("This count is closed: start a new one.")
        act.count(connection, place, counted, who, expected=shown, reason=reason, cycle_count_id=running.id)


def _page(context: PageContext, location: str, line: str) -> Component:
    now, zone = context.now(), context.settings.zone
    today = now.astimezone(zone).date()
    with context.database.read() as connection:
        running = supplies.running_count(connection, location) if location else None
        fresh = stock_strip(connection, context, now)
        if running is None:
            body = count_view.places(supplies.places_counted(connection), today, zone)
        else:
            lines = supplies.count_lines(connection, location, running.id)
            body = count_view.counting(running, lines, line, today, zone)
    return page_frame(
        "Count",
        "What lies on this shelf, and does it agree with what is expected?",
        freshness=fresh,
        filters=view_links(PATH),
        body=body,
    )
