"""The views behind the board: one unit, one check, faults, one fault, cleaning, reviews, the list of checks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_moment, is_unknown
from dashboard.pages.equipment import charts, forms
from dashboard.pages.equipment.cards import address
from dashboard.pages.equipment.words import due_chip, limits_text, value_text, verdict_chip
from db.database import Connection
from db.qc.limits import Limits
from db.queries import equipment

_WEEKS = 26
_EFFECT_STATE: dict[str, State] = {"down": "action", "limited": "warn"}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, when, and what they may do."""

    now: datetime
    zone: tzinfo
    allowed: Callable[[str], bool]
    days: int

    @property
    def today(self) -> date:
        """The hospital's day."""
        return self.now.astimezone(self.zone).date()

    def moment(self, stored: Any) -> str:
        """A stored moment (naive UTC) as it is read here."""
        return format_moment(stored.replace(tzinfo=UTC), self.now, self.zone)


def unit_view(connection: Connection, who: Viewer, unit: str) -> list[Component]:
    """All checks of a unit: due and result in two columns of their own."""
    checks = equipment.checks_of(connection, unit, who.today)
    if not checks:
        return [_nothing(f"No check is known for \u201c{unit}\u201d")]
    rows = [
        {
            "check": two_lines(row["test_title"], row["category"] or "not in the list of checks"),
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
        [Column("check", "Check"), Column("due", "Due"), Column("result", "Result"), Column("found", "Found"),
         Column("open", "", "action")],
        title=f"Checks of {unit}",
        count_note=f"{len(rows)} checks, most urgent first",
    )  # fmt: skip
    title = (
        f"{overdue} of {len(rows)} checks of {unit} overdue" if overdue else f"No check of {unit} is overdue"
    )
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
        return [_nothing("There is no such check of this unit")]
    results = equipment.results_of(connection, unit, test)
    service = charts.service_events(
        equipment.service_of(connection, unit), who.zone, who.today - timedelta(days=365)
    )
    others = {
        other: equipment.results_of(connection, other, test)
        for other in equipment.units(connection)
        if other != unit
    }
    title = check["test_title"]
    latest = _latest(results, check, who)
    parts: list[Component] = []
    left = forms.record_form(check) if who.allowed("equipment.record") else None
    parts.append(columns(left, latest, "1:1") if left is not None else latest)
    if check["answer"] != "words" and len(results):
        parts.append(
            columns(
                charts.results_tile(results, service, title, who.zone),
                charts.control_tile(results, title, who.zone),
                "1:1",
            )
        )
        parts.append(charts.side_by_side({unit: results, **others}, title, who.zone))
    if check["category"] == "Detector":
        since = who.today - timedelta(days=who.today.weekday(), weeks=_WEEKS)
        weeks = equipment.deviation_by_week(connection, unit, since)
        parts.append(charts.detector_tile(results, weeks, unit, title, who.zone))
    return parts


def _latest(results: Any, check: dict[str, Any], who: Viewer) -> Component:
    rows = [
        {
            "at": who.moment(row["performed_at"]),
            "found": value_text(row["value"], row["value_text"], check["value_unit"]),
            "result": verdict_chip(row["verdict"]),
            "by": two_lines(row["performed_by"] or "unknown", row["comment"] or ""),
            "review": _review_cell(row, who),
        }
        for row in results.tail(12).iloc[::-1].to_dict("records")
    ]
    if not rows:
        return tile(
            f"{check['test_title']} was never done",
            empty("filtered", "No result yet", limits_text(check["limits"])),
        )
    made = table(
        rows,
        [Column("at", "Done"), Column("found", "Found"), Column("result", "Result"), Column("by", "By"),
         Column("review", "Review", "action")],
        title="Latest results",
        count_note=f"{len(rows)} of {len(results)} results, newest first",
    )  # fmt: skip
    due = due_chip(check["due_state"], check["due_on"], who.today)
    return tile(f"Latest results of {check['unit']}", [html.Div(["Next due: ", due]), made])


def _review_cell(row: dict[str, Any], who: Viewer) -> Component:
    if row["review_state"] in ("approved", "rejected"):
        return html.Span(row["review_state"].capitalize())
    if who.allowed("equipment.review"):
        return link_button("Review", address(view="review", result=row["id"]))
    return html.Span("Not reviewed")


def review_view(connection: Connection, who: Viewer, result_id: int | None) -> list[Component]:
    """What waits for a review, the clock of failed checks, and the one result that is being looked at."""
    waiting = equipment.unreviewed(connection)
    failures = equipment.failures_open(connection, who.today, who.days)
    parts: list[Component] = []
    known = {**{row["id"]: row for row in waiting.to_dict("records")}, **{row["id"]: row for row in failures}}
    chosen = known.get(result_id)
    if chosen is None and result_id is not None:
        chosen = equipment.result_of(connection, result_id)
    if chosen is not None and who.allowed("equipment.review"):
        found = value_text(chosen["value"], chosen["value_text"])
        parts.append(
            columns(
                forms.review_form(chosen, f"{chosen['test']} of {chosen['unit']}: {found}"),
                forms.correction_form(chosen)
                if chosen["verdict"] == "action"
                else tile("Judged by", html.P(limits_text(Limits.of(_known(chosen))))),
                "1:1",
            )
        )
    parts.append(_failures(failures, who))
    parts.append(_waiting(waiting, who))
    return parts


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if is_unknown(value) else value for name, value in row.items()}


def _failures(failures: list[dict[str, Any]], who: Viewer) -> Component:
    if not failures:
        return tile(
            "No failed check waits for its correction",
            empty("good", "All failures are corrected and documented", f"Each has {who.days} days."),
        )
    rows = [
        {
            "unit": row["unit"],
            "check": row["test"],
            "failed": format_day(row["local_date"], who.today),
            "left": state_chip("action", f"{-row['days_left']}{NBSP}d over")
            if row["days_left"] < 0
            else state_chip("warn" if row["days_left"] <= 7 else "due", f"{row['days_left']}{NBSP}d left"),
            "by": row["performed_by"] or "unknown",
            "open": link_button("Open", address(view="review", result=row["id"])),
        }
        for row in failures
    ]
    made = table(
        rows,
        [Column("unit", "Unit"), Column("check", "Check"), Column("failed", "Failed"), Column("left", "Clock"),
         Column("by", "Found by"), Column("open", "", "action")],
        title="Failed checks",
    )  # fmt: skip
    return tile(
        f"{len(rows)} failed {'check' if len(rows) == 1 else 'checks'} not corrected and documented",
        made,
        subtitle=f"To be corrected and documented within {who.days} days of the result (the site's number)",
    )


def _waiting(waiting: Any, who: Viewer) -> Component:
    if waiting.empty:
        return tile(
            "Nothing waits for review", empty("good", "Nothing waits for review", "Passed results need none.")
        )
    rows = [
        {
            "unit": row["unit"],
            "check": row["test"],
            "at": who.moment(row["performed_at"]),
            "result": verdict_chip(row["verdict"]),
            "review": _review_cell(row, who),
        }
        for row in waiting.head(30).to_dict("records")
    ]
    made = table(
        rows,
        [Column("unit", "Unit"), Column("check", "Check"), Column("at", "Done"), Column("result", "Result"),
         Column("review", "", "action")],
        title="Waiting for review",
        count_note=f"{len(rows)} of {len(waiting)} results, newest first",
    )  # fmt: skip
    return tile(f"{len(waiting)} results past a limit or without one wait for review", made)


def faults_view(connection: Connection, who: Viewer, unit: str | None) -> list[Component]:
    """Open faults; with a unit the form that reports one."""
    frame = equipment.faults_open(connection)
    rows = [
        {
            "unit": row["unit"],
            "fault": two_lines(row["fault_kind"], row["description"] or ""),
            "effect": state_chip(_EFFECT_STATE.get(row["effect"], "due"), row["effect"].capitalize()),
            "since": who.moment(row["reported_at"]),
            "who": row["assigned_to"] or "nobody yet",
            "open": link_button("Open", address(view="fault", fault=row["id"])),
        }
        for row in frame.to_dict("records")
    ]
    made: Component = (
        table(
            rows,
            [Column("unit", "Unit"), Column("fault", "Fault"), Column("effect", "Effect"), Column("since", "Since"),
             Column("who", "Seen to by"), Column("open", "", "action")],
            title="Open faults",
        )
        if rows
        else empty("good", "No fault is open", "Faults that were seen to stand in the audit trail.")
    )  # fmt: skip
    parts: list[Component] = [tile(f"{len(rows)} {'fault' if len(rows) == 1 else 'faults'} open", made)]
    if who.allowed("equipment.fault"):
        known = equipment.units(connection)
        if unit in known:
            parts.insert(0, forms.fault_form(str(unit)))
        else:
            links = [link_button(name, address(view="faults", unit=name)) for name in known]
            parts.insert(0, tile("Report a fault: which unit?", html.Div(links, className="ro-form-buttons")))
    return parts


def fault_view(connection: Connection, who: Viewer, fault_id: int | None) -> list[Component]:
    """One fault: what it is, what was done, and what is missing for the return to service."""
    found = None if fault_id is None else equipment.fault_of(connection, fault_id)
    if found is None:
        return [_nothing("There is no such fault")]
    checks = equipment.return_checks(connection, found.id)
    words = {
        "missing": "Not done since the repair",
        "failed": "Failed",
        "waiting": "Waits for review",
        "done": "Done",
    }
    rows = [
        {
            "check": check.test,
            "state": state_chip("ok" if check.state == "done" else "due", words[check.state]),
            "open": link_button("Open", address(view="check", unit=found.unit, test=check.test)),
        }
        for check in checks
    ]
    steps = [
        {
            "at": who.moment(row["taken_at"]),
            "step": row["step"],
            "detail": row["detail"] or "",
            "by": row["taken_by"],
        }
        for row in equipment.fault_steps(connection, found.id).to_dict("records")
    ]
    about = tile(
        f"{found.unit}: {found.fault_kind}, {found.effect}",
        [
            html.P(found.description or "Nothing more was said."),
            table(
                steps,
                [Column("at", "When"), Column("step", "Step"), Column("detail", "Detail"), Column("by", "By")],
                title="Steps",
            ),
            html.H3("Before the unit returns to service"),
            table(
                rows, [Column("check", "Check"), Column("state", "State"), Column("open", "", "action")],
                title="Checks for the return",
            )
            if rows
            else html.P("No check is asked for."),
        ],
        subtitle=f"State: {found.state}; each check must be passed and reviewed after the repair",
    )  # fmt: skip
    if not who.allowed("equipment.fault") or found.state == "returned":
        return [about]
    return [columns(about, forms.service_form(found, checks), "1:1")]


def cleaning_view(connection: Connection, who: Viewer) -> list[Component]:
    """Who has to clean what, and what was cleaned."""
    cases = equipment.isolation_open(connection)
    overdue = [
        (unit, row)
        for unit in equipment.units(connection)
        for row in equipment.checks_of(connection, unit, who.today)
        if row["category"] == "Cleaning" and row["due_state"] in ("due", "overdue")
    ]
    rows = [
        {
            "unit": row["unit"],
            "why": f"Isolation case ({row['precaution'] or 'unknown'})",
            "since": who.moment(row["done_at"]),
        }
        for row in cases.to_dict("records")
    ] + [
        {
            "unit": unit,
            "why": f"{row['test_title']} {row['due_state']}",
            "since": format_day(row["due_on"], who.today),
        }
        for unit, row in overdue
    ]
    made: Component = (
        table(
            rows,
            [Column("unit", "Unit"), Column("why", "Why"), Column("since", "Since")],
            title="To be cleaned",
        )
        if rows
        else empty("good", "No unit waits for a terminal cleaning", "No isolation case is open, none is due.")
    )
    log = [
        {
            "at": who.moment(row["done_at"]),
            "unit": row["unit"],
            "what": row["cleaning"],
            "by": row["done_by"] or "unknown",
        }
        for row in equipment.cleaning_log(connection, 20).to_dict("records")
    ]
    left = tile(f"{len(rows)} terminal cleanings to do", made)
    parts = (
        [columns(left, forms.cleaning_form(equipment.units(connection)), "1:1")]
        if who.allowed("equipment.fault")
        else [left]
    )
    if log:
        parts.append(
            tile(
                "Latest cleanings and isolation cases",
                table(
                    log,
                    [
                        Column("at", "When"),
                        Column("unit", "Unit"),
                        Column("what", "What"),
                        Column("by", "By"),
                    ],
                    title="Cleaning log",
                ),
            )
        )
    return parts


def starter_view(connection: Connection) -> list[Component]:
    """The list of checks with frequency, limits and source; what nobody has confirmed says so."""
    frame = equipment.starter_list(connection)
    rows = [
        {
            "check": two_lines(row["test_title"], row["category"]),
            "rule": row["rule"].replace(";", " "),
            "limits": limits_text(Limits.of(_known(row))),
            "source": two_lines(row["source"], row["note"] or ""),
            "confirmed": html.Span("Confirmed") if row["confirmed"] else state_chip("unknown", "Unconfirmed"),
        }
        for row in frame.to_dict("records")
    ]
    made = table(
        rows,
        [Column("check", "Check"), Column("rule", "Frequency"), Column("limits", "Limits"), Column("source", "Source"),
         Column("confirmed", "State")],
        title="List of checks",
        group=None,
    )  # fmt: skip
    return [
        tile(
            f"{len(rows)} checks to begin with, {int((~frame['confirmed'].astype(bool)).sum())} of them unconfirmed",
            made,
            subtitle="A list for the site to edit: load qc_tests, qc_limits and qc_schedules of your own over it",
        )
    ]


def _nothing(title: str) -> Component:
    return tile(
        title, empty("filtered", title, "The address may be old.", action=link_button("All units", address()))
    )
