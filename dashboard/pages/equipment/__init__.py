"""Is each room fit to use, and until when?

Measure: the state of each unit from its open faults, its service and the latest result of each check; due days from the
checks' schedules; uptime as (opening hours - lost hours) / opening hours of this month.
Source: lists of units, schedules and limits, results, service and cleaning from files, and what is entered here.
Limit: a check without limits is not judged, and what nobody reported is not known here.
"""

from dataclasses import replace
from typing import Any

import dash
from dash import Dash, Input, Output, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered, renewed
from dashboard.blocks.button import link_button
from dashboard.context import PageContext
from dashboard.freshness import strip_for
from dashboard.pages.equipment import (
    cleaning,
    entered,
    plans,
    recording,
    reviews,
    seeing_to,
    setting,
    today,
    upkeep,
    views,
)
from dashboard.pages.equipment.cards import board_body, board_sums
from dashboard.pages.equipment.paths import PATH, address
from dashboard.pages.equipment.viewer import viewer
from dashboard.shell import page_frame
from db.queries import equipment

PERMISSION = "equipment.view"
_RENEWED_EVERY_MS = 60 * 1000
_WHAT = "The equipment page"
_VIEWS = (
    ("", "Board"),
    ("review", "Failures and reviews"),
    ("faults", "Faults"),
    ("cleaning", "Cleaning"),
    ("list", "List of checks"),
)
_OF_ALL_UNITS = ("review", "faults", "cleaning")
# Views of one unit: it stands in the page's title.
_OF_A_UNIT = ("unit", "check", "today", "plan")


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(
        view: str = "",
        unit: str = "",
        test: str = "",
        fault: str = "",
        result: str = "",
        kind: str = "",
        **_: str,
    ) -> Component:
        asked = {"view": view, "unit": unit, "test": test, "fault": fault, "result": result, "kind": kind}
        again = address(**{name: value for name, value in asked.items() if value})
        return html.Div(
            [
                html.Div(id="equipment-notice"),
                html.Div(answered(_WHAT, lambda: _page(context, asked), again)),
            ]
        )

    dash.register_page(
        __name__,
        path=PATH,
        title="Equipment",
        layout=layout,
        permission=PERMISSION,
        nav_title="Equipment",
        nav_order=45,
    )

    @app.callback(
        Output("equipment-board", "children"),
        Output("equipment-notice", "children"),
        Input("equipment-timer", "n_intervals"),
        prevent_initial_call=True,
    )
    def renew(_: int | None) -> Any:
        made, notice = renewed(_WHAT, lambda: _board(context), PATH, context.now(), context.settings.zone)
        return no_update if made is None else made, notice

    recording.add_callbacks(app, context)
    seeing_to.add_callbacks(app, context)
    setting.add_callbacks(app, context)


def _board(context: PageContext) -> list[Component]:
    who = viewer(context)
    with context.database.read() as connection:
        cards = equipment.board(connection, who.now, who.zone)
        titles = equipment.check_titles(connection)
    sums = [board_sums(cards)] if cards else []
    return [
        *sums,
        *board_body(cards, titles, who),
    ]


def _page(context: PageContext, asked: dict[str, str]) -> Component:
    who = viewer(context)
    view = asked["view"]
    with context.database.read() as connection:
        who = replace(who, people=equipment.people(connection))
        fresh = strip_for(connection, context, who.now, ("equipment",), equipment.entered_last(connection))
        body: list[Component]
        if view in _OF_ALL_UNITS and not equipment.units(connection):
            # Of no unit nothing is open, failed or to be cleaned; that must not look as if all were well.
            body = board_body([], {}, who)
        elif view == "unit":
            body = views.unit_view(connection, who, asked["unit"])
        elif view == "today":
            body = today.today_view(connection, who, asked["unit"], asked["test"])
        elif view == "plan":
            body = plans.plan_view(connection, who, asked["unit"], asked["test"])
        elif view == "check":
            body = views.check_view(connection, who, asked["unit"], asked["test"])
        elif view == "review":
            body = reviews.review_view(connection, who, entered.whole(asked["result"]))
        elif view == "faults":
            body = upkeep.faults_view(connection, who, asked["unit"] or None, asked["kind"])
        elif view == "fault":
            body = upkeep.fault_view(connection, who, entered.whole(asked["fault"]))
        elif view == "cleaning":
            body = cleaning.cleaning_view(connection, who)
        elif view == "list":
            body = views.starter_view(connection)
        else:
            body = []
    if not body:
        body = [
            dcc.Interval(id="equipment-timer", interval=_RENEWED_EVERY_MS),
            html.Div(_board(context), id="equipment-board", className="ro-board"),
        ]
    links = [
        link_button(title, address(view=name) if name else PATH, kind="outline" if name != view else "quiet")
        for name, title in _VIEWS
    ]
    return page_frame(
        f"Equipment: {asked['unit']}" if view in _OF_A_UNIT and asked["unit"] else "Equipment",
        "Is each room fit to use, and until when?",
        freshness=html.Div(fresh),
        filters=html.Div(links, className="ro-views"),
        actions=_page_actions(asked),
        body=body,
    )


def _page_actions(asked: dict[str, str]) -> list[Component]:
    made = []
    unit = asked["unit"]
    if unit and asked["view"] in _OF_A_UNIT:
        made += _unit_actions(asked)
    if access.allowed("equipment.fault") and asked["view"] not in ("faults", "fault"):
        made.append(
            link_button(
                "Report a fault",
                address(view="faults", **({"unit": unit} if unit else {})),
                icon_name="exclamation-triangle",
            )
        )
    if access.allowed("export.qc_status") and not asked["view"]:
        made.append(
            link_button("Status as CSV", "/export/qc_status.csv", icon_name="download", leaves_page=True)
        )
    return made


def _unit_actions(asked: dict[str, str]) -> list[Component]:
    unit, view = asked["unit"], asked["view"]
    made = []
    if view != "unit":
        made.append(link_button("All checks", address(view="unit", unit=unit)))
    if view == "check":
        plan = address(view="plan", unit=unit, test=asked["test"])
        made.append(link_button("Limits and schedule", plan))
    if view == "unit" and access.allowed("equipment.schedule"):
        made.append(link_button("Add a check", address(view="plan", unit=unit)))
    if view == "unit" and access.allowed("equipment.record"):
        made.append(
            link_button("Record today\u2019s checks", address(view="today", unit=unit), kind="primary")
        )
    return made
