"""What an intern says of their own learning: shadowing, meetings, education. It is shown as such; nobody checks it."""

from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import button
from dashboard.blocks.form import choice, entry_key, field, form
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day
from dashboard.pages.interns import entered
from dashboard.pages.interns.words import address
from db.actions.development import DevelopmentRefused, Told, record_own, take_back
from db.competency.entries import InternRefused
from db.database import Connection
from db.queries import development

_KINDS = (
    ("shadowing", "Shadowing of image interpretation"),
    ("meeting", "A meeting"),
    ("education", "Continuing education"),
)


def own_learning_tile(connection: Connection, person: Any, today: date) -> Component:
    """The form, and what the intern has told that can be taken back."""
    fields = [
        dcc.Store(id="interns-told-about", data={"key": entry_key()}),
        choice("interns-told-kind", "What", _KINDS, "shadowing"),
        field("interns-told-title", "With whom, or its name"),
        field("interns-told-day", "Day", "date", today),
        field("interns-told-hours", "Hours, if counted", "number", unit="h"),
        field("interns-told-note", "Note (nothing of a patient)"),
    ]
    whom = development.Whom(interns=frozenset({person.intern}), staff=frozenset())
    told = [row for row in development.entered_here(connection, whom) if row.is_own_word]
    body: list[Component] = [
        form(fields, button("Tell it", "interns-told", kind="primary"), said="interns-told-said"),
        dcc.Location(id="interns-told-go", refresh=True),
    ]
    if told:
        body.append(_told(told, today))
    return tile(
        "What did you learn beside the clinic?",
        body,
        subtitle="It stands in your record as told by you: nobody has checked it",
    )


def _told(told: list[Any], today: date) -> Component:
    names = dict(_KINDS)
    rows = [
        {
            "what": two_lines(one.title, names[one.kind]),
            "day": format_day(one.done_on, today),
            "back": button(
                "Take back", {"type": "interns-told-back", "row": one.id}, name=f"Take back: {one.title}"
            ),
        }
        for one in told
    ]
    return table(
        rows,
        [
            Column("what", "Told by you", on_phone="head"),
            Column("day", "Day"),
            Column("back", "", "action", on_phone="wide"),
        ],
        title="Told by you",
        cards=True,
        count_note="What is taken back stays on record, and counts no longer",
    )


def add_own_learning(app: Dash, context: PageContext) -> None:
    """Add the callback of the form and of the list."""

    @app.callback(
        Output("interns-told-said", "children"),
        Output("interns-told-go", "href"),
        Input("interns-told", "n_clicks"),
        Input({"type": "interns-told-back", "row": ALL}, "n_clicks"),
        State("interns-told-about", "data"),
        State("interns-told-kind", "value"),
        State("interns-told-title", "value"),
        State("interns-told-day", "value"),
        State("interns-told-hours", "value"),
        State("interns-told-note", "value"),
        prevent_initial_call=True,
    )
    @access.needs("interns.log")
    def tell(
        clicks: Any, taken: Any, about: Any, kind: Any, title: Any, day: Any, hours: Any, note: Any
    ) -> Any:
        if not (clicks or (isinstance(taken, list) and any(taken))):
            return no_update, no_update
        now, asked = context.now(), ctx.triggered_id

        def act() -> None:
            with context.database.write() as connection:
                if isinstance(asked, dict):
                    take_back(connection, entered.whole(asked.get("row")) or 0, actor=access.actor(), now=now)
                    return
                moment = entered.moment(day, "12:00", context.settings.zone)
                told = Told(
                    "intern", "", entered.text(kind), entered.text(title), moment and moment.date(), None,
                    entered.hours(hours), entered.text(note),
                )  # fmt: skip
                record_own(
                    connection, told, today=now.astimezone(context.settings.zone).date(), actor=access.actor(), now=now,
                    key=entered.key(about),
                )  # fmt: skip

        return entered.decide(lambda: _in_words(act), address(view="learning"))


def _in_words(act: Any) -> None:
    try:
        act()
    except DevelopmentRefused as refusal:
        raise InternRefused(str(refusal)) from None
