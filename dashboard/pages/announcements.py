"""What is everybody to read on the wall now?

Measure: the texts that stand on the wall, with their end. Source: those who may write there; each text is audited.
Limit: everybody who passes reads them, patients too; a wall shows them within a minute, if its playlist has messages.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import dash
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered
from dashboard.blocks.button import button
from dashboard.blocks.empty import empty
from dashboard.blocks.form import choice, field, form, refused
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_moment
from dashboard.shell import page_frame
from db.actions.announcements import LONGEST_TEXT, AnnouncementRefused, announce, take_down
from db.queries.announcements import announcements

PATH, PERMISSION = "/announcements", "wall.write"
_WHAT = "The words for the wall"
_KINDS = (("handover", "Shift handover"), ("announcement", "Announcement"))
# How long a text stands, in hours, as people think of it.
_SPANS = (
    ("4", "4 hours"),
    ("8", "8 hours"),
    ("12", "12 hours"),
    ("24", "1 day"),
    ("72", "3 days"),
    ("168", "7 days"),
)
_MOST_ID = 2**31 - 1


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _whole(context), PATH))

    dash.register_page(
        __name__,
        path=PATH,
        title="On the wall",
        layout=layout,
        permission=PERMISSION,
        nav_title="On the wall",
        nav_order=80,
    )

    @app.callback(
        Output("announcements-list", "children"),
        Output("announcements-said", "children"),
        Output("announcements-text", "value"),
        Input("announcements-write", "n_clicks"),
        Input({"type": "announcements-end", "text": ALL}, "n_clicks"),
        State("announcements-kind", "value"),
        State("announcements-text", "value"),
        State("announcements-span", "value"),
        prevent_initial_call=True,
    )
    def decide(written: int | None, ended: list[int | None], kind: Any, text: Any, span: Any) -> Any:
        asked = ctx.triggered_id
        if not (written or any(ended)):
            return no_update, no_update, no_update
        kept: Any = no_update
        try:
            with context.database.write() as connection:
                if isinstance(asked, dict):
                    take_down(connection, _number(asked.get("text")), actor=access.actor(), now=context.now())
                    said = "Taken down; it leaves the wall within a minute."
                else:
                    announce(
                        connection, _text(kind), _text(text), _until(span, context.now()),
                        actor=access.actor(), now=context.now(),
                    )  # fmt: skip
                    said, kept = "On the wall within a minute.", ""
        except AnnouncementRefused as error:
            return no_update, refused(str(error)), no_update
        return _listed(context), said, kept


def _text(value: Any) -> str:
    return value[: 10 * LONGEST_TEXT] if isinstance(value, str) else ""


def _number(value: Any) -> int:
    # For Python `true` is 1: the text would be found, and the trail would not say which.
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _MOST_ID:
        raise AnnouncementRefused("This text is no longer on the wall.")
    return value


def _until(span: Any, now: datetime) -> datetime:
    if span not in dict(_SPANS):
        raise AnnouncementRefused("Choose how long it stands on the wall.")
    return now + timedelta(hours=int(span))


def _listed(context: PageContext) -> Component:
    now, zone = context.now(), context.settings.zone
    with context.database.read() as connection:
        found = announcements(connection, now)
    if not found:
        return tile(
            "Nothing is to be read on the wall",
            empty("good", "No text stands there", "The scene messages says so where a display has it."),
        )
    titles = dict(_KINDS)
    rows = [
        {
            "text": html.Span([one.text, html.Span(titles[one.kind], className="ro-line-2")]),
            "who": f"{one.written_by}, {format_moment(one.written_at.astimezone(UTC), now, zone)}",
            "until": _end(one.expires_at, zone),
            "end": button(
                "Take down", {"type": "announcements-end", "text": one.id}, name=f"Take down: {one.text[:60]}"
            ),
        }
        for one in found
    ]
    return tile(
        f"{len(found)} on the wall now" if len(found) > 1 else "One text is on the wall now",
        table(
            rows,
            [
                Column("text", "Text", on_phone="head"),
                Column("who", "Written"),
                Column("until", "Until"),
                Column("end", "", "action", on_phone="wide"),
            ],
            title="Texts on the wall",
            cards=True,
        ),
        note="The wall shows the text and when it was written, never who wrote it.",
    )


def _end(moment: datetime, zone: Any) -> str:
    local = moment.astimezone(zone)
    return f"{format_moment(moment, moment - timedelta(days=1), zone)}, {local:%H:%M}"


def _whole(context: PageContext) -> Component:
    writing = tile(
        "What is everybody to know?",
        form(
            [
                choice("announcements-kind", "Kind", _KINDS, "handover"),
                choice("announcements-span", "Stands for", _SPANS, "8"),
                field("announcements-text", f"Text, up to {LONGEST_TEXT} characters", wide=True),
            ],
            button("Put on the wall", "announcements-write", kind="primary", icon_name="megaphone"),
            said="announcements-said",
            note="Everybody in the corridor reads it, patients too: no names, no numbers of patients or exams.",
        ),
    )
    body = [html.Div(writing), html.Div(_listed(context), id="announcements-list")]
    return page_frame(
        "On the wall",
        "What is everybody to read on the wall now?",
        body=html.Div(body, className="ro-page-body ro-even"),
    )
