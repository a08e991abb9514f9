"""A closer look: from a point to its rows, the rows themselves, and what is taken along as a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import read as read_address
from dashboard.closer import clicked, export_asked, sent
from dashboard.context import PageContext
from dashboard.pages.dose import drill, picture, taken
from dashboard.pages.dose.question import ROWS
from dashboard.pages.dose.tiles import ROWS_PERMISSION
from dashboard.selected import day_of, search_as_sent
from db.selection import month_end


def attach(app: Dash, context: PageContext) -> None:
    """Add the callbacks behind figures, grid and export menus."""

    @app.callback(
        Output("dose-address", "search", allow_duplicate=True),
        Input({"type": "dose-figure-of", "kind": ALL}, "clickData"),
        State("dose-address", "search"),
        prevent_initial_call=True,
    )
    @access.needs(ROWS_PERMISSION)
    def look_closer(_: Any, search: str | None) -> Any:
        of = clicked(ctx.triggered)
        if not of:
            raise PreventUpdate
        said = {name: value for name, value in read_address(search).items() if name != "show"}
        return search_as_sent(said | _led_to(str(ctx.triggered_id["kind"]), of))

    @app.callback(
        Output(drill.GRID, "getRowsResponse"),
        Input(drill.GRID, "getRowsRequest"),
        State("dose-address", "search"),
        prevent_initial_call=True,
    )
    @access.needs(ROWS_PERMISSION)
    def rows(request: Any, search: str | None) -> Any:
        if not isinstance(request, Mapping):
            raise PreventUpdate
        with context.database.read() as connection:
            found = picture.read(connection, context, {**read_address(search), "view": ROWS})
            answer = None if found.question is None else drill.portion(connection, found, dict(request))
        if answer is None:
            raise PreventUpdate
        return answer

    @app.callback(
        Output("dose-download", "data"),
        Input({"type": "dose-take", "name": ALL, "kind": ALL}, "n_clicks"),
        State("dose-address", "search"),
        prevent_initial_call=True,
    )
    def take(_: Any, search: str | None) -> Any:
        name, kind = export_asked(ctx.triggered_id, ctx.triggered, taken.ROWS, ROWS_PERMISSION)
        with context.database.read() as connection:
            found = picture.read(connection, context, read_address(search))
            frame = None if found.question is None else taken.frame_of(connection, found, name)
        if frame is None:
            raise PreventUpdate
        return sent(context, f"dose-{name}", kind, frame)


def _led_to(kind: str, of: str) -> dict[str, str]:
    """What a click changes in the address: the rows behind a point, or for a room what stands on the page of it."""
    if kind == "outlier-rooms":
        return {"room": of}
    room, _, month = of.rpartition("|")
    if kind == "lacking" and (first := day_of(f"{month}-01", date.max)) < date.max:
        return {"room": room, "from": first.isoformat(), "to": month_end(first).isoformat()}
    return {"view": ROWS, "of": of}
