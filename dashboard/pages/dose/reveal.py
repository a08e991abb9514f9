"""An exam's accession number, shown one by one to those who may open the case; each look is an audit event."""

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Dash, Input, Output, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import button
from dashboard.blocks.table import mono
from dashboard.context import PageContext
from dashboard.formats import format_time
from db.actions.vault import NotRevealed, reveal

PERMISSION = "dose.reveal"
_KEY_DIGITS = 32


def reveal_button(exam_key: str, what: str) -> Component:
    """The button of one exam; `what` tells a screen reader which one it is."""
    return button(
        "Show number",
        {"type": "dose-reveal", "exam": exam_key},
        kind="quiet",
        name=f"Show the number of {what}",
    )


def revealed_place() -> Component:
    """Where the number will stand."""
    return html.Div(id="dose-revealed", role="status")


def attach(app: Dash, context: PageContext) -> None:
    """Add the callback behind the buttons."""

    @app.callback(
        Output("dose-revealed", "children"),
        Input({"type": "dose-reveal", "exam": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    @access.needs(PERMISSION)
    def show(_: Sequence[int | None]) -> Any:
        chosen = ctx.triggered_id
        # Buttons that are drawn anew call too, without a click.
        if not context.settings.vault or not chosen or not any(one["value"] for one in ctx.triggered):
            return no_update
        now = context.now()
        key = str(chosen["exam"])[:_KEY_DIGITS]
        try:
            number = reveal(context.database, context.keyring, key, actor=access.actor(), now=now)
        except NotRevealed as refused:
            return dbc.Alert(str(refused), color="warning")
        told = f". Shown at {format_time(now, context.settings.zone)}; the audit trail notes who looked."
        return dbc.Alert(["Accession number ", mono(number), told], color="light")
