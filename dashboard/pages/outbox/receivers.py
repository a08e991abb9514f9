"""Who receives what: one line per topic and receiver; administrators may add and end them."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from db.outbox import TOPICS, Topic
from db.queries.outbox import Subscription


def tile_of(
    held: Sequence[Subscription],
    people: Sequence[tuple[str, str, str | None]],
    webhooks: Sequence[str],
    *,
    everybodys: bool,
) -> Component:
    """The tile; `people` are (user name, role, mail address), `webhooks` the names in the settings."""
    body: list[Component] = [html.Div(listed(held, may_end=everybodys), id="outbox-receivers")]
    if everybodys:
        body.append(_form(people, webhooks))
    return tile(
        "Who receives what?" if everybodys else "What do I receive?",
        body,
        subtitle="Where nobody is named, everybody with the topic's own role gets it"
        if everybodys
        else "An administrator changes it",
        note="Web addresses of webhooks stand in the settings alone (RADOPS_WEBHOOKS)."
        if everybodys
        else None,
    )


def listed(held: Sequence[Subscription], *, may_end: bool) -> Component:
    """The topics with their receivers."""
    rows = []
    for name, topic in TOPICS.items():
        mine = [one for one in held if one.topic == name]
        rows += [_row(topic, one, may_end) for one in mine]
        if not mine and may_end:
            rows.append(
                {
                    "topic": topic.title,
                    "who": f"everybody who is {topic.role}",
                    "where": "their mail, or this page",
                    "end": "",
                }
            )
    if not rows:
        return html.P("Nothing is chosen for you; what is for your role comes to you.", className="ro-note")
    return table(
        rows,
        [
            Column("topic", "Topic", on_phone="head"),
            Column("who", "Who"),
            Column("where", "Where", on_phone="wide"),
            *([Column("end", "", "action")] if may_end else []),
        ],
        title="Who receives what",
        cards=True,
    )


def _row(topic: Topic, one: Subscription, may_end: bool) -> dict[str, Any]:
    mine = one.mail_address or "this page (no mail address)"
    end = button(
        "End",
        {"type": "outbox-end", "subscription": one.id},
        kind="quiet",
        name=f"End: {topic.title}, {one.who}",
    )
    return {
        "topic": topic.title,
        "who": one.who,
        "where": mine if one.is_account else one.channel,
        "end": end if may_end else "",
    }


def _form(people: Sequence[tuple[str, str, str | None]], webhooks: Sequence[str]) -> Component:
    who = [
        ("address", "A mail address alone"),
        *((f"webhook:{name}", f"Webhook {name}") for name in webhooks),
        *((f"user:{name}", f"{name} ({role})") for name, role, _ in people),
    ]
    return form(
        [
            choice("outbox-topic", "Topic", [(name, topic.title) for name, topic in TOPICS.items()]),
            choice("outbox-who", "Who", who),
            field("outbox-address", "Mail address", placeholder="name@clinic.org"),
        ],
        button("Add", "outbox-add", kind="primary", icon_name="plus-lg"),
        said="outbox-receivers-said",
    )
