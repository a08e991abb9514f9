"""What the forms of the equipment page have in common."""

from dash import dcc, html
from dash.development.base_component import Component


def said(stem: str) -> list[Component]:
    """Where a form answers: a word, and the address to go to when it was done."""
    return [
        html.Div(id=f"equipment-{stem}-said", className="ro-verdict", role="status"),
        dcc.Location(id=f"equipment-{stem}-go", refresh=True),
    ]


def field(id: str, label: str, made: Component) -> Component:
    """A field under its label."""
    return html.Div([html.Label(label, htmlFor=id), made])
