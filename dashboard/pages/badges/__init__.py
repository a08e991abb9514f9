"""Which readings need the RSO, and is anyone heading for a level or the limit?

Measure: dose of each wearer, quantity and position, summed over wear periods that end in the report's period, calendar
quarter, calendar year and rolling 12 months; compared with the programme's levels and the yearly limit.
Source: the dosimetry service's reports, newest version of each reading; limits and levels from the reference tables.
Limit: measured doses, not effective dose; a missing badge is inferred from the periods around it, for want of a roster.
"""

from typing import Any

import dash
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered, renewed
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import filter_bar, select_filter, text_filter
from dashboard.context import PageContext
from dashboard.formats import format_count
from dashboard.freshness import feeds_of, strip
from dashboard.pages.badges.picture import Picture, draw
from dashboard.pages.badges.question import PATH, Question
from dashboard.pages.badges.view import body
from dashboard.pages.badges.words import report_words
from dashboard.shell import page_frame
from db.badge_periods import QUANTITIES
from db.freshness import freshness_of

PERMISSION = "badges.view"
_WHAT = "The badges page"
_CHANGED = "ro-filter-changed"
_RENEWED_EVERY_MS = 5 * 60 * 1000
_FILTERS = ("report", "quantity", "text")
# A select shows nothing for an empty value.
_ALL = "*"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callback to the app."""

    def layout(
        report: str = "", quantity: str = "", text: str = "", wearer: str = "", series: str = "", **_: str
    ) -> Component:
        page = answered(
            _WHAT, lambda: _page(context, _ask(context, report, quantity, text, wearer, series)), PATH
        )
        opened = dcc.Store(id="badges-opened", data=[wearer, series])
        # It follows the filters without asking the router: the old picture stays until the new one is there.
        address = dcc.Location(id="badges-address", refresh=False)
        timer = dcc.Interval(id="badges-timer", interval=_RENEWED_EVERY_MS)
        return html.Div([html.Div(id="badges-notice"), page, opened, address, timer])

    dash.register_page(
        __name__,
        path=PATH,
        title="Badges",
        layout=layout,
        permission=PERMISSION,
        nav_title="Badges",
        nav_order=30,
    )

    @app.callback(
        Output("badges-body", "children"),
        Output("badges-fresh", "children"),
        Output("badges-reset", "hidden"),
        Output("badges-address", "search"),
        *(Output(f"badges-{name}-place", "className") for name in _FILTERS),
        Output("badges-notice", "children"),
        *(Input(f"badges-{name}", "value") for name in _FILTERS),
        Input("badges-timer", "n_intervals"),
        State("badges-opened", "data"),
        prevent_initial_call=True,
    )
    def show(
        report: str | None, quantity: str | None, text: str | None, _: int | None, opened: Any
    ) -> tuple[Any, ...]:
        now, zone = context.now(), context.settings.zone
        wearer, series = opened if isinstance(opened, list) and len(opened) == 2 else ("", "")
        picture, notice = renewed(
            _WHAT, lambda: _ask(context, report, quantity, text, wearer, series), PATH, now, zone
        )
        if picture is None:
            return (*(no_update for _ in range(4 + len(_FILTERS))), notice)
        question = picture.question
        return (
            body(picture),
            strip(picture.freshness, now, zone),
            not (question and question.is_filtered),
            question.search if question else "",
            *(_CHANGED if changed else "" for changed in _away(question)),
            None,
        )


def _ask(
    context: PageContext,
    report: str | None,
    quantity: str | None,
    text: str | None,
    wearer: str | None,
    series: str | None,
) -> Picture:
    now, settings = context.now(), context.settings
    asked = {"report": report, "quantity": quantity, "text": text, "wearer": wearer, "series": series}
    with context.database.read() as connection:
        fresh = freshness_of(connection, feeds_of(context.feeds, {"badges"}), now)
        today = now.astimezone(settings.zone).date()
        return draw(connection, asked, fresh, settings.limits, settings.alara, today)


def _page(context: PageContext, picture: Picture) -> Component:
    return page_frame(
        "Badges",
        "Which readings need me, what is unknown, and is anyone heading for a level or the limit?",
        freshness=html.Div(strip(picture.freshness, context.now(), context.settings.zone), id="badges-fresh"),
        filters=_filters(picture, picture.question) if picture.question else None,
        actions=_download(),
        body=[
            html.Div(body(picture), id="badges-body", className="ro-page-body"),
        ],
        note="Doses of named persons: for the radiation safety officer alone.",
    )


def _filters(picture: Picture, question: Question) -> Component:
    reports = [
        (
            f"{row['month_end']:%Y-%m}",
            f"{report_words(row['month_end'])}, {format_count(row['badges'])} badges",
        )
        for row in picture.reports.to_dict("records")
    ]
    fields = [
        select_filter("badges-report", "Report", reports, f"{question.report:%Y-%m}"),
        select_filter(
            "badges-quantity", "Dose", [(_ALL, "All"), *QUANTITIES.items()], question.quantity or _ALL
        ),
        text_filter("badges-text", "Search", question.text, placeholder="Name, number or badge"),
    ]
    places = [
        html.Div(field, id=f"badges-{name}-place", className=_CHANGED if changed else "")
        for name, field, changed in zip(_FILTERS, fields, _away(question), strict=True)
    ]
    reset = link_button("Reset filters", PATH, kind="quiet", icon_name="x-lg")
    return filter_bar([*places, html.Span(reset, id="badges-reset", hidden=not question.is_filtered)])


def _away(question: Question | None) -> list[bool]:
    if question is None:
        return [False for _ in _FILTERS]
    return [question.report != question.usual_report, bool(question.quantity), bool(question.text)]


def _download() -> Component | None:
    name = "badge_sums"
    if name not in access.registry().exports or not access.allowed(f"export.{name}"):
        return None
    return link_button("Sums as CSV", f"/export/{name}.csv", icon_name="download", leaves_page=True)
