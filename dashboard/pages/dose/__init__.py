"""Are typical doses below the reference levels?

Measure: monthly median with the middle half (25th to 75th percentile), per exam type and projection; denominator is
the exposures (exams, for CT and fluoroscopy) of the month with a known dose, adults, without rejected ones.
Source: dose reports, image headers and dose exports, as `db.dose_studies` settles what counts; levels from the
reference table of the site's jurisdiction.
Limit: a reference level judges the department's median of at least 20 exposures, never one patient.
"""

from typing import Any

import dash
from dash import Dash, Input, Output, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import shell, trouble
from dashboard.blocks.button import button, link_button
from dashboard.blocks.filters import filter_bar, select_filter
from dashboard.blocks.problem import problem, stale_banner
from dashboard.context import PageContext
from dashboard.formats import format_age, format_month, format_time
from dashboard.pages.dose.picture import Picture, draw
from dashboard.pages.dose.question import DEFAULT_SPAN, PATIENTS, SPANS, Question, period_of, understood
from dashboard.pages.dose.view import body
from db.health import DatabaseFault
from db.queries import dose

_TITLE = "Dose"
_QUESTION = "Are typical doses below the reference levels, and where are they not?"
_CHANGED = "ro-filter-changed"
# A select shows nothing for an empty value, and no room is called so.
_ALL = "*"
_FILTERS = ("period", "room", "patients", "group")


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its one callback."""

    def layout(period: str = "", room: str = "", patients: str = "", group: str = "", **_: str) -> Component:
        try:
            picture = _ask(context, period, room, patients, group)
        except DatabaseFault as fault:
            return _failed(context, fault)
        return _page(context, picture)

    dash.register_page(
        __name__,
        path="/dose",
        title="Dose · radops",
        layout=layout,
        permission="dose.view",
        nav_title=_TITLE,
        nav_order=20,
    )

    # The address changes without asking the router: the old picture stays until the new one is ready.
    @app.callback(
        Output("dose-body", "children"),
        Output("dose-banner", "children"),
        Output("dose-banner", "hidden"),
        Output("dose-reset", "hidden"),
        Output("dose-url", "search"),
        *(Output(f"dose-{name}-place", "className") for name in _FILTERS),
        *(Input(f"dose-{name}", "value") for name in _FILTERS),
        Input("dose-again", "n_clicks", allow_optional=True),
        prevent_initial_call=True,
    )
    def show(period: str, room: str, patients: str, group: str, again: int | None) -> tuple[Any, ...]:
        if ctx.triggered_id == "dose-again" and not again:
            raise PreventUpdate
        try:
            picture = _ask(context, period, room, patients, group)
        except DatabaseFault as fault:
            reference = trouble.note("dose medians", fault)
            when = format_time(context.now(), context.settings.zone)
            banner = stale_banner(
                f"This picture could not be updated at {when}.",
                "The database did not answer; you see the picture from before, and the filters above have not been "
                f"applied to it. Reference {reference}.",
                retry=button("Try again", "dose-again", kind="primary", icon_name="arrow-clockwise"),
            )
            return (no_update, banner, False, *(no_update for _ in range(2 + len(_FILTERS))))
        question = picture.question
        return (
            body(picture),
            None,
            True,
            not question.search,
            question.search,
            *(_CHANGED if changed else "" for changed in _away(question)),
        )


def _ask(context: PageContext, period: str, room: str, patients: str, group: str) -> Picture:
    now = context.now()
    with context.database.read() as connection:
        rooms = dose.rooms(connection)
        default = dose.default_period(connection)
        usual = "all" if default and dose.is_sparse(connection, *default) else DEFAULT_SPAN
        question = understood(period, room, patients, group, rooms=rooms, usual_span=usual)
        today = now.astimezone(context.settings.zone).date()
        return draw(connection, question, rooms, context.settings.drl, now, today)


def _page(context: PageContext, picture: Picture) -> Component:
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
    reset = html.Span(
        link_button("Reset filters", "/dose", kind="quiet", icon_name="x-lg"),
        id="dose-reset",
        hidden=not question.search,
    )
    items = [
        {
            "source": feed.source,
            "title": feed.title,
            "as_of": feed.as_of,
            "age_text": format_age(feed.age),
            "state": feed.state,
        }
        for feed in picture.freshness
    ]
    return shell.page_frame(
        _TITLE,
        _QUESTION,
        freshness=shell.freshness_strip(items, context.now(), context.settings.zone),
        filters=filter_bar([*places, reset]) if picture.period else None,
        body=[
            # First, because the first part takes the height that is left; the banner is shown above it all the same.
            html.Div(body(picture), id="dose-body", className="ro-page-body"),
            html.Div(id="dose-banner", hidden=True, style={"order": -1}),
            dcc.Location(id="dose-url", refresh=False),
        ],
    )


def _spans(picture: Picture) -> list[tuple[str, str]]:
    if picture.default is None:
        return []
    named = []
    for span, words in SPANS.items():
        start, end = period_of(span, picture.default, picture.oldest)
        named.append((span, f"{words[0].upper()}{words[1:]}, {format_month(start)} to {format_month(end)}"))
    return named


def _away(question: Question) -> list[bool]:
    default = Question()
    return [
        question.span != question.usual_span,
        question.room != default.room,
        question.patients != default.patients,
        question.group != default.group,
    ]


def _failed(context: PageContext, fault: Exception) -> Component:
    reference = trouble.note("dose medians", fault)
    when = format_time(context.now(), context.settings.zone)
    return shell.page_frame(
        _TITLE,
        _QUESTION,
        body=problem(
            "The medians could not be loaded",
            heading="No picture is better than a wrong picture",
            text="This page needs the database. Nothing of it was being saved, so nothing is lost.",
            what=f"dose medians, {when}",
            why="the database did not answer",
            reference=reference,
            retry=link_button("Try again", "/dose", kind="primary", icon_name="arrow-clockwise", leaves_page=True),
        ),
    )  # fmt: skip
