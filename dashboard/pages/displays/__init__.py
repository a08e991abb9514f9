"""Which screens hang on the walls, what do they show, and when did each last ask?

Measure: displays with the moment of their screen's last request; a screen asks every 30 seconds, noted once a minute.
Source: the displays that administrators added here or by `radops display`.
Limit: that a screen asked does not say that it is switched on.
"""

from typing import Any

import dash
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered
from dashboard.blocks.form import refused
from dashboard.blocks.layout import stack
from dashboard.context import PageContext
from dashboard.pages.displays import view
from dashboard.shell import page_frame
from db.actions.displays import DisplayRefused, add_display, new_pairing, revoke_display, set_playlist
from db.playlist import PlaylistRefused, read_playlist
from db.queries.displays import displays

PATH, PERMISSION = "/displays", "displays.manage"
_WHAT = "The wall displays"
_RENEWED_EVERY_MS = 60 * 1000
_LONGEST = 400


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _whole(context), PATH))

    dash.register_page(
        __name__,
        path=PATH,
        title="Wall displays",
        layout=layout,
        permission=PERMISSION,
        nav_title="Displays",
        nav_order=82,
    )

    @app.callback(
        Output("displays-list", "children"),
        Output("displays-said", "children"),
        Input("displays-add", "n_clicks"),
        Input("displays-change", "n_clicks"),
        Input({"type": "displays-do", "what": ALL, "display": ALL}, "n_clicks"),
        Input("displays-timer", "n_intervals"),
        State("displays-name", "value"),
        State("displays-playlist", "value"),
        State("displays-which", "value"),
        State("displays-new-playlist", "value"),
        prevent_initial_call=True,
    )
    def decide(
        added: int | None,
        changed: int | None,
        pressed: list[int | None],
        _: int | None,
        name: Any,
        playlist: Any,
        which: Any,
        new_playlist: Any,
    ) -> Any:
        asked = ctx.triggered_id
        if asked == "displays-timer" or not (added or changed or any(pressed)):
            # What was shown once, such as a pairing address, stays until somebody does something else.
            return _listed(context), no_update
        if (doubtful := _asks(asked)) is not None:
            return _listed(context, doubtful), ""
        try:
            if asked == "displays-add":
                said = _added(context, _text(name), _text(playlist))
            elif asked == "displays-change":
                said = _changed(context, _text(which), _text(new_playlist))
            elif isinstance(asked, dict):
                said = _done(context, asked)
            else:
                return no_update, no_update
        except (DisplayRefused, PlaylistRefused) as error:
            return no_update, refused(str(error))
        return _listed(context), said


def _asks(asked: Any) -> str | None:
    """The display for which "Revoke" was pressed for the first time: its row then asks whether it is meant."""
    return _text(asked.get("display")) if isinstance(asked, dict) and asked.get("what") == "ask" else None


def _text(value: Any) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def _added(context: PageContext, name: str, playlist: str) -> Component:
    with context.database.write() as connection:
        code = add_display(connection, name, read_playlist(playlist), actor=access.actor(), now=context.now())
    return view.pairing(name, context.settings.post.base_url, code)


def _changed(context: PageContext, name: str, playlist: str) -> str:
    turns = read_playlist(playlist)
    with context.database.write() as connection:
        set_playlist(connection, name, turns, actor=access.actor(), now=context.now())
    return f"{name} has another playlist; its screen follows within 30 seconds."


def _done(context: PageContext, asked: dict[str, Any]) -> Component | str:
    name = _text(asked.get("display"))
    if asked.get("what") == "keep":
        return f"{name} stays as it is."
    with context.database.write() as connection:
        if asked.get("what") == "revoke":
            revoke_display(connection, name, actor=access.actor(), now=context.now())
            return f"{name} is revoked; its screen shows nothing within 30 seconds."
        if asked.get("what") != "pair":
            raise DisplayRefused("There is nothing of this kind to do.")
        code = new_pairing(connection, name, actor=access.actor(), now=context.now())
    return view.pairing(name, context.settings.post.base_url, code)


def _listed(context: PageContext, doubtful: str | None = None) -> Component:
    now = context.now()
    with context.database.read() as connection:
        found = displays(connection, now)
    return view.listed(found, now, doubtful)


def _whole(context: PageContext) -> Component:
    with context.database.read() as connection:
        found = displays(connection, context.now(), revoked=False)
    body = [
        html.Div([html.Div(_listed(context), id="displays-list")]),
        stack(view.adding(), view.changing([one.name for one in found])),
    ]
    return html.Div(
        [
            dcc.Interval(id="displays-timer", interval=_RENEWED_EVERY_MS),
            page_frame(
                "Wall displays",
                "Which screens hang on the walls, and does each still ask?",
                body=html.Div(body, className="ro-page-body ro-even"),
            ),
        ]
    )
