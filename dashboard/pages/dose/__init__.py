"""Are typical doses below the reference levels, and which single ones must somebody explain?

Measure: monthly median with the middle half (25th to 75th percentile), per exam type and projection; denominator is
the exposures (exams, for CT and fluoroscopy) of the month with a known dose, adults, without rejected ones. Deviation
indices by their definition from EI and target. Outliers by rules that the site edits.
Source: dose reports, image headers and dose exports, as `db.dose_studies` settles what counts; levels from the
reference table of the site's jurisdiction.
Limit: a reference level judges the department's median of at least 20 exposures, never one patient.
"""

from collections.abc import Mapping
from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.address import read as read_address
from dashboard.answers import answered, renewed
from dashboard.blocks.button import link_button
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.freshness import strip
from dashboard.pages.dose import closer, deciding, drill, picture, reveal
from dashboard.pages.dose.closely import closely_view
from dashboard.pages.dose.complete import complete_view
from dashboard.pages.dose.index import index_view
from dashboard.pages.dose.nothing import never
from dashboard.pages.dose.outliers import outliers_view
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.question import FILTERS, PATH, ROWS, VIEWS
from dashboard.pages.dose.tiles import ROWS_PERMISSION
from dashboard.pages.dose.view import levels_view
from dashboard.selected import CHANGED, again_at, all_of, bar, search_as_sent
from dashboard.shell import page_frame
from db.database import Connection
from db.queries import dose

PERMISSION = "dose.view"
_TITLE = "Dose"
_QUESTION = "Are typical doses below the reference levels, and where are they not?"
_WHAT = "The dose page"
_RENEWED_EVERY_MS = 5 * 60 * 1000


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(**query: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _page(context, query), PATH))

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
    def show(*values: Any) -> Any:
        fields, (search, _, shown) = values[: len(FILTERS)], values[len(FILTERS) :]
        by_address = ctx.triggered_id == "dose-address"
        if by_address and (search or "") == (shown or ""):
            # A new page tells its own address.
            raise PreventUpdate
        # What the fields don't say (the view, what is open in it) stands in the address.
        said = read_address(search)
        if ctx.triggered_id == "dose-timer" and (
            said.get("show") == "note" or said.get("view") == "outliers"
        ):
            # Somebody may be writing: what is drawn anew loses what stands in its fields.
            raise PreventUpdate
        wanted = said if by_address else {**said, **dict(zip(FILTERS, fields, strict=True))}
        now, zone = context.now(), context.settings.zone
        made, notice = renewed(_WHAT, lambda: _drawn(context, wanted), again_at(PATH, wanted), now, zone)
        if made is None:
            return (*(no_update for _ in range(5 + 2 * len(FILTERS))), notice)
        found, body = made
        if found.question is None:
            # Nothing to filter yet: the page has no fields then, and a call from outside gets no answer.
            raise PreventUpdate
        question = found.question
        return (
            body,
            strip(found.freshness, now, zone),
            # Only a changed address moves the fields: one that somebody types into keeps its text and its cursor.
            *(question.values() if by_address else [no_update for _ in FILTERS]),
            *(CHANGED if away else "" for away in question.away()),
            not any(question.away()),
            # Spelled anew, an address would be a step of its own in the browser's history, and "back" would lead to it.
            no_update if by_address else question.search,
            search or "" if by_address else question.search,
            None,
        )

    reveal.attach(app, context)
    closer.attach(app, context)
    deciding.attach(app, context)


def _drawn(context: PageContext, wanted: Mapping[str, str | None]) -> tuple[Picture, list[Component]]:
    with context.database.read() as connection:
        found = picture.read(connection, context, wanted)
        return found, _body(connection, found)


def _body(connection: Connection, found: Picture) -> list[Component]:
    if found.question is None:
        return [tile("Which doses are typical here?", never(found))]
    view = found.question.view
    if view == ROWS:
        may_read = access.allowed(ROWS_PERMISSION)
        parts = drill.rows_view(connection, found) if may_read else [drill.nothing()]
    elif view == "type":
        parts = closely_view(connection, found)
    elif view == "index":
        parts = index_view(connection, found)
    elif view == "outliers":
        parts = outliers_view(connection, found)
    elif view == "complete":
        parts = complete_view(connection, found)
    else:
        parts = levels_view(connection, found)
    return [_views(found), *parts]


def _views(found: Picture) -> Component:
    question = found.asked
    names = dict(VIEWS)
    if question.view == ROWS:
        names[ROWS] = "Rows"
    links = []
    for view, title in names.items():
        here = view == question.view
        face = [html.Span("Current view: ", className="visually-hidden")] if here else []
        address = question.address() if here else question.address(view=view, of="", show="")
        look = "btn btn-link" if here else "btn btn-outline-secondary"
        links.append(dcc.Link([*face, title], href=address, className=look))
    return html.Nav(links, className="ro-views", **{"aria-label": "Views of dose"})


def _page(context: PageContext, query: Mapping[str, str]) -> list[Component]:
    found, body = _drawn(context, query)
    frame = page_frame(
        _TITLE,
        _QUESTION,
        freshness=html.Div(strip(found.freshness, context.now(), context.settings.zone), id="dose-fresh"),
        filters=None if found.question is None else _filters(found),
        actions=_download(),
        body=[
            html.Div(
                body,
                id="dose-body",
                className="ro-page-body",
                **{"data-ro-loading": "the doses of these filters"},
            )
        ],
    )
    if found.question is None:
        # Without filters there is nothing to follow: the callback stays away with them.
        return [frame]
    return [
        # It follows the filters without asking the router: the old picture stays until the new one is there.
        dcc.Location(id="dose-address", refresh=False),
        dcc.Interval(id="dose-timer", interval=_RENEWED_EVERY_MS),
        dcc.Store(id="dose-shown", data=search_as_sent(query)),
        dcc.Download(id="dose-download"),
        html.Div(id="dose-notice"),
        frame,
    ]


def _filters(found: Picture) -> Component:
    asked, offered = found.asked, found.offered
    choices = {
        "room": ("Room", all_of(offered.rooms, "All rooms")),
        "type": ("Exam type", all_of(offered.exam_types, "All types")),
        "class": ("Class", all_of(offered.patient_classes, "All classes")),
        "age": ("Patients", offered.patients),
        "group": ("Exams", all_of(dose.EXAM_GROUPS, "All kinds")),
    }
    return bar(
        "dose", PATH, asked.selection, asked.away(), choices, latest=found.today, values=asked.values()
    )


def _download() -> Component | None:
    name = "dose_medians"
    if name not in access.registry().exports or not access.allowed(f"export.{name}"):
        return None
    return link_button("Medians as CSV", f"/export/{name}.csv", icon_name="download", leaves_page=True)
