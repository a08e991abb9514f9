"""The callbacks of the audit trail: its filters and address, the grid's portions, files, and going through it."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, no_update
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import read
from dashboard.context import PageContext
from dashboard.downloads import KINDS, file_of
from dashboard.pages.admin import audit as view
from dashboard.pages.admin.question import FILTERS, away, search, understood, wanted
from db.actions.audit import ask_to_prove
from db.audit import record
from db.audit_state import seal_state

PERMISSION = "audit.read"
_NAME = "audit-events"


def add_search(app: Dash, context: PageContext) -> None:
    """Add the callbacks of the trail."""

    @app.callback(
        Output("admin-events", "children"),
        *(Output(f"admin-{name}", "value") for name in FILTERS),
        Output("admin-reset", "hidden"),
        Output("admin-address", "search"),
        Output("admin-shown", "data"),
        *(Input(f"admin-{name}", "value") for name in FILTERS),
        Input("admin-address", "search"),
        State("admin-shown", "data"),
        prevent_initial_call=True,
    )
    @access.needs(PERMISSION)
    def show(*given: Any) -> Any:
        fields, (at, shown) = given[: len(FILTERS)], given[len(FILTERS) :]
        by_address = ctx.triggered_id == "admin-address"
        said = read(at) if by_address else dict(zip(FILTERS, fields, strict=True))
        with context.database.read() as connection:
            chosen = understood(said, view.offered(connection))
            found = search(chosen)
            if found == shown:
                # A field that was drawn anew, or an address that follows the fields, asks for nothing new.
                raise PreventUpdate
            rows = view.rows_tile(connection, context, chosen)
        return (
            rows,
            *(chosen.values() if by_address else [no_update] * len(FILTERS)),
            not away(chosen),
            no_update if by_address else found,
            found,
        )

    @app.callback(
        Output(view.GRID, "getRowsResponse"),
        Input(view.GRID, "getRowsRequest"),
        State("admin-shown", "data"),
        prevent_initial_call=True,
    )
    @access.needs(PERMISSION)
    def rows(request: Any, shown: Any) -> Any:
        if not isinstance(request, dict):
            raise PreventUpdate
        with context.database.read() as connection:
            chosen = understood(read(shown), view.offered(connection))
            return view.portion(connection, context, chosen, request)

    @app.callback(
        Output("admin-download", "data"),
        Input({"type": "admin-take", "name": ALL, "kind": ALL}, "n_clicks"),
        State("admin-shown", "data"),
        prevent_initial_call=True,
    )
    @access.needs(PERMISSION)
    def take(_: Any, shown: Any) -> Any:
        chosen_kind = ctx.triggered_id
        # Buttons that are drawn anew call too, without a click.
        if not isinstance(chosen_kind, dict) or not any(one["value"] for one in ctx.triggered):
            raise PreventUpdate
        kind = chosen_kind.get("kind")
        if kind not in KINDS:
            raise PreventUpdate
        now, zone = context.now(), context.settings.zone
        with context.database.read() as connection:
            chosen = understood(read(shown), view.offered(connection))
            frame = view.all_rows(connection, context, chosen)
        with context.database.write() as connection:
            record(
                connection, access.actor(), "export", now=now, object_kind="export", object_id=_NAME,
                detail=wanted(chosen, zone).words,
            )  # fmt: skip
        content, name = file_of(_NAME, str(kind), frame, now.astimezone(zone).date())
        return dcc.send_bytes(content, name)

    @app.callback(
        Output("admin-seal", "children"),
        Output("admin-seal-timer", "disabled"),
        Input("admin-verify", "n_clicks"),
        Input("admin-seal-timer", "n_intervals"),
        prevent_initial_call=True,
    )
    @access.needs(PERMISSION)
    def go_through(clicks: int | None, _: int | None) -> Any:
        now = context.now()
        if ctx.triggered_id == "admin-verify":
            if not clicks:
                raise PreventUpdate
            ask_to_prove(context.database, actor=access.actor(), now=now)
        with context.database.read() as connection:
            state = seal_state(connection)
        return view.seal_tile(state, now), state.asked is None
