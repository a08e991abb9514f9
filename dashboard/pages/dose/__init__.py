"""Are typical doses below the reference levels?

Measure: monthly median with the middle half (25th to 75th percentile), per exam type and projection; denominator is
the exposures (exams, for CT and fluoroscopy) of the month with a known dose, adults, without rejected ones.
Source: dose reports, image headers and dose exports, as `db.dose_studies` settles what counts; levels from the
reference table of the site's jurisdiction.
Limit: a reference level judges the department's median of at least 20 exposures, never one patient.
"""

from typing import Any

import dash
from dash import Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered, renewed
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import filter_bar, select_filter
from dashboard.context import PageContext
from dashboard.formats import format_month
from dashboard.freshness import feeds_of, strip
from dashboard.pages.dose.picture import Picture, draw
from dashboard.pages.dose.question import DEFAULT_SPAN, PATIENTS, SPANS, Question, period_of, understood
from dashboard.pages.dose.view import body
from dashboard.shell import page_frame
from db.freshness import freshness_of
from db.queries import dose

PATH, PERMISSION = "/dose", "dose.view"
_WHAT = "The dose page"
_CHANGED = "ro-filter-changed"
_RENEWED_EVERY_MS = 5 * 60 * 1000
_FILTERS = ("period", "room", "patients", "group")
# A select shows nothing for an empty value, and no room is called so.
_ALL = "*"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callback to the app."""

    def layout(period: str = "", room: str = "", patients: str = "", group: str = "", **_: str) -> Component:
        page = answered(_WHAT, lambda: _page(context, _ask(context, period, room, patients, group)), PATH)
        # It follows the filters without asking the router: the old picture stays until the new one is there.
        address = dcc.Location(id="dose-address", refresh=False)
        timer = dcc.Interval(id="dose-timer", interval=_RENEWED_EVERY_MS)
        return html.Div([html.Div(id="dose-notice"), page, address, timer])

    dash.register_page(
        __name__,
        path=PATH,
        title="Dose",
        layout=layout,
        permission=PERMISSION,
        nav_title="Dose",
        nav_order=20,
    )

    @app.callback(
        Output("dose-body", "children"),
        Output("dose-fresh", "children"),
        Output("dose-reset", "hidden"),
        Output("dose-address", "search"),
        *(Output(f"dose-{name}-place", "className") for name in _FILTERS),
        Output("dose-notice", "children"),
        *(Input(f"dose-{name}", "value") for name in _FILTERS),
        Input("dose-timer", "n_intervals"),
        prevent_initial_call=True,
    )
    def show(
        period: str | None, room: str | None, patients: str | None, group: str | None, _: int | None
    ) -> tuple[Any, ...]:
        now, zone = context.now(), context.settings.zone
        picture, notice = renewed(
            _WHAT, lambda: _ask(context, period, room, patients, group), PATH, now, zone
        )
        if picture is None:
            return (*(no_update for _ in range(4 + len(_FILTERS))), notice)
        question = picture.question
        return (
            body(picture),
            strip(picture.freshness, now, zone),
            not question.search,
            question.search,
            *(_CHANGED if changed else "" for changed in _away(question)),
            None,
        )


def _ask(
    context: PageContext, period: str | None, room: str | None, patients: str | None, group: str | None
) -> Picture:
    now, settings = context.now(), context.settings
    with context.database.read() as connection:
        rooms = dose.rooms(connection)
        default = dose.default_period(connection)
        usual = "all" if default and dose.is_sparse(connection, *default) else DEFAULT_SPAN
        question = understood(period, room, patients, group, rooms=rooms, usual_span=usual)
        fresh = freshness_of(connection, feeds_of(context.feeds, {"dose"}), now)
        return draw(connection, question, rooms, fresh, settings.drl, now.astimezone(settings.zone).date())


def _page(context: PageContext, picture: Picture) -> Component:
    return page_frame(
        "Dose",
        "Are typical doses below the reference levels, and where are they not?",
        freshness=html.Div(strip(picture.freshness, context.now(), context.settings.zone), id="dose-fresh"),
        filters=_filters(picture) if picture.period else None,
        actions=_download(),
        body=[
            html.Div(body(picture), id="dose-body", className="ro-page-body"),
        ],
    )


def _filters(picture: Picture) -> Component:
    question = picture.question
    rooms = [(_ALL, f"All {len(picture.rooms)}"), *((room, room) for room in picture.rooms)]
    groups = [(_ALL, "All kinds"), *((group, group) for group in dose.EXAM_GROUPS)]
    fields = [
        select_filter("dose-period", "Period", _spans(picture), question.span),
        select_filter("dose-room", "Room", rooms, question.room or _ALL),
        select_filter("dose-patients", "Patients", list(PATIENTS.items()), question.patients),
        select_filter("dose-group", "Exams", groups, question.group or _ALL),
    ]
    places = [
        html.Div(field, id=f"dose-{name}-place", className=_CHANGED if changed else "")
        for name, field, changed in zip(_FILTERS, fields, _away(question), strict=True)
    ]
    reset = link_button("Reset filters", PATH, kind="quiet", icon_name="x-lg")
    return filter_bar([*places, html.Span(reset, id="dose-reset", hidden=not question.search)])


def _download() -> Component | None:
    name = "dose_medians"
    if name not in access.registry().exports or not access.allowed(f"export.{name}"):
        return None
    return link_button("Medians as CSV", f"/export/{name}.csv", icon_name="download", leaves_page=True)


def _spans(picture: Picture) -> list[tuple[str, str]]:
    if picture.default is None:
        return []
    named = []
    for span, words in SPANS.items():
        start, end = period_of(span, picture.default, picture.oldest)
        named.append((span, f"{words[0].upper()}{words[1:]}, {format_month(start)} to {format_month(end)}"))
    return named


def _away(question: Question) -> list[bool]:
    usual = Question()
    return [
        question.span != question.usual_span,
        question.room != usual.room,
        question.patients != usual.patients,
        question.group != usual.group,
    ]
