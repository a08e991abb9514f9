"""What has to be cleaned, and what was cleaned?"""

from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.pages.equipment import fault_forms
from dashboard.pages.equipment.viewer import Viewer, known_rows
from dashboard.pages.equipment.words import due_chip
from db.database import Connection
from db.queries import equipment

_WORDS = {"between": "Between patients", "terminal": "Terminal", "isolation": "Isolation case"}
_LOGGED = 20


def cleaning_view(connection: Connection, who: Viewer) -> list[Component]:
    """Who has to clean what, and what was cleaned: isolation cases without a terminal cleaning come first."""
    cases = equipment.isolation_open(connection)
    due = equipment.cleanings_due(connection, who.today)
    rows = [
        {
            "unit": row["unit"],
            "why": f"After an isolation case ({row['precaution'] or 'unknown precaution'})",
            "since": state_chip("action", f"Since {who.moment(row['done_at'])}"),
        }
        for row in known_rows(cases)
    ] + [
        {
            "unit": row["unit"],
            "why": row["test_title"],
            "since": due_chip(row["due_state"], row["due_on"], who.today),
        }
        for row in due
    ]
    overdue = len(cases) + sum(row["due_state"] == "overdue" for row in due)
    made: Component = (
        table(
            rows,
            [Column("unit", "Unit", on_phone="head"), Column("why", "What"), Column("since", "Due")],
            title="To be cleaned",
            cards=True,
        )
        if rows
        else empty("good", "No unit waits for a terminal cleaning", "No isolation case is open, none is due.")
    )
    number = f"{overdue} overdue, {len(rows) - overdue} due" if rows else "none is due"
    left = tile(
        f"Terminal cleanings: {number}",
        made,
        note="An isolation case is overdue until a terminal cleaning of its unit follows it.",
    )
    return [_with_form(left, connection, who), _log(connection, who)]


def _with_form(left: Component, connection: Connection, who: Viewer) -> Component:
    if not who.allowed("equipment.fault"):
        return left
    # First, because on a phone it is what whoever has just cleaned came for.
    return columns(fault_forms.cleaning_form(equipment.units(connection)), left, "1:1")


def _log(connection: Connection, who: Viewer) -> Component:
    log = [
        {
            "at": who.moment(row["done_at"]),
            "unit": row["unit"],
            "what": _WORDS.get(row["cleaning"], row["cleaning"])
            + (f" ({row['precaution']})" if row["precaution"] else ""),
            "by": who.person(row["done_by"]),
        }
        for row in known_rows(equipment.cleaning_log(connection, _LOGGED))
    ]
    if not log:
        return tile(
            "The cleaning log",
            empty("never", "No cleaning is logged yet", "Log one here, or load cleaning_log."),
        )
    counts = equipment.cleanings_by_unit(connection, who.today, who.zone)
    sums = ", ".join(f"{row['unit']} {row['between']}" for row in counts)
    return tile(
        "Cleaning log",
        table(
            log,
            [
                Column("at", "When", on_phone="head"),
                Column("unit", "Unit"),
                Column("what", "What"),
                Column("by", "By"),
            ],
            title="Cleaning log",
            count_note=f"The latest {len(log)}, newest first",
            cards=True,
        ),
        subtitle=f"Between patients, last 7 days: {sums}"
        if counts
        else "None between patients in the last 7 days",
    )
