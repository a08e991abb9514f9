"""A closer look: from a bar to its rows, the rows themselves, and what is taken along as a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import read as read_address
from dashboard.context import PageContext
from dashboard.downloads import KINDS, file_of
from dashboard.pages.exams import drill, picture, taken
from dashboard.pages.exams.question import ROWS, search_as_sent
from dashboard.pages.exams.tiles import ROWS_PERMISSION
from db.audit import record

_LONGEST_WORD = 200


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
        of = _clicked(ctx.triggered)
        chosen = ctx.triggered_id
        if of is None or not isinstance(chosen, Mapping):
            raise PreventUpdate
        wanted = read_address(search) | {"view": ROWS, "rows": str(chosen.get("kind", "")), "of": of}
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
        chosen = ctx.triggered_id
        # Buttons that are drawn anew call too, without a click.
        if not isinstance(chosen, Mapping) or not any(one["value"] for one in ctx.triggered):
            raise PreventUpdate
        name, kind = str(chosen.get("name")), str(chosen.get("kind"))
        if kind not in KINDS or (name == taken.ROWS and not access.allowed(ROWS_PERMISSION)):
            raise PreventUpdate
        now = context.now()
        with context.database.read() as connection:
            found = picture.read(connection, context, read_address(search))
            frame = None if found.question is None else taken.frame_of(connection, found, name)
        if frame is None:
            raise PreventUpdate
        with context.database.write() as connection:
            what = f"exams-{name}"
            record(connection, access.actor(), "export", now=now, object_kind="export", object_id=what)
        content, file_name = file_of(what, kind, frame, found.today)
        return dcc.send_bytes(content, file_name)


def _clicked(triggered: Sequence[Mapping[str, Any]]) -> str | None:
    """What a click in a figure tells of: the second of the point's `customdata`."""
    value = triggered[0].get("value") if triggered else None
    points = value.get("points") if isinstance(value, Mapping) else None
    point = points[0] if isinstance(points, list) and points else None
    told = point.get("customdata") if isinstance(point, Mapping) else None
    return (
        told[1][:_LONGEST_WORD]
        if isinstance(told, list) and len(told) > 1 and isinstance(told[1], str)
        else None
    )
