"""A closer look: from a bar to its rows, the rows themselves, and what is taken along as a file."""

from collections.abc import Mapping
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import read as read_address
from dashboard.closer import clicked, export_asked, sent
from dashboard.context import PageContext
from dashboard.pages.exams import drill, picture, taken
from dashboard.pages.exams.question import ROWS, search_as_sent
from dashboard.pages.exams.tiles import ROWS_PERMISSION


def attach(app: Dash, context: PageContext) -> None:
    """Add the callbacks behind figures, grid and export menus."""

    @app.callback(
        Output("exams-address", "search", allow_duplicate=True),
        Input({"type": "exams-figure", "kind": ALL}, "clickData"),
        State("exams-address", "search"),
        prevent_initial_call=True,
    )
    @access.needs(ROWS_PERMISSION)
    def look_closer(_: Any, search: str | None) -> Any:
        of = clicked(ctx.triggered)
        chosen = ctx.triggered_id
        if of is None or not isinstance(chosen, Mapping):
            raise PreventUpdate
        # Behind a colon stands what tells two figures of a view apart.
        kind = str(chosen.get("kind", "")).partition(":")[0]
        wanted = read_address(search) | {"view": ROWS, "rows": kind, "of": of}
        return search_as_sent(wanted)

    @app.callback(
        Output(drill.GRID, "getRowsResponse"),
        Input(drill.GRID, "getRowsRequest"),
        State("exams-address", "search"),
        prevent_initial_call=True,
    )
    @access.needs(ROWS_PERMISSION)
    def rows(request: Any, search: str | None) -> Any:
        if not isinstance(request, Mapping):
            raise PreventUpdate
        with context.database.read() as connection:
            found = picture.read(connection, context, {**read_address(search), "view": ROWS})
            if found.question is None:
                raise PreventUpdate
            return drill.portion(connection, found, dict(request))

    @app.callback(
        Output("exams-download", "data"),
        Input({"type": "exams-take", "name": ALL, "kind": ALL}, "n_clicks"),
        State("exams-address", "search"),
        prevent_initial_call=True,
    )
    def take(_: Any, search: str | None) -> Any:
        name, kind = export_asked(ctx.triggered_id, ctx.triggered, frozenset({taken.ROWS}), ROWS_PERMISSION)
        with context.database.read() as connection:
            found = picture.read(connection, context, read_address(search))
            frame = None if found.question is None else taken.frame_of(connection, found, name)
        if frame is None:
            raise PreventUpdate
        return sent(context, f"exams-{name}", kind, frame)
