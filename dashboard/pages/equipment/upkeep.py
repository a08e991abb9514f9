"""Which faults are open, what was done about them, and what has to be cleaned?"""

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.equipment import fault_forms
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer, nothing_here
from db.database import Connection
from db.queries import equipment

_EFFECT_STATE: dict[str, State] = {"down": "action", "limited": "warn"}


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
            parts.insert(0, fault_forms.fault_form(str(unit)))
        else:
            links = [link_button(name, address(view="faults", unit=name)) for name in known]
            parts.insert(0, tile("Report a fault: which unit?", html.Div(links, className="ro-form-buttons")))
    return parts


def fault_view(connection: Connection, who: Viewer, fault_id: int | None) -> list[Component]:
    """One fault: what it is, what was done, and what is missing for the return to service."""
    found = None if fault_id is None else equipment.fault_of(connection, fault_id)
    if found is None:
        return [nothing_here("There is no such fault")]
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
    return [columns(about, fault_forms.service_form(found, checks), "1:1")]


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
        [columns(left, fault_forms.cleaning_form(equipment.units(connection)), "1:1")]
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
