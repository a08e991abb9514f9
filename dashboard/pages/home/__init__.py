"""What needs attention now, and is today going as usual?

Measure: attention rows of the pages that the role may see, worst first; exams done by hour against the same weekday of
the last eight weeks. Home owns no number: each comes from the query of the page that it links to.
Source: all feeds.
Limit: what no feed tells, nobody can list here; the age of each feed stands at the top.
"""

from typing import Any

import dash
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access, polls
from dashboard.answers import answered, renewed, signature
from dashboard.blocks.exam_day import exams_tile
from dashboard.blocks.kpi import kpi_row
from dashboard.blocks.layout import columns
from dashboard.context import PageContext
from dashboard.freshness import strip_for
from dashboard.pages.home import gathered, kpis, tiles
from dashboard.shell import page_frame
from db.actions.badge_entries import note_view
from db.attention import AttentionRow
from db.database import Connection
from db.freshness import freshness_of
from db.queries import exams

PATH, PERMISSION = "/", "home.view"
_RENEWED_EVERY_MS = 60 * 1000
_WHAT = "The home page"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callback to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _whole(context), PATH))

    dash.register_page(
        __name__,
        path=PATH,
        title="Home",
        layout=layout,
        permission=PERMISSION,
        nav_title="Home",
        nav_order=10,
    )

    # All of a role are told the same.
    polls.share(app, "home-body.children")

    @app.callback(
        Output("home-body", "children"),
        Output("home-shown", "data"),
        Output("home-fresh", "children"),
        Output("home-notice", "children"),
        Input("home-timer", "n_intervals"),
        State("home-shown", "data"),
        prevent_initial_call=True,
    )
    def renew(_: int | None, shown: str | None) -> Any:
        made, notice = renewed(_WHAT, lambda: _parts(context), PATH, context.now(), context.settings.zone)
        if made is None:
            return no_update, no_update, no_update, notice
        body, fresh = made
        drawn = signature(body)
        return no_update if drawn == shown else body, drawn, fresh, None


def _whole(context: PageContext) -> list[Component]:
    """The page with what its callback listens to: where the page cannot be made, nothing listens."""
    return [
        dcc.Interval(id="home-timer", interval=_RENEWED_EVERY_MS),
        dcc.Store(id="home-shown"),
        html.Div(id="home-notice"),
        html.Div(_page(context)),
    ]


def _page(context: PageContext) -> Component:
    body, fresh = _parts(context, looked=True)
    return page_frame(
        "Home",
        "What needs attention now, and is today going as usual?",
        freshness=html.Div(fresh, id="home-fresh"),
        body=html.Div(body, id="home-body", className="ro-page-body"),
        note=None if access.allowed("badges.view") else "No dose of any person is shown on this page.",
    )


def _parts(context: PageContext, *, looked: bool = False) -> tuple[Any, Any]:
    """What the page shows, and how old it is; a timer that renews it is not another look at a person's dose."""
    now = context.now()
    today = now.astimezone(context.settings.zone).date()
    with context.database.read() as connection:
        rows = gathered.attention(connection, context, now, today, access.allowed)
        parts = _body(context, connection, rows), strip_for(connection, context, now, _pages_seen())
    for area in sorted({row.permission.partition(".")[0] for row in rows if looked and row.names_person}):
        note_view(context.database, f"{area}.list", "home", str(today), actor=access.actor(), now=now)
    return parts


def _pages_seen() -> set[str]:
    """The pages whose feeds this role reads about: those of its own pages, and the exams that everybody sees here."""
    return {"exams", *(page for page in ("dose", "badges", "supplies") if access.allowed(f"{page}.view"))}


def _body(context: PageContext, connection: Connection, rows: list[AttentionRow]) -> list[Component]:
    now, zone = context.now(), context.settings.zone
    today = now.astimezone(zone).date()
    known = any(item.as_of for item in freshness_of(connection, context.feeds, now))
    day = exams.exam_day(connection, now, zone)
    shown = kpis.kpis(connection, context, now, today, rows, day, access.allowed)
    return [
        columns(
            tiles.attention_tile(rows, today, anything_known=known),
            exams_tile(day, now, zone),
            "1.45:1",
        ),
        *([kpi_row(shown)] if shown else []),
    ]
