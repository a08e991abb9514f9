"""What happens when somebody sets limits or a schedule, and which due days would follow."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard import access
from dashboard.context import PageContext
from dashboard.formats import format_day
from dashboard.pages.equipment import entered
from dashboard.pages.equipment.entered import decide
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.plan_forms import FREQUENCIES, OWN_RULE
from dashboard.pages.equipment.viewer import viewer
from db.actions import equipment as actions
from db.qc.limits import Limits
from db.qc.schedule import BadRule, checked_rule, due_on

_SHOWN_DAYS = 4
_FOUR = ("act-low", "tol-low", "tol-high", "act-high")


def add_callbacks(app: Dash, context: PageContext) -> None:
    """Add them to the app."""
    zone = context.settings.zone

    @app.callback(
        *entered.answer("limits"),
        Input("equipment-set-limits", "n_clicks"),
        State("equipment-limit-about", "data"),
        State("equipment-limit-kind", "value"),
        State("equipment-limit-reference", "value"),
        *(State(f"equipment-limit-{name}", "value") for name in _FOUR),
        State("equipment-limit-pass", "value"),
        State("equipment-limit-tolerated", "value"),
        State("equipment-limit-from", "value"),
        State("equipment-limit-source", "value"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.limits")
    def limits(clicks: Any, about: Any, kind: Any, reference: Any, *more: Any) -> Any:
        if not clicks or not isinstance(about, dict):
            return no_update, no_update
        *four, passed, tolerated, day, source = more
        unit, test = entered.text(about.get("unit")), entered.text(about.get("test"))
        valid_from = entered.day(day)
        if valid_from is None:
            return entered.refused("Enter the day from which they hold."), no_update
        if about.get("words"):
            found = Limits(
                "category",
                pass_words=entered.text(passed) or None,
                tolerated_words=entered.text(tolerated) or None,
            )
        else:
            read = _numbers((reference, *four))
            if read is None:
                return entered.refused(
                    "A limit is not a number; write it with a point, such as 2.95."
                ), no_update
            at, act_low, tol_low, tol_high, act_high = read
            found = Limits(entered.text(kind), at, act_low, tol_low, tol_high, act_high)
        return decide(
            context,
            lambda connection: actions.set_limits(
                connection,
                unit,
                test,
                valid_from,
                found,
                entered.text(source),
                zone=zone,
                **entered.by(context),
            ),
            _again(context, unit, test),
        )

    @app.callback(
        *entered.answer("schedule"),
        Input("equipment-set-schedule", "n_clicks"),
        State("equipment-schedule-about", "data"),
        State("equipment-schedule-rule", "value"),
        State("equipment-schedule-anchor", "value"),
        State("equipment-schedule-before", "value"),
        State("equipment-schedule-after", "value"),
        State("equipment-schedule-lead", "value"),
        State("equipment-schedule-from", "value"),
        State("equipment-schedule-source", "value"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.schedule")
    def schedule(clicks: Any, about: Any, rule: Any, *more: Any) -> Any:
        if not clicks or not isinstance(about, dict):
            return no_update, no_update
        anchor, before, after, lead, day, source = more
        unit, test = entered.text(about.get("unit")), entered.text(about.get("test"))
        first, valid_from = entered.day(anchor), entered.day(day)
        grace_before, grace_after, notice = (entered.days(text) for text in (before, after, lead))
        if first is None or valid_from is None:
            return entered.refused("Enter the first due day, and the day from which this holds."), no_update
        if grace_before is None or grace_after is None or notice is None:
            return entered.refused("Grace and notice are whole days, 0 to 366."), no_update
        return decide(
            context,
            lambda connection: actions.set_schedule(
                connection, unit, test, valid_from, first, entered.text(rule), grace_before, grace_after, notice,
                entered.text(source), zone=zone, **entered.by(context),
            ),
            _again(context, unit, test),
        )  # fmt: skip

    _previews(app, context)


def _previews(app: Dash, context: PageContext) -> None:
    @app.callback(
        Output("equipment-schedule-rule", "value"),
        Input("equipment-schedule-often", "value"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.schedule")
    def take_over(often: Any) -> Any:
        chosen = entered.text(often)
        return chosen if chosen in dict(FREQUENCIES) and chosen != OWN_RULE else no_update

    @app.callback(
        Output("equipment-schedule-days", "children"),
        Input("equipment-schedule-rule", "value"),
        Input("equipment-schedule-anchor", "value"),
    )
    @access.needs("equipment.schedule")
    def days_to_come(rule: Any, anchor: Any) -> Any:
        first = entered.day(anchor)
        if first is None:
            return "Enter the first due day."
        return _days_to_come(entered.text(rule), first, viewer(context).today)


def _days_to_come(rule: str, first: date, today: date) -> str:
    try:
        checked_rule(rule)
    except BadRule as fault:
        return f"This is no rule: it has {fault}."
    days, last = [], today - timedelta(days=1)
    for _ in range(_SHOWN_DAYS):
        due = due_on(rule, first, 0, last)
        if due is None:
            break
        days.append(format_day(due, today))
        last = due
    return f"Due next: {', '.join(days)}" if days else "Never due again."


def _again(context: PageContext, unit: str, test: str) -> str:
    return address(view="plan", unit=unit, test=test, set=f"{context.now():%H%M%S}")


def _numbers(given: Sequence[Any]) -> list[float | None] | None:
    """The numbers, None for a blank field; None for all where one is no number."""
    read = [entered.number(text) for text in given]
    if any(number is None and not entered.is_blank(text) for number, text in zip(read, given, strict=True)):
        return None
    return read
