"""A page at `/` that most roles may open."""

import dash
from dash import Dash, Input, Output, dcc, html

from dashboard.context import PageContext


def register(app: Dash, context: PageContext) -> None:
    def layout(filter: str = "none") -> html.Div:  # noqa: A002  an address may name a parameter as it likes
        return html.Div([f"WARD filter={filter}", dcc.Input(id="ward-input"), html.Div(id="ward-output")])

    dash.register_page(
        __name__,
        path="/",
        title="Ward",
        layout=layout,
        permission="home.view",
        nav_title="Ward",
        nav_order=10,
    )

    @app.callback(Output("ward-output", "children"), Input("ward-input", "value"))
    def show(value: str | None) -> str:
        return f"WARD OF {context.settings.site}: {value}"
