"""What was I told, did it arrive, and who receives what?

Measure: messages that radops wrote, with what became of each copy: read here, sent, waiting, given up.
Source: the outbox; pages and the daily digests write into it.
Limit: sent means that a mail server or webhook took it, not that anybody read it.
"""

from typing import Any, TypeGuard

import dash
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered
from dashboard.blocks.form import refused
from dashboard.context import PageContext
from dashboard.pages.outbox import receivers, view
from dashboard.shell import page_frame
from db.actions.outbox import OutboxRefused, acknowledge, set_mail_address, subscribe, unsubscribe
from db.queries import outbox

PATH, PERMISSION = "/outbox", "outbox.own"
EVERYBODYS = "outbox.all"
_WHAT = "The messages"
_MOST = 100
# What a database takes for a number of a row.
_MOST_ID = 2**31 - 1
_RENEWED_EVERY_MS = 60 * 1000


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _whole(context), PATH))

    dash.register_page(
        __name__,
        path=PATH,
        title="Messages",
        layout=layout,
        permission=PERMISSION,
        nav_title="Messages",
        nav_order=85,
    )

    @app.callback(
        Output("outbox-messages", "children"),
        Output("outbox-said", "children"),
        Input({"type": "outbox-acknowledge", "message": ALL}, "n_clicks"),
        Input("outbox-timer", "n_intervals"),
        prevent_initial_call=True,
    )
    def acknowledge_one(clicks: list[int | None], _: int | None) -> Any:
        asked = ctx.triggered_id
        said: Any = no_update
        if isinstance(asked, dict):
            # A button that has just been drawn asks too, with no click.
            if not any(clicks):
                return no_update, no_update
            said = _acknowledged(context, asked.get("message"))
        return _messages(context), said

    @app.callback(
        Output("outbox-receivers", "children"),
        Output("outbox-receivers-said", "children"),
        Input("outbox-add", "n_clicks"),
        Input({"type": "outbox-end", "subscription": ALL}, "n_clicks"),
        State("outbox-topic", "value"),
        State("outbox-who", "value"),
        State("outbox-address", "value"),
        prevent_initial_call=True,
    )
    @access.needs(EVERYBODYS)
    def choose(
        added: int | None,
        ended: list[int | None],
        topic: Any,
        who: Any,
        address: Any,
    ) -> Any:
        asked = ctx.triggered_id
        if not (added or any(ended)):
            return no_update, no_update
        try:
            with context.database.write() as connection:
                if isinstance(asked, dict):
                    number = asked.get("subscription")
                    if not _is_number(number):
                        raise OutboxRefused("There is no such subscription any more.")
                    unsubscribe(connection, number, actor=access.actor(), now=context.now())
                else:
                    _add(context, connection, topic, who, address)
        except OutboxRefused as error:
            return no_update, refused(str(error))
        with context.database.read() as connection:
            return receivers.listed(outbox.subscriptions(connection), may_end=True), "Saved."


def _add(context: PageContext, connection: Any, topic: Any, who: Any, address: Any) -> None:
    """A person with an address gets that address; an address alone, or a webhook, stands for itself."""
    now, actor = context.now(), access.actor()
    topic, who, address = (str(one or "").strip()[:200] for one in (topic, who, address))
    if who.startswith("webhook:"):
        name = who.removeprefix("webhook:")
        if name not in context.settings.post.webhooks:
            raise OutboxRefused("RADOPS_WEBHOOKS names no such webhook.")
        subscribe(connection, topic, webhook=name, actor=actor, now=now)
    elif who.startswith("user:"):
        name = who.removeprefix("user:")
        subscribe(connection, topic, username=name, actor=actor, now=now)
        if address:
            set_mail_address(connection, name, address, actor=actor, now=now)
    else:
        subscribe(connection, topic, address=address or None, actor=actor, now=now)


def _is_number(value: Any) -> TypeGuard[int]:
    # For Python `true` is 1: the row would be found, and the trail would not say which.
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST_ID


def _acknowledged(context: PageContext, message: Any) -> Any:
    try:
        if not _is_number(message):
            raise OutboxRefused("There is no such alert among your messages.")
        with context.database.write() as connection:
            acknowledge(
                connection,
                message,
                actor=access.actor(),
                now=context.now(),
                anybodys=access.allowed(EVERYBODYS),
            )
    except OutboxRefused as error:
        return refused(str(error))
    return "Acknowledged."


def _messages(context: PageContext) -> Component:
    everybodys = access.allowed(EVERYBODYS)
    with context.database.read() as connection:
        found, total = outbox.messages(connection, None if everybodys else access.actor().account_id, _MOST)
    return view.messages(found, total, context.now(), context.settings, everybodys=everybodys)


def _whole(context: PageContext) -> Component:
    everybodys = access.allowed(EVERYBODYS)
    account_id = access.actor().account_id
    with context.database.read() as connection:
        held = outbox.subscriptions(connection, None if everybodys else account_id)
        people = outbox.may_receive(connection) if everybodys else []
    body = [
        html.Div(
            [
                html.Div(_messages(context), id="outbox-messages"),
                html.Div(id="outbox-said", role="status", className="ro-form-said"),
            ]
        ),
        receivers.tile_of(held, people, sorted(context.settings.post.webhooks), everybodys=everybodys),
    ]
    return html.Div(
        [
            dcc.Interval(id="outbox-timer", interval=_RENEWED_EVERY_MS),
            page_frame(
                "Messages",
                "What was written to whom, and did it arrive?" if everybodys else "What was I told?",
                body=html.Div(body, className="ro-page-body ro-even"),
            ),
        ]
    )
