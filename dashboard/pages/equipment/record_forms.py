"""The forms of whoever records a check, reviews its result or documents its correction."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.form import entry_key
from dashboard.blocks.tile import tile
from dashboard.pages.equipment.forms import field, said
from dashboard.pages.equipment.words import limits_text, verdict_chip


def record_form(check: dict[str, Any], then: str = "unit") -> Component:
    """Enter a check: its limits beside the value, its verdict at once. `then` is the view that follows."""
    words = check["answer"] == "words"
    unit = f", {check['value_unit']}" if check["value_unit"] else ""
    about = {"unit": check["unit"], "test": check["test"], "then": then, "key": entry_key()}
    return tile(
        f"Record {check['test_title']}",
        html.Div(
            [
                dcc.Store(
                    id="equipment-record-about",
                    data=about,
                ),
                html.P(limits_text(check["limits"]), className="ro-note"),
                html.Div(
                    field(
                        "equipment-value",
                        f"Value{unit}",
                        dbc.Input(id="equipment-value", type="text", inputmode="decimal"),
                    ),
                    hidden=words,
                ),
                html.Div(
                    field(
                        "equipment-word",
                        "Answer",
                        dbc.RadioItems(
                            id="equipment-word",
                            options=[
                                {"value": word, "label": word} for word in (_words(check) if words else ())
                            ],
                            value=None,
                            className="ro-taps",
                        ),
                    ),
                    hidden=not words,
                ),
                html.Div(id="equipment-verdict", className="ro-verdict", role="status"),
                field(
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
    """The answers of the unit's own limits, or else those of the list of checks; then those that never pass."""
    limits = check["limits"]
    words = (
        (limits.pass_words, limits.tolerated_words)
        if limits.pass_words
        else (check["listed_pass"], check["listed_tolerated"])
    )
    known = [one.strip() for some in words for one in (some or "").split(";") if one.strip()]
    return [*(known or ["done"]), "failed", "not possible"]


def review_form(result: Any, chosen: str) -> Component:
    """Approve or reject a result; whether it passed is another matter."""
    return tile(
        f"Review the result of {chosen}",
        html.Div(
            [
                dcc.Store(id="equipment-review-about", data=int(result["id"])),
                html.Div(verdict_chip(result["verdict"])),
                field(
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


def correction_form(result: Any) -> Component:
    """Write down what was done about a failure."""
    return tile(
        "Document the correction",
        html.Div(
            [
                dcc.Store(id="equipment-correct-about", data=int(result["id"])),
                field(
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
