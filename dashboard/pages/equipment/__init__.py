"""Is each room fit to use, and until when?

Measure: the state of each unit from its open faults, its service and the latest result of each check; due days from the
checks' schedules; uptime as (opening hours - lost hours) / opening hours of this month.
Source: lists of units, schedules and limits, results, service and cleaning from files, and what is entered here.
Limit: a check without limits is not judged, and what nobody reported is not known here.
"""

from typing import Any

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered, renewed
from dashboard.blocks.button import link_button
from dashboard.context import PageContext
from dashboard.freshness import strip_for
from dashboard.pages.equipment import entered, reviews, upkeep, views
from dashboard.pages.equipment.cards import PATH, address, board_body, board_sums
from dashboard.pages.equipment.entered import decide
from dashboard.pages.equipment.viewer import Viewer
from dashboard.pages.equipment.words import verdict_chip
from dashboard.shell import page_frame
from db.actions import equipment as actions
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


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(
        view: str = "", unit: str = "", test: str = "", fault: str = "", result: str = "", **_: str
    ) -> Component:
        asked = {"view": view, "unit": unit, "test": test, "fault": fault, "result": result}
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

    @app.callback(
        Output("equipment-verdict", "children"),
        Input("equipment-value", "value"),
        Input("equipment-word", "value"),
        State("equipment-record-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.record")
    def judge(value: Any, word: Any, about: Any) -> Any:
        number, text = entered.number(value), entered.text(word)
        if not isinstance(about, dict) or (number is None and not text):
            return None
        with context.database.read() as connection:
            found = actions.judged_now(
                connection, entered.text(about.get("unit")), entered.text(about.get("test")), number, text,
                _viewer(context).today,
            )  # fmt: skip
        return verdict_chip(found)

    _decisions(app, context)


def _decisions(app: Dash, context: PageContext) -> None:  # noqa: C901  (a function for each form)
    def answer(stem: str) -> tuple[Output, Output]:
        return Output(f"equipment-{stem}-said", "children"), Output(f"equipment-{stem}-go", "href")

    def now_and_who() -> dict[str, Any]:
        return {"actor": access.actor(), "now": context.now()}

    zone = context.settings.zone

    @app.callback(
        *answer("record"),
        Input("equipment-record", "n_clicks"),
        State("equipment-value", "value"),
        State("equipment-word", "value"),
        State("equipment-comment", "value"),
        State("equipment-record-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.record")
    def record(clicks: Any, value: Any, word: Any, comment: Any, about: Any) -> Any:
        if not clicks or not isinstance(about, dict):
            return no_update, no_update
        unit, test, number = (
            entered.text(about.get("unit")),
            entered.text(about.get("test")),
            entered.number(value),
        )
        if entered.text(value) and number is None:
            return entered.refused(
                "The value is not a number; write it with a point, such as 2.95."
            ), no_update
        return decide(
            context,
            lambda connection: actions.record_check(
                connection,
                unit,
                test,
                number,
                entered.text(word),
                entered.text(comment),
                zone=zone,
                **now_and_who(),
            ),
            address(view="unit", unit=unit),
        )

    @app.callback(
        *answer("review"),
        Input("equipment-approve", "n_clicks"),
        Input("equipment-reject", "n_clicks"),
        State("equipment-review-comment", "value"),
        State("equipment-review-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.review")
    def review(approve: Any, reject: Any, comment: Any, about: Any) -> Any:
        result = entered.whole(about)
        if not (approve or reject) or result is None:
            return no_update, no_update
        decision = "rejected" if ctx.triggered_id == "equipment-reject" else "approved"
        return decide(
            context,
            lambda connection: actions.review_result(
                connection, result, decision, entered.text(comment), zone=zone, **now_and_who()
            ),
            address(view="review"),
        )

    @app.callback(
        *answer("correct"),
        Input("equipment-correct", "n_clicks"),
        State("equipment-correct-text", "value"),
        State("equipment-correct-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.review")
    def correct(clicks: Any, what: Any, about: Any) -> Any:
        result = entered.whole(about)
        if not clicks or result is None:
            return no_update, no_update
        return decide(
            context,
            lambda connection: actions.document_correction(
                connection, result, entered.text(what), zone=zone, **now_and_who()
            ),
            address(view="review"),
        )

    @app.callback(
        *answer("fault"),
        Input("equipment-fault-down", "n_clicks"),
        Input("equipment-fault-limited", "n_clicks"),
        Input("equipment-fault-usable", "n_clicks"),
        State("equipment-fault-kind", "value"),
        State("equipment-fault-text", "value"),
        State("equipment-fault-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.fault")
    def report(down: Any, limited: Any, usable: Any, kind: Any, words: Any, about: Any) -> Any:
        if not (down or limited or usable) or not ctx.triggered_id:
            return no_update, no_update
        effect = str(ctx.triggered_id).removeprefix("equipment-fault-")
        return decide(
            context,
            lambda connection: actions.report_fault(
                connection,
                entered.text(about),
                entered.text(kind),
                effect,
                entered.text(words),
                **now_and_who(),
            ),
            PATH,
        )

    @app.callback(
        *answer("service"),
        Input("equipment-assign", "n_clicks"),
        Input("equipment-repair", "n_clicks"),
        Input("equipment-return", "n_clicks"),
        State("equipment-assign-to", "value"),
        State("equipment-cause", "value"),
        State("equipment-cost", "value"),
        State("equipment-service-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.fault")
    def see_to(assign: Any, repair: Any, back: Any, to: Any, cause: Any, cost: Any, about: Any) -> Any:
        about = about if isinstance(about, dict) else {}
        fault, version = entered.whole(about.get("fault")), entered.whole(about.get("version"))
        if not (assign or repair or back) or fault is None or version is None:
            return no_update, no_update
        pressed = ctx.triggered_id

        def act(connection: Any) -> None:
            if pressed == "equipment-assign":
                actions.assign_fault(connection, fault, version, entered.text(to), **now_and_who())
            elif pressed == "equipment-repair":
                if entered.text(cost) and entered.number(cost) is None:
                    raise actions.EquipmentRefused("The cost is not a number.")
                actions.repair_fault(
                    connection, fault, version, entered.text(cause), entered.number(cost), **now_and_who()
                )
            else:
                actions.return_to_service(connection, fault, version, **now_and_who())

        goes_to = (
            PATH if pressed == "equipment-return" else address(view="fault", fault=fault, seen=version + 1)
        )
        return decide(context, act, goes_to)

    @app.callback(
        *answer("clean"),
        Input("equipment-clean-between", "n_clicks"),
        Input("equipment-clean-terminal", "n_clicks"),
        Input("equipment-clean-isolation", "n_clicks"),
        State("equipment-clean-unit", "value"),
        State("equipment-precaution", "value"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.fault")
    def clean(between: Any, terminal: Any, isolation: Any, unit: Any, precaution: Any) -> Any:
        if not (between or terminal or isolation) or not ctx.triggered_id:
            return no_update, no_update
        cleaning = str(ctx.triggered_id).removeprefix("equipment-clean-")
        return decide(
            context,
            lambda connection: actions.log_cleaning(
                connection, entered.text(unit), cleaning, entered.text(precaution), zone=zone, **now_and_who()
            ),
            address(view="cleaning", logged=f"{context.now():%H%M%S}"),
        )


def _viewer(context: PageContext) -> Viewer:
    return Viewer(context.now(), context.settings.zone, access.allowed, context.settings.qc_days)


def _board(context: PageContext) -> list[Component]:
    who = _viewer(context)
    with context.database.read() as connection:
        cards = equipment.board(connection, who.now, who.zone)
        titles = equipment.check_titles(connection)
    may_load = access.allowed("feeds.view")
    return [board_sums(cards), *board_body(cards, titles, who.now, who.zone, may_load=may_load)]


def _page(context: PageContext, asked: dict[str, str]) -> Component:
    who = _viewer(context)
    view = asked["view"]
    with context.database.read() as connection:
        fresh = strip_for(connection, context, who.now, ("equipment",))
        body: list[Component]
        if view == "unit":
            body = views.unit_view(connection, who, asked["unit"])
        elif view == "check":
            body = views.check_view(connection, who, asked["unit"], asked["test"])
        elif view == "review":
            body = reviews.review_view(connection, who, entered.whole(asked["result"]))
        elif view == "faults":
            body = upkeep.faults_view(connection, who, asked["unit"] or None)
        elif view == "fault":
            body = upkeep.fault_view(connection, who, entered.whole(asked["fault"]))
        elif view == "cleaning":
            body = upkeep.cleaning_view(connection, who)
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
        "Equipment" if view not in ("unit", "check") else f"Equipment: {asked['unit']}",
        "Is each room fit to use, and until when?",
        freshness=html.Div(fresh),
        filters=html.Div(links, className="ro-views"),
        actions=_page_actions(asked),
        body=body,
    )


def _page_actions(asked: dict[str, str]) -> list[Component]:
    made = []
    unit = asked["unit"]
    if unit and asked["view"] == "check":
        made.append(link_button("All checks", address(view="unit", unit=unit)))
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
