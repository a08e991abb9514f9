"""Which badges are missing or doubtful, department by department? To work through, and to print as reminders.

Measure: badges of the twelve months up to the newest report that did not come back, came back sealed though the person
worked, or fit nobody; each with its age and the next step. Source: reports, roster and RIS.
Limit: where no roster names a wearer, a missing badge is inferred from the periods around it.
"""

from collections.abc import Mapping
from typing import Any

import dash
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.access import actor
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import stack
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_count, format_number
from dashboard.freshness import strip_for
from dashboard.pages.badges import words
from dashboard.pages.badges.missing_tile import age, finding_chip
from dashboard.pages.badges.nothing import never
from dashboard.shell import page_frame
from db.actions.badge_entries import note_view
from db.queries import badges

PATH = "/badges/missing"
PERMISSION = "badges.view"
NO_DEPARTMENT = "No department on the roster"
_QUANTITY = {"dde": "DDE", "lde": "LDE", "sde": "SDE"}
_SPAN = {"quarter": "quarter to date", "year": "year to date", "life": "lifetime"}


def register(context: PageContext) -> None:
    """Add the page to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered("The list of missing badges", lambda: _page(context), PATH))

    dash.register_page(__name__, path=PATH, title="Missing badges", layout=layout, permission=PERMISSION)


def _page(context: PageContext) -> Component:
    now, settings = context.now(), context.settings
    today = now.astimezone(settings.zone).date()
    with context.database.read() as connection:
        fresh = strip_for(connection, context, now, {"badges"})
        report = badges.default_report(badges.reports(connection))
        found = differences = pd.DataFrame()
        if report is not None:
            found = badges.missing(connection, report, today, settings.badge_months)
            differences = badges.vendor_differences(connection, report)
    note_view(context.database, "badges.list", "missing badges", str(today), actor=actor(), now=now)
    return page_frame(
        "Missing badges",
        "Which badges are missing or doubtful, since when, and what is the next step?",
        freshness=fresh,
        actions=[
            link_button("Reminder list as PDF", "/badges/paper/reminders.pdf", icon_name="printer", leaves_page=True),
            link_button("Back to the desk", "/badges", kind="quiet"),
        ],
        # Without a report nothing is known to be missing, and nothing to be there.
        body=[tile("Which badges are missing?", never())]
        if report is None
        else [stack(*_departments(found, today), *_differences(differences), even=True)],
        note="Names of staff: for the radiation safety officer alone. Missing is never counted as zero.",
    )  # fmt: skip


def _departments(found: pd.DataFrame, today: Any) -> list[Component]:
    if found.empty:
        return [
            tile(
                "No badge is missing or doubtful",
                empty("good", "Every dose of the last 12 months is known", "Nothing waits here."),
            )
        ]
    named = found.assign(department=found["department"].fillna(NO_DEPARTMENT))
    return [
        tile(
            f"{department}: {format_count(len(rows))} badge{'' if len(rows) == 1 else 's'}",
            table(
                [_row(row, today) for row in rows.to_dict("records")],
                [
                    Column("state", "What is the matter"),
                    Column("wearer", "Wearer", on_phone="head"),
                    Column("badge", "Badge"),
                    Column("age", "Age", "number"),
                    Column("next", "Next step", on_phone="wide"),
                ],
                cards=True,
                title=f"Missing badges of {department}",
            ),
        )
        for department, rows in named.groupby("department", sort=True)
    ]


def _row(row: Mapping[Any, Any], today: Any) -> dict[str, Any]:
    period = (
        str(row["detail"])
        if row["wear_end"] is None or pd.isna(row["wear_end"])
        else words.period_words(row["wear_start"], row["wear_end"], today)
    )
    known = not pd.isna(row["wearer_id"])
    name: Any = words.person(row)
    if known:
        name = dash.dcc.Link(name, href=f"/badges/wearer?wearer={int(row['wearer_id'])}")
    inferred = "; inferred" if row["inferred"] else ""
    return {
        "state": finding_chip(row),
        "wearer": two_lines(name, mono(row["participant_number"])),
        "badge": two_lines(row["position"] or "any", f"{period}{inferred}"),
        "age": age(row) or "none",
        "next": row["next_step"],
    }


def _differences(found: pd.DataFrame) -> list[Component]:
    if found.empty:
        return []
    rows = [
        {
            "wearer": two_lines(words.person(row), mono(row["participant_number"])),
            "what": f"{_QUANTITY[row['quantity']]} {row['use']}, {_SPAN[row['span']]}",
            "ours": format_number(row["ours_msv"], 2),
            "theirs": format_number(row["theirs_msv"], 2),
        }
        for row in found.to_dict("records")
    ]
    differ = "sum of the service differs" if len(found) == 1 else "sums of the service differ"
    return [
        tile(
            f"{format_count(len(found))} {differ} from what its readings add up to",
            table(
                rows,
                [
                    Column("wearer", "Wearer", on_phone="head"),
                    Column("what", "Sum"),
                    Column("ours", "Ours", "number", unit="mSv"),
                    Column("theirs", "The service's", "number", unit="mSv"),
                ],
                title="Sums that differ",
                cards=True,
            ),
            subtitle="Worked out from the periods; the service's own figures are compared and never added up. "
            "Lifetime: its figure at the end of last year, and the periods since",
        )
    ]
