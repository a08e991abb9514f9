"""Who did what, when, from where? The trail, a portion at a time, how far it is sealed, and what is taken along."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.address import ALL
from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.filters import date_filter, filter_bar, select_filter, text_filter
from dashboard.blocks.layout import stack
from dashboard.blocks.served_grid import answer, served_grid, wanted_rows
from dashboard.blocks.table import Column
from dashboard.blocks.take import take_menu
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import NBSP, format_count, is_unknown
from dashboard.pages.admin.question import OUTCOMES, Offered, away, search, understood, wanted
from dashboard.pages.admin.words import AUDIT, address, ago, utc
from db.audit_state import Asked, SealState, seal_state
from db.database import Connection
from db.queries import audit
from db.wording import many

GRID = "admin-events-grid"
# Rows of one file: more is a matter for the export of the whole trail, which writes to the wire while it reads.
MOST_TAKEN = 50_000
_LOOK_EVERY_MS = 3_000
# After this long nobody has taken up what was asked for: the process that seals does not run.
_TAKEN_UP_WITHIN = timedelta(minutes=1)


def offered(connection: Connection) -> Offered:
    """What the fields offer."""
    return Offered(audit.actors(connection), audit.actions(connection), audit.object_kinds(connection))


def audit_view(connection: Connection, context: PageContext, asked: Mapping[str, str]) -> list[Component]:
    """The filters, the state of the seals, and the events."""
    chosen = understood(asked, offered(connection))
    state = seal_state(connection)
    return [
        # Of use only while somebody waits for a verification.
        dcc.Interval(id="admin-seal-timer", interval=_LOOK_EVERY_MS, disabled=state.asked is None),
        stack(
            html.Div(seal_tile(state, context.now()), id="admin-seal"),
            html.Div(rows_tile(connection, context, chosen), id="admin-events"),
            even=True,
        ),
        dcc.Location(id="admin-address", refresh=False),
        dcc.Store(id="admin-shown", data=search(chosen)),
        dcc.Download(id="admin-download"),
    ]


def filters(connection: Connection, asked: Mapping[str, str]) -> Component:
    """The filter bar."""
    on_offer = offered(connection)
    chosen = understood(asked, on_offer)
    groups = sorted({name.partition(".")[0] for name in on_offer.actions} - set(on_offer.actions))
    actions = [*((name, f"{name}, all") for name in groups), *((name, name) for name in on_offer.actions)]
    days = {
        name: datetime.fromisoformat(chosen[name]).date() if chosen[name] else None
        for name in ("from", "until")
    }
    return filter_bar(
        [
            select_filter("admin-who", "Who", _choices(on_offer.who), chosen["who"], default=ALL),
            select_filter("admin-action", "What", [(ALL, "All"), *actions], chosen["action"], default=ALL),
            select_filter(
                "admin-kind", "Kind of object", _choices(on_offer.kinds), chosen["kind"], default=ALL
            ),
            text_filter("admin-object", "Object, whole", chosen["object"], placeholder="As in the list"),
            select_filter(
                "admin-outcome", "Outcome", [(ALL, "All"), *OUTCOMES.items()], chosen["outcome"], default=ALL
            ),
            date_filter("admin-from", "From", days["from"]),
            date_filter("admin-until", "Until", days["until"]),
            text_filter("admin-at", "From where", chosen["at"], placeholder="Address begins"),
            text_filter("admin-text", "Words", chosen["text"], placeholder="In object or detail"),
            html.Span(
                link_button("Reset filters", address(view=AUDIT), kind="quiet", icon_name="x-lg"),
                id="admin-reset",
                hidden=not away(chosen),
            ),
        ]
    )


def _choices(names: Any) -> list[tuple[str, str]]:
    return [(ALL, "All"), *((name, name) for name in names)]


def seal_tile(state: SealState, now: datetime) -> Component:
    """How far the trail is sealed, and what came of going through it last."""
    waiting = f"{many(state.unsealed, 'event')} not sealed yet"
    title = (
        f"Nothing is sealed yet, {waiting}"
        if state.sealed_until is None
        else f"Sealed up to {utc(state.sealed_until)}, {waiting}"
    )
    found = state.verified
    if found is None:
        verdict: list[Any] = [state_chip("unknown", "Never verified")]
    else:
        chip = state_chip("ok", "Whole") if found.outcome == "success" else state_chip("action", "Altered")
        verdict = [chip, f" Last verification {ago(found.at, now)} by {found.by}: {found.detail}."]
    asked = [html.P(_waiting(state.asked, now), className="ro-empty-text")] if state.asked else []
    return tile(
        title,
        [*asked, html.P(verdict, className="ro-empty-text")],
        subtitle=f"{many(state.seals, 'seal')}, each bound to the one before with the server's key",
        # Without its button the page would not be told how it goes on.
        actions=button(
            "Verify now",
            "admin-verify",
            icon_name="shield-check",
            disabled_because="One is asked for" if asked else None,
        ),
        note="Verifying goes through every event and every seal, beside all else: of a million events it takes about a "
        "minute, and what came of it is an event. Each event is "
        "kept for six years (45 CFR 164.316), and longer until somebody runs radops audit purge; the database refuses "
        "to change or delete a younger one. New events are sealed within a minute.",
    )


def _waiting(asked: Asked, now: datetime) -> list[Any]:
    """What becomes of a verification that was asked for."""
    by = f"asked for by {asked.by.username} at {utc(asked.at)}"
    if asked.begun_at is not None:
        return [state_chip("unknown", "Being verified"), f" Since {utc(asked.begun_at)}, {by}."]
    if now - asked.at < _TAKEN_UP_WITHIN:
        return [state_chip("unknown", "Begins soon"), f" Verification {by}."]
    return [
        state_chip("warn", "Not taken up"),
        f" Verification {by}, {ago(asked.at, now)}. Does radops audit seal run? It goes through the trail.",
    ]


def rows_tile(connection: Connection, context: PageContext, chosen: Mapping[str, str]) -> Component:
    """The events of these filters, newest first."""
    total = audit.number_of_events(connection, wanted(chosen, context.settings.zone))
    if not total:
        return tile(
            "No event matches",
            empty(
                "filtered",
                "No event matches these filters",
                "The days are the hospital's; an object is compared whole.",
                action=link_button("Reset filters", address(view=AUDIT), icon_name="x-lg"),
            ),
        )
    more = f" A file holds the newest {format_count(MOST_TAKEN)}." if total > MOST_TAKEN else ""
    return tile(
        f"{format_count(total)} events, newest first" if total > 1 else "One event",
        served_grid(_columns(), id=GRID, title="Events", height="520px"),
        subtitle="Time in UTC; who acted, in which role, from where, on what, and how it ended",
        note=f"A file that is taken along is an event itself.{more}",
        actions=[
            take_menu("admin", "events", what="the events shown", picture=False),
            link_button(
                "Whole trail", "/export/audit_trail.csv", kind="quiet", icon_name="download", leaves_page=True
            ),
        ],
    )


def portion(connection: Connection, context: PageContext, chosen: Mapping[str, str], request: Any) -> Any:
    """What the grid asks for."""
    first, many_rows, _, _ = wanted_rows(request)
    asked = wanted(chosen, context.settings.zone)
    found = audit.events(connection, asked, many_rows, first)
    return answer(found, _columns(), audit.number_of_events(connection, asked))


def all_rows(connection: Connection, context: PageContext, chosen: Mapping[str, str]) -> pd.DataFrame:
    """The rows for a file, newest first and at most MOST_TAKEN of them, times in UTC."""
    return audit.events(connection, wanted(chosen, context.settings.zone), MOST_TAKEN).drop(columns="id")


def _columns() -> list[Column]:
    def write(value: Any) -> str:
        return NBSP if is_unknown(value) else str(value)

    def moment(value: Any) -> str:
        return f"{pd.Timestamp(value):%Y-%m-%d %H:%M:%S}"

    return [
        Column("happened_at", "When", write=moment, unit="UTC", width=180),
        Column("actor", "Who", write=write),
        Column("actor_role", "Role", write=write, width=110),
        Column("action", "What", write=write, width=150),
        Column("object_kind", "Kind", write=write),
        Column("object_id", "Object", write=write),
        Column("outcome", "Outcome", write=write, width=90),
        Column("address", "From where", write=write),
        Column("detail", "Detail", write=write, width=320),
    ]
