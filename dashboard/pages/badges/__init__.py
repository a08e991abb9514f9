"""Which readings need the RSO, and is anyone heading for a level or the limit?

Measure: dose of each wearer, quantity and position, summed over wear periods that end in the report's period, calendar
quarter, calendar year and rolling 12 months; compared with the programme's levels and the yearly limit.
Source: the dosimetry service's reports, newest version of each reading; limits and levels from the reference tables.
Limit: measured doses, with the assigned effective dose apart; where no roster names a wearer, a missing badge is
inferred from the periods around it.
"""

from collections.abc import Mapping
from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import ALL, read
from dashboard.answers import answered, renewed
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import filter_bar, select_filter, text_filter
from dashboard.context import PageContext
from dashboard.freshness import feeds_of, strip
from dashboard.pages.badges import decide, lists, record, review
from dashboard.pages.badges.picture import Picture, draw
from dashboard.pages.badges.question import FILTERS, PATH, search_as_sent
from dashboard.pages.badges.view import body
from dashboard.pages.badges.words import report_words
from dashboard.shell import page_frame
from db.actions.badge_entries import note_view
from db.badge_periods import QUANTITIES
from db.freshness import freshness_of
from db.wording import many

PERMISSION = "badges.view"
_TITLE = "Badges"
_QUESTION = "Which readings need me, what is unknown, and is anyone heading for a level or the limit?"
_WHAT = "The badges page"
_CHANGED = "ro-filter-changed"
_RENEWED_EVERY_MS = 5 * 60 * 1000


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callback to the app."""

    def layout(**query: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _page(context, _ask(context, query), query), PATH))

    dash.register_page(
        __name__,
        path=PATH,
        title=_TITLE,
        layout=layout,
        permission=PERMISSION,
        nav_title=_TITLE,
        nav_order=30,
    )

    decide.register(app, context)
    lists.register(context)
    record.register(app, context)

    @app.callback(
        Output("badges-body", "children"),
        Output("badges-fresh", "children"),
        *(Output(f"badges-{name}", "value") for name in FILTERS),
        *(Output(f"badges-{name}-place", "className") for name in FILTERS),
        Output("badges-reset", "hidden"),
        Output("badges-address", "search"),
        Output("badges-shown", "data"),
        Output("badges-notice", "children"),
        *(Input(f"badges-{name}", "value") for name in FILTERS),
        Input("badges-address", "search"),
        Input("badges-timer", "n_intervals"),
        Input("badges-done", "data"),
        State("badges-shown", "data"),
        prevent_initial_call=True,
    )
    def show(
        report: str | None,
        quantity: str | None,
        text: str | None,
        search: str | None,
        _: int | None,
        __: Any,
        shown: str | None,
    ) -> Any:
        # Who is open stands in the address alone.
        wanted = read(shown) | {"report": report or "", "quantity": quantity or "", "text": text or ""}
        if ctx.triggered_id == "badges-address":
            # Back, forward, reset and links change the address alone; the fields follow it. A new page tells its own.
            if (search or "") == (shown or ""):
                raise PreventUpdate
            wanted = read(search)
        now, zone = context.now(), context.settings.zone
        # A timer that renews what is on the screen already is not another look at it.
        looked = ctx.triggered_id != "badges-timer"
        picture, notice = renewed(_WHAT, lambda: _ask(context, wanted, looked=looked), PATH, now, zone)
        if picture is None:
            return (*(no_update for _ in range(5 + 2 * len(FILTERS))), notice)
        at = picture.question.search if picture.question else ""
        values, away = _fields(picture)
        return (
            body(picture, zone, now),
            strip(picture.freshness, now, zone),
            # Only a changed address moves the fields: a field that somebody types into keeps its text and its cursor.
            *(values if ctx.triggered_id == "badges-address" else [no_update for _ in FILTERS]),
            *(_CHANGED if changed else "" for changed in away),
            not any(away),
            at,
            at,
            None,
        )


def _ask(context: PageContext, wanted: Mapping[str, str], *, looked: bool = True) -> Picture:
    now, settings = context.now(), context.settings
    with context.database.read() as connection:
        fresh = freshness_of(connection, feeds_of(context.feeds, {"badges"}), now)
        today = now.astimezone(settings.zone).date()
        picture = draw(connection, wanted, fresh, settings, today, access.actor().account_id)
    if looked:
        _note(context, picture)
    return picture


def _note(context: PageContext, picture: Picture) -> None:
    """Write down whose doses are shown: the report with all its wearers, and the wearer who is open."""
    if picture.question is None:
        return
    actor, now = access.actor(), context.now()
    shown = f"{picture.question.report:%Y-%m}"
    note_view(context.database, "badges.list", "badge report", shown, actor=actor, now=now)
    if picture.opened is not None:
        wearer = str(picture.opened.row["wearer_id"])
        note_view(context.database, "badges.view", "wearer", wearer, actor=actor, now=now)


def _page(context: PageContext, picture: Picture, query: Mapping[str, str]) -> list[Component]:
    frame = page_frame(
        _TITLE,
        _QUESTION,
        freshness=html.Div(strip(picture.freshness, context.now(), context.settings.zone), id="badges-fresh"),
        filters=_filters(picture),
        actions=[*_download(), *(review.paper_links(picture.question) if picture.question else [])],
        body=[
            html.Div(
                body(picture, context.settings.zone, context.now()),
                id="badges-body",
                className="ro-page-body",
            ),
        ],
        note="Doses of named persons: for the radiation safety officer alone.",
    )
    if picture.question is None:
        # Without filters there is nothing to follow: the callback stays away with them.
        return [frame]
    return [
        # It follows the filters without asking the router: the old picture stays until the new one is there.
        dcc.Location(id="badges-address", refresh=False),
        dcc.Interval(id="badges-timer", interval=_RENEWED_EVERY_MS),
        dcc.Store(id="badges-shown", data=search_as_sent(query)),
        # Counts what was decided: the picture follows, and the words of the last decision stand above it.
        dcc.Store(id="badges-done", data=0),
        html.Div(id="badges-notice"),
        html.Div(id="badges-said", role="status", className="ro-said"),
        frame,
    ]


def _fields(picture: Picture) -> tuple[list[str], list[bool]]:
    """What each filter's field holds, in the order of FILTERS, and whether it is away from its default."""
    question = picture.question
    if question is None:
        return ["" for _ in FILTERS], [False for _ in FILTERS]
    values = [f"{question.report:%Y-%m}", question.quantity or ALL, question.text]
    usual = [f"{question.usual_report:%Y-%m}", ALL, ""]
    return values, [value != default for value, default in zip(values, usual, strict=True)]


def _filters(picture: Picture) -> Component | None:
    if picture.question is None:
        return None
    reports = [
        (
            f"{row['month_end']:%Y-%m}",
            f"{report_words(row['month_end'])}, {many(row['badges'], 'badge')}",
        )
        for row in picture.reports.to_dict("records")
    ]
    values, away = _fields(picture)
    fields = [
        select_filter("badges-report", "Report", reports, values[0]),
        select_filter("badges-quantity", "Dose", [(ALL, "All"), *QUANTITIES.items()], values[1]),
        text_filter("badges-text", "Search", values[2], placeholder="Name, number or badge"),
    ]
    places = [
        html.Div(field, id=f"badges-{name}-place", className=_CHANGED if changed else "")
        for name, field, changed in zip(FILTERS, fields, away, strict=True)
    ]
    reset = link_button("Reset filters", PATH, kind="quiet", icon_name="x-lg")
    return filter_bar([*places, html.Span(reset, id="badges-reset", hidden=not any(away))])


def _download() -> list[Component]:
    return [
        link_button(words, f"/export/{name}.csv", icon_name="download", leaves_page=True)
        for name, words in (("badge_sums", "Sums as CSV"), ("badge_readings", "Readings as CSV"))
        if name in access.registry().exports and access.allowed(f"export.{name}")
    ]
