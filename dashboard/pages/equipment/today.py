"""What is to be checked on a unit today? One check after the other, each with its limits beside the value."""

from datetime import UTC
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.equipment import record_forms
from dashboard.pages.equipment.paths import address
from dashboard.pages.equipment.viewer import Viewer, nothing_here
from dashboard.pages.equipment.words import due_chip, limits_text, value_text, verdict_chip
from db.database import Connection
from db.queries import equipment


def today_view(connection: Connection, who: Viewer, unit: str, test: str) -> list[Component]:
    """The unit's list for today: what is due or overdue, then what was done today; the first open one is opened."""
    checks = equipment.checks_of(connection, unit, who.today)
    if not checks:
        return [nothing_here(f"No check is known for \u201c{unit}\u201d")]
    to_do = [row for row in checks if row["due_state"] in ("overdue", "due")]
    done = [row for row in checks if row not in to_do and _done_today(row, who)]
    chosen = next((row for row in to_do if row["test"] == test), to_do[0] if to_do else None)
    listed = _listed(to_do, done, chosen, who, unit)
    aside = _not_today(checks, test, chosen, who)
    if chosen is None:
        return [
            *aside,
            tile(
                f"Nothing is left to check on {unit} today",
                empty("good", "The list for today is done", "Due soon and later checks stand under all checks.",
                      action=link_button("All checks", address(view="unit", unit=unit))),
            ),
            *([listed] if done else []),
        ]  # fmt: skip
    if not who.allowed("equipment.record"):
        return [*aside, listed]
    return [*aside, columns(record_forms.record_form(chosen, then="today"), listed, "1:1")]


def _not_today(checks: list[dict[str, Any]], test: str, chosen: Any, who: Viewer) -> list[Component]:
    """The check that was asked for and is not due: said, so that nobody records another in its place."""
    if not test or (chosen is not None and chosen["test"] == test):
        return []
    asked = next((row for row in checks if row["test"] == test), None)
    instead = "" if chosen is None else f" Open below is {chosen['test_title']}."
    if asked is None:
        return [html.P(f"There is no such check of this unit.{instead}", className="ro-aside")]
    due = asked["due_on"]
    when = f"due on {format_day(due, who.today)}" if due is not None else "not scheduled"
    action = link_button(
        f"Open {asked['test_title']}", address(view="check", unit=asked["unit"], test=test), kind="outline"
    )
    return [
        html.Div(
            [
                html.Strong(f"{asked['test_title']} is not due today: it is {when}."),
                html.Span(f"It can be recorded all the same.{instead}"),
                action,
            ],
            className="ro-aside",
        )
    ]


def _done_today(row: dict[str, Any], who: Viewer) -> bool:
    return row["performed_at"] is not None and (
        row["performed_at"].replace(tzinfo=UTC).astimezone(who.zone).date() == who.today
    )


def _listed(
    to_do: list[dict[str, Any]], done: list[dict[str, Any]], chosen: Any, who: Viewer, unit: str
) -> Component:
    rows = [
        {
            "check": two_lines(row["test_title"], limits_text(row["limits"])),
            "state": due_chip(row["due_state"], row["due_on"], who.today),
            "open": html.Span("Open now")
            if row is chosen
            else link_button(
                "Record",
                address(view="today", unit=unit, test=row["test"]),
                name=f"Record {row['test_title']}",
            ),
        }
        for row in to_do
    ] + [
        {
            "check": two_lines(
                row["test_title"], value_text(row["value"], row["value_text"], row["value_unit"])
            ),
            "state": verdict_chip(row["verdict"]),
            "open": state_chip("ok", f"Done {who.moment(row['performed_at'])}"),
        }
        for row in done
    ]
    made = table(
        rows,
        [Column("check", "Check", on_phone="head"), Column("state", "Due or result", on_phone="wide"),
         Column("open", "", "action")],
        title=f"List for today, {unit}",
        cards=True,
    )  # fmt: skip
    return tile(f"{unit} today: {len(to_do)} to do, {len(done)} done", made)
