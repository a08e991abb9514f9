"""The forms of the equipment page: record a check, review it, report a fault and see it through, log a cleaning."""

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.tile import tile
from dashboard.pages.equipment.words import limits_text, verdict_chip
from db.actions.equipment import FAULT_KINDS
from db.qc.returning import ReturnCheck


def said(stem: str) -> list[Component]:
    """Where a form answers: a word, and the address to go to when it was done."""
    return [
        html.Div(id=f"equipment-{stem}-said", className="ro-verdict", role="status"),
        dcc.Location(id=f"equipment-{stem}-go", refresh=True),
    ]


def _field(id: str, label: str, made: Component) -> Component:
    return html.Div([html.Label(label, htmlFor=id), made])


def record_form(check: dict[str, Any]) -> Component:
    """Enter a check: its limits beside the value, its verdict at once."""
    words = check["answer"] == "words"
    unit = f", {check['value_unit']}" if check["value_unit"] else ""
    return tile(
        f"Record {check['test_title']}",
        html.Div(
            [
                dcc.Store(id="equipment-record-about", data={"unit": check["unit"], "test": check["test"]}),
                html.P(limits_text(check["limits"]), className="ro-note"),
                html.Div(
                    _field(
                        "equipment-value",
                        f"Value{unit}",
                        dbc.Input(id="equipment-value", type="text", inputmode="decimal"),
                    ),
                    hidden=words,
                ),
                html.Div(
                    _field(
                        "equipment-word",
                        "Answer",
                        dbc.Select(
                            id="equipment-word",
                            options=[{"value": word, "label": word} for word in _words(check)],
                            value=None,
                        ),
                    ),
                    hidden=not words,
                ),
                html.Div(id="equipment-verdict", className="ro-verdict", role="status"),
                _field(
                    "equipment-comment",
                    "Comment (required past the action limit)",
                    dbc.Textarea(id="equipment-comment", rows=2),
                ),
                button("Record", "equipment-record", kind="primary"),
                *said("record"),
            ],
            className="ro-entry",
        ),
        subtitle=f"{check['unit']}; the result is kept with the limits of today",
    )


def _words(check: dict[str, Any]) -> list[str]:
    limits = check["limits"]
    known = [
        w.strip() for w in f"{limits.pass_words or ''};{limits.tolerated_words or ''}".split(";") if w.strip()
    ]
    return [*(known or ["done"]), "failed", "not possible"]


def review_form(result: Any, chosen: str) -> Component:
    """Approve or reject a result; whether it passed is another matter."""
    return tile(
        f"Review the result of {chosen}",
        html.Div(
            [
                dcc.Store(id="equipment-review-about", data=int(result["id"])),
                html.Div(verdict_chip(result["verdict"])),
                _field(
                    "equipment-review-comment",
                    "Comment (required to reject)",
                    dbc.Textarea(id="equipment-review-comment", rows=2),
                ),
                html.Div(
                    [
                        button("Approve", "equipment-approve", kind="primary"),
                        button("Reject", "equipment-reject", kind="danger"),
                    ],
                    className="ro-form-buttons",
                ),
                *said("review"),
            ],
            className="ro-entry",
        ),
        subtitle="Says whether the result can be trusted, not whether it passed; a rejected one counts for nothing.",
    )


def fault_form(unit: str) -> Component:
    """What is wrong, then whether the unit can be used: the third tap reports it."""
    return tile(
        f"Report a fault of {unit}",
        html.Div(
            [
                dcc.Store(id="equipment-fault-about", data=unit),
                dbc.RadioItems(
                    id="equipment-fault-kind",
                    options=[{"value": kind, "label": kind} for kind in FAULT_KINDS],
                    value=None,
                ),
                _field(
                    "equipment-fault-text",
                    "What happened (may be left blank)",
                    dbc.Textarea(id="equipment-fault-text", rows=2),
                ),
                html.Div(
                    [
                        button("Down", "equipment-fault-down", kind="danger"),
                        button("Limited", "equipment-fault-limited"),
                        button("Still usable", "equipment-fault-usable"),
                    ],
                    className="ro-form-buttons",
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
                _field(
                    "equipment-assign-to",
                    "Seen to by",
                    dbc.Input(id="equipment-assign-to", value=fault.assigned_to or ""),
                ),
                _field("equipment-cause", "Cause", dbc.Input(id="equipment-cause", value=fault.cause or "")),
                _field(
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
                            button("Repaired", "equipment-repair", kind="primary"),
                            hidden=fault.state != "open",
                        ),
                        html.Div(
                            button(
                                "Return to service",
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
                _field(
                    "equipment-clean-unit",
                    "Unit",
                    dbc.Select(
                        id="equipment-clean-unit",
                        options=[{"value": unit, "label": unit} for unit in units],
                        value=units[0] if units else None,
                    ),
                ),
                _field(
                    "equipment-precaution",
                    "Precaution (isolation case only)",
                    dbc.Select(
                        id="equipment-precaution",
                        options=[
                            {"value": word, "label": word} for word in ("contact", "droplet", "airborne")
                        ],
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


def correction_form(result: Any) -> Component:
    """Write down what was done about a failure."""
    return tile(
        "Document the correction",
        html.Div(
            [
                dcc.Store(id="equipment-correct-about", data=int(result["id"])),
                _field(
                    "equipment-correct-text",
                    "What was corrected, and how it is known",
                    dbc.Textarea(id="equipment-correct-text", rows=2),
                ),
                button("Document", "equipment-correct", kind="primary"),
                *said("correct"),
            ],
            className="ro-entry",
        ),
        subtitle="Stops the clock of the failed check, once the check has passed again",
    )


def refusal(text: str) -> Component:
    """Why a decision was not taken."""
    return state_chip("warn", text)
