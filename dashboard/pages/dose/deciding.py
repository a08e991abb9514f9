"""What people decide on the page: an outlier is closed with a reason; what happened is noted, or withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import read as read_address
from dashboard.blocks.form import refused
from dashboard.context import PageContext
from dashboard.pages.dose.notes import NOTE
from dashboard.pages.dose.outlier_list import CLOSE
from dashboard.selected import day_of, search_as_sent
from db.actions.dose import DoseRefused, annotate, close_outlier, withdraw_annotation

_NO_DAY = date.max
_LONGEST = 600
_LARGEST = 2**31 - 1


def attach(app: Dash, context: PageContext) -> None:
    """Add the callbacks behind the forms. Each leads back to the view, whose address then names nothing open."""

    @app.callback(
        Output("dose-close-said", "children"),
        Output("dose-address", "search", allow_duplicate=True),
        Input("dose-close", "n_clicks"),
        State("dose-closing", "data"),
        State("dose-close-reason", "value"),
        State("dose-close-words", "value"),
        State("dose-address", "search"),
        prevent_initial_call=True,
    )
    @access.needs(CLOSE)
    def close(clicks: Any, number: Any, reason: Any, words: Any, search: str | None) -> Any:
        if not clicks or not _is_number(number):
            raise PreventUpdate
        actor, now = access.actor(), context.now()
        try:
            with context.database.write() as connection:
                close_outlier(connection, number, _text(reason), _text(words), actor=actor, now=now)
        except DoseRefused as no:
            return refused(str(no)), no_update
        return None, _without(search, "of")

    @app.callback(
        Output("dose-note-said", "children"),
        Output("dose-address", "search", allow_duplicate=True),
        Input("dose-note", "n_clicks"),
        State("dose-note-day", "value"),
        State("dose-note-words", "value"),
        State("dose-note-room", "value"),
        State("dose-note-type", "value"),
        State("dose-address", "search"),
        prevent_initial_call=True,
    )
    @access.needs(NOTE)
    def note(clicks: Any, day: Any, words: Any, room: Any, exam_type: Any, search: str | None) -> Any:
        if not clicks:
            raise PreventUpdate
        found = day_of(_text(day), _NO_DAY)
        now = context.now()
        try:
            with context.database.write() as connection:
                annotate(
                    connection,
                    None if found == _NO_DAY else found,
                    _text(words),
                    _chosen(room),
                    _chosen(exam_type),
                    actor=access.actor(),
                    now=now,
                    today=now.astimezone(context.settings.zone).date(),
                )
        except DoseRefused as no:
            return refused(str(no)), no_update
        return None, _without(search, "show")

    @app.callback(
        Output("dose-note-said", "children", allow_duplicate=True),
        Output("dose-address", "search", allow_duplicate=True),
        Input({"type": "dose-withdraw", "note": ALL}, "n_clicks"),
        State("dose-address", "search"),
        prevent_initial_call=True,
    )
    @access.needs(NOTE)
    def withdraw(_: Any, search: str | None) -> Any:
        chosen = ctx.triggered_id
        number: Any = chosen.get("note") if isinstance(chosen, Mapping) else None
        # Buttons that are drawn anew call too, without a click.
        if not _is_number(number) or not any(one["value"] for one in ctx.triggered):
            raise PreventUpdate
        try:
            with context.database.write() as connection:
                withdraw_annotation(connection, number, actor=access.actor(), now=context.now())
        except DoseRefused as no:
            return refused(str(no)), no_update
        return None, _without(search, "show")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _chosen(value: Any) -> str:
    """The chosen one of a list, empty for all of them."""
    text = _text(value)
    return "" if text == "*" else text[:80]


def _without(search: str | None, name: str) -> str:
    """The same address with nothing open under this name; told as another one, so that the page is drawn anew."""
    said = {key: value for key, value in read_address(search).items() if key != name}
    return search_as_sent(said)
