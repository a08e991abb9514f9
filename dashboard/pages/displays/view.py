"""The list of displays, the two forms, and the pairing address, which is shown once."""

import base64
import io
from collections.abc import Sequence
from datetime import datetime

import segno
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.display import last_asked, standing_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.table import Column, mono, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP
from db.actions.displays import PAIRING_LIFETIME
from db.playlist import SCENES, write_playlist
from db.queries.displays import Display

_MINUTES = int(PAIRING_LIFETIME.total_seconds() // 60)


def listed(found: Sequence[Display], now: datetime, doubtful: str | None = None) -> Component:
    """The displays, those that were revoked last. The row of the `doubtful` one asks whether it is to be revoked."""
    if not found:
        return tile(
            "No display has been added yet",
            empty(
                "good",
                "No screen shows anything",
                "Add one, and open the address that you get on the screen.",
            ),
        )
    quiet = [one for one in found if one.standing(now) in ("quiet", "address too old")]
    title = f"{len(quiet)} of the screens no longer ask" if quiet else "Every paired screen asks"
    rows = [
        {
            "name": html.Span([one.name, html.Span(write_playlist(one.playlist), className="ro-line-2")]),
            "state": standing_chip(one.standing(now)),
            "seen": last_asked(one.last_seen_at, now),
            "do": _doubt(one) if one.name == doubtful and not one.is_revoked else _buttons(one),
        }
        for one in found
    ]
    return tile(
        title,
        table(
            rows,
            [
                Column("name", "Display", on_phone="head"),
                Column("state", "State"),
                Column("seen", "Last asked"),
                Column("do", "", "action", on_phone="wide"),
            ],
            title="Wall displays",
            cards=True,
        ),
        subtitle="A screen asks every 30 seconds; one that was revoked shows nothing within 30 seconds",
        note="A display is no user: it has no password and sees counts and medians alone.",
    )


def _buttons(one: Display) -> Component | str:
    if one.is_revoked:
        return ""
    return html.Span(
        [
            button(
                "Pair anew", {"type": "displays-do", "what": "pair", "display": one.name},
                kind="quiet", name=f"Pair anew: {one.name}",
            ),
            button(
                "Revoke", {"type": "displays-do", "what": "ask", "display": one.name},
                kind="danger", name=f"Revoke: {one.name}",
            ),
        ]
    )  # fmt: skip


def _doubt(one: Display) -> Component:
    return html.Span(
        [
            html.Span("Its screen goes dark until it is paired anew.", className="ro-line-2"),
            button(
                "Revoke now", {"type": "displays-do", "what": "revoke", "display": one.name},
                kind="danger", name=f"Revoke now: {one.name}",
            ),
            button(
                "Keep", {"type": "displays-do", "what": "keep", "display": one.name},
                kind="quiet", name=f"Keep: {one.name}",
            ),
        ]
    )  # fmt: skip


def adding() -> Component:
    """The form for a new display; below it the pairing address appears."""
    return tile(
        "Which screen is to be added?",
        form(
            [
                field("displays-name", "Name", placeholder="CT corridor"),
                field("displays-playlist", "Playlist", placeholder="all scenes, 20 s each", wide=True),
            ],
            button("Add display", "displays-add", kind="primary", icon_name="plus-lg"),
            said="displays-said",
            note=[f"Scenes with their seconds, as today:30, rooms:15. {_scenes()}"],
        ),
    )


def changing(names: Sequence[str]) -> Component:
    """The form for another playlist."""
    return tile(
        "Is a screen to show something else?",
        form(
            [
                choice("displays-which", "Display", [(name, name) for name in names]),
                field("displays-new-playlist", "Playlist", placeholder="today:30, rooms:15", wide=True),
            ],
            button("Change playlist", "displays-change", icon_name="list-ol"),
        ),
    )


def _scenes() -> str:
    return "; ".join(f"{name}: {what}" for name, what in SCENES.items()) + "."


def pairing(name: str, base_url: str, code: str) -> Component:
    """The address with its QR code. It is in no other answer: who reloads the page has to pair anew."""
    address = f"{base_url}/wall#{code}"
    drawn = io.BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", border=2, scale=4, light="#FFFFFF")
    source = f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"
    return html.Div(
        [
            html.P(f"Open this on the screen {name} within {_MINUTES}{NBSP}minutes. It works once."),
            html.P(mono(address), id="displays-address"),
            html.Img(src=source, alt="The same address as a QR code", className="ro-qr"),
        ]
    )  # fmt: skip
