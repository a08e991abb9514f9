"""Messages as they were written, the alerts that wait first; below each, what became of its copies."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_time
from db.outbox import ALERT, TOPICS
from db.queries.outbox import Delivery, Message
from db.settings import Settings
from db.wording import many


def messages(
    found: Sequence[Message], total: int, now: datetime, settings: Settings, *, everybodys: bool
) -> Component:
    """The tile with the messages."""
    waiting = [one for one in found if one.kind == ALERT and one.acknowledged_at is None]
    if not found:
        nothing = "Nothing was written yet" if everybodys else "Nothing was written to you yet"
        return tile(
            nothing,
            empty("good", nothing, "Where there is nothing to say, nothing is sent."),
        )
    title = f"{many(len(waiting), 'alert')} to acknowledge" if waiting else "Nothing waits for you here"
    rows = [
        {
            "message": _text(one),
            "when": _moment(one.written_at, now, settings.zone),
            "to": _copies(one, now, settings, named=everybodys),
            "state": _state(one, now, settings.zone),
        }
        for one in found
    ]
    return tile(
        title,
        table(
            rows,
            [
                Column("message", "Message", on_phone="head"),
                Column("when", "Written"),
                Column("to", "Went to" if everybodys else "Sent to you", on_phone="wide"),
                Column("state", "Acknowledged", "action", on_phone="wide"),
            ],
            title="Messages",
            cards=True,
            count_note=f"{len(found)} of {total}, alerts that wait first, then the newest",
        ),
        subtitle=_server(settings),
        note="An alert must be acknowledged; a notice need not. Sent: a server took it, which is not that it was read.",
    )


def _server(settings: Settings) -> str:
    post = settings.post
    quiet = (
        f"notices wait from {post.quiet_from}:00 to {post.quiet_until}:00, alerts never"
        if post.quiet_from is not None
        else "there are no quiet hours"
    )
    if not post.host:
        return "No mail server is set: mails do not leave this machine, and are read here."
    return f"Mails are sent; {quiet}."


def _text(one: Message) -> Component:
    kind = state_chip("warn", "Alert") if one.kind == ALERT else state_chip("ok", "Notice")
    lines: list[Component] = [
        html.Li(dcc.Link(text, href=path) if path.startswith("/") else text) for text, path in one.lines
    ]
    if one.lines_left_out:
        lines.append(html.Li(f"and {one.lines_left_out} more"))
    summary = html.Summary([kind, f" {one.subject}"])
    topic = TOPICS[one.topic].title if one.topic in TOPICS else one.topic
    waits = one.kind == ALERT and one.acknowledged_at is None
    return html.Details(
        [summary, html.P(topic, className="ro-note"), html.Ul(lines)], open=waits, className="ro-message"
    )


def _copies(one: Message, now: datetime, settings: Settings, *, named: bool) -> Component | str:
    if not one.deliveries:
        return "nobody: no account has the role that it is for"
    lines: list[Component] = []
    for copy in one.deliveries:
        who = [html.Span(f"{copy.who}: ")] if copy.who and named else []
        lines.append(html.Span([*who, _became(copy, one.kind, now, settings)], className="ro-line-2"))
    return html.Span(lines)


def _became(copy: Delivery, kind: str, now: datetime, settings: Settings) -> Component | str:
    zone = settings.zone
    due = copy.due_at.replace(tzinfo=UTC)
    if copy.state == "sent" and copy.sent_at is not None:
        how = "mail" if copy.channel == "mail" else "webhook"
        return f"sent by {how} {_moment(copy.sent_at, now, zone)}"
    if copy.state == "here":
        return "to read here (no mail address)"
    if copy.state == "unsent":
        return html.Span(f"not sent: {copy.reason}", className="ro-unknown")
    if copy.state == "failed":
        return state_chip("action", f"Given up: {copy.reason}")
    if copy.state == "sending":
        return "being sent"
    if copy.tries:
        return f"tried {copy.tries}{NBSP}times ({copy.reason}), again {format_time(due, zone)}"
    if kind != ALERT and settings.post.is_quiet(now, zone):
        return f"waits through quiet hours, until {settings.post.quiet_until}:00"
    return "waits for more to go with it" if due <= now else f"waits until {_moment(copy.due_at, now, zone)}"


def _state(one: Message, now: datetime, zone: tzinfo) -> Component | str:
    if one.kind != ALERT:
        return ""
    if one.acknowledged_at is not None:
        return f"{one.acknowledged_by}, {_moment(one.acknowledged_at, now, zone)}"
    return button(
        "Acknowledge",
        {"type": "outbox-acknowledge", "message": one.id},
        icon_name="check-lg",
        name=f"Acknowledge: {one.subject}",
    )


def _moment(moment: datetime, now: datetime, zone: tzinfo) -> str:
    aware = moment.replace(tzinfo=UTC)
    day, today = aware.astimezone(zone).date(), now.astimezone(zone).date()
    time = format_time(aware, zone)
    return time if day == today else f"{format_day(day, today)}, {time}"
