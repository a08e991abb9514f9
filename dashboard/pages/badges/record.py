"""What is on record of one wearer, and what can be entered? Estimates, dose elsewhere, assignment, account, notices.

Measure: everything that was said and decided about one wearer's badges, with who said it and when.
Source: the readings as reported, and the rows that the radiation safety officer adds beside them.
Limit: identity number and birth date are not held here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.access import actor
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.form import refused
from dashboard.context import PageContext
from dashboard.pages.badges import record_entries, record_view
from dashboard.pages.badges.record_entries import FORMS, Entered
from dashboard.shell import page_frame
from db.actions.badge_declarations import DeclarationRefused
from db.actions.badge_entries import EntryRefused, note_view
from db.queries import badges

PATH = "/badges/wearer"
PERMISSION = "badges.view"
_FIELDS = tuple(dict.fromkeys(name for names in FORMS.values() for name in names))


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its one callback to the app."""

    def layout(wearer: str = "", **_: str) -> Component:
        return html.Div(answered("The wearer's record", lambda: _page(context, wearer), PATH))

    dash.register_page(__name__, path=PATH, title="Wearer", layout=layout, permission=PERMISSION)

    @app.callback(
        Output("record-body", "children"),
        Output("record-said", "children"),
        *(Input(f"record-{name}", "n_clicks") for name in FORMS),
        State("record-wearer", "data"),
        *(State(f"record-{name}", "value") for name in _FIELDS),
        prevent_initial_call=True,
    )
    def enter(*sent: Any) -> Any:
        pressed = dict(zip(FORMS, sent[: len(FORMS)], strict=True))
        name = str(ctx.triggered_id or "").removeprefix("record-")
        if not pressed.get(name):
            raise PreventUpdate
        wearer = sent[len(FORMS)]
        values = dict(zip(_FIELDS, sent[len(FORMS) + 1 :], strict=True))
        return _entered(context, str(wearer or ""), name, values)


def _entered(context: PageContext, wearer: str, name: str, values: dict[str, Any]) -> Any:
    with context.database.read() as connection:
        key = badges.wearer_by_id(connection, wearer)
    if key is None:
        return no_update, refused("There is no such wearer any more.")
    entered = Entered(context, key, values, actor(), context.now())
    act: Callable[[Entered], str] = getattr(record_entries, name)
    try:
        said = act(entered)
    except (EntryRefused, DeclarationRefused) as refusal:
        return no_update, refused(str(refusal))
    return _body(context, wearer, context.now()), said


def _page(context: PageContext, wearer: str) -> Component:
    now = context.now()
    with context.database.read() as connection:
        key = badges.wearer_by_id(connection, wearer)
        who = badges.names(connection) if key else None
    if key is None or who is None:
        body: Any = empty(
            "filtered", "No wearer is chosen", "Open a wearer from the list of all.",
            action=link_button("To the desk", "/badges", kind="primary"),
        )  # fmt: skip
        return page_frame("Wearer", "What is on record of this wearer?", body=body)
    (row,) = who[(who["account_number"] == key[0]) & (who["participant_number"] == key[1])].to_dict("records")
    note_view(context.database, "badges.view", "wearer", wearer, actor=actor(), now=now)
    return page_frame(
        f"{row['participant_name'] or row['participant_number']}",
        f"Participant {row['participant_number']}: what is on record, and what is to be entered?",
        actions=link_button("Back to the desk", "/badges", kind="quiet"),
        body=[
            dcc.Store(id="record-wearer", data=wearer),
            html.Div(id="record-said", role="status", className="ro-said"),
            html.Div(_body(context, wearer, now), id="record-body", className="ro-page-body"),
        ],
        note="For the radiation safety officer alone. Rows are added and never overwritten.",
    )


def _body(context: PageContext, wearer: str, now: datetime) -> list[Component]:
    with context.database.read() as connection:
        key = badges.wearer_by_id(connection, wearer)
        if key is None:
            return []
        return record_view.body(connection, context, key, wearer, now)
