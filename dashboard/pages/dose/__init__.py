"""Are typical doses below the reference levels?

Measure: monthly median with the middle half (25th to 75th percentile), per exam type and projection; denominator is
the exposures (exams, for CT and fluoroscopy) of the month with a known dose, adults, without rejected ones.
Source: dose reports, image headers and dose exports, as `db.dose_studies` settles what counts; levels from the
reference table of the site's jurisdiction.
Limit: a reference level judges the department's median of at least 20 exposures, never one patient.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import ALL, read
from dashboard.answers import answered, renewed
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import filter_bar, select_filter
from dashboard.context import PageContext
from dashboard.formats import format_month
from dashboard.freshness import feeds_of, strip
from dashboard.pages.dose import reveal
from dashboard.pages.dose.picture import Picture, draw
from dashboard.pages.dose.question import (
    DEFAULT_SPAN,
    FILTERS,
    PATIENTS,
    SPANS,
    Offered,
    period_of,
    search_as_sent,
    understood,
)
from dashboard.pages.dose.view import body
from dashboard.shell import page_frame
from db.freshness import freshness_of
from db.queries import dose

PATH, PERMISSION = "/dose", "dose.view"
_TITLE = "Dose"
_QUESTION = "Are typical doses below the reference levels, and where are they not?"
_WHAT = "The dose page"
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
        nav_order=20,
    )

    @app.callback(
        Output("dose-body", "children"),
        Output("dose-fresh", "children"),
        *(Output(f"dose-{name}", "value") for name in FILTERS),
        *(Output(f"dose-{name}-place", "className") for name in FILTERS),
        Output("dose-reset", "hidden"),
        Output("dose-address", "search"),
        Output("dose-shown", "data"),
        Output("dose-notice", "children"),
        *(Input(f"dose-{name}", "value") for name in FILTERS),
        Input("dose-address", "search"),
        Input("dose-timer", "n_intervals"),
        State("dose-shown", "data"),
        prevent_initial_call=True,
    )
    def show(
        period: str | None,
        room: str | None,
        patients: str | None,
        group: str | None,
        exam_type: str | None,
        patient_class: str | None,
        search: str | None,
        _: int | None,
        shown: str | None,
    ) -> Any:
        sent = (period, room, patients, group, exam_type, patient_class)
        wanted = dict(zip(FILTERS, sent, strict=True))
        if ctx.triggered_id == "dose-address":
            # Back, forward and reset change the address alone; the fields follow it. A new page tells its own address.
            if (search or "") == (shown or ""):
                raise PreventUpdate
            wanted = dict(read(search))
        now, zone = context.now(), context.settings.zone
        picture, notice = renewed(_WHAT, lambda: _ask(context, wanted), PATH, now, zone)
        if picture is None:
            return (*(no_update for _ in range(5 + 2 * len(FILTERS))), notice)
        at = picture.question.search
        values, away = _fields(picture)
        return (
            body(picture),
            strip(picture.freshness, now, zone),
            # Only a changed address moves the fields: a field that somebody types into keeps its text and its cursor.
            *(values if ctx.triggered_id == "dose-address" else [no_update for _ in FILTERS]),
            *(_CHANGED if changed else "" for changed in away),
            not any(away),
            at,
            at,
            None,
        )

    reveal.attach(app, context)


def _ask(context: PageContext, wanted: Mapping[str, str | None]) -> Picture:
    now, settings = context.now(), context.settings
    with context.database.read() as connection:
        offered = Offered(dose.rooms(connection), *dose.types_and_classes(connection))
        default = dose.default_period(connection)
        usual = "all" if default and dose.is_sparse(connection, *default) else DEFAULT_SPAN
        question = understood(wanted, offered, usual_span=usual)
        fresh = freshness_of(connection, feeds_of(context.feeds, {"dose"}), now)
        today = now.astimezone(settings.zone).date()
        rows = access.allowed("dose.rows")
        may_reveal = settings.vault and access.allowed(reveal.PERMISSION)
        return draw(
            connection,
            question,
            offered,
            fresh,
            settings.drl,
            today,
            may_read_rows=rows,
            may_reveal=may_reveal,
        )


def _page(context: PageContext, picture: Picture, query: Mapping[str, str]) -> list[Component]:
    frame = page_frame(
        _TITLE,
        _QUESTION,
        freshness=html.Div(strip(picture.freshness, context.now(), context.settings.zone), id="dose-fresh"),
        filters=_filters(picture),
        actions=_download(),
        body=[
            html.Div(body(picture), id="dose-body", className="ro-page-body"),
        ],
    )
    if picture.period is None:
        # Without filters there is nothing to follow: the callback stays away with them.
        return [frame]
    return [
        # It follows the filters without asking the router: the old picture stays until the new one is there.
        dcc.Location(id="dose-address", refresh=False),
        dcc.Interval(id="dose-timer", interval=_RENEWED_EVERY_MS),
        dcc.Store(id="dose-shown", data=search_as_sent(query)),
        html.Div(id="dose-notice"),
        frame,
    ]


def _fields(picture: Picture) -> tuple[list[str], list[bool]]:
    """What each filter's field holds, in the order of FILTERS, and whether it is away from its default."""
    values, usual = picture.question.values, picture.question.usual.values
    return values, [value != default for value, default in zip(values, usual, strict=True)]


def _filters(picture: Picture) -> Component | None:
    if picture.period is None:
        return None
    values, away = _fields(picture)
    offered = [
        ("Period", _spans(picture)),
        ("Room", _all_of(picture.offered.rooms, f"All {len(picture.offered.rooms)}")),
        ("Patients", list(PATIENTS.items())),
        ("Exams", _all_of(dose.EXAM_GROUPS, "All kinds")),
        ("Exam type", _all_of(picture.offered.exam_types, f"All {len(picture.offered.exam_types)}")),
        ("Class", _all_of(picture.offered.patient_classes, "All classes")),
    ]
    fields = [
        select_filter(f"dose-{name}", label, options, value)
        for name, (label, options), value in zip(FILTERS, offered, values, strict=True)
    ]
    places = [
        html.Div(field, id=f"dose-{name}-place", className=_CHANGED if changed else "")
        for name, field, changed in zip(FILTERS, fields, away, strict=True)
    ]
    reset = link_button("Reset filters", PATH, kind="quiet", icon_name="x-lg")
    return filter_bar([*places, html.Span(reset, id="dose-reset", hidden=not any(away))])


def _all_of(names: Sequence[str], words: str) -> list[tuple[str, str]]:
    return [(ALL, words), *((name, name) for name in names)]


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
