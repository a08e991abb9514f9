"""What happens when somebody records a check, reviews a result or documents a correction."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from dashboard import access
from dashboard.context import PageContext
from dashboard.pages.equipment import entered
from dashboard.pages.equipment.entered import decide
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import viewer
from dashboard.pages.equipment.words import verdict_chip
from db.actions import equipment as actions


def add_callbacks(app: Dash, context: PageContext) -> None:
    """Add them to the app."""
    zone = context.settings.zone

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
                viewer(context).today,
            )  # fmt: skip
        return verdict_chip(found)

    @app.callback(
        *entered.answer("record"),
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
        if number is None and not entered.is_blank(value):
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
                key=entered.key(about),
                **entered.by(context),
            ),
            address(view="unit", unit=unit) if about.get("then") != "today" else _next(context, unit),
        )

    @app.callback(
        *entered.answer("review"),
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
                connection,
                result,
                decision,
                entered.text(comment),
                zone=zone,
                **entered.by(context),
            ),
            address(view="review"),
        )

    @app.callback(
        *entered.answer("correct"),
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
                connection, result, entered.text(what), zone=zone, **entered.by(context)
            ),
            address(view="review"),
        )


def _next(context: PageContext, unit: str) -> str:
    """The unit's list for today once more, where the next check stands open."""
    return address(view="today", unit=unit, after=f"{context.now():%H%M%S}")
