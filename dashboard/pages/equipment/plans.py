"""By what is a check of a unit judged, when is it due, since when, and who said so? The page of a plan."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.equipment import plan_forms
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer, known_rows, nothing_here
from dashboard.pages.equipment.words import limits_text, rule_words
from db.database import Connection
from db.qc.limits import Limits
from db.queries import equipment


def plan_view(connection: Connection, who: Viewer, unit: str, test: str) -> list[Component]:
    """Limits and schedule of one check, with their history; without a check, those that the unit does not have."""
    if unit not in equipment.units(connection):
        return [nothing_here("There is no such unit")]
    if not test:
        return [_checks_to_add(connection, unit)]
    plan = equipment.plan_of(connection, unit, test)
    if plan.listed is None and not plan.limits and not plan.schedules:
        own = {row["test"] for row in equipment.checks_of(connection, unit, who.today)}
        if test not in own:
            return [nothing_here("There is no such check")]
    title = test if plan.listed is None else plan.listed.test_title
    parts: list[Component] = []
    forms: list[Component] = []
    if who.allowed("equipment.limits"):
        row = plan.limits[0] if plan.limits else plan.listed
        now = Limits() if row is None else Limits.of(row._mapping)
        words = plan.listed is not None and plan.listed.answer == "words"
        unit_of = "" if plan.listed is None else plan.listed.value_unit or ""
        forms.append(
            plan_forms.limits_form(unit, test, words=words, now=now, value_unit=unit_of, today=who.today)
        )
    if who.allowed("equipment.schedule"):
        row = plan.schedules[0] if plan.schedules else plan.listed
        forms.append(plan_forms.schedule_form(unit, test, row, who.today))
    parts.append(columns(_limits(plan, title, who), _schedules(plan, title, who), "1:1"))
    if len(forms) == 2:
        parts.append(columns(forms[0], forms[1], "1:1"))
    else:
        parts += forms
    return parts


def _limits(plan: equipment.PlanHistory, title: str, who: Viewer) -> Component:
    if not plan.limits:
        said = (
            ""
            if plan.listed is None
            else f" The list of checks has: {limits_text(Limits.of(plan.listed._mapping))}."
        )
        return tile(
            f"{title}: no limit is set",
            empty("filtered", "No limit is set", f"Its results are judged by nobody until one is.{said}"),
        )  # fmt: skip
    rows = [
        {
            "from": _since(row, plan.limits, who),
            "limits": limits_text(Limits.of(row._mapping)),
            "source": two_lines(row.limit_source or "unknown", _by(row, who)),
        }
        for row in plan.limits
    ]
    return tile(
        f"{title}: limits since {format_day(_in_force(plan.limits, who), who.today)}",
        table(
            rows,
            [Column("from", "Valid from", on_phone="head"), Column("limits", "Limits", on_phone="wide"),
             Column("source", "Source", on_phone="wide")],
            title="Limits, newest first",
            cards=True,
        ),
    )  # fmt: skip


def _schedules(plan: equipment.PlanHistory, title: str, who: Viewer) -> Component:
    if not plan.schedules:
        return tile(
            f"{title}: not scheduled",
            empty("filtered", "It is not scheduled", "It is never due and never overdue until a schedule is set."),
        )  # fmt: skip
    rows = [
        {
            "from": _since(row, plan.schedules, who),
            "rule": two_lines(rule_words(row.rule), f"from {format_day(row.anchor, who.today)}"),
            "grace": f"{row.grace_before_days} before, {row.grace_after_days} after",
            "source": two_lines(row.schedule_source or "unknown", _by(row, who)),
        }
        for row in plan.schedules
    ]
    return tile(
        f"{title}: {rule_words(plan.schedules[0].rule)}",
        table(
            rows,
            [Column("from", "Valid from", on_phone="head"), Column("rule", "Rule", on_phone="wide"),
             Column("grace", "Grace", unit="days"), Column("source", "Source", on_phone="wide")],
            title="Schedules, newest first",
            cards=True,
        ),
    )  # fmt: skip


def _in_force(rows: list[Any], who: Viewer) -> Any:
    return next((row.valid_from for row in rows if row.valid_from <= who.today), rows[-1].valid_from)


def _since(row: Any, rows: list[Any], who: Viewer) -> Component:
    day = format_day(row.valid_from, who.today)
    if row.valid_from > who.today:
        return two_lines(day, "to come")
    return two_lines(day, "in force" if row.valid_from == _in_force(rows, who) else "earlier")


def _by(row: Any, who: Viewer) -> str:
    return f"set by {who.person(row.set_by)}" if row.set_by else "from a file"


def _checks_to_add(connection: Connection, unit: str) -> Component:
    rows = [
        {
            "check": two_lines(row["test_title"], row["category"]),
            "rule": rule_words(row["rule"]),
            "add": link_button(
                "Add", address(view="plan", unit=unit, test=row["test"]), name=f"Add {row['test_title']}"
            ),
        }
        for row in known_rows(equipment.starter_list(connection))
        if row["test"] not in equipment.scheduled_of(connection, unit)
    ]
    if not rows:
        return tile(
            "Every check of the list is scheduled",
            empty("good", f"{unit} has them all", "A check that is not in the list comes by a file: qc_schedules."),
        )  # fmt: skip
    made = table(
        rows,
        [Column("check", "Check", on_phone="head"), Column("rule", "As a rule"), Column("add", "", "action")],
        title="Checks that can be added",
        cards=True,
    )
    return tile(
        f"{len(rows)} checks of the list are not scheduled on {unit}",
        [
            made,
            html.P(
                "Frequency and limits of the list are filled in; they are the unit's own once they are set."
            ),
        ],
    )
