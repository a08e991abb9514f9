"""A row set aside, opened to be corrected: its faulty cells, what would be right, and who tried before."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import button
from dashboard.blocks.table import mono
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day, format_time
from db.actions.quarantine import STILL_SET_ASIDE, Cell, CorrectionRefused, Fault, Form

_CAME_IN = {
    "loaded": "The row came in.",
    "unchanged": "The row says what is known already; nothing waits any more.",
    "superseded": "A newer row is there already; nothing waits any more.",
}
_LONGEST = 2_000
# A number with fewer fits into every database's whole numbers.
_DIGITS = 10


def attach(app: Dash, context: PageContext, permission: str) -> None:
    """Add the callbacks that open, try and close a correction."""

    @app.callback(
        Output("feeds-correction", "children"),
        Input({"type": "feeds-correct", "row": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    @access.needs(permission)
    def open_row(_: Sequence[int | None]) -> Any:
        chosen = ctx.triggered_id
        # Buttons that are drawn anew call too, without a click.
        if not chosen or not any(one["value"] for one in ctx.triggered):
            return no_update
        return _form_or_refusal(context, _place(str(chosen["row"])))

    @app.callback(
        Output("feeds-correction", "children", allow_duplicate=True),
        Output("feeds-timer", "n_intervals"),
        Input("feeds-correct-save", "n_clicks"),
        State("feeds-correct-row", "data"),
        State({"type": "feeds-cell", "place": ALL}, "value"),
        State("feeds-timer", "n_intervals"),
        prevent_initial_call=True,
    )
    @access.needs(permission)
    def save(clicks: int | None, row: str | None, values: Sequence[str | None], turns: int | None) -> Any:
        place = _place(str(row or ""))
        if not clicks or place is None or context.corrections is None:
            return no_update, no_update
        typed = [str(value or "")[:_LONGEST] for value in values or ()]
        try:
            changes = _changes(context.corrections.form(*place), typed)
            verdict = context.corrections.correct(*place, changes, access.actor())
            if verdict.outcome == STILL_SET_ASIDE:
                again = context.corrections.form(*place)
                return _form(context, place, again, typed, verdict.faults), no_update
        except CorrectionRefused as refused:
            return _said(str(refused)), no_update
        # The page's own callback draws the counts anew.
        return _said(_CAME_IN[verdict.outcome], "success"), (turns or 0) + 1

    @app.callback(
        Output("feeds-correction", "children", allow_duplicate=True),
        Input("feeds-correct-close", "n_clicks"),
        prevent_initial_call=True,
    )
    @access.needs(permission)
    def close(clicks: int | None) -> Any:
        return None if clicks else no_update


def _place(text: str) -> tuple[int, int] | None:
    """The file and the line that a button names; None for anything else."""
    file_id, _, line = text.partition(":")
    if not all(part.isascii() and part.isdecimal() and len(part) < _DIGITS for part in (file_id, line)):
        return None
    return int(file_id), int(line)


def _form_or_refusal(context: PageContext, place: tuple[int, int] | None) -> Component | None:
    if place is None or context.corrections is None:
        return None
    try:
        return _form(context, place, context.corrections.form(*place))
    except CorrectionRefused as refused:
        return _said(str(refused))


def _changes(form: Form, typed: Sequence[str]) -> dict[str, str]:
    """What was typed, by column; a private cell that was left blank stays as it is."""
    pairs = zip(form.cells, typed, strict=False)
    return {cell.column: text for cell, text in pairs if cell.text is not None or text}


def _form(
    context: PageContext,
    place: tuple[int, int],
    form: Form,
    typed: Sequence[str] = (),
    faults: Sequence[Fault] = (),
) -> Component:
    fields = [
        _field(number, cell, typed[number] if number < len(typed) else None)
        for number, cell in enumerate(form.cells)
    ]
    parts: list[Component] = [dcc.Store(id="feeds-correct-row", data=f"{place[0]}:{place[1]}")]
    if faults:
        still = [
            html.Li(f"{fault.column}: {fault.rule}; expected {fault.expected}".removeprefix(": "))
            for fault in faults
        ]
        parts.append(dbc.Alert(["It is not right yet:", html.Ul(still)], color="warning"))
    parts.append(html.P(["In ", mono(form.file)]))
    parts.append(html.Div(fields, className="ro-correct-fields"))
    actions = [
        button("Try the row again", "feeds-correct-save", kind="primary", icon_name="arrow-counterclockwise"),
        button("Close", "feeds-correct-close", kind="quiet", icon_name="x-lg"),
    ]
    parts.append(html.Div(actions, className="ro-actions"))
    parts += _history(context, form)
    return tile(
        f"Correct line {form.line_number}",
        parts,
        subtitle="The row takes the way of any other; the old one is kept, and who changed which columns",
    )


def _field(number: int, cell: Cell, typed: str | None) -> Component:
    shown = typed if typed is not None else cell.text
    entry = dbc.Input(
        id={"type": "feeds-cell", "place": number},
        type="text",
        value=shown or "",
        placeholder="" if cell.text is not None else "Not shown: it may tell who a person is",
        maxLength=_LONGEST,
        autoComplete="off",
        # The row may stand far below the form: whoever pressed its button is taken to where there is something to do.
        autoFocus=number == 0,
    )
    wrong = html.Span(f"{cell.fault.rule}; expected {cell.fault.expected}", className="ro-note")
    return html.Label([html.Strong(cell.column), entry, wrong], className="ro-correct-field")


def _history(context: PageContext, form: Form) -> list[Component]:
    if not form.history:
        return []
    zone = context.settings.zone
    today = context.now().astimezone(zone).date()
    lines = []
    for one in form.history:
        moment = one.corrected_at.replace(tzinfo=UTC)
        when = f"{format_day(moment.astimezone(zone).date(), today)}, {format_time(moment, zone)}"
        lines.append(html.Li(f"{when}, {one.actor}: {one.changed_columns}; {one.outcome}"))
    return [html.P("Tried before:", className="ro-note"), html.Ul(lines, className="ro-note")]


def _said(text: str, colour: str = "warning") -> Component:
    return dbc.Alert(text, color=colour, dismissable=True)
