"""How many exams are done, how long do they take, how full are the rooms, and how many exposures are rejected?

Measure: exams done, by their local day; spans of each step (median, 90th percentile, share within target); time that
rooms are busy; rejected by rejected and accepted radiographs. Each figure prints its definition and its n.
Source: RIS exports and messages; the consoles' reject log; dose reports and image headers for what was accepted.
Limit: what nobody wrote down is not here: an exam without a time is in no span, a room without a log rejects nothing.
"""

from collections.abc import Mapping
from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import access, polls
from dashboard.address import read as read_address
from dashboard.answers import answered, renewed
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.table import mono
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.freshness import strip
from dashboard.pages.exams import closer, drill, picture
from dashboard.pages.exams.filters import CHANGED, filters
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.question import FILTERS, PATH, ROWS, VIEWS, search_as_sent
from dashboard.pages.exams.rejects import rejects_view
from dashboard.pages.exams.rooms import rooms_view
from dashboard.pages.exams.tiles import ROWS_PERMISSION
from dashboard.pages.exams.turnaround import turnaround_view
from dashboard.pages.exams.volumes import volumes_view
from dashboard.selected import again_at
from dashboard.shell import page_frame
from db.database import Connection

PERMISSION = "exams.view"
_TITLE = "Exams"
_QUESTION = "How many exams, how long do they take, and what holds them up?"
_WHAT = "The exams page"
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
        nav_order=15,
    )

    # Nothing here depends on who asks but by the role.
    polls.share(app, "exams-body.children")

    @app.callback(
        Output("exams-body", "children"),
        Output("exams-fresh", "children"),
        *(Output(f"exams-{name}", "value") for name in FILTERS),
        *(Output(f"exams-{name}-place", "className") for name in FILTERS),
        Output("exams-reset", "hidden"),
        Output("exams-address", "search"),
        Output("exams-shown", "data"),
        Output("exams-notice", "children"),
        *(Input(f"exams-{name}", "value") for name in FILTERS),
        Input("exams-address", "search"),
        Input("exams-timer", "n_intervals"),
        State("exams-shown", "data"),
        prevent_initial_call=True,
    )
    def show(*values: Any) -> Any:
        fields, (search, _, shown) = values[: len(FILTERS)], values[len(FILTERS) :]
        by_address = ctx.triggered_id == "exams-address"
        if by_address and (search or "") == (shown or ""):
            raise PreventUpdate
        # What the fields don't say (view, rows) stands in the address.
        said = read_address(search)
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
            *(question.values() if by_address else [no_update for _ in FILTERS]),
            *(CHANGED if away else "" for away in question.away()),
            not any(question.away()),
            # Spelled anew, an address would be a step of its own in the browser's history, and "back" would lead to it.
            no_update if by_address else question.search,
            search or "" if by_address else question.search,
            None,
        )

    closer.attach(app, context)


def _drawn(context: PageContext, wanted: Mapping[str, str | None]) -> tuple[Picture, list[Component]]:
    with context.database.read() as connection:
        found = picture.read(connection, context, wanted)
        return found, _body(connection, found)


def _body(connection: Connection, found: Picture) -> list[Component]:
    if found.question is None:
        return [tile("How many exams are done?", _never())]
    view = found.question.view
    parts: list[Component]
    if view == ROWS:
        parts = drill.rows_view(connection, found) if access.allowed(ROWS_PERMISSION) else [drill.nothing()]
    elif view == "turnaround":
        parts = turnaround_view(connection, found)
    elif view == "rooms":
        parts = rooms_view(found)
    elif view == "rejects":
        parts = rejects_view(connection, found)
    else:
        parts = volumes_view(connection, found)
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
        address = question.address() if here else question.address(view=view, rows="", of="")
        look = "btn btn-link" if here else "btn btn-outline-secondary"
        links.append(dcc.Link([*face, title], href=address, className=look))
    return html.Nav(links, className="ro-views", **{"aria-label": "Views of exams"})


def _never() -> Component:
    return empty(
        "never",
        "No exam has been done yet, as far as anybody told",
        "This page needs the list of exams from the RIS, or its messages.",
        steps=[
            Step(
                "Export the exams with their times", "One row per exam with its status (CSV), or HL7 messages"
            ),
            Step("Try one file first", html.Span([mono("radops try FILE"), " shows what would be read"])),
            Step("Put it into the inbox", "It is read within a minute"),
        ],
    )


def _page(context: PageContext, query: Mapping[str, str]) -> list[Component]:
    found, body = _drawn(context, query)
    frame = page_frame(
        _TITLE,
        _QUESTION,
        freshness=html.Div(strip(found.freshness, context.now(), context.settings.zone), id="exams-fresh"),
        filters=None if found.question is None else filters(found),
        body=[
            html.Div(
                body,
                id="exams-body",
                className="ro-page-body",
                **{"data-ro-loading": "the exams of these filters"},
            )
        ],
    )
    if found.question is None:
        # Without filters there is nothing to follow: the callback stays away with them.
        return [frame]
    return [
        # It follows the filters without asking the router: the old picture stays until the new one is there.
        dcc.Location(id="exams-address", refresh=False),
        dcc.Interval(id="exams-timer", interval=_RENEWED_EVERY_MS),
        dcc.Store(id="exams-shown", data=search_as_sent(query)),
        dcc.Download(id="exams-download"),
        html.Div(id="exams-notice"),
        frame,
    ]
