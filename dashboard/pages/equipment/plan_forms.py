"""The forms of whoever sets limits and schedules: from which day, by what, and where it comes from."""

from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.form import choice, field
from dashboard.blocks.tile import tile
from dashboard.pages.equipment.forms import said
from db.qc.limits import Limits

KINDS = (
    ("value", "Limits of the value itself"),
    ("absolute", "Distance from the reference"),
    ("percent", "Per cent of the reference"),
)
OWN_RULE = "own"
# What people choose, as rules of RFC 5545; the day of the month or week is that of the first day.
FREQUENCIES = (
    ("FREQ=DAILY", "Every day"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Monday to Friday"),
    ("FREQ=WEEKLY", "Every week"),
    ("FREQ=MONTHLY", "Every month"),
    ("FREQ=MONTHLY;INTERVAL=3", "Every three months"),
    ("FREQ=MONTHLY;INTERVAL=6", "Every six months"),
    ("FREQ=YEARLY", "Every year"),
    ("FREQ=MONTHLY;INTERVAL=14", "Every 14 months"),
    (OWN_RULE, "Another rule"),
)


def limits_form(unit: str, test: str, *, words: bool, now: Limits, value_unit: str, today: date) -> Component:
    """Reference and the four limits, or the answers that pass; what stands there now is filled in."""
    kind = now.limit_kind if now.limit_kind in dict(KINDS) else "value"
    in_unit = f" ({value_unit})" if value_unit else ""
    numbers = [
        choice("equipment-limit-kind", "Judged by", KINDS, kind),
        _number("equipment-limit-reference", f"Reference{in_unit}", now.reference),
        _number("equipment-limit-act-low", "Action below", now.act_low),
        _number("equipment-limit-tol-low", "Tolerance below", now.tol_low),
        _number("equipment-limit-tol-high", "Tolerance above", now.tol_high),
        _number("equipment-limit-act-high", "Action above", now.act_high),
    ]
    answers = [
        field("equipment-limit-pass", "Answers that pass, with ;", value=now.pass_words, wide=True),
        field(
            "equipment-limit-tolerated", "Answers that are tolerated", value=now.tolerated_words, wide=True
        ),
    ]
    return tile(
        "Set limits",
        html.Div(
            [
                dcc.Store(id="equipment-limit-about", data={"unit": unit, "test": test, "words": words}),
                html.Div(numbers, className="ro-form", hidden=words),
                html.Div(answers, className="ro-form", hidden=not words),
                html.Div(
                    [
                        field("equipment-limit-from", "Valid from", "date", today),
                        field("equipment-limit-source", "Source (regulation, maker, acceptance)", wide=True),
                        _set("Set limits", "equipment-set-limits"),
                    ],
                    className="ro-form",
                ),
                *said("limits"),
            ],
            className="ro-plan-form",
        ),
        subtitle=f"{unit}: a blank limit is no bound; a value on a limit is on its good side",
        note="What was judged keeps the limits of its day. Results that nobody could judge are judged by the new ones.",
    )  # fmt: skip


def schedule_form(unit: str, test: str, now: Any, today: date) -> Component:
    """How often, from when, with how much grace; below it the due days that follow."""
    rule = now.rule if now is not None else "FREQ=MONTHLY"
    preset = rule if rule in dict(FREQUENCIES) else OWN_RULE
    anchor = getattr(now, "anchor", None) or today
    return tile(
        "Set the schedule",
        html.Div(
            [
                dcc.Store(id="equipment-schedule-about", data={"unit": unit, "test": test}),
                html.Div(
                    [
                        choice("equipment-schedule-often", "How often", FREQUENCIES, preset),
                        field("equipment-schedule-rule", "Rule (RFC 5545)", value=rule, wide=True),
                        field("equipment-schedule-anchor", "First due day", "date", anchor),
                        _days("equipment-schedule-before", "Grace before", now, "grace_before_days"),
                        _days("equipment-schedule-after", "Grace after", now, "grace_after_days"),
                        _days("equipment-schedule-lead", "Announced", now, "lead_days"),
                    ],
                    className="ro-form",
                ),
                html.Div(id="equipment-schedule-days", className="ro-note", role="status"),
                html.Div(
                    [
                        field("equipment-schedule-from", "Valid from", "date", today),
                        field("equipment-schedule-source", "Source", wide=True),
                        _set("Set schedule", "equipment-set-schedule"),
                    ],
                    className="ro-form",
                ),
                *said("schedule"),
            ],
            className="ro-plan-form",
        ),
        subtitle=f"{unit}: counted from the first due day, never from the day on which it was done",
        note="Done within its grace before a due day a check counts for that day. After its grace it is overdue.",
    )  # fmt: skip


def _number(id: str, label: str, value: float | None) -> Component:
    return field(id, label, value="" if value is None else f"{value:.12g}")


def _days(id: str, label: str, now: Any, name: str) -> Component:
    return field(id, label, value=str(getattr(now, name, 0)), unit="days")


def _set(label: str, id: str) -> Component:
    return html.Div(button(label, id, kind="primary"), className="ro-form-button")
