"""What happens when somebody reports a fault, sees to one, or logs a cleaning."""

from typing import Any

from dash import Dash, Input, State, ctx, no_update

from dashboard import access
from dashboard.context import PageContext
from dashboard.pages.equipment import entered
from dashboard.pages.equipment.entered import decide
from dashboard.pages.equipment.paths import PATH, address
from db.actions import equipment as actions


def add_callbacks(app: Dash, context: PageContext) -> None:
    """Add them to the app."""
    zone = context.settings.zone

    @app.callback(
        *entered.answer("fault"),
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
                entered.text(about.get("unit")) if isinstance(about, dict) else "",
                entered.text(kind),
                effect,
                entered.text(words),
                key=entered.key(about),
                **entered.by(context),
            ),
            PATH,
        )

    @app.callback(
        *entered.answer("service"),
        Input("equipment-assign", "n_clicks"),
        Input("equipment-escalate", "n_clicks"),
        Input("equipment-repair", "n_clicks"),
        Input("equipment-return", "n_clicks"),
        State("equipment-assign-to", "value"),
        State("equipment-cause", "value"),
        State("equipment-cost", "value"),
        State("equipment-service-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.fault")
    def see_to(
        assign: Any, escalate: Any, repair: Any, back: Any, to: Any, cause: Any, cost: Any, about: Any
    ) -> Any:
        about = about if isinstance(about, dict) else {}
        fault, version = entered.whole(about.get("fault")), entered.whole(about.get("version"))
        if not (assign or escalate or repair or back) or fault is None or version is None:
            return no_update, no_update
        pressed = ctx.triggered_id

        def act(connection: Any) -> None:
            if pressed == "equipment-assign":
                actions.assign_fault(connection, fault, version, entered.text(to), **entered.by(context))
            elif pressed == "equipment-escalate":
                actions.escalate_fault(connection, fault, version, zone=zone, **entered.by(context))
            elif pressed == "equipment-repair":
                if not entered.is_blank(cost) and entered.number(cost) is None:
                    raise actions.EquipmentRefused("The cost is not a number.")
                actions.repair_fault(
                    connection,
                    fault,
                    version,
                    entered.text(cause),
                    entered.number(cost),
                    **entered.by(context),
                )
            else:
                actions.return_to_service(connection, fault, version, **entered.by(context))

        goes_to = (
            PATH if pressed == "equipment-return" else address(view="fault", fault=fault, seen=version + 1)
        )
        return decide(context, act, goes_to)

    @app.callback(
        *entered.answer("clean"),
        Input("equipment-clean-between", "n_clicks"),
        Input("equipment-clean-terminal", "n_clicks"),
        Input("equipment-clean-isolation", "n_clicks"),
        State("equipment-clean-unit", "value"),
        State("equipment-precaution", "value"),
        State("equipment-clean-about", "data"),
        prevent_initial_call=True,
    )
    @access.needs("equipment.fault")
    def clean(between: Any, terminal: Any, isolation: Any, unit: Any, precaution: Any, about: Any) -> Any:
        if not (between or terminal or isolation) or not ctx.triggered_id:
            return no_update, no_update
        cleaning = str(ctx.triggered_id).removeprefix("equipment-clean-")
        return decide(
            context,
            lambda connection: actions.log_cleaning(
                connection,
                entered.text(unit),
                cleaning,
                entered.text(precaution),
                zone=zone,
                key=entered.key(about),
                **entered.by(context),
            ),
            address(view="cleaning", logged=f"{context.now():%H%M%S}"),
        )
