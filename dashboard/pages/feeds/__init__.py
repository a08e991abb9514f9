"""What came in, what became of it, and which data are late?

Measure: files by feed, day and outcome, and their rows: rows in = loaded + unchanged + superseded + set aside.
Source: the ledger, one row per file content.
Limit: it tells what was sent, not what should have been; a feed's age is judged against the limit that the site set.
"""

from datetime import datetime
from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.address import ALL, on_offer, read, search_of
from dashboard.answers import answered, renewed, signature
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import filter_bar, select_filter, text_filter
from dashboard.context import PageContext
from dashboard.freshness import strip_for
from dashboard.pages.feeds import correction, tiles
from dashboard.pages.feeds.ledger import OUTCOME_TEXT
from dashboard.pages.feeds.question import Question
from dashboard.shell import page_frame
from db.database import Connection
from db.queries import feeds

PATH, PERMISSION = "/feeds", "feeds.view"
# File names, reasons and rows set aside may hold anything that a sender wrote.
NAMES = "feeds.quarantine"
_DEFAULTS = {"source": ALL, "outcome": ALL, "text": ""}
_RENEWED_EVERY_MS = 2 * 60 * 1000
_LONGEST_TEXT = 200
_WHAT = "The feeds page"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(source: str = "", outcome: str = "", text: str = "", **_: str) -> Component:
        chosen = _chosen(source, outcome, text)
        return html.Div(answered(_WHAT, lambda: _whole(context, chosen), _address(chosen)))

    dash.register_page(
        __name__,
        path=PATH,
        title="Feeds",
        layout=layout,
        permission=PERMISSION,
        nav_title="Feeds",
        nav_order=90,
    )
    correction.attach(app, context, NAMES)

    @app.callback(
        Output("feeds-body", "children"),
        Output("feeds-shown", "data"),
        Output("feeds-fresh", "children"),
        Output("feeds-reset", "children"),
        Output("feeds-address", "search"),
        Output("feeds-notice", "children"),
        Output("feeds-source", "value"),
        Output("feeds-outcome", "value"),
        Output("feeds-text", "value"),
        Input("feeds-source", "value"),
        Input("feeds-outcome", "value"),
        Input("feeds-text", "value"),
        Input("feeds-address", "search"),
        Input("feeds-timer", "n_intervals"),
        State("feeds-shown", "data"),
        prevent_initial_call=True,
    )
    def show(
        source: str | None,
        outcome: str | None,
        text: str | None,
        search: str | None,
        _: int | None,
        shown: str | None,
    ) -> Any:
        chosen = _chosen(source, outcome, text)
        # The fields stay as they are, and keep the focus, but for back and forward, which change the address alone.
        fields: list[Any] = [no_update] * 3
        if ctx.triggered_id == "feeds-address":
            said = read(search)
            chosen = _chosen(said.get("source"), said.get("outcome"), said.get("text"))
            fields = list(chosen.values())
        now, zone = context.now(), context.settings.zone
        made, notice = renewed(_WHAT, lambda: _parts(context, chosen), _address(chosen), now, zone)
        if made is None:
            return (*[no_update] * 5, notice, *fields)
        body, fresh = made
        drawn = signature(body)
        same = drawn == shown
        return (
            no_update if same else body,
            drawn,
            fresh,
            _reset(chosen),
            search_of(chosen, _DEFAULTS),
            None,
            *fields,
        )


def _chosen(source: str | None, outcome: str | None, text: str | None) -> dict[str, str]:
    # Who may not read names may not look for them either: each answer would tell a letter.
    looked_for = str(text or "").strip()[:_LONGEST_TEXT] if access.allowed(NAMES) else ""
    return {
        "source": str(source or ALL),
        "outcome": on_offer(outcome, feeds.OUTCOMES, ALL),
        "text": looked_for,
    }


def _address(chosen: dict[str, str]) -> str:
    return PATH + search_of(chosen, _DEFAULTS)


def _whole(context: PageContext, chosen: dict[str, str]) -> list[Component]:
    """The page with what its callback listens to: where the page cannot be made, nothing listens."""
    body, fresh = _parts(context, chosen)
    return [
        dcc.Location(id="feeds-address", refresh=False),
        dcc.Interval(id="feeds-timer", interval=_RENEWED_EVERY_MS),
        # The browser asks once more as soon as the page stands: what it has is not drawn again under a hand.
        dcc.Store(id="feeds-shown", data=signature(body)),
        html.Div(id="feeds-notice"),
        html.Div(_page(context, chosen, body, fresh)),
    ]


def _page(context: PageContext, chosen: dict[str, str], body: list[Component], fresh: Component) -> Component:
    return page_frame(
        "Feeds",
        "What came in, what became of it, and which data are late?",
        freshness=html.Div(fresh, id="feeds-fresh"),
        filters=_filters(context, chosen),
        body=[
            html.Div(id="feeds-correction"),
            html.Div(body, id="feeds-body", className="ro-page-body"),
        ],
    )


def _filters(context: PageContext, chosen: dict[str, str]) -> Component:
    titles = [(info.name, info.title) for info in context.feeds]
    strange = chosen["source"] not in {ALL, *(name for name, _ in titles)}
    sources = [(ALL, "All"), *titles, *([(chosen["source"], chosen["source"])] if strange else [])]
    outcomes = [(ALL, "All"), *((name, OUTCOME_TEXT[name]) for name in feeds.OUTCOMES)]
    # The callback reads the text field on everybody's page, hidden where it may not be used.
    text = (
        text_filter("feeds-text", "File or reason", chosen["text"], placeholder="Part of it")
        if access.allowed(NAMES)
        else html.Div(dcc.Input(id="feeds-text", type="hidden", value=""), hidden=True)
    )
    return filter_bar(
        [
            select_filter("feeds-source", "Feed", sources, chosen["source"]),
            select_filter("feeds-outcome", "Outcome", outcomes, chosen["outcome"]),
            text,
            html.Div(_reset(chosen), id="feeds-reset"),
        ]
    )


def _reset(chosen: dict[str, str]) -> Component | None:
    if chosen == _DEFAULTS:
        return None
    return link_button("Reset filters", PATH, kind="quiet", icon_name="x-lg")


def _parts(context: PageContext, chosen: dict[str, str]) -> tuple[list[Component], Component]:
    """What changes with the filters and with time: the tiles, and how fresh they are."""
    now = context.now()
    with context.database.read() as connection:
        return (
            _tiles(context, connection, chosen, now),
            strip_for(connection, context, now, {info.page for info in context.feeds}),
        )


def _tiles(
    context: PageContext, connection: Connection, chosen: dict[str, str], now: datetime
) -> list[Component]:
    zone = context.settings.zone
    may_read_names = access.allowed(NAMES)
    by_source = feeds.by_source(connection, context.feeds, now)
    is_reference = (by_source["state"] == "no limit") & (by_source["source"] != "")
    if not by_source.loc[~is_reference, "files"].sum():
        return [
            tiles.nothing_received(
                [str(folder) for folder in context.settings.inbox] if may_read_names else []
            )
        ]
    source = None if chosen["source"] == ALL else chosen["source"]
    outcome = None if chosen["outcome"] == ALL else chosen["outcome"]
    files, total = feeds.ledger(connection, source, outcome, chosen["text"] or None, tiles.MOST_FILES)
    return tiles.body(
        Question(now, zone, may_read_names, chosen != _DEFAULTS, PATH),
        by_source=by_source,
        per_day=feeds.per_day(connection, now.astimezone(zone).date(), zone, tiles.DAYS),
        files=files,
        files_total=total,
        waiting=feeds.set_aside_counts(connection, source),
        set_aside=feeds.quarantine(connection, source=source, most=tiles.MOST_ROWS)
        if may_read_names
        else None,
        may_correct=may_read_names and context.corrections is not None,
    )
