"""The views behind the board: one unit, one check, the list of checks."""

from datetime import timedelta
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.day_strip import day_strip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.pages.equipment import charts, detector, record_forms, unit_charts
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer, known_rows, known_values, nothing_here, review_cell
from dashboard.pages.equipment.words import due_chip, limits_text, rule_words, value_text, verdict_chip
from db.database import Connection
from db.qc.limits import Limits
from db.qc.strip import days_back
from db.queries import equipment

_WEEKS = 26


def unit_view(connection: Connection, who: Viewer, unit: str) -> list[Component]:
    """All checks of a unit: due and result in two columns of their own."""
    checks = equipment.checks_of(connection, unit, who.today)
    if not checks:
        return [nothing_here(f"No check is known for \u201c{unit}\u201d")]
    strips = equipment.strips_of(connection, unit, who.today)
    days = days_back(who.today, equipment.STRIP_DAYS)
    rows = [
        {
            "check": two_lines(row["test_title"], row["category"] or "not in the list of checks"),
            "strip": day_strip(strips[row["test"]], days, name=row["test_title"])
            if row["test"] in strips
            else None,
            "due": due_chip(row["due_state"], row["due_on"], who.today),
            "result": verdict_chip(row["verdict"]),
            "found": _found(row, who),
            "open": link_button(
                "Open", address(view="check", unit=unit, test=row["test"]), name=f"Open {row['test_title']}"
            ),
        }
        for row in checks
    ]
    overdue = sum(row["due_state"] == "overdue" for row in checks)
    made = table(
        rows,
        [Column("check", "Check", on_phone="head"), Column("strip", "Last 30 days", on_phone="wide"),
         Column("due", "Due"), Column("result", "Result"), Column("found", "Found", on_phone="wide"),
         Column("open", "", "action")],
        title=f"Checks of {unit}",
        cards=True,
        count_note=f"{len(rows)} checks, most urgent first",
    )  # fmt: skip
    failed = sum(row["verdict"] == "action" for row in checks)
    title = (
        f"{overdue} of {len(rows)} checks of {unit} overdue" if overdue else f"No check of {unit} is overdue"
    ) + (f", {failed} past the action limit" if failed else "")
    return [
        tile(
            title,
            made,
            subtitle="When a check is due and what it found are two things: passed may be overdue",
        )
    ]


def _found(row: dict[str, Any], who: Viewer) -> str:
    if row["result_id"] is None:
        return "never done"
    return (
        f"{value_text(row['value'], row['value_text'], row['value_unit'])}, {who.moment(row['performed_at'])}"
    )


def check_view(connection: Connection, who: Viewer, unit: str, test: str) -> list[Component]:
    """One check of one unit: record it, see it over time, review what was found."""
    check = next(
        (row for row in equipment.checks_of(connection, unit, who.today) if row["test"] == test), None
    )
    if check is None:
        return [nothing_here("There is no such check of this unit")]
    results = equipment.results_of(connection, unit, test)
    service = charts.service_events(
        equipment.service_of(connection, unit), who.zone, who.today - timedelta(days=365)
    )
    others = [other for other in equipment.units(connection) if other != unit]
    title = check["test_title"]
    strip = equipment.strips_of(connection, unit, who.today).get(test)
    latest = _latest(results, check, strip, who)
    parts: list[Component] = []
    left = record_forms.record_form(check) if who.allowed("equipment.record") else None
    parts.append(columns(left, latest, "1:1") if left is not None else latest)
    if check["answer"] != "words" and len(results):
        parts.append(
            columns(
                charts.results_tile(results, service, title, who.zone),
                charts.control_tile(results, title, who.zone),
                "1:1",
            )
        )
        by_unit = equipment.results_by_unit(connection, test, [unit, *others])
        beside = unit_charts.side_by_side(by_unit, unit, title, who.zone)
        if beside is not None:
            parts.append(beside)
    if check["category"] == "Detector":
        since = who.today - timedelta(days=who.today.weekday(), weeks=_WEEKS)
        weeks = equipment.deviation_by_week(connection, unit, since)
        parts.append(detector.detector_tile(results, weeks, unit, title, who.zone))
    return parts


def _latest(results: Any, check: dict[str, Any], strip: Any, who: Viewer) -> Component:
    rows = [
        {
            "at": who.moment(row["performed_at"]),
            "found": value_text(row["value"], row["value_text"], check["value_unit"]),
            "result": verdict_chip(row["verdict"]),
            "by": two_lines(who.person(row["performed_by"]), row["comment"] or ""),
            "review": review_cell(row, who),
        }
        for row in known_rows(results.tail(8).iloc[::-1])
    ]
    if not rows:
        return tile(
            f"{check['test_title']} was never done",
            empty("filtered", "No result yet", limits_text(check["limits"])),
        )
    made = table(
        rows,
        [Column("at", "Done", on_phone="head"), Column("found", "Found"), Column("result", "Result"),
         Column("by", "By"), Column("review", "Review", "action")],
        title="Latest results",
        cards=True,
        count_note=f"{len(rows)} of {len(results)} results, newest first",
    )  # fmt: skip
    due = due_chip(check["due_state"], check["due_on"], who.today)
    days = days_back(who.today, equipment.STRIP_DAYS)
    shown = day_strip(strip, days, name=check["test_title"]) if strip else None
    head = html.Div([html.Span(["Next due: ", due]), shown], className="ro-check-head")
    return tile(f"Latest results of {check['unit']}", [head, made])


def starter_view(connection: Connection) -> list[Component]:
    """The list of checks with frequency, limits and source; what nobody has confirmed says so."""
    frame = equipment.starter_list(connection)
    rows = [
        {
            "check": two_lines(row["test_title"], row["category"]),
            "rule": rule_words(row["rule"]),
            "limits": limits_text(Limits.of(known_values(row))),
            "source": two_lines(row["source"], row["note"] or ""),
            "confirmed": html.Span("Confirmed") if row["confirmed"] else state_chip("unknown", "Unconfirmed"),
        }
        for row in known_rows(frame)
    ]
    made = table(
        rows,
        [Column("check", "Check", on_phone="head"), Column("rule", "Frequency", on_phone="wide"),
         Column("limits", "Limits", on_phone="wide"), Column("source", "Source", on_phone="wide"),
         Column("confirmed", "State")],
        title="List of checks",
        cards=True,
    )  # fmt: skip
    return [
        tile(
            f"{len(rows)} checks to begin with, {int((~frame['confirmed'].astype(bool)).sum())} of them unconfirmed",
            made,
            subtitle="What holds for a unit is set on its own checks, or loaded as qc_limits and qc_schedules; a "
            "list of the site's own is loaded as qc_tests",
        )
    ]
