"""The forms of whoever reports a fault, sees to one, or logs a cleaning."""

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.form import entry_key
from dashboard.blocks.tile import tile
from dashboard.pages.equipment.forms import field, said
from db.actions.equipment import FAULT_KINDS, PRECAUTIONS
from db.qc.returning import ReturnCheck


def fault_form(unit: str) -> Component:
    """What is wrong, then whether the unit can be used: the third tap reports it."""
    return tile(
        f"Report a fault of {unit}",
        html.Div(
            [
                dcc.Store(id="equipment-fault-about", data={"unit": unit, "key": entry_key()}),
                dbc.RadioItems(
                    id="equipment-fault-kind",
                    options=[{"value": kind, "label": kind} for kind in FAULT_KINDS],
                    value=None,
                    className="ro-taps",
                ),
                html.Div(
                    [
                        button("Down", "equipment-fault-down", kind="danger"),
                        button("Limited", "equipment-fault-limited"),
                        button("Still usable", "equipment-fault-usable"),
                    ],
                    className="ro-form-buttons ro-three",
                ),
                field(
                    "equipment-fault-text",
                    "Words for it, before the second tap (may be left blank)",
                    dbc.Textarea(id="equipment-fault-text", rows=2),
                ),
                *said("fault"),
            ],
            className="ro-entry",
        ),
        subtitle="Tap what is wrong, then whether the unit can be used: the second tap here reports it",
    )


def service_form(fault: Any, checks: Sequence[ReturnCheck]) -> Component:
    """Assign, repair with cause and cost, return to service once its list is passed and reviewed."""
    missing = [check for check in checks if check.state != "done"]
    return tile(
        "What was done about it",
        html.Div(
            [
                dcc.Store(
                    id="equipment-service-about", data={"fault": int(fault.id), "version": int(fault.version)}
                ),
                field(
                    "equipment-assign-to",
                    "Seen to by",
                    dbc.Input(id="equipment-assign-to", value=fault.assigned_to or ""),
                ),
                field("equipment-cause", "Cause", dbc.Input(id="equipment-cause", value=fault.cause or "")),
                field(
                    "equipment-cost",
                    "Cost (may be left blank)",
                    dbc.Input(
                        id="equipment-cost", type="text", inputmode="decimal", value=_plain(fault.cost)
                    ),
                ),
                html.Div(
                    [
                        button("Assign", "equipment-assign"),
                        html.Div(
                            button("Escalate to biomedical engineering", "equipment-escalate"),
                            hidden=fault.state != "open",
                        ),
                        html.Div(
                            button("Repaired", "equipment-repair", kind="primary"),
                            hidden=fault.state != "open",
                        ),
                        html.Div(
                            button(
                                "Return to service" if checks else "Close the fault",
                                "equipment-return",
                                kind="primary",
                                disabled_because=f"{len(missing)} of {len(checks)} checks to go"
                                if missing
                                else None,
                            ),
                            hidden=fault.state != "repaired",
                        ),
                    ],
                    className="ro-form-buttons",
                ),
                *said("service"),
            ],
            className="ro-entry",
        ),
    )


def _plain(cost: float | None) -> str:
    return "" if cost is None else f"{cost:g}"


def cleaning_form(units: Sequence[str]) -> Component:
    """Log a cleaning, or a case that asks for one."""
    return tile(
        "Log a cleaning",
        html.Div(
            [
                dcc.Store(id="equipment-clean-about", data={"key": entry_key()}),
                field(
                    "equipment-clean-unit",
                    "Unit",
                    dbc.Select(
                        id="equipment-clean-unit",
                        options=[{"value": unit, "label": unit} for unit in units],
                        value=units[0] if units else None,
                    ),
                ),
                field(
                    "equipment-precaution",
                    "Precaution (isolation case only)",
                    dbc.Select(
                        id="equipment-precaution",
                        options=[{"value": word, "label": word} for word in PRECAUTIONS],
                        value=None,
                    ),
                ),
                html.Div(
                    [
                        button("Between patients", "equipment-clean-between"),
                        button("Terminal", "equipment-clean-terminal", kind="primary"),
                        button("Isolation case", "equipment-clean-isolation"),
                    ],
                    className="ro-form-buttons",
                ),
                *said("clean"),
            ],
            className="ro-entry",
        ),
    )
