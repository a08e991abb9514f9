"""A closer look: from a point to its rows, the rows themselves, and what is taken along as a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import read as read_address
from dashboard.context import PageContext
from dashboard.downloads import KINDS, file_of
from dashboard.pages.dose import drill, picture, taken
from dashboard.pages.dose.question import ROWS
from dashboard.pages.dose.tiles import ROWS_PERMISSION
from dashboard.selected import search_as_sent
from db.audit import record

_LONGEST_WORD = 500


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
        of = _clicked(ctx.triggered)
        if not of:
            raise PreventUpdate
        said = {name: value for name, value in read_address(search).items() if name != "show"}
        return search_as_sent(said | {"view": ROWS, "of": of})

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
        chosen = ctx.triggered_id
        # Buttons that are drawn anew call too, without a click.
        if not isinstance(chosen, Mapping) or not any(one["value"] for one in ctx.triggered):
            raise PreventUpdate
        name, kind = str(chosen.get("name")), str(chosen.get("kind"))
        if kind not in KINDS or (name in taken.ROWS and not access.allowed(ROWS_PERMISSION)):
            raise PreventUpdate
        with context.database.read() as connection:
            found = picture.read(connection, context, read_address(search))
            frame = None if found.question is None else taken.frame_of(connection, found, name)
        if frame is None:
            raise PreventUpdate
        what = f"dose-{name}"
        with context.database.write() as connection:
            record(
                connection,
                access.actor(),
                "export",
                now=context.now(),
                object_kind="export",
                object_id=what,
            )
        content, file_name = file_of(what, kind, frame, found.today)
        return dcc.send_bytes(content, file_name)


def _clicked(triggered: Sequence[Mapping[str, Any]]) -> str:
    """What a click in a figure tells of: the second of the point's `customdata`; empty for anything else."""
    value = triggered[0].get("value") if triggered else None
    points = value.get("points") if isinstance(value, Mapping) else None
    point = points[0] if isinstance(points, list) and points else None
    told = point.get("customdata") if isinstance(point, Mapping) else None
    found = told[1] if isinstance(told, list) and len(told) > 1 else None
    return found[:_LONGEST_WORD] if isinstance(found, str) else ""
