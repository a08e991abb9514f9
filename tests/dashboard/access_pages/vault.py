"""A page whose layout and callbacks hold what only the radiation safety officer may see."""

from typing import Any

import dash
from dash import ALL, Dash, Input, Output, State, ctx, html

from dashboard import access
from dashboard.context import PageContext

SECRET = "SECRET-DOSE-OF-A-PERSON"


def register(app: Dash, context: PageContext) -> None:
    dash.register_page(
        __name__,
        path="/badges",
        title="Vault",
        layout=lambda **_: html.Div(SECRET),
        permission="badges.view",
        nav_title="Vault",
        nav_order=30,
    )

    @app.callback(
        Output("vault-name", "children"), Input("vault-pick", "value"), State("vault-year", "value")
    )
    def name(pick: str | None, year: str | None) -> str:
        return f"{SECRET} {pick} {year}"

    @app.callback(
        Output("vault-a", "children"),
        Output("vault-b", "children"),
        Input({"kind": "vault-row", "index": ALL}, "n_clicks"),
    )
    def rows(clicks: list[int]) -> tuple[str, str]:
        return SECRET, str(len(clicks))

    @app.callback(Output("vault-tick", "children"), Input("vault-timer", "n_intervals"))
    def tick(count: int) -> str:
        return f"{SECRET} {count} {ctx.triggered_id}"

    @app.callback(Output("vault-more", "children"), Input("vault-pick", "value"))
    @access.needs("feeds.quarantine")
    def more(pick: str | None) -> str:
        return f"{SECRET} for admins who may also see badges: nobody"

    @app.callback(Input("vault-pick", "value"))
    def note(pick: Any) -> None:
        raise ZeroDivisionError(SECRET)

    app.clientside_callback(
        "function(value) { return value; }", Output("vault-browser", "children"), Input("vault-pick", "value")
    )
