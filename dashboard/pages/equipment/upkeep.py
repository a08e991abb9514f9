"""Which faults are open, what was done about each, and did those who repair it hear of it?"""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.pages.equipment import fault_forms, service
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer, known_rows, nothing_here
from db.database import Connection
from db.queries import equipment

_EFFECT_STATE: dict[str, State] = {"down": "action", "limited": "warn"}


def faults_view(connection: Connection, who: Viewer, unit: str | None, kind: str) -> list[Component]:
    """Open faults; with a unit the form that reports one. Below: down time of ninety days, all of it or one kind."""
    frame = equipment.faults_open(connection)
    rows = [
        {
            "unit": row["unit"],
            "fault": two_lines(row["fault_kind"], row["description"] or ""),
            "effect": state_chip(_EFFECT_STATE.get(row["effect"], "due"), row["effect"].capitalize()),
            "since": who.moment(row["reported_at"]),
            "who": who.person(row["assigned_to"]) if row["assigned_to"] else "nobody yet",
            "open": link_button("Open", address(view="fault", fault=row["id"])),
        }
        for row in known_rows(frame)
    ]
    made: Component = (
        table(
            rows,
            [Column("unit", "Unit", on_phone="head"), Column("fault", "Fault", on_phone="wide"),
             Column("effect", "Effect"), Column("since", "Since"), Column("who", "Seen to by"),
             Column("open", "", "action")],
            title="Open faults",
            cards=True,
        )
        if rows
        else empty("good", "No fault is open", "Those that were seen to stand below.")
    )  # fmt: skip
    parts: list[Component] = [tile(f"{len(rows)} {'fault' if len(rows) == 1 else 'faults'} open", made)]
    if who.allowed("equipment.fault"):
        known = equipment.units(connection)
        if unit in known:
            parts.insert(0, fault_forms.fault_form(str(unit)))
        else:
            links = [link_button(name, address(view="faults", unit=name)) for name in known]
            parts.insert(0, tile("Report a fault: which unit?", html.Div(links, className="ro-form-buttons")))
    return [*parts, service.stops_tile(connection, who, kind)]


def fault_view(connection: Connection, who: Viewer, fault_id: int | None) -> list[Component]:
    """One fault: what it is, what was done, and what is missing for the return to service."""
    found = None if fault_id is None else equipment.fault_of(connection, fault_id)
    if found is None:
        return [nothing_here("There is no such fault")]
    checks = equipment.return_checks(connection, found.id)
    titles = equipment.check_titles(connection)
    words = {
        "missing": "Not done since the repair",
        "failed": "Failed",
        "waiting": "Waits for review",
        "done": "Done",
    }
    rows = [
        {
            "check": titles.get(check.test, check.test),
            "state": state_chip("ok" if check.state == "done" else "due", words[check.state]),
            "open": link_button("Review", address(view="review", result=check.result_id))
            if check.state == "waiting" and who.allowed("equipment.review")
            else link_button("Open", address(view="check", unit=found.unit, test=check.test)),
        }
        for check in checks
    ]
    steps = [
        {
            "at": who.moment(row["taken_at"]),
            "step": row["step"],
            "detail": row["detail"] or "",
            "by": who.person(row["taken_by"]),
        }
        for row in known_rows(equipment.fault_steps(connection, found.id))
    ]
    about = tile(
        f"{found.unit}: {found.fault_kind}, {found.effect}",
        [
            html.P(found.description or "Nothing more was said."),
            table(
                steps,
                [Column("at", "When", on_phone="head"), Column("step", "Step"),
                 Column("detail", "Detail"), Column("by", "By")],
                title="Steps",
                cards=True,
            ),
            html.H3("Before the unit returns to service"),
            table(
                rows, [Column("check", "Check", on_phone="head"), Column("state", "State", on_phone="wide"),
                       Column("open", "", "action")],
                title="Checks for the return",
                cards=True,
            )
            if rows
            else html.P("No check is asked for: the unit stayed usable and was never out of service."),
        ],
        subtitle=f"State: {found.state}; " + (
            "each check must be passed and reviewed after the repair"
            if rows
            else "the fault is closed once its cause is written down"
        ),
    )  # fmt: skip
    told = _escalations(connection, who, found)
    if not who.allowed("equipment.fault") or found.state == "returned":
        return [about, *told]
    return [columns(about, fault_forms.service_form(found, checks), "1:1"), *told]


def _escalations(connection: Connection, who: Viewer, found: Any) -> list[Component]:
    """What became of each alert to biomedical engineering."""
    copies = equipment.escalations(connection, found.id)
    if not copies:
        return []
    rows = [
        {
            "at": who.moment(copy.written_at),
            "to": who.person(copy.who) if copy.who else "nobody",
            "state": _delivery_chip(copy, who),
            "seen": f"by {who.person(copy.acknowledged_by)}" if copy.acknowledged_by else "not yet",
        }
        for copy in copies
    ]
    made = table(
        rows,
        [Column("at", "Escalated", on_phone="head"), Column("to", "To"), Column("state", "Alert"),
         Column("seen", "Acknowledged")],
        title="Escalations",
        cards=True,
    )  # fmt: skip
    return [tile("Told to biomedical engineering", made, note="Who receives it is set under Messages.")]


def _delivery_chip(copy: equipment.Escalation, who: Viewer) -> Component:
    if copy.state == "sent" and copy.sent_at is not None:
        return state_chip("ok", f"Sent {who.moment(copy.sent_at)}")
    if copy.state == "here":
        return state_chip("due", "To be read in radops")
    if copy.state in ("failed", "unsent"):
        return state_chip("action", f"{'Failed' if copy.state == 'failed' else 'Not sent'}: {copy.reason}")
    if copy.state == "nobody":
        return state_chip("warn", "Nobody receives it")
    return state_chip("due", f"Queued: {copy.reason}" if copy.reason else "Queued")
